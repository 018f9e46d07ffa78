"""Synthetic speech from espeak-ng and flite, to hear words that the real recordings lack.

Both are programs of their own (Debian: `apt-get install espeak-ng flite`), called one clip at a time. Clips
are kept under a hash of voice, settings and text, so asking again for the same speech costs nothing.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path

import soundfile

from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.recording import duration_s, read_mono
from linnet_export.text import normalise
from linnet_export.utterance import Utterance
from linnet_runtime.errors import LinnetError, MissingExtraError

ESPEAK = "espeak-ng"
FLITE = "flite"

_ESPEAK_ACCENTS = ("en-us", "en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-029")
_ESPEAK_TIMBRES = ("", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5")
_VOICES = {
    ESPEAK: tuple(f"{accent}{timbre}" for accent in _ESPEAK_ACCENTS for timbre in _ESPEAK_TIMBRES),
    FLITE: ("awb", "rms", "slt", "kal16"),
}
_PITCH_HZ = {"awb": (90, 150), "rms": (75, 130), "slt": (140, 230), "kal16": (80, 140)}
_LONGEST_CLIP_S = 60


class SynthesisError(LinnetError):
    """A speech program failed; the message has what it printed."""


@dataclass(frozen=True)
class SpeechRequest:
    """One clip to make: who says what, how fast and how high."""

    program: str
    voice: str
    speed: float
    """Factor of the voice's usual speed; above 1 is faster."""

    pitch: int
    """0 to 99 for espeak-ng, the mean in Hz for flite."""

    text: str

    def key(self) -> str:
        """Return the content hash under which the clip is kept."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:24]

    def command(self, wav: Path) -> list[str]:
        """Return the command line that writes the clip to `wav`."""
        if self.program == ESPEAK:
            words_per_minute = str(round(175 * self.speed))
            options = ["-v", self.voice, "-s", words_per_minute, "-p", str(self.pitch), "-w", str(wav)]
            return [ESPEAK, *options, "--", self.text]
        stretch, pitch = f"duration_stretch={1 / self.speed:.3f}", f"int_f0_target_mean={self.pitch}"
        return [
            FLITE,
            "-voice",
            self.voice,
            "--setf",
            stretch,
            "--setf",
            pitch,
            "-o",
            str(wav),
            "-t",
            self.text,
        ]


def installed_programs() -> tuple[str, ...]:
    """Return which of espeak-ng and flite are here. Raises `MissingExtraError` when neither is."""
    found = tuple(program for program in (ESPEAK, FLITE) if shutil.which(program))
    if not found:
        raise MissingExtraError("synthetic speech needs espeak-ng or flite: apt-get install espeak-ng flite")
    return found


def sample_sentences(
    files: Iterable[Path], count: int, rng: random.Random, words: tuple[int, int] = (3, 20)
) -> list[str]:
    """Choose `count` lines with equal chance (or all there are) from UTF-8 `.txt` and `.txt.xz` files.

    Lines come back normalised; those outside the range of `words` or that cannot be spelled are passed over.
    The choice is a reservoir: files of any size are read once and never held in memory.
    """
    chosen: list[str] = []
    seen = 0
    for line in _lines(files):
        if not words[0] <= line.count(" ") + 1 <= words[1]:
            continue
        seen += 1
        place = len(chosen) if len(chosen) < count else rng.randrange(seen)
        if place < count and (text := normalise(line)):
            chosen[place : place + 1] = [text]
    return chosen


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        read = lzma.open if path.suffix == ".xz" else open
        with read(path, "rt", encoding="utf-8") as lines:
            yield from lines


def draw_request(text: str, programs: Sequence[str], rng: random.Random) -> SpeechRequest:
    """Choose a random program, voice, speed and pitch to say `text`."""
    program = rng.choice(programs)
    voice = rng.choice(_VOICES[program])
    pitch = rng.randint(*_PITCH_HZ.get(voice, (25, 75)))
    return SpeechRequest(program, voice, round(rng.uniform(0.75, 1.3), 2), pitch, text)


def synthesize(
    sentences: Sequence[str], folder: Path, sample_rate_hz: int, seed: int, workers: int = 1
) -> Path:
    """Speak `sentences` into `folder` and return its manifest, `synthetic.jsonl`, in the shared schema.

    The same sentences and seed give the same manifest; clips already in `folder` are not made again. Raises
    `MissingExtraError` where neither program is installed and `SynthesisError` when one fails.
    """
    rng, programs = random.Random(seed), installed_programs()
    requests = [draw_request(text, programs, rng) for text in sentences]
    with ThreadPoolExecutor(workers) as pool:
        utterances = list(pool.map(lambda request: make_clip(request, folder, sample_rate_hz), requests))
    manifest = folder / "synthetic.jsonl"
    write_jsonl(manifest, utterances)
    return manifest


def make_clip(request: SpeechRequest, folder: Path, sample_rate_hz: int) -> Utterance:
    """Return the FLAC clip of `request` below `folder`, made now unless it is there already."""
    key = request.key()
    clip = folder / str(sample_rate_hz) / key[:2] / f"{key}.flac"
    if not clip.is_file():
        clip.parent.mkdir(parents=True, exist_ok=True)
        _speak(request, clip, sample_rate_hz)
    return Utterance(
        id=key,
        audio=clip,
        duration_s=round(duration_s(clip), 3),
        text=request.text,
        speaker=f"{request.program}-{request.voice}",
        dataset="synthetic",
    )


def _speak(request: SpeechRequest, clip: Path, sample_rate_hz: int) -> None:
    """Write the clip under another name first: one that is interrupted leaves no half file in the cache."""
    with tempfile.TemporaryDirectory(dir=clip.parent) as scratch:
        wav, flac = Path(scratch) / "speech.wav", Path(scratch) / "speech.flac"
        _run(request.command(wav))
        if not wav.is_file():
            raise SynthesisError(f"{request.program} wrote no audio for {request.text!r}")
        soundfile.write(flac, read_mono(wav, sample_rate_hz), sample_rate_hz)
        os.replace(flac, clip)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST_CLIP_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SynthesisError(f"{command[0]} did not run: {error}") from error
    if done.returncode != 0:
        printed = done.stderr.decode(errors="replace").strip()
        raise SynthesisError(f"{command[0]} failed with status {done.returncode}: {printed}")
