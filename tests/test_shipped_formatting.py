"""The English formatting bundle as it comes along."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet import AudioFile, Formatter, Recognizer
from linnet.formatter import DEFAULT_FORMATTING
from linnet_runtime.bundle import Bundle

MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def formatter() -> Formatter:
    return Formatter.load()


def test_it_is_small_and_whole() -> None:
    assert sum(path.stat().st_size for path in DEFAULT_FORMATTING.iterdir()) <= MOST_BYTES
    manifest = Bundle.open(DEFAULT_FORMATTING).manifest
    assert (manifest.kind, manifest.language, manifest.name) == ("formatting", "en", "en-formatting")
    assert manifest.parity.max_abs_difference < 1e-4


def test_it_was_measured_beside_rules() -> None:
    manifest = Bundle.open(DEFAULT_FORMATTING).manifest
    found = {(one.task, one.dataset): one.measures for one in manifest.measurements}
    for dataset in ("masc", "topical_chat", "tatoeba", "reddit_selftext"):
        ours, rules = found["formatting", dataset], found["formatting-rules", dataset]
        assert ours["marks_f1"].low > rules["marks_f1"].high
        assert ours["capitals_f1"].value > rules["capitals_f1"].value
    for kind in ("person", "place"):
        ours, rules = found["formatting", "wikigold"], found["formatting-rules", "wikigold"]
        assert ours[f"{kind}_f1"].value > rules[f"{kind}_f1"].value


def test_it_formats_what_nobody_trained_it_on(formatter: Formatter) -> None:
    said = "hi anna can you meet me in berlin at half past five"
    formatted = formatter.format(said)
    assert formatted.text == "Hi Anna, can you meet me in Berlin at half past five?"
    assert [(one.kind, one.text) for one in formatted.entities] == [
        ("person", "Anna"),
        ("place", "Berlin"),
        ("time", "half past five"),
    ]


def test_word_by_word_it_says_the_same(formatter: Formatter) -> None:
    said = "my iphone is broken so call me tomorrow do you have my number it's twenty five twelve"
    session = formatter.session()
    found = [one for word in said.split() for one in session.accept(word)] + session.finish()
    assert " ".join(map(str, found)) == formatter.format(said).text
    assert len(found) == len(said.split())


def test_it_formats_what_a_person_says(formatter: Formatter, clip: Path) -> None:
    recognizer = Recognizer.load(formatter=formatter)
    with AudioFile.open(clip) as sound:
        stream = recognizer.stream(sound.sample_rate_hz)
        events = [event for samples in sound.blocks() for event in stream.accept(samples)] + stream.finish()
    formatted = [event.formatted for event in events if getattr(event, "formatted", None)]
    assert formatted
    for one in formatted:
        assert one.text[0].isupper()
        assert one.text[-1] in ".?!"
