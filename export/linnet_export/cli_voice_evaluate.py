"""``linnet-export evaluate voice`` and ``evaluate noise``: speech found, words made of nothing, endpoints."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linnet_export.cli_bundle import command_line
from linnet_export.cli_dictation import OWN, own_engine
from linnet_export.metric import Measured
from linnet_runtime.bundle import Bundle
from linnet_runtime.measurement import Measurement

Voice = Annotated[Path, typer.Argument(help="Directory of a voice-activity bundle.")]
Acoustic = Annotated[Path, typer.Argument(help="Directory of an acoustic bundle.")]
Noise = Annotated[Path, typer.Option(help="JSONL manifest of noises.")]
Speech = Annotated[
    Path, typer.Option(help="JSONL manifest of utterances of other speakers than in training.")
]
HeldOut = Annotated[str, typer.Option(help="Patterns of the noises kept for judging, as in the recipe.")]
Every = Annotated[int, typer.Option(min=1, help="Every so many-th utterance.")]
Seed = Annotated[int, typer.Option(help="Of mixtures and of the bootstrap's draws.")]
Precision = Annotated[str, typer.Option(help="int8, weight_only or float32.")]
_WIDE = 160
_RATIOS_DB = (20.0, 10.0, 0.0)
_MADE_S = 60.0


def evaluate_voice_command(
    bundle: Voice,
    acoustic: Annotated[Path, typer.Option(help="Acoustic bundle that says where speech is.")],
    speech: Speech,
    noise: Noise,
    held_out: HeldOut,
    every: Every = 1,
    precision: Precision = "int8",
    seed: Seed = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Compare with labels frame by frame, in silence and in held-out noise; and held-out noise alone."""
    from linnet_export.voice_evaluation import VoiceTrial, labelled_clips, speech_sets
    from linnet_export.voice_metrics import measure_voice
    from linnet_export.voice_noise import made, recordings, wordless_clips
    from linnet_runtime.voice_activity import VoiceActivity

    opened = Bundle.open(bundle)
    trial = VoiceTrial(VoiceActivity.load(opened, precision))
    audio = trial.voice.audio
    clips = labelled_clips(Bundle.open(acoustic), speech, every)
    noises = recordings(noise, audio.sample_rate_hz, held_out, of_held_out=True)
    sets = speech_sets(clips, [one.samples for one in noises], audio.sample_rate_hz, _RATIOS_DB, seed)
    sets["noise recordings held out"] = wordless_clips(noises, audio.frame_hop_samples)
    sets["made noise and silence"] = wordless_clips(
        made(audio.sample_rate_hz, _MADE_S, seed), audio.frame_hop_samples
    )
    found = {
        name: measure_voice([trial.hear(clip) for clip in kept], trial.hop_s, seed)
        for name, kept in sets.items()
    }
    data = f"{len(clips)} utterances of {speech.name}, every {every}.; {len(noises)} noises: {held_out}"
    _report(opened, "voice-activity", precision, found, data, write)


def evaluate_noise_command(
    bundle: Acoustic,
    noise: Noise,
    speech: Speech,
    language: Annotated[Path, typer.Option(help="Directory of the language bundle.")],
    held_out: HeldOut,
    pronunciation: Annotated[Path | None, typer.Option(help="Directory of the pronunciation bundle.")] = None,
    every: Every = 8,
    made_s: Annotated[float, typer.Option(help="Length of each made noise.")] = _MADE_S,
    precision: Precision = "int8",
    engine: Annotated[str, typer.Option(help="Recognizer, as MODULE:CALLABLE.")] = OWN,
    seed: Seed = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Count words made of noise and silence, and measure when finals come after speech."""
    from linnet_export.voice_endpoints import measure_endpoints, utterance_ends
    from linnet_export.voice_evaluation import labelled_clips
    from linnet_export.voice_noise import hear_noise, made, measure_noise, recordings

    opened = Bundle.open(bundle)
    recognizer = own_engine(engine, bundle, language, pronunciation, precision).load()
    audio = opened.manifest.sound()
    sounds = {
        f"noise recordings {name}": recordings(noise, audio.sample_rate_hz, held_out, of_held_out=kept)
        for name, kept in (("held out", True), ("trained on", False))
    }
    sounds["made noise and silence"] = made(audio.sample_rate_hz, made_s, seed)
    found: dict[str, Measured] = {}
    for name, kept in sounds.items():
        heard = hear_noise(recognizer, kept, audio.sample_rate_hz)
        found[name] = measure_noise(heard, seed)
        for one in heard:
            if one.texts:
                print(f"{one.name}: {' / '.join(one.texts)}")
    ends = utterance_ends(recognizer, labelled_clips(opened, speech, every), audio, seed)
    found[f"endpoints, {speech.stem}"] = measure_endpoints(ends, seed)
    data = f"{noise.name}; {len(ends)} utterances of {speech.name}, every {every}."
    _report(opened, "noise", precision, found, data, write)


def _report(
    bundle: Bundle, task: str, precision: str, found: Mapping[str, Measured], data: str, write: bool
) -> None:
    """Print what was measured, and write it into the manifest when asked to."""
    Console(width=None if sys.stdout.isatty() else _WIDE).print(voice_table(data, found))
    if not write:
        return
    from linnet_export.pack import with_measurements  # here, because it takes torch along

    measurements = [
        Measurement(task, dataset, "held out", precision, dict(measures), command_line(), data)
        for dataset, measures in found.items()
    ]
    with_measurements(bundle, measurements)


def voice_table(title: str, found: Mapping[str, Measured]) -> Table:
    """One row for each measure of each set of recordings."""
    table = Table("recordings", "measure", "value", "interval", "counted", title=title, title_justify="left")
    for dataset, measures in found.items():
        for name, one in measures.items():
            interval = f"{one.low:.4g} to {one.high:.4g}"
            table.add_row(dataset, name, f"{one.value:.4g}", interval, str(one.count))
        table.add_section()
    return table
