"""Listen for hours to one stream of speech, noise and silence and see that nothing grows or is made up.

    python tests/bench/soak_speech.py [HOURS] [--speech MANIFEST] [--noise MANIFEST] [--seed S]

The manifests are JSONL with `audio` paths; without them a clip of the tests and made noise are looped. Prints
memory, speed and the words heard in noise now and then; the exit code is 1 when a limit below is passed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from linnet import Final, Recognizer, SpeechStream

RATE_HZ = 16_000
CHUNK = 1_920
REPORT_S = 600.0
WARM_UP_S = 900.0
GUARD_S = 1.0
"""A word that begins so soon after speech may still be the speech's."""
MOST_WORDS_PER_HOUR = 5.0
MOST_GROWTH_BYTES = 32_000_000
MOST_DRIFT = 1.25
"""Computing time of the last quarter by that of the second."""
CLIPS = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Part:
    """A piece of the stream."""

    kind: str
    samples: NDArray[np.float32]


@dataclass
class Counts:
    """What has come of the stream so far."""

    parts: list[tuple[float, float, str]] = field(default_factory=list)
    """Begin, end and kind of the last few parts, in seconds of the stream."""
    heard_s: dict[str, float] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    rates: list[tuple[float, float]] = field(default_factory=list)
    """(computing time, audio) of each report."""

    def hear(self, final: Final) -> None:
        """Say in which kind of part each word begins."""
        for word in final.words:
            kind = next((kind for begin, end, kind in self.parts if begin <= word.start_s < end), "speech")
            self.words[kind] = self.words.get(kind, 0) + 1
            if kind != "speech":
                print(f"  {word.start_s:.1f} s, in {kind}: {word.text!r} of {final.text!r}", flush=True)

    def words_per_hour(self) -> float:
        """Words begun in noise and silence."""
        seconds = sum(length for kind, length in self.heard_s.items() if kind != "speech")
        words = sum(count for kind, count in self.words.items() if kind != "speech")
        return 3600 * words / max(seconds, 1.0)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("hours", type=float, nargs="?", default=0.5)
    parser.add_argument("--speech", type=Path)
    parser.add_argument("--noise", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    stream, counts = Recognizer.load().stream(RATE_HZ), Counts()
    before = 0
    next_report_s, started = REPORT_S, time.process_time()
    speech = decoded(listed(options.speech) if options.speech else sorted(CLIPS.glob("*.opus")))
    noise = decoded(listed(options.noise)) if options.noise else made_noises(rng)
    for part in parts(speech, noise, rng):
        if stream.accepted_s >= options.hours * 3600:
            break
        listen(stream, part, counts)
        if stream.accepted_s >= next_report_s:
            spent = time.process_time() - started
            report(stream, counts, spent)
            before = before or (resident_bytes() if stream.accepted_s >= WARM_UP_S else 0)
            next_report_s, started = stream.accepted_s + REPORT_S, time.process_time()
    return verdict(stream, counts, resident_bytes() - before if before else 0)


def parts(
    speech: list[NDArray[np.float32]], noise: list[NDArray[np.float32]], rng: np.random.Generator
) -> Iterator[Part]:
    """Without end: some speech, some noise, some silence, the noise at several levels."""
    while True:
        for index in rng.integers(len(speech), size=3):
            yield Part("speech", speech[index])
        yield Part("silence", rng.normal(0, 1e-4, 2 * RATE_HZ).astype(np.float32))
        for index in rng.integers(len(noise), size=2):
            gain = np.float32(10 ** (rng.uniform(-30, 0) / 20))
            yield Part("noise", noise[index][: 20 * RATE_HZ] * gain)
        yield Part("silence", np.zeros(4 * RATE_HZ, np.float32))


def made_noises(rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """White and brown noise, ten seconds of each."""
    white = rng.normal(0, 0.1, 10 * RATE_HZ)
    brown = np.cumsum(white) - np.linspace(0, white.sum(), len(white))
    return [white.astype(np.float32), (0.3 * brown / np.abs(brown).max()).astype(np.float32)]


def listed(manifest: Path) -> list[Path]:
    """The recordings that a manifest names."""
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return [manifest.parent / json.loads(line)["audio"] for line in lines]


def decoded(files: list[Path]) -> list[NDArray[np.float32]]:
    """The samples of recordings."""
    return [soundfile.read(file, dtype="float32")[0] for file in files]


def listen(stream: SpeechStream, part: Part, counts: Counts) -> None:
    """Stream one part."""
    begin_s, guard_s = stream.accepted_s, 0.0 if part.kind == "speech" else GUARD_S
    end_s = begin_s + len(part.samples) / RATE_HZ
    counts.parts = [*counts.parts[-20:], (begin_s + guard_s, end_s, part.kind)]
    counts.heard_s[part.kind] = counts.heard_s.get(part.kind, 0.0) + end_s - begin_s
    for start in range(0, len(part.samples), CHUNK):
        for event in stream.accept(part.samples[start : start + CHUNK]):
            if isinstance(event, Final):
                counts.hear(event)


def report(stream: SpeechStream, counts: Counts, spent_s: float) -> None:
    """A line now and then."""
    heard_s = stream.accepted_s - sum(audio for _, audio in counts.rates)
    counts.rates.append((spent_s, heard_s))
    print(
        f"{stream.accepted_s / 3600:6.2f} h  {resident_bytes() / 1e6:.0f} MB  "
        f"real-time factor {spent_s / heard_s:.4f}  snapshot {len(stream.snapshot())} bytes  "
        f"words {counts.words}  in noise and silence {counts.words_per_hour():.1f}/h",
        flush=True,
    )


def verdict(stream: SpeechStream, counts: Counts, grown: int) -> int:
    """Print the sums; 1 when a limit is passed."""
    rates = np.array([spent / audio for spent, audio in counts.rates]) if counts.rates else np.zeros(0)
    quarter = len(rates) // 4
    drift = float(rates[-quarter:].mean() / rates[quarter : 2 * quarter].mean()) if quarter else 1.0
    print(f"audio           {stream.accepted_s / 3600:.2f} h in one stream")
    print(f"memory          {grown / 1e6:+.1f} MB since {WARM_UP_S / 60:.0f} minutes")
    print(f"drift           {drift:.3f} of the computing time of the second quarter in the last")
    print(f"made up         {counts.words_per_hour():.1f} words an hour of noise and silence")
    passed = (
        grown <= MOST_GROWTH_BYTES and drift <= MOST_DRIFT and counts.words_per_hour() <= MOST_WORDS_PER_HOUR
    )
    return 0 if passed else 1


def resident_bytes() -> int:
    """Memory of this process now."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) * 1024


if __name__ == "__main__":
    sys.exit(main())
