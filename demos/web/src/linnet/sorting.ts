const INDEX_BITS = 21;
const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/**
 * Return the indices, among the first `length`, of the values of at least `least`, the largest first; of equals,
 * the first first.
 *
 * Value and index are packed into one number that sorts as they do, which typed arrays sort without a callback.
 * At most 2 million values; none may be NaN.
 */
export function descending(values: Float32Array, length: number, least = -Infinity): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < length; i++) if (values[i] >= least) found.push(i);
  const count = found.length;
  const packed = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const i = found[at];
    FLOAT[0] = -values[i];
    const bits = BITS[0];
    const rank = bits >= 0x80000000 ? ~bits >>> 0 : bits + 0x80000000; // unsigned, in the order of the floats
    packed[at] = rank * (1 << INDEX_BITS) + i;
  }
  packed.sort();
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = packed[i] % (1 << INDEX_BITS);
  return order;
}

/** Return the `count` largest of the values from `first` to before `end`, smallest first; there are at least so many. */
export function topValues(values: Float32Array, count: number, first = 0, end = values.length): Float32Array {
  const top = values.slice(first, first + count).sort();
  for (let i = first + count; i < end; i++) {
    const value = values[i];
    if (value <= top[0]) continue;
    let at = 0;
    for (; at + 1 < count && top[at + 1] < value; at++) top[at] = top[at + 1];
    top[at] = value;
  }
  return top;
}

/** Return the largest of the values from `first` to before `end`; minus infinity of none. */
export function largest(values: Float32Array, first = 0, end = values.length): number {
  let most = -Infinity;
  for (let i = first; i < end; i++) if (values[i] > most) most = values[i];
  return most;
}
