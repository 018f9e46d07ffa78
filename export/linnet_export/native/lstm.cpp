// One LSTM layer over whole sequences with bfloat16 weights, forward and backward. The recurrent products run
// on AMX tiles (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18); the large
// products before and after stay with PyTorch.
//
// Axes: T frames, B batch, H hidden. Gates in the order of nn.LSTM: input, forget, candidate, output.

#include <immintrin.h>
#include <sys/syscall.h>
#include <torch/extension.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using bf16 = at::BFloat16;
constexpr int64_t ROWS = 16;           // of a tile: utterances, or pairs of inputs
constexpr int64_t DEPTH = 32;          // inputs that one tile product sums over
constexpr int64_t TILE = ROWS * DEPTH; // bfloat16 values in a tile
constexpr int PERMISSION = 0x1023, TILE_DATA = 18; // arch_prctl: ask the kernel for tiles

struct __attribute__((packed)) TileSettings {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t bytes[16] = {};
  uint8_t rows[16] = {};
};

void set_up_tiles() {
  TileSettings settings;
  for (int tile = 0; tile < 8; tile++) settings.bytes[tile] = 64, settings.rows[tile] = ROWS;
  _tile_loadconfig(&settings);
}

int64_t rounded_up(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

// Weights (K, N) as tiles [N / 16][K / 32] of 16 pairs of inputs x 16 outputs; K is filled up with zeros.
at::Tensor as_tiles(const at::Tensor& weights) {
  const int64_t inputs = weights.size(0), outputs = weights.size(1);
  const int64_t depth = rounded_up(inputs, DEPTH) / DEPTH, columns = outputs / ROWS;
  auto tiles = at::zeros({columns, depth, ROWS, DEPTH}, weights.options());
  const auto* from = weights.data_ptr<bf16>();
  auto* to = tiles.data_ptr<bf16>();
  for (int64_t column = 0; column < columns; column++)
    for (int64_t input = 0; input < inputs; input++) {
      bf16* pair = to + (column * depth * ROWS + input / 2) * DEPTH + (input & 1);
      const bf16* row = from + input * outputs + column * ROWS;
      for (int64_t output = 0; output < ROWS; output++) pair[2 * output] = row[output];
    }
  return tiles;
}

// Up to 32 rows of a (rows, 32 * depth) times two columns of tiles, into out (rows, 16) each.
void product(const bf16* a, int64_t width, bool both, const bf16* left, const bf16* right, int64_t depth,
             float* out_left, float* out_right, int64_t out_width) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int64_t k = 0; k < depth; k++) {
    _tile_loadd(4, a + k * DEPTH, width * 2);
    _tile_loadd(6, left + k * TILE, 64);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, right + k * TILE, 64);
    _tile_dpbf16ps(1, 4, 7);
    if (both) {
      _tile_loadd(5, a + ROWS * width + k * DEPTH, width * 2);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, out_left, out_width * 4);
  _tile_stored(1, out_right, out_width * 4);
  if (both) {
    _tile_stored(2, out_left + ROWS * out_width, out_width * 4);
    _tile_stored(3, out_right + ROWS * out_width, out_width * 4);
  }
}

// 2^x by a polynomial of the fraction, relative error below 1e-5: finer than bfloat16.
__m512 exponential(__m512 x) {
  x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-87.0f)), _mm512_set1_ps(87.0f));
  const __m512 binary = _mm512_mul_ps(x, _mm512_set1_ps(1.44269504f));
  const __m512 whole = _mm512_roundscale_ps(binary, 8), part = _mm512_sub_ps(binary, whole);
  __m512 sum = _mm512_set1_ps(1.3333558e-3f);
  for (float next : {9.6181291e-3f, 5.5504109e-2f, 2.4022651e-1f, 6.9314718e-1f, 1.0f})
    sum = _mm512_fmadd_ps(sum, part, _mm512_set1_ps(next));
  return _mm512_scalef_ps(sum, whole);
}

__m512 sigmoid(__m512 x) {
  const __m512 one = _mm512_set1_ps(1.0f);
  return _mm512_rcp14_ps(_mm512_add_ps(one, exponential(_mm512_sub_ps(_mm512_setzero_ps(), x))));
}

__m512 hyperbolic(__m512 x) {
  return _mm512_fmsub_ps(sigmoid(_mm512_add_ps(x, x)), _mm512_set1_ps(2.0f), _mm512_set1_ps(1.0f));
}

__m512 load(const bf16* from) {
  const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
}

void store(bf16* to, __m512 values) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), (__m256i)_mm512_cvtneps_pbh(values));
}

bool tiles_permitted() { return syscall(SYS_arch_prctl, PERMISSION, TILE_DATA) == 0; }

// inputs (T, B, 4 * H): what the frames and the biases give to the gates; recurrent (4 * H, H); hidden and
// cell (B, H) before. Returns hidden (T, B, H), the gates (T, B, 4 * H) and cells (T, B, H) in float.
std::vector<at::Tensor> lstm_forward(at::Tensor inputs, at::Tensor recurrent, at::Tensor hidden, at::Tensor cell) {
  const int64_t frames = inputs.size(0), batch = inputs.size(1), all = inputs.size(2), units = all / 4;
  const int64_t width = rounded_up(units, DEPTH), depth = width / DEPTH, padded = rounded_up(batch, ROWS);
  const auto tiles = as_tiles(recurrent.t().contiguous());
  auto out = at::empty({frames, batch, units}, inputs.options()), gates = at::empty_like(inputs);
  auto cells = at::empty({frames, batch, units}, inputs.options().dtype(at::kFloat));
  auto turns = at::zeros({2, padded, width}, inputs.options()), sums = at::empty({padded, all}, cells.options());
  turns[0].narrow(0, 0, batch).narrow(1, 0, units).copy_(hidden);
  const bf16 *weights = tiles.data_ptr<bf16>(), *given = inputs.data_ptr<bf16>();
  bf16 *gate = gates.data_ptr<bf16>(), *heard = out.data_ptr<bf16>(), *turn = turns.data_ptr<bf16>();
  float *kept = cells.data_ptr<float>(), *sum = sums.data_ptr<float>();
  const float* first = cell.data_ptr<float>();
  set_up_tiles();
  for (int64_t t = 0; t < frames; t++) {
    const bf16* now = turn + (t & 1) * padded * width;
    bf16* next = turn + ((t + 1) & 1) * padded * width;
    for (int64_t column = 0; column < all / ROWS; column += 2)
      for (int64_t row = 0; row < padded; row += 2 * ROWS) {
        const bf16* left = weights + column * depth * TILE;
        float* to = sum + row * all + column * ROWS;
        product(now + row * width, width, row + ROWS < padded, left, left + depth * TILE, depth, to, to + ROWS, all);
      }
    for (int64_t row = 0; row < batch; row++)
      for (int64_t u = 0; u < units; u += ROWS) {
        const int64_t at = t * batch + row;
        const bf16* x = given + at * all + u;
        const float* s = sum + row * all + u;
        bf16* g = gate + at * all + u;
        for (int part = 0; part < 4; part++) _mm_prefetch(x + batch * all + part * units, _MM_HINT_T1);
        const __m512 input = sigmoid(_mm512_add_ps(load(x), _mm512_loadu_ps(s)));
        const __m512 forget = sigmoid(_mm512_add_ps(load(x + units), _mm512_loadu_ps(s + units)));
        const __m512 candidate = hyperbolic(_mm512_add_ps(load(x + 2 * units), _mm512_loadu_ps(s + 2 * units)));
        const __m512 output = sigmoid(_mm512_add_ps(load(x + 3 * units), _mm512_loadu_ps(s + 3 * units)));
        const __m512 before = _mm512_loadu_ps(t ? kept + (at - batch) * units + u : first + row * units + u);
        const __m512 after = _mm512_fmadd_ps(forget, before, _mm512_mul_ps(input, candidate));
        const __m512 result = _mm512_mul_ps(output, hyperbolic(after));
        _mm512_storeu_ps(kept + at * units + u, after);
        store(g, input), store(g + units, forget), store(g + 2 * units, candidate), store(g + 3 * units, output);
        store(heard + at * units + u, result), store(next + row * width + u, result);
      }
  }
  _tile_release();
  return {out, gates, cells};
}

// The gradient (T, B, H) of what lstm_forward returned, with its gates and cells, to that of its inputs
// (T, B, 4 * H) and of the biases (4 * H).
std::vector<at::Tensor> lstm_backward(at::Tensor gradient, at::Tensor gates, at::Tensor cells, at::Tensor recurrent,
                                      at::Tensor cell) {
  const int64_t frames = gradient.size(0), batch = gradient.size(1), units = gradient.size(2), all = 4 * units;
  const int64_t depth = all / DEPTH, columns = units / ROWS, padded = rounded_up(batch, ROWS), width = units + ROWS;
  const auto tiles = as_tiles(recurrent);
  auto inputs = at::empty_like(gates), turn = at::zeros({padded, all}, gates.options());
  auto carried = at::zeros({padded, width}, cells.options()), cell_carried = at::zeros({batch, units}, cells.options());
  auto biases = at::zeros({all}, cells.options());
  const bf16 *weights = tiles.data_ptr<bf16>(), *gate = gates.data_ptr<bf16>(), *given = gradient.data_ptr<bf16>();
  bf16 *found = inputs.data_ptr<bf16>(), *now = turn.data_ptr<bf16>();
  float *back = carried.data_ptr<float>(), *cell_back = cell_carried.data_ptr<float>();
  float* bias = biases.data_ptr<float>();
  const float *kept = cells.data_ptr<float>(), *first = cell.data_ptr<float>();
  const __m512 one = _mm512_set1_ps(1.0f);
  set_up_tiles();
  for (int64_t t = frames - 1; t >= 0; t--) {
    for (int64_t row = 0; row < batch; row++)
      for (int64_t u = 0; u < units; u += ROWS) {
        const int64_t at = t * batch + row;
        const bf16* g = gate + at * all + u;
        const __m512 input = load(g), forget = load(g + units), candidate = load(g + 2 * units);
        const __m512 output = load(g + 3 * units), shown = hyperbolic(_mm512_loadu_ps(kept + at * units + u));
        const __m512 hidden = _mm512_add_ps(load(given + at * units + u), _mm512_loadu_ps(back + row * width + u));
        const __m512 inner = _mm512_fmadd_ps(_mm512_mul_ps(hidden, output), _mm512_fnmadd_ps(shown, shown, one),
                                             _mm512_loadu_ps(cell_back + row * units + u));
        const __m512 before = _mm512_loadu_ps(t ? kept + (at - batch) * units + u : first + row * units + u);
        const __m512 parts[4] = {
            _mm512_mul_ps(_mm512_mul_ps(inner, candidate), _mm512_mul_ps(input, _mm512_sub_ps(one, input))),
            _mm512_mul_ps(_mm512_mul_ps(inner, before), _mm512_mul_ps(forget, _mm512_sub_ps(one, forget))),
            _mm512_mul_ps(_mm512_mul_ps(inner, input), _mm512_fnmadd_ps(candidate, candidate, one)),
            _mm512_mul_ps(_mm512_mul_ps(hidden, shown), _mm512_mul_ps(output, _mm512_sub_ps(one, output)))};
        _mm512_storeu_ps(cell_back + row * units + u, _mm512_mul_ps(inner, forget));
        for (int part = 0; part < 4; part++) {
          store(found + at * all + part * units + u, parts[part]);
          store(now + row * all + part * units + u, parts[part]);
          float* b = bias + part * units + u;
          _mm512_storeu_ps(b, _mm512_add_ps(_mm512_loadu_ps(b), parts[part]));
          if (t) _mm_prefetch(g - batch * all + part * units, _MM_HINT_T1);
        }
      }
    for (int64_t column = 0; t && column < columns; column += 2)
      for (int64_t row = 0; row < padded; row += 2 * ROWS) { // an odd last column is done twice, the copy beside
        const bf16* left = weights + column * depth * TILE;
        const bf16* right = weights + std::min(column + 1, columns - 1) * depth * TILE;
        float* to = back + row * width + column * ROWS;
        product(now + row * all, all, row + ROWS < padded, left, right, depth, to, to + ROWS, width);
      }
  }
  _tile_release();
  return {inputs, biases};
}

} // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("tiles_permitted", &tiles_permitted);
  module.def("lstm_forward", &lstm_forward);
  module.def("lstm_backward", &lstm_backward);
}
