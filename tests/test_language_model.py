"""Contexts: a value for each text, the same however it is given, and scores that are probabilities."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import numpy as np
import pytest

import small_talk as language
import tiny_graphs
from linnet_runtime.bundle import Bundle, write_bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.language_model import REMEMBERED_TOKENS, WINDOW_TOKENS, Context, LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.written import LINE_END, SENTENCE_ENDS, is_word, tokens
from small_talk import SmallTalk

TEXTS = ["", "how", "How are you", "I don't like the", "see you, Anna! In 20 minutes", "zebra 😀 шум", "I'm"]


@pytest.fixture(scope="module")
def bundle(small_talk: SmallTalk) -> Bundle:
    return Bundle.open(small_talk.bundle)


@pytest.fixture(scope="module")
def model(bundle: Bundle) -> LanguageModel:
    return LanguageModel.load(bundle)


@pytest.fixture(scope="module")
def lexicon(bundle: Bundle) -> Lexicon:
    return Lexicon.open(bundle.file_path("lexicon"))


def assert_same(got: Context, expected: Context) -> None:
    np.testing.assert_array_equal(got.piece_scores, expected.piece_scores)
    assert got.words == expected.words
    for name in expected.state:
        np.testing.assert_array_equal(got.state[name], expected.state[name])


@pytest.mark.parametrize("text", TEXTS)
def test_reading_a_text_is_reading_its_parts(model: LanguageModel, text: str) -> None:
    found = tokens(text)
    whole = model.read(model.start(), found)
    for cut in range(len(found) + 1):
        assert_same(model.read(model.read(model.start(), found[:cut]), found[cut:]), whole)
    assert_same(model.context(text), whole)


def test_a_line_end_begins_anew_once(model: LanguageModel) -> None:
    ended = model.context("one two\n")
    assert_same(model.context("one two\n\n"), ended)
    assert_same(model.context("\none two\n"), ended)
    assert ended.words == ("one", "two", LINE_END)
    assert not np.array_equal(ended.piece_scores, model.context("one two").piece_scores)


def test_a_full_stop_ends_the_line_where_a_line_is_likely_to_end(model: LanguageModel) -> None:
    ended = [text for text in language.sentences(60, 5) if model.context(text).words[-1:] == (LINE_END,)]
    assert ended
    assert all(text[-1] in SENTENCE_ENDS for text in ended)
    assert_same(model.context(ended[0]), model.context(f"{ended[0]}\n"))


def test_what_was_asked_before_changes_no_answer(bundle: Bundle, model: LanguageModel) -> None:
    text = " ".join(language.sentences(12, seed=5))
    grown = [model.context(text[:end]) for end in range(0, len(text), 7)]
    for end, got in zip(range(0, len(text), 7), grown, strict=True):
        if end % 5 == 0:
            assert_same(LanguageModel.load(bundle).context(text[:end]), got)
            assert_same(model.context(text[:end]), got)


def test_a_long_text_is_read_from_its_last_tokens(model: LanguageModel) -> None:
    found = tokens(" ".join(language.sentences(60, seed=6)))
    assert len(found) > 4 * WINDOW_TOKENS
    for count in (WINDOW_TOKENS, 2 * WINDOW_TOKENS - 1, 2 * WINDOW_TOKENS, 4 * WINDOW_TOKENS + 3):
        first = max(count // WINDOW_TOKENS - 1, 0) * WINDOW_TOKENS
        assert count - first < 2 * WINDOW_TOKENS
        assert_same(model.context(" ".join(found[:count])), model.read(model.start(), found[first:count]))


def test_reading_leaves_a_context_as_it_was(model: LanguageModel) -> None:
    context = model.context("see you")
    before = context.piece_scores.copy()
    after = model.read(context, ["tomorrow"])
    np.testing.assert_array_equal(context.piece_scores, before)
    assert (after.piece_scores != before).any()
    with pytest.raises(ValueError, match="read-only"):
        context.piece_scores[0] = 0


def test_a_context_names_its_last_tokens(model: LanguageModel) -> None:
    assert model.start().words == ()
    assert model.context("See you, Anna").words == ("see", "you", ",", "anna")
    assert len(model.context("you and " * 20).words) == REMEMBERED_TOKENS


@pytest.mark.parametrize("text", TEXTS)
def test_word_scores_add_up_to_the_probability_of_their_first_pieces(
    model: LanguageModel, lexicon: Lexicon, text: str
) -> None:
    context = model.context(text)
    scores = model.word_scores(context, lexicon)
    assert scores.shape == (len(lexicon),)
    assert scores.dtype == np.float32
    expected = np.exp(context.piece_scores[np.unique(lexicon.first_piece)]).sum()
    assert np.exp(scores).sum() == pytest.approx(expected, rel=2e-3)
    assert expected <= 1 + 1e-5


def test_it_has_learnt_what_follows_what(model: LanguageModel, lexicon: Lexicon) -> None:
    for text, word in (("how are", "you"), ("thanks for the", "coffee"), ("see you tomorrow", "morning")):
        best = int(model.word_scores(model.context(text), lexicon).argmax())
        assert lexicon.written(best) == word


def test_a_sentence_ends_by_its_line_or_by_a_mark(model: LanguageModel) -> None:
    after = model.context("see you tomorrow morning")
    ways = [model.pieces.end, *(model.pieces.encode(mark)[0] for mark in ".?!")]
    assert np.exp(model.end_score(after)) == pytest.approx(np.exp(after.piece_scores[ways]).sum(), rel=1e-5)
    assert model.end_score(after) > model.end_score(model.context("see you"))


def test_each_way_to_go_on_is_what_reading_it_gives(bundle: Bundle) -> None:
    model = LanguageModel.load(bundle, "float32")
    context, ways = model.context("see"), ["you", "zebra", "the", "shum"]
    for got, way in zip(model.read_each(context, ways), ways, strict=True):
        expected = model.read(context, [way])
        np.testing.assert_allclose(got.piece_scores, expected.piece_scores, atol=1e-4)
        assert got.words == expected.words
    assert model.read_each(context, []) == []


def test_int8_ways_to_go_on_nearly_are(model: LanguageModel) -> None:
    context, ways = model.context("see"), ["you", "coffee", "the"]
    for got, way in zip(model.read_each(context, ways), ways, strict=True):
        expected = np.exp(model.read(context, [way]).piece_scores)
        assert np.abs(np.exp(got.piece_scores) - expected).sum() / 2 < 0.05


@pytest.mark.parametrize("token", ["you", "zebra", "quiz", "00", "?", "שלום"])
def test_a_spelled_score_is_the_product_over_pieces(model: LanguageModel, token: str) -> None:
    context = model.context("see")
    pieces, expected = model.pieces.encode(token), 0.0
    for count, piece in enumerate(pieces):
        reached = model._step([context], [pieces[count - 1]])[0] if count else context
        expected += float(reached.piece_scores[piece])
        context = reached
    assert model.spelled_score(model.context("see"), token) == pytest.approx(expected)


def test_likely_words_are_spelled_likely(model: LanguageModel) -> None:
    context = model.context("how are")
    assert model.spelled_score(context, "you") > -1 > model.spelled_score(context, "zebra")


def test_threads_share_a_model(model: LanguageModel) -> None:
    texts = [" ".join(tokens(sentence)) for sentence in language.sentences(20, seed=8)]
    expected, got = {text: model.read(model.start(), tokens(text)) for text in texts}, {}

    def work(part: list[str]) -> None:
        got.update({text: model.context(text) for text in part})

    threads = [threading.Thread(target=work, args=(texts[first::4] + texts,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for text in texts:
        assert_same(got[text], expected[text])


@pytest.mark.parametrize("text", ["\x00\x01", "a" * 10_000, "𝕳𝖊𝖑𝖑𝖔", "‮שלום‬", "é" * 50, "\ud800", " \n\t"])
def test_any_text_has_a_context(model: LanguageModel, text: str) -> None:
    assert np.isfinite(model.context(text).piece_scores).all()


def test_every_word_of_the_lexicon_is_read_by_its_own_pieces(model: LanguageModel, lexicon: Lexicon) -> None:
    for word in range(len(lexicon)):
        assert is_word(lexicon.written(word))
        assert model.pieces.encode(lexicon.written(word)) == lexicon.pieces(word)


def damaged(bundle: Bundle, folder: Path, key: str, content: bytes) -> Bundle:
    """The bundle with another tokenizer or lexicon, hashes made to fit."""
    files = {name: bundle.directory / file.file for name, file in bundle.manifest.all_files().items()}
    files[key] = folder / "damaged"
    files[key].write_bytes(content)
    return write_bundle(folder / "bundle", bundle.manifest, files)


@pytest.mark.parametrize("content", [b"x", b"\x00" * 100])
def test_a_tokenizer_that_is_none_is_refused(bundle: Bundle, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BundleError, match=r"pieces\.model"):
        LanguageModel.load(damaged(bundle, tmp_path, "tokenizer", content))


def test_a_tokenizer_of_another_model_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    other = language.write_tokenizer(tmp_path / "other", pieces=120).read_bytes()
    with pytest.raises(BundleError, match="expected a graph over the 120 pieces of the tokenizer"):
        LanguageModel.load(damaged(bundle, tmp_path, "tokenizer", other))


def test_an_altered_tokenizer_or_lexicon_is_found_before_anything_is_loaded(
    bundle: Bundle, tmp_path: Path
) -> None:
    for key in ("tokenizer", "lexicon"):
        copy = damaged(bundle, tmp_path, key, b"something else")
        with copy.file_path(key).open("ab") as file:
            file.write(b"!")
        with pytest.raises(BundleError, match="expected 14 bytes, got 15"):
            Bundle.open(copy.directory)
        copy.file_path(key).unlink()
        with pytest.raises(BundleError, match="expected a file, found none"):
            Bundle.open(copy.directory)


def test_a_bundle_for_speech_is_refused(tmp_path: Path) -> None:
    acoustic = tiny_graphs.tiny_bundle(tmp_path)
    with pytest.raises(BundleError, match="expected kind 'language'"):
        LanguageModel.load(acoustic)
    with pytest.raises(BundleError, match=r"expected a 'lexicon' file, the bundle has \[\]"):
        acoustic.file_path("lexicon")


def test_a_graph_with_other_outputs_is_refused(bundle: Bundle) -> None:
    other = Bundle(bundle.directory, dataclasses.replace(bundle.manifest, outputs=("logits",)))
    with pytest.raises(BundleError, match="expected kind 'language', 'pieces' to 'log_probs'"):
        LanguageModel.load(other)
