"""Tables of emoji from lists and texts: names, keywords, tones, and what is left out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.emoji_lists import EmojiFinder, read_emoji, written_keyword
from linnet_export.emoji_words import EmojiWords, emoji_table
from linnet_export.labelled_text import LabelledText, Part, read_labelled, read_labels
from linnet_export.recipe import RecipeError, load_recipe
from linnet_export.utterance import CorpusError
from linnet_runtime.emoji_table import EmojiTable
from linnet_runtime.lexicon import Lexicon
from small_feelings import LABELS, RECIPES, write_files
from small_talk import BAD, SmallTalk


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_files(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="module")
def table(files: dict[str, Path], small_talk: SmallTalk) -> EmojiTable:
    texts = read_labelled(files["labelled"], len(LABELS))
    by_hand = load_recipe(files["words"], EmojiWords)
    listed = read_emoji(files["cldr"], files["emojilib"])
    return emoji_table(listed, by_hand, Lexicon.open(small_talk.files.lexicon), texts, LABELS)


def test_lists_are_joined_and_skins_are_left_out(files: dict[str, Path]) -> None:
    found = {one.emoji: one for one in read_emoji(files["cldr"], files["emojilib"])}
    assert "🏠🏽" not in found
    assert found["☎️"].name == "telephone"
    assert found["🍵"].keywords == ("green tea", "tea")
    assert found["🍵"].more == ("sunny",)


@pytest.mark.parametrize(("old", "new"), [("\t", " "), ("happy", "happy\tmore")])
def test_a_bad_list_is_named(files: dict[str, Path], tmp_path: Path, old: str, new: str) -> None:
    bad = tmp_path / "bad.tsv"
    bad.write_text(files["cldr"].read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"bad\.tsv.*expected lists of emoji"):
        read_emoji(bad, files["emojilib"])


def test_keywords_are_written_as_texts_are_read() -> None:
    assert [written_keyword(word) for word in ("Ice-cream", "T’Rex", ":)", "-")] == [
        "ice cream",
        "t'rex",
        ": )",
        "-",
    ]


def test_emoji_are_found_in_texts_whatever_their_skin() -> None:
    finder = EmojiFinder(["👍", "☎️", "🤷"])
    assert finder.within("ok 👍🏽👍 call ☎ 🤷‍♀️") == {"👍", "☎️", "🤷"}
    assert finder.within("none") == set()


def test_a_keyword_stands_for_its_emoji_the_named_one_first(table: EmojiTable) -> None:
    assert list(table.keywords["green tea"].emoji) == ["🍵"]
    assert table.keywords["tram car"].sure == 1.0
    assert len(table.keywords["sunny"].emoji) > 1  # of emojilib alone, and of all
    assert table.keywords["sunny"].sure < table.keywords["drink"].sure
    assert {"tea", "house"}.isdisjoint(table.keywords)  # every tenth sentence has them
    assert all(abs(sum(one.emoji.values()) - 1) < 1e-3 for one in table.keywords.values())


def test_what_is_ruled_out_by_hand_is_not_there(table: EmojiTable) -> None:
    assert "🔫" not in table.names
    assert {"home", "gun"}.isdisjoint(table.keywords)
    assert table.quiet == (BAD,)


def test_tones_have_the_emoji_of_texts_and_of_the_recipe(table: EmojiTable) -> None:
    assert next(iter(table.tones["joy"])) == "😊"
    assert next(iter(table.tones["sadness"])) == "😢"
    assert "neutral" not in table.tones
    assert max(sum(row.values()) for row in table.tones.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("tones", [{"joi": "😊"}, {"joy": "🔫"}, {"joy": "x"}])
def test_tones_of_no_label_or_emoji_are_refused(
    files: dict[str, Path], small_talk: SmallTalk, tones: dict[str, str]
) -> None:
    by_hand = EmojiWords("bad", never="🔫", tones=tones)
    listed = read_emoji(files["cldr"], files["emojilib"])
    with pytest.raises(RecipeError, match="expected a label of the texts"):
        emoji_table(listed, by_hand, Lexicon.open(small_talk.files.lexicon), [], LABELS)


def test_the_shipped_rules_can_be_read() -> None:
    rules = load_recipe(RECIPES / "emoji-words.toml", EmojiWords)
    assert "cancer" in rules.ignored.split()
    assert "🔫" in rules.never.split()
    assert all(listed.split() for listed in rules.tones.values())
    assert len(rules.tones) == 27


def test_texts_are_parted_by_their_id(files: dict[str, Path]) -> None:
    texts = read_labelled(files["labelled"], len(LABELS))
    chosen = [one for one in texts if one.part is Part.CHOOSE]
    assert 0.05 < len(chosen) / len(texts) < 0.15
    assert LabelledText("other", (0,), chosen[0].id).part is Part.CHOOSE
    assert read_labels(files["labels"]) == LABELS


@pytest.mark.parametrize("line", ["no labels", "text\t0", "text\tx\tid", "text\t3\tid", "text\t-1\tid"])
def test_a_text_without_labels_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "texts.tsv"
    file.write_text(f"fine\t0\ta\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"texts\.tsv:2: expected text"):
        read_labelled(file, 3)


def test_placeholders_are_read_as_words(tmp_path: Path) -> None:
    file = tmp_path / "texts.tsv"
    file.write_text("[NAME] went to [RELIGION]\t0\ta\n", encoding="utf-8")
    assert read_labelled(file, 1)[0].text == "Alex went to church"
