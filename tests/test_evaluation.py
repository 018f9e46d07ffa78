"""Error rates: a perfect model makes none, known mistakes are counted, counts are those of the texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.evaluation import Listening, evaluate
from linnet_export.pronunciation import Pronunciations
from linnet_export.recording import read_mono
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.manifest import Accuracy
from linnet_runtime.units import LETTERS, PHONES
from spelling import RATE_HZ, spell


def as_phones(word: str) -> str:
    """The phones that the spelling bundle hears in a word: those with the numbers of its letters."""
    return " ".join(PHONES[LETTERS.index(letter)] for letter in word)


@pytest.fixture(scope="module")
def perfect(spelling_bundle: Path) -> Bundle:
    return Bundle.open(spelling_bundle)


@pytest.fixture
def pronunciations(tmp_path: Path) -> Pronunciations:
    path = tmp_path / "dict"
    variants = {"hello": "hello", "world": "world", "read": "reed", "read(2)": "red", "zoo": "zoo"}
    lines = [f"{word} {as_phones(spelled)}\n" for word, spelled in variants.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return Pronunciations.load(path)


def record(folder: Path, spoken: list[tuple[str, str, str]]) -> Path:
    """A manifest of (data set, what is heard, what the text says)."""
    utterances = []
    for number, (dataset, heard, text) in enumerate(spoken):
        path = folder / f"{number}.wav"
        soundfile.write(path, spell(heard), RATE_HZ, subtype="FLOAT")
        utterances.append(Utterance(str(number), path, 1.0, text, dataset=dataset))
    write_jsonl(folder / "dev.jsonl", utterances)
    return folder / "dev.jsonl"


def rates(bundle: Bundle, manifest: Path, pronunciations: Pronunciations) -> dict[str, Accuracy]:
    found = evaluate(bundle, "int8", manifest, pronunciations, "the command")
    return {accuracy.dataset: accuracy for accuracy in found}


def test_a_perfect_model_makes_no_errors(
    perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path
) -> None:
    manifest = record(tmp_path, [("a", "hello", "Hello!"), ("a", "world", "world"), ("a", "zoo", "Zoo.")])
    expected = Accuracy(
        dataset="a",
        split="dev",
        graph="int8",
        utterances=3,
        phone_utterances=3,
        phones=13,
        phone_error_rate=0.0,
        characters=13,
        character_error_rate=0.0,
        words=3,
        word_error_rate=0.0,
        command="the command",
        data="3 utterances of a in dev.jsonl",
    )
    assert rates(perfect, manifest, pronunciations) == {"a": expected}


def test_mistakes_are_counted(perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path) -> None:
    manifest = record(tmp_path, [("a", "hallo world", "hello world"), ("a", "zo", "zoo")])
    found = rates(perfect, manifest, pronunciations)["a"]
    assert (found.characters, found.character_error_rate) == (14, round(2 / 14, 4))
    assert (found.words, found.word_error_rate) == (3, round(2 / 3, 4))
    # Phones: "e" heard as "a", the phone that stands for the space inserted, one "o" missing.
    assert (found.phones, found.phone_error_rate) == (13, round(3 / 13, 4))


def test_any_variant_is_right_and_the_first_gives_the_length(
    perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path
) -> None:
    found = rates(perfect, record(tmp_path, [("a", "red", "read")]), pronunciations)["a"]
    assert (found.phones, found.phone_error_rate) == (4, 0.0)
    assert found.character_error_rate == 0.25


def test_utterances_with_unknown_words_have_no_phone_reference(
    perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path
) -> None:
    manifest = record(tmp_path, [("a", "hello", "hello"), ("a", "xqzw eua", "xqzw eua")])
    found = rates(perfect, manifest, pronunciations)["a"]
    assert (found.utterances, found.phone_utterances, found.phones) == (2, 1, 5)
    assert found.phone_error_rate == found.character_error_rate == 0.0


def test_data_sets_are_counted_apart_and_silence_is_all_deletions(
    perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path
) -> None:
    spoken = [("b", "hello", "hello"), ("a", "", "world"), ("c", "zoo", "zoo"), ("c", "zoo", "")]
    manifest = record(tmp_path, spoken)
    found = rates(perfect, manifest, pronunciations)
    assert [*found] == ["a", "b", "c"]
    assert (found["a"].character_error_rate, found["a"].phone_error_rate) == (1.0, 1.0)
    assert found["b"].character_error_rate == 0.0
    assert found["c"].utterances == 1
    only = evaluate(perfect, "int8", manifest, pronunciations, "", each=["b"])
    assert [accuracy.dataset for accuracy in only] == ["b"]


def test_the_end_is_padded_by_the_lookahead(perfect: Bundle) -> None:
    listening = Listening.of(perfect, "int8")
    for extra in (0, 1, 1_919):
        sound = np.concatenate([np.zeros(extra, np.float32), spell("hello")])
        assert listening.hear(sound, "a", "Hello").letters == "hello"


def test_counts_of_a_real_clip_with_random_weights(
    tiny_bundle: Path, clip: Path, pronunciations: Pronunciations, tmp_path: Path
) -> None:
    manifest = tmp_path / "real.jsonl"
    write_jsonl(manifest, [Utterance(str(i), clip, 4.0, "Hello, world", dataset="cv") for i in range(2)])
    for precision in ("int8", "float32"):
        (found,) = evaluate(Bundle.open(tiny_bundle), precision, manifest, pronunciations, "")
        assert (found.graph, found.split) == (precision, "real")
        assert (found.utterances, found.phone_utterances) == (2, 2)
        assert (found.words, found.characters, found.phones) == (4, 22, 20)
        assert min(found.word_error_rate, found.character_error_rate, found.phone_error_rate) > 0.5


def test_streamed_probabilities_are_those_of_the_whole(tiny_bundle: Path, clip: Path) -> None:
    listening = Listening.of(Bundle.open(tiny_bundle), "float32")
    samples = read_mono(clip, RATE_HZ)
    found = listening.outputs(samples)
    padded = np.zeros((1, len(found["phones"]) * 480), np.float32)
    padded[0, : len(samples)] = samples
    assert padded.shape[1] >= len(samples) + listening.lookahead_samples
    whole, _ = listening.model.step({"audio": padded}, listening.model.initial())
    for name, array in found.items():
        np.testing.assert_allclose(array, whole[name][0], atol=1e-5)


def test_a_bad_manifest_is_refused(perfect: Bundle, pronunciations: Pronunciations, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}")
    with pytest.raises(CorpusError, match=r"bad\.jsonl:1"):
        rates(perfect, tmp_path / "bad.jsonl", pronunciations)
