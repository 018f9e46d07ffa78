"""Conversion, resampling and re-chunking give the same samples however sound is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linnet_runtime import state_bytes
from linnet_runtime.audio import Rechunker, Resampler, ResamplerState, to_mono_float32
from linnet_runtime.errors import AudioFormatError, StateError

Audio = NDArray[np.float32]

RATES_HZ = (8_000, 11_025, 16_000, 22_050, 22_051, 44_100, 48_000, 95_999, 96_000)


def noise(samples: int, seed: int = 0) -> Audio:
    return np.random.default_rng(seed).uniform(-1, 1, samples).astype(np.float32)


def pieces(samples: Audio, cuts: list[int]) -> list[Audio]:
    """Cut samples at positions, which may repeat (pieces of no samples) or lie beyond the end."""
    return [samples[start:end] for start, end in pairwise([0, *sorted(cuts), max([len(samples), *cuts])])]


def resample(samples: Audio, from_hz: int, cuts: list[int], to_hz: int = 16_000) -> Audio:
    resampler = Resampler(from_hz, to_hz)
    return np.concatenate([*(resampler.push(piece) for piece in pieces(samples, cuts)), resampler.flush()])


# to_mono_float32


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (np.array([-32768, 0, 16384], np.int16), [-1, 0, 0.5]),
        (np.array([-32768, 16384], ">i2"), [-1, 0.5]),
        (np.array([-(2**31), 0, 2**30], np.int32), [-1, 0, 0.5]),
        (np.array([0, 128, 192], np.uint8), [-1, 0, 0.5]),
        (np.array([-0.25, 0.5], np.float32), [-0.25, 0.5]),
        (np.array([-0.25, 0.5], np.float64), [-0.25, 0.5]),
        ([0.0, 0.5], [0, 0.5]),
        ([], []),
    ],
)
def test_pcm_types_become_float32(samples: Audio, expected: list[float]) -> None:
    mono = to_mono_float32(samples)
    assert mono.dtype == np.float32
    np.testing.assert_array_equal(mono, expected)


def test_channels_are_averaged() -> None:
    np.testing.assert_array_equal(
        to_mono_float32(np.array([[16384, 0], [0, -32768]], np.int16)), [0.25, -0.5]
    )
    np.testing.assert_array_equal(to_mono_float32(np.zeros((0, 2), np.int16)), [])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipped_audio_stays_in_range(dtype: type) -> None:
    loud: Audio = np.array([1.5, -7, np.finfo(dtype).max, np.finfo(dtype).min], dtype)
    np.testing.assert_array_equal(to_mono_float32(loud), [1, -1, 1, -1])
    np.testing.assert_array_equal(to_mono_float32(loud.reshape(2, 2)), [0, 0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_and_infinite_samples_are_refused(bad: float, dtype: type) -> None:
    with pytest.raises(AudioFormatError, match=rf"expected finite samples, got {bad} at index \(2,\)"):
        to_mono_float32(np.array([0, 0, bad, 0], dtype))
    with pytest.raises(AudioFormatError, match=r"at index \(1, 0\)"):
        to_mono_float32(np.array([[0, 0], [bad, 0]], dtype))


@pytest.mark.parametrize("shape", [(), (1, 1, 1), (3, 0), (2, 16_000)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(AudioFormatError, match=r"got \("):
        to_mono_float32(np.zeros(shape, np.float32))


@pytest.mark.parametrize("samples", [[1, 2], [True], ["a"], [1j], [None], np.zeros(2, np.float16), b"RIFF"])
def test_other_types_are_refused(samples: object) -> None:
    with pytest.raises(AudioFormatError, match=r"expected .*got"):
        to_mono_float32(samples)  # type: ignore[arg-type]


def test_ragged_channels_are_refused() -> None:
    with pytest.raises(AudioFormatError, match="same length"):
        to_mono_float32([[0.0, 1.0], [0.0]])


def test_conversion_returns_a_new_array() -> None:
    samples = np.zeros(4, np.float32)
    assert not np.shares_memory(to_mono_float32(samples), samples)


# Resampler


@pytest.mark.parametrize("from_hz", RATES_HZ)
def test_resampling_equals_soxr_over_the_whole_file(from_hz: int) -> None:
    samples = noise(from_hz // 2 + 7)
    whole = soxr.resample(samples, from_hz, 16_000)
    np.testing.assert_array_equal(resample(samples, from_hz, [0, 0, 1, 2, 1_000, 1_001]), whole)


@pytest.mark.parametrize("from_hz", [8_000, 44_100, 96_000])
def test_resampling_keeps_a_tone_and_its_phase(from_hz: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(from_hz) / from_hz).astype(np.float32)
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    middle = slice(800, -800)  # the tone begins and ends abruptly
    np.testing.assert_allclose(resample(tone, from_hz, [])[middle], expected[middle], atol=1e-4)


@given(from_hz=st.sampled_from(RATES_HZ), cuts=st.lists(st.integers(0, 9_000), max_size=12))
@settings(max_examples=40, deadline=None)
def test_resampling_does_not_depend_on_the_chunks(from_hz: int, cuts: list[int]) -> None:
    samples = noise(9_000)
    np.testing.assert_array_equal(resample(samples, from_hz, cuts), resample(samples, from_hz, []))


def test_single_samples_are_accepted() -> None:
    samples = noise(500)
    np.testing.assert_array_equal(resample(samples, 44_100, list(range(500))), resample(samples, 44_100, []))


def test_equal_rates_change_nothing() -> None:
    np.testing.assert_array_equal(resample(noise(1_000), 16_000, [3, 500]), noise(1_000))


def test_empty_stream_gives_nothing() -> None:
    resampler = Resampler(8_000, 16_000)
    assert len(resampler.push(noise(0))) == 0
    assert len(resampler.flush()) == 0


@pytest.mark.parametrize("from_hz", RATES_HZ)
@pytest.mark.parametrize("taken_at", [0, 1, 2_000, 30_011])
def test_resumed_resampler_continues_like_the_first(from_hz: int, taken_at: int) -> None:
    samples = noise(60_000)
    first = Resampler(from_hz, 16_000)
    head = first.push(samples[:taken_at])
    second = Resampler.from_state(ResamplerState.from_bytes(first.state.to_bytes()))
    tail = [second.push(piece) for piece in pieces(samples[taken_at:], [1, 500, 501])]
    whole = resample(samples, from_hz, [])
    assert_same_sound(np.concatenate([head, *tail, second.flush()]), whole)
    np.testing.assert_array_equal(
        np.concatenate([head, first.push(samples[taken_at:]), first.flush()]), whole
    )


def assert_same_sound(found: Audio, expected: Audio) -> None:
    """Compare length and samples up to float32 rounding of sums in another order."""
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(96_000, 8_000), (95_999, 8_001), (8_000, 96_000), (44_100, 16_000)]
)
def test_resampler_resumed_again_and_again_loses_nothing(from_hz: int, to_hz: int) -> None:
    samples = noise(from_hz)
    resampler = Resampler(from_hz, to_hz)
    given_back = []
    for piece in pieces(samples, list(range(0, from_hz, 1_777))):
        given_back.append(resampler.push(piece))
        resampler = Resampler.from_state(resampler.state)
    given_back.append(resampler.flush())
    assert_same_sound(np.concatenate(given_back), resample(samples, from_hz, [], to_hz))


@given(seed=st.integers(0, 99), cuts=st.lists(st.integers(0, 9_000), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_resampler_may_be_resumed_anywhere(seed: int, cuts: list[int]) -> None:
    samples, from_hz = noise(9_000, seed), RATES_HZ[seed % len(RATES_HZ)]
    resampler = Resampler(from_hz, 16_000)
    given_back = []
    for piece in pieces(samples, cuts):
        given_back.append(resampler.push(piece))
        resampler = Resampler.from_state(resampler.state)
    assert_same_sound(np.concatenate([*given_back, resampler.flush()]), resample(samples, from_hz, []))


@pytest.mark.parametrize("from_hz", RATES_HZ)
def test_resampler_remembers_little_and_lags_little(from_hz: int) -> None:
    resampler = Resampler(from_hz, 16_000)
    received = 0
    for second in range(1, 6):
        for piece in np.split(np.zeros(from_hz, np.float32), range(0, from_hz, from_hz // 10)):
            received += len(resampler.push(piece))
        assert second - 0.13 <= received / 16_000 <= second
    assert len(resampler.state.history) <= 1.3 * from_hz
    if from_hz % 25 == 0:  # the usual rates: the phase repeats within 441 samples
        assert len(resampler.state.history) <= 0.25 * from_hz


@pytest.mark.parametrize("rate_hz", [0, -1, 7_999, 96_001, 16_000.0, float("nan"), "16000", None, True])
def test_other_rates_are_refused(rate_hz: object) -> None:
    for rates in ((rate_hz, 16_000), (16_000, rate_hz)):
        with pytest.raises(AudioFormatError, match="expected a whole rate of 8000 to 96000 Hz"):
            Resampler(*rates)


def test_flushed_resampler_refuses_more() -> None:
    resampler = Resampler(8_000, 16_000)
    resampler.flush()
    with pytest.raises(StateError, match="flushed"):
        resampler.push(noise(1))
    with pytest.raises(StateError, match="flushed"):
        resampler.flush()
    with pytest.raises(StateError, match="flushed"):
        resampler.state  # noqa: B018


@pytest.mark.parametrize(
    "state",
    [
        ResamplerState(100, 16_000, noise(10), 0),
        ResamplerState(8_000, 16_000, noise(10), -1),
        ResamplerState(8_000, 16_000, noise(10), 21),
        ResamplerState(8_000, 16_000, np.array([np.nan], np.float32), 0),
        ResamplerState(8_000, 16_000, noise(4).reshape(2, 2), 0),
    ],
)
def test_impossible_resampler_state_is_refused(state: ResamplerState) -> None:
    with pytest.raises(StateError, match="resampler state"):
        Resampler.from_state(ResamplerState.from_bytes(state.to_bytes()))


@pytest.mark.parametrize(
    "arrays",
    [{}, {"numbers": np.zeros(2, np.int64), "history": noise(1)}, {"numbers": np.zeros(3, np.int64)}],
)
def test_resampler_snapshot_without_its_values_is_refused(arrays: dict[str, NDArray[np.int64]]) -> None:
    with pytest.raises(StateError, match="lacks its values"):
        ResamplerState.from_bytes(state_bytes.pack("resampler", arrays))


# Rechunker


@given(
    chunk_samples=st.integers(1, 50),
    length=st.integers(0, 300),
    cuts=st.lists(st.integers(0, 300), max_size=10),
    pad_samples=st.integers(0, 120),
)
@settings(max_examples=100, deadline=None)
def test_rechunking_loses_nothing(chunk_samples: int, length: int, cuts: list[int], pad_samples: int) -> None:
    samples = noise(length)
    rechunker = Rechunker(chunk_samples)
    chunks = [chunk for piece in pieces(samples, cuts) for chunk in rechunker.push(piece)]
    chunks += rechunker.flush(pad_samples)
    assert all(chunk.shape == (chunk_samples,) for chunk in chunks)
    joined = np.concatenate([*chunks, noise(0)])
    np.testing.assert_array_equal(joined[:length], samples)
    assert not joined[length:].any()
    assert pad_samples <= len(joined) - length < pad_samples + chunk_samples
    assert len(rechunker.pending) == 0


def test_chunks_come_as_soon_as_they_are_full() -> None:
    rechunker = Rechunker(4)
    assert [len(rechunker.push(noise(n))) for n in (0, 1, 2, 1, 8, 3)] == [0, 0, 0, 1, 2, 0]
    assert len(rechunker.pending) == 3


def test_rechunker_continues_from_its_pending_samples() -> None:
    samples = noise(10)
    first = Rechunker(4)
    first.push(samples[:6])
    second = Rechunker(4, first.pending)
    (chunk,) = second.push(samples[6:])
    np.testing.assert_array_equal(chunk, samples[4:8])


def test_pending_samples_are_a_value() -> None:
    source = noise(3)
    rechunker = Rechunker(4)
    rechunker.push(source)
    pending = rechunker.pending
    source[:] = 9
    rechunker.push(source)
    np.testing.assert_array_equal(pending, noise(3))
    with pytest.raises(ValueError, match="read-only"):
        pending[0] = 0


def test_pending_samples_do_not_keep_a_long_recording_alive() -> None:
    rechunker = Rechunker(4)
    rechunker.push(noise(10_001))
    assert rechunker.pending.base is None


@pytest.mark.parametrize("pending", [np.zeros(4), np.zeros((1, 1))])
def test_impossible_pending_samples_are_refused(pending: Audio) -> None:
    with pytest.raises(StateError, match="fewer than 4"):
        Rechunker(4, pending)
