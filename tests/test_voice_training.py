"""Labels, mixtures, training, packing and measuring of voice activity, on sounds made here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from linnet_export.augment_banks import Banks
from linnet_export.cli import run
from linnet_export.recipe import load_recipe
from linnet_export.utterance import Utterance
from linnet_export.voice_data import draw
from linnet_export.voice_endpoints import Ended, followed_by_noise, measure_endpoints
from linnet_export.voice_evaluation import padded
from linnet_export.voice_labels import LabelSettings, combine, loud_frames, near_phones
from linnet_export.voice_metrics import HeardActivity, measure_voice
from linnet_export.voice_mixing import Clip, Mixer, MixSettings, coloured, hum, made_noise, whole_snr_db
from linnet_export.voice_noise import HeardInNoise, made, measure_noise
from linnet_export.voice_pack import load_model
from linnet_export.voice_recipe import VoiceRecipe, is_held_out
from linnet_runtime.bundle import Bundle
from linnet_runtime.units import PHONES

RATE, HOP = 16_000, 480
RECIPE = Path(__file__).parent.parent / "export" / "recipes" / "voice-activity.toml"
SETTINGS = LabelSettings()


def voice(seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Something like a voice: a buzz whose loudness changes with the syllables."""
    time_s = np.arange(int(seconds * RATE)) / RATE
    buzz = hum(len(time_s), RATE, float(rng.uniform(90, 220))) * (1 + np.sin(2 * np.pi * 4 * time_s)) / 2
    return np.asarray(0.2 * buzz, dtype=np.float32)


def spoken_clip(rng: np.random.Generator) -> Clip:
    """Half a second of silence, a second of voice, half a second of silence."""
    quiet = np.zeros(17 * HOP, np.float32)
    samples = np.concatenate([quiet, voice(33 * HOP / RATE, rng), quiet])
    return Clip(samples, np.r_[np.zeros(17, bool), np.ones(33, bool), np.zeros(17, bool)])


# Labels


def test_labels_need_phones_and_loudness_and_pass_over_short_gaps() -> None:
    near, loud = np.zeros(60, bool), np.zeros(60, bool)
    near[10:50] = loud[10:20] = loud[24:30] = loud[45:59] = True
    found = combine(near, loud, 0.03, SETTINGS)
    expected = np.zeros(60, bool)
    expected[10:30] = expected[45:50] = True  # a gap of 4 frames is filled, one of 15 is not
    np.testing.assert_array_equal(found, expected)


def test_loud_frames_are_found_at_any_level() -> None:
    rng = np.random.default_rng(1)
    one = spoken_clip(rng)
    for gain in (1.0, 1e-2):
        noisy = one.samples * np.float32(gain) + rng.normal(0, 1e-5, len(one.samples)).astype(np.float32)
        assert (loud_frames(noisy, HOP, SETTINGS) == one.speech).mean() > 0.85
    assert len(loud_frames(np.zeros(100, np.float32), HOP, SETTINGS)) == 0


def test_phones_are_dated_back_by_their_delay() -> None:
    phones = np.full((40, len(PHONES)), -9.0, np.float32)
    phones[:, 0] = -0.01
    phones[20] = np.roll(phones[20], 5)
    near = near_phones(phones, 0.03, SETTINGS)
    np.testing.assert_array_equal(np.flatnonzero(near), np.arange(17 - 7, 17 + 8))


# Mixtures


@pytest.fixture
def mixer() -> Mixer:
    rng = np.random.default_rng(0)
    noises = tuple(coloured(RATE, 0.0, rng).astype(np.float16) for _ in range(3))
    return Mixer([spoken_clip(rng) for _ in range(3)], Banks(RATE, noises), HOP, MixSettings(sequence_s=4.8))


def test_mixtures_are_whole_frames_within_full_scale_and_repeatable(mixer: Mixer) -> None:
    for seed in range(30):
        one, again = (mixer.mix(np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(one.samples, again.samples)
        np.testing.assert_array_equal(one.speech, again.speech)
        assert one.samples.shape == (160 * HOP,)
        assert one.speech.shape == (160,)
        assert np.abs(one.samples).max() <= 1.0
        assert np.isfinite(one.samples).all()


def test_mixtures_hold_speech_where_they_say_so(mixer: Mixer) -> None:
    plain = MixSettings(4.8, 1.0, (0.1, 0.5), 0.0, 0.0, telephone_probability=0.0, offset_probability=0.0)
    one = Mixer(mixer.clips, mixer.banks, HOP, plain).mix(np.random.default_rng(1))
    power = np.square(one.samples).reshape(-1, HOP).mean(axis=1)
    assert one.speech.any()
    assert not power[~one.speech].any()
    assert (power[one.speech] > 0).mean() > 0.9


def test_some_mixtures_are_without_speech_and_some_silent(mixer: Mixer) -> None:
    mixed = [mixer.mix(np.random.default_rng(seed)) for seed in range(60)]
    assert 5 < sum(not one.speech.any() for one in mixed) < 30
    assert any(not one.samples.any() for one in mixed)


def test_ratio_is_that_of_the_speech_alone() -> None:
    speech = np.zeros(100, bool)
    speech[:10] = True
    assert whole_snr_db(20.0, speech) == pytest.approx(10.0)
    one = padded(
        spoken_clip(np.random.default_rng(0)), RATE, np.ones(RATE, np.float32), 6.0, np.random.default_rng(0)
    )
    noise = one.samples[0]
    voiced = one.samples.reshape(-1, HOP)[one.speech] - noise
    assert 10 * np.log10(np.square(voiced).mean() / noise**2) == pytest.approx(6.0, abs=0.2)


@pytest.mark.parametrize("seed", range(8))
def test_made_noise_has_power_and_no_constant(seed: int) -> None:
    noise = made_noise(RATE, RATE, np.random.default_rng(seed))
    assert noise.std() == pytest.approx(1.0, abs=0.01)
    assert abs(noise.mean()) < 0.01


# Measures


def test_perfect_and_useless_detectors() -> None:
    truth = np.r_[np.zeros(50, bool), np.ones(50, bool)]
    sure = HeardActivity(np.where(truth, 0.99, 0.01).astype(np.float32), truth, 1, 0.1, 0.3)
    found = measure_voice([sure, sure], 0.03, seed=1)
    assert found["frame_error_rate"].value == found["equal_error_rate"].value == 0.0
    assert found["area_under_roc"].value == 1.0
    assert found["onset_delay_s"].value == pytest.approx(0.1)
    assert found["missed_at_1_percent_false"].value == 0.0
    blind = HeardActivity(np.full(100, 0.6, np.float32), truth, 0, None, None)
    found = measure_voice([blind], 0.03, seed=1)
    assert found["frame_error_rate"].value == found["equal_error_rate"].value == 0.5
    assert found["area_under_roc"].value == pytest.approx(0.5)
    assert found["false_speech_rate"].value == found["never_opened_rate"].value == 1.0
    assert "onset_delay_s" not in found


def test_noise_alone_counts_openings_an_hour() -> None:
    quiet = HeardActivity(np.full(1000, 0.1, np.float32), np.zeros(1000, bool), 2, None, None)
    found = measure_voice([quiet, quiet], 0.03, seed=1)
    assert found["openings_per_hour"].value == pytest.approx(4 * 3600 / 60)
    assert set(found) == {"openings_per_hour", "false_speech_rate"}


def test_words_an_hour() -> None:
    found = measure_noise([HeardInNoise("a", 60.0, ("the one",)), HeardInNoise("b", 60.0, ())], seed=1)
    assert found["words_per_hour"].value == pytest.approx(60.0)
    assert found["finals_per_hour"].value == pytest.approx(30.0)
    assert found["words"].low == 0.0


def test_ends_of_utterances() -> None:
    early, late, never = Ended(2.0, (1.0, 3.0)), Ended(2.0, (2.5,)), Ended(2.0, ())
    found = measure_endpoints([early, late, never], seed=1)
    assert found["final_after_speech_ms"].value == pytest.approx(750.0)
    assert found["early_finals_per_utterance"].value == pytest.approx(1 / 3)
    assert found["no_final_rate"].value == pytest.approx(1 / 3)
    samples, end_s = followed_by_noise(spoken_clip(np.random.default_rng(0)), HOP, RATE, seed=1)
    assert end_s == pytest.approx(50 * 0.03)
    assert len(samples) / RATE == pytest.approx(end_s + 2.0)


def test_made_sounds_have_names_and_stay_within_full_scale() -> None:
    sounds = made(RATE, 0.5, seed=1)
    assert len({one.name for one in sounds}) == len(sounds) == 15
    assert not sounds[0].samples.any()
    assert all(np.abs(one.samples).max() <= 1.0 for one in sounds)


# Recipe and data


def test_shipped_voice_recipe_splits_noises_by_fold() -> None:
    recipe = load_recipe(RECIPE, VoiceRecipe)
    ids = ["esc10_1-100032-A", "esc10_5-1-A", "esc10_4-1-B", "gsc_white_noise", "picovoice_kitchen"]
    assert [is_held_out(one, recipe.data.held_out) for one in ids] == [False, True, True, False, True]


def test_draw_takes_of_each_dataset_alike() -> None:
    long = [Utterance(f"a{i}", Path("a"), 99.0, dataset="a") for i in range(5)]
    short = [Utterance(f"{d}{i}", Path("a"), 2.0, dataset=d) for d in "abc" for i in range(9)]
    drawn = draw([*long, *short], 6, 10.0, seed=1)
    assert sorted(one.dataset for one in drawn) == list("aabbcc")
    assert all(one.duration_s < 10 for one in drawn)


def write_manifest(folder: Path, name: str, sounds: list[NDArray[np.float32]]) -> Path:
    """Write recordings and their JSONL manifest."""
    lines = []
    for index, samples in enumerate(sounds):
        soundfile.write(folder / f"{name}{index}.wav", samples, RATE)
        entry = {"id": f"{name}{index}", "audio": f"{name}{index}.wav", "duration_s": len(samples) / RATE}
        lines.append(json.dumps({**entry, "text": "one two", "dataset": name}))
    (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / f"{name}.jsonl"


def test_from_recordings_to_a_measured_bundle(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    samples, _ = soundfile.read(clip, dtype="float32")
    speech = write_manifest(tmp_path, "speech", [samples[: 5 * RATE]])
    noise = write_manifest(tmp_path, "noise", [coloured(RATE, 0.0, rng) / 9, coloured(RATE, 0.5, rng) / 9])
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.read_text().replace('held_out = "', 'held_out = "noise1 '), encoding="utf-8")
    acoustic = Path(__file__).parent.parent / "sdk" / "linnet" / "bundles" / "en-acoustic"
    data = ["--acoustic", str(acoustic), "--noise", str(noise)]
    trained = [*data, "--train", str(speech), "--dev", str(speech), "--tiny"]
    assert run(["train-voice", str(recipe), str(tmp_path / "run"), *trained]) == 0
    model, kept = load_model(tmp_path / "run" / "last.ckpt")
    assert (kept.name, model.settings.hidden) == ("tiny-voice", 16)
    bundle = tmp_path / "bundle"
    assert run(["pack-voice", str(tmp_path / "run" / "last.ckpt"), str(bundle)]) == 0
    measured = [*data, "--speech", str(speech), "--held-out", "noise1", "--write"]
    assert run(["evaluate", "voice", str(bundle), *measured]) == 0
    assert "area_under_roc" in capsys.readouterr().out
    measurements = Bundle.open(bundle).manifest.measurements
    assert {one.task for one in measurements} == {"voice-activity"}
    assert len(measurements) == 6
