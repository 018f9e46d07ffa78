"""From a dictionary to a pronunciation bundle by the commands, and what such a bundle says and does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet_export.cli import run
from linnet_export.lexicon_pronunciation import Origin, word_sounds
from linnet_export.new_manifest import BundleInfo
from linnet_export.pronunciation import Pronunciations
from linnet_export.pronunciation_data import SpelledWord
from linnet_export.pronunciation_evaluation import measure_words, unrelated
from linnet_export.pronunciation_pack import load_model, pack_pronunciation
from linnet_export.recipe import RecipeError
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import PHONES
from small_sounds import PRECISION, RECIPE, small_lexicon, write_dictionary


def phones(text: str) -> bytes:
    return bytes(PHONES.index(phone) for phone in text.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dictionary, a run and a bundle, made by the commands."""
    folder = tmp_path_factory.mktemp("small")
    small_lexicon().save(folder / "words.lexicon")
    dictionary = write_dictionary(folder / "small.dict")
    with dictionary.open("a") as file:
        file.write("baba B AE B AE\nbaba(2) B AE B AH\n")
    (folder / "first.dict").write_text(";;; by hand\ndon't D OW N T\n")
    train = ["train-pronunciation", str(RECIPE), str(folder / "run"), "--cmudict", str(dictionary)]
    assert run([*train, "--precision", PRECISION, "--tiny"]) == 0
    pack = ["pack-pronunciation", str(folder / "run" / "last.ckpt"), str(folder / "bundle")]
    pack += ["--lexicon", str(folder / "words.lexicon"), "--credit", "Someone"]
    pack += ["--dictionary", str(folder / "first.dict"), "--dictionary", str(dictionary)]
    assert run(pack) == 0
    return folder


@pytest.fixture
def bundle(folder: Path) -> Bundle:
    return Bundle.open(folder / "bundle")


def test_the_manifest_says_what_the_bundle_is(bundle: Bundle) -> None:
    manifest = bundle.manifest
    assert (manifest.kind, manifest.name, manifest.language) == ("pronunciation", "tiny", "en")
    assert (manifest.inputs, manifest.outputs, manifest.states) == (("letters",), ("phones",), ())
    assert (manifest.audio, manifest.credits) == (None, ("Someone",))
    assert manifest.parity.max_abs_difference < 1e-4
    assert manifest.made_by == manifest.parity.command
    assert {name: graph.required for name, graph in manifest.graphs.items()} == {
        "int8": True,
        "weight_only": False,
        "float32": False,
    }


def test_every_word_of_the_lexicon_can_be_said(bundle: Bundle) -> None:
    lexicon = small_lexicon()
    spoken = SpokenLexicon.open(bundle.file_path("pronunciations"), lexicon)
    assert set(spoken.word.tolist()) == set(range(len(lexicon)))
    said = {
        lexicon.display(word): [(spoken.phones(one), float(spoken.cost[one])) for one in spoken.of_word(word)]
        for word in range(len(lexicon))
    }
    assert said["baba"] == [(phones("B AE B AE"), 0.0), (phones("B AE B AH"), -1.3125)]
    assert said["don't"] == [(phones("D OW N T"), 0.0)]
    assert phones("EH F B IY AY") in [sound for sound, _ in said["FBI"]]
    assert all(variants[0][1] == 0.0 for variants in said.values())


def test_dictionaries_come_before_rules_and_guesses(folder: Path, bundle: Bundle) -> None:
    lexicon = Lexicon.build(
        [LexiconWord(word, -2.0, (3,)) for word in ("baba", "babas", "BABA's", "Sheemoo", "KEX")]
    )
    dictionary = Pronunciations.load(folder / "small.dict")
    found = {
        lexicon.display(one.word): one for one in word_sounds(lexicon, dictionary, LetterToSound.load(bundle))
    }
    origins = {word: one.origin for word, one in found.items()}
    assert origins["baba"] is Origin.DICTIONARY
    assert origins["babas"] is Origin.RULE
    assert origins["Sheemoo"] is Origin.LETTERS
    assert found["babas"].variants == ((phones("B AE B AE Z"), 0.0), (phones("B AE B AH Z"), -1.3))
    for one in found.values():
        costs = [cost for _, cost in one.variants]
        assert costs[0] == 0.0
        assert costs == sorted(costs, reverse=True)
        assert min(costs) >= -3.0


def test_initials_of_the_dictionary_may_be_spelled_too(bundle: Bundle) -> None:
    lexicon = Lexicon.build([LexiconWord("LA", -2.0, (3,)), LexiconWord("ma", -2.0, (3,))])
    dictionary = Pronunciations({"la": (tuple(phones("L AA")),), "ma": (tuple(phones("M AA")),)})
    found = [one.variants for one in word_sounds(lexicon, dictionary, LetterToSound.load(bundle))]
    assert found == [((phones("L AA"), 0.0), (phones("EH L EY"), -1.3)), ((phones("M AA"), 0.0),)]


def test_a_word_that_nothing_can_say_is_refused(folder: Path, tmp_path: Path) -> None:
    model, _ = load_model(folder / "run" / "last.ckpt")
    lexicon = Lexicon.build([LexiconWord("a" * 61, -2.0, (3,))])
    with pytest.raises(BundleError, match="cannot be pronounced"):
        pack_pronunciation(model, tmp_path / "bundle", _info(), lexicon, Pronunciations({}))
    assert not (tmp_path / "bundle").exists()


def test_pronunciations_are_probabilities_best_first(bundle: Bundle) -> None:
    for precision in ("int8", "float32"):
        letters = LetterToSound.load(bundle, precision)
        found = letters.pronounce("mookid", best=10)
        assert len({one.phones for one in found}) == len(found)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert 0 < sum(np.exp(one.score) for one in found) <= 1 + 1e-4
        assert letters.pronounce("mookid", best=1) == found[:1]


def test_initials_are_mixed_in(bundle: Bundle) -> None:
    letters = LetterToSound.load(bundle)
    spelled = phones("K EY EH M")
    (best, *_) = letters.pronounce("KM")
    assert best.phones == spelled
    assert np.exp(best.score) >= 0.94 - 1e-6
    assert spelled not in [one.phones for one in letters.pronounce("Kam")]
    assert letters.pronounce("x", 1)[0].phones == phones("EH K S")


def test_accents_and_capitals_do_not_matter(bundle: Bundle) -> None:
    letters = LetterToSound.load(bundle)
    assert letters.pronounce("Mookíd") == letters.pronounce("mookid")
    assert letters.pronounce("Ma’a") == letters.pronounce("ma'a")


@pytest.mark.parametrize("word", ["", "'", "two words", "b2b", "москва", "a" * 61])
def test_what_is_no_word_is_refused(bundle: Bundle, word: str) -> None:
    with pytest.raises(InputError, match="1 to 60 letters"):
        LetterToSound.load(bundle).pronounce(word)


def test_no_pronunciations_cannot_be_asked_for(bundle: Bundle) -> None:
    with pytest.raises(InputError, match="at least 1"):
        LetterToSound.load(bundle).pronounce("baba", best=0)


def test_other_bundles_are_refused(shipped_language: Bundle) -> None:
    with pytest.raises(BundleError, match="expected kind 'pronunciation'"):
        LetterToSound.load(shipped_language)


@pytest.fixture
def shipped_language() -> Bundle:
    return Bundle.open(Path(__file__).parent.parent / "sdk" / "linnet" / "bundles" / "en-language")


def test_the_command_pronounces(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pronounce", str(folder / "bundle"), "baba", "KM"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {line[0] for line in lines} == {"baba", "KM"}
    assert ["KM", "K EY EH M"] in [[line[0], line[2]] for line in lines]
    assert run(["pronounce", str(folder / "bundle"), "b2b"]) == 2
    assert "1 to 60 letters" in capsys.readouterr().err


def test_what_was_measured_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate = ["evaluate", "pronunciation", str(folder / "bundle"), "--cmudict", str(folder / "small.dict")]
    assert run([*evaluate, "--split", "dev", "--write"]) == 0
    assert "phone_error_rate" in capsys.readouterr().out
    one, other = Bundle.open(folder / "bundle").manifest.measurements
    assert (one.task, one.dataset, one.split, one.graph) == ("letter-to-sound", "cmudict", "dev", "int8")
    assert other.dataset == "cmudict-unrelated"
    rates = {name: measure.value for name, measure in one.measures.items()}
    assert 0 <= rates["word_error_rate_best_of_3"] <= rates["word_error_rate"] <= 1
    assert one.data.endswith(" words of small.dict")


def test_errors_are_counted_against_any_variant(bundle: Bundle) -> None:
    letters = LetterToSound.load(bundle)
    first, second, *_ = (tuple(one.phones) for one in letters.pronounce("mookid"))
    words = [
        SpelledWord("mookid", (first,)),
        SpelledWord("mookid", ((1,), first)),
        SpelledWord("mookid", (second,)),
        SpelledWord("mookid", ((1,) * 40,)),
    ]
    measured = measure_words(letters, words, seed=1)
    assert measured["word_error_rate"].value == 0.5
    assert measured["word_error_rate_best_of_3"].value == 0.25
    assert measured["word_error_rate"].count == 4


def test_unrelated_words_share_no_stem_with_training() -> None:
    training = [SpelledWord(word, ()) for word in ("walked", "love", "cherry", "zoo")]
    words = ["walk", "walks", "walker's", "loving", "lovely", "cherries", "zoos", "zoom", "tree"]
    found = unrelated([SpelledWord(word, ()) for word in words], training)
    assert [one.word for one in found] == ["walker's", "zoom", "tree"]


def test_checkpoints_of_other_models_are_refused(tmp_path: Path) -> None:
    (tmp_path / "last.ckpt").write_bytes(b"no checkpoint")
    with pytest.raises(RecipeError, match="checkpoint"):
        load_model(tmp_path / "last.ckpt")


def _info() -> BundleInfo:
    return BundleInfo("small", "en", "CC0-1.0", (), "a test")
