"""A lexicon gets the words of a word list and of a corpus, but not the corpus's mistakes."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_export.cli import run
from linnet_export.lexicon_building import (
    Weighing,
    build_lexicon,
    choose_words,
    load_encoder,
    read_dictionary,
)
from linnet_export.lexicon_choice import (
    ChoiceSettings,
    Evidence,
    genuine_shares,
    misspellings,
    with_apostrophes,
)
from linnet_export.lexicon_scores import display_form, expected_counts, unigram_scores
from linnet_export.offensive_words import Blocklists
from linnet_export.recipe import RecipeError
from linnet_export.tokenizer_training import train_tokenizer
from linnet_export.word_counts import WordCounts, count_words
from linnet_export.word_list import ListedWord, WordList, parse_word_list
from linnet_runtime.lexicon import OFFENSIVE, Lexicon

LIST = parse_word_list(
    f" word={word},f={frequency},flags="
    for word, frequency in {
        "the": 220,
        "I": 196,
        "a": 208,
        "b": 80,
        "of": 214,
        "hv": 76,
        "I'm": 120,
        "don't": 110,
        "didn't": 110,
        "what's": 90,
        "whats": 53,
        "he'll": 80,
        "hell": 100,
        "story": 110,
        "receive": 110,
        "London": 100,
        "march": 90,
        "March": 120,
        "auk": 30,
        "WRP": 60,
        "debenture": 60,
        "debenture's": 60,
        "zymurgy": 1,
        "recieved": 60,
    }.items()
)
COMMON = Counter(
    {
        **dict.fromkeys(["the", "i", "a", "b", "of", "i'm", "don't", "what's", "he'll", "receive"], 5000),
        **dict.fromkeys(["story", "hell", "london", "march"], 500),
    }
)
CHATTY = Counter(
    {
        **{"hv": 9, "auk": 1, "wrp": 1, "im": 100, "dont": 200, "whats": 300},
        **{"upvote": 40, "recieve": 100, "backstory": 20, "alotof": 50, "sooo": 500, "colour": 5, "gank": 90},
        **{"zq": 900, "storey": 5, "grey": 20, "teh": 100, "didn": 100, "subreddit": 9},
    }
)


def corpus(**sources: Counter[str]) -> dict[str, WordCounts]:
    return {name: WordCounts(counts, Counter()) for name, counts in sources.items()}


def evidence() -> Evidence:
    return Evidence(
        LIST,
        frozenset({"colour", "grey", "backstory", "storey"}),
        {"teh": {"the"}, "recieved": {"received"}},
        corpus(gutenberg=COMMON, reddit=COMMON + CHATTY, chat=COMMON + CHATTY, irc=CHATTY),
    )


def joined(words: frozenset[str]) -> Counter[str]:
    return Counter(dict.fromkeys(words & {"alotof", "backstory"}, 10_000))


def test_words_of_the_list_need_the_corpus_or_a_frequency() -> None:
    chosen = choose_words(evidence(), joined, ChoiceSettings())
    assert {"the", "i", "a", "of", "i'm", "london", "march", "debenture"} <= chosen
    assert not chosen & {"b", "hv", "auk", "wrp", "debenture's", "zymurgy", "recieved"}


def test_words_of_the_corpus_are_added_unless_they_look_like_mistakes() -> None:
    chosen = choose_words(evidence(), joined, ChoiceSettings())
    assert {"upvote", "colour", "grey", "gank", "backstory"} <= chosen
    assert not chosen & {
        "im",
        "dont",
        "whats",
        "didn",
        "recieve",
        "alotof",
        "sooo",
        "zq",
        "storey",
        "teh",
        "subreddit",
    }


def test_no_setting_adds_what_is_written_without_its_apostrophe() -> None:
    lavish = ChoiceSettings(least_count=1, least_sources=1, slip_times=1e9, joined_times=1e9)
    assert not choose_words(evidence(), joined, lavish) & {"dont", "didn"}


def test_lost_apostrophes_are_given_back() -> None:
    edited = Counter({"hell": 50, "he'll": 100, "don't": 500})
    chat = Counter({"hell": 300, "he'll": 100, "don't": 5000, "dont": 200, "whats": 10, "what's": 500})
    found = Evidence(LIST, frozenset(), {}, corpus(gutenberg=edited, reddit=chat))
    shares = genuine_shares(found, ChoiceSettings())
    assert (shares["dont"], shares["whats"]) == (0, 0)
    assert shares["hell"] > 0.8
    counts = with_apostrophes(edited + chat, found, ChoiceSettings())
    assert (counts["dont"], counts["don't"]) == (0, 5700)
    assert sum(counts.values()) == pytest.approx((edited + chat).total())


def test_probabilities_add_up_and_follow_counts_and_frequencies() -> None:
    counts = {"the": 1000.0, "story": 10.0, "upvote": 5.0}
    words = [*LIST.words, "upvote"]
    scores = unigram_scores(words, counts, LIST.words)
    assert math.fsum(map(math.exp, scores.values())) == pytest.approx(1)
    assert scores["the"] > scores["story"] > scores["upvote"] > scores["debenture"] > -30


def test_expected_counts_are_a_line_in_the_logarithm() -> None:
    listed = {chr(97 + i): (ListedWord(chr(97 + i), 40 + 20 * i, False, False),) for i in range(6)}
    counts = {word: math.exp(0.05 * forms[0].frequency) for word, forms in listed.items()}
    found = expected_counts(counts, listed)
    assert found == pytest.approx(counts)
    del counts["a"]
    assert expected_counts(counts, listed)["a"] == pytest.approx(math.exp(0.05 * 40))
    assert set(expected_counts({}, listed).values()) == {1.0}


@pytest.mark.parametrize(
    ("word", "forms", "display"),
    [
        ("march", {"march": 10, "March": 90}, "March"),
        ("march", {"march": 90, "March": 10}, "march"),
        ("march", {"MARCH": 1000, "march": 2, "March": 1}, "MARCH"),
        ("march", {}, "March"),
        ("london", {"london": 9, "London": 30}, "London"),
        ("london", {"london": 30, "London": 9}, "london"),
        ("story", {"story": 30, "Story": 70}, "story"),
        ("story", {"Story": 30}, "Story"),
        ("i'm", {"i'm": 3}, "I'm"),
    ],
)
def test_the_corpus_chooses_among_displays_and_seldom_makes_others(
    word: str, forms: dict[str, int], display: str
) -> None:
    assert display_form(word, LIST.words[word], forms) == display


@given(st.dictionaries(st.sampled_from(["ios", "iOS", "IOS", "Ios"]), st.integers(0, 100)))
def test_words_of_the_corpus_have_the_form_most_write_or_small_letters(forms: dict[str, int]) -> None:
    shown = display_form("ios", (), forms)
    assert shown == "ios" or 2 * forms[shown] > sum(forms.values())


def test_misspellings_are_known_typos_that_people_make_and_no_words() -> None:
    typos = {
        "definately": {"definitely"},
        "alot": {"a lot"},
        "dota": {"data"},
        "wich": {"which"},
        "story": {"storey"},
        "once": {"ounce"},
        "seldomly": {"seldom"},
    }
    counts = {"definately": 9.0, "alot": 70.0, "dota": 70.0, "data": 500.0, "wich": 10.0, "which": 900.0}
    counts |= {"story": 50.0, "once": 1.0, "seldomly": 1.0}
    found = misspellings({"story"}, Evidence(LIST, frozenset(), typos, {}), counts, ChoiceSettings())
    assert found == {"definately", "alot", "wich"}


def test_a_lexicon_is_built_with_displays_scores_pieces_and_flags() -> None:
    said = count_words(["We went to London, the story of hell. I'm in London, what a story."] * 50)
    found = Evidence(LIST, frozenset(), {}, {"masc": said})
    lists = Blocklists(frozenset({"hell"}), {"hell": 1.2})
    built = build_lexicon(found, joined, Weighing({}, lists), lambda word: [len(word), 7], ChoiceSettings())
    words = {built.display(i): i for i in range(len(built))}
    assert {"London", "I'm", "the", "story", "debenture", "hell"} <= words.keys()
    assert [word for word, i in words.items() if built.flags[i] & OFFENSIVE] == ["hell"]
    assert built.pieces(words["story"]) == (5, 7)
    assert built.scores[words["London"]] > built.scores[words["debenture"]]


def test_dictionaries_are_the_first_fields(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("\ufeffThe 23135851162\nABLE  EY1 B AH0 L\n\nof\n", encoding="utf-8")
    assert read_dictionary(tmp_path / "words.txt") == {"the", "able", "of"}
    with pytest.raises(RecipeError, match="none"):
        read_dictionary(tmp_path / "none")


def test_a_tokenizer_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pieces.model").write_bytes(b"no model")
    with pytest.raises(RecipeError, match=r"pieces\.model"):
        load_encoder(tmp_path / "pieces.model")


def write_inputs(folder: Path) -> list[str]:
    """Write small inputs of `linnet-export lexicon` and return its arguments."""
    (folder / "text").mkdir()
    (folder / "text" / "chat.txt").write_text(
        "The story of London is, I think, a long story of the city.\n" * 30
    )
    listed = "".join(f" word={form.display},f={form.frequency}\n" for f in LIST.words.values() for form in f)
    (folder / "list.combined").write_text(listed)
    (folder / "typos.tsv").write_text("typo\tcorrect\tsource\nteh\tthe\tours\n")
    (folder / "blocked.txt").write_text("hell\n")
    (folder / "recipe.toml").write_text('name = "tiny"\n[data.weights]\nchat = 2.0\n')
    words = count_words((folder / "text" / "chat.txt").read_text().splitlines()).counts
    train_tokenizer(words, 45, folder / "pieces.model")
    options = {
        "word-list": "list.combined",
        "text": "text",
        "tokenizer": "pieces.model",
        "typos": "typos.tsv",
    }
    options |= {"recipe": "recipe.toml", "dictionary": "list.combined", "blocklist": "blocked.txt"}
    return [part for name, file in options.items() for part in (f"--{name}", str(folder / file))]


def test_the_command_writes_a_lexicon(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "words.lexicon"
    assert run(["lexicon", str(output), *write_inputs(tmp_path)]) == 0
    built = Lexicon.open(output)
    assert {"London", "story", "I"} <= {built.display(i) for i in range(len(built))}
    assert f"{len(built)} words" in capsys.readouterr().out


def test_the_command_names_a_file_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = write_inputs(tmp_path)
    (tmp_path / "list.combined").write_text("nothing\n")
    assert run(["lexicon", str(tmp_path / "out"), *arguments]) == 2
    assert "list.combined" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_empty_list_and_corpus_choose_nothing() -> None:
    nothing = Evidence(WordList({}, frozenset()), frozenset(), {}, {"chat": WordCounts(Counter(), Counter())})
    assert choose_words(nothing, joined, ChoiceSettings()) == set()
