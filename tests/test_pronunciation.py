"""Pronunciations: the dictionary, the rules for words it lacks, and whole sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.pronunciation import Phones, Pronunciations
from linnet_export.utterance import CorpusError
from linnet_runtime.units import PHONES

CMUDICT = """;;; a comment
a AH0
a(2) EY1
b B IY1
c S IY1
p P IY1
t T IY1
cat K AE1 T
cats K AE1 T S
bark B AA1 R K
fox F AA1 K S
love L AH1 V
stop S T AA1 P
hurry HH ER1 IY0
rent R EH1 N T
going G OW1 IH0 NG
go G OW1
do D UW1
that DH AE1 T # pronoun
that(2) DH AH0 T
that(3) DH AE0 T
music M Y UW1 Z IH0 K
magic M AE1 JH IH0 K
minimize M IH1 N AH0 M AY2 Z
somber S AA1 M B ER0
happy HH AE1 P IY0
moon M UW1 N
beam B IY1 M
step S T EH1 P
hanus HH EY1 N AH0 S
bout B AW1 T
a.m. EY2 EH1 M
"""


@pytest.fixture
def pronunciations(tmp_path: Path) -> Pronunciations:
    path = tmp_path / "cmudict.dict"
    path.write_text(CMUDICT)
    return Pronunciations.load(path)


def spelled(phones: Phones) -> str:
    return " ".join(PHONES[phone] for phone in phones)


def test_stress_is_dropped_and_what_then_is_equal_is_one(pronunciations: Pronunciations) -> None:
    assert [spelled(phones) for phones in pronunciations.variants("that")] == ["DH AE T", "DH AH T"]


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("cat's", "K AE T S"),
        ("fox's", "F AA K S IH Z"),
        ("beam's", "B IY M Z"),
        ("that'd", "DH AE T D"),
        ("'bout", "B AW T"),
        ("foxes", "F AA K S IH Z"),
        ("beams", "B IY M Z"),
        ("barks", "B AA R K S"),
        ("hurries", "HH ER IY Z"),
        ("barked", "B AA R K T"),
        ("loved", "L AH V D"),
        ("rented", "R EH N T IH D"),
        ("stopped", "S T AA P T"),
        ("hurried", "HH ER IY D"),
        ("loving", "L AH V IH NG"),
        ("stopping", "S T AA P IH NG"),
        ("barkin'", "B AA R K IH N"),
        ("lover's", "L AH V ER Z"),
        ("magically", "M AE JH IH K L IY"),
        ("happiness", "HH AE P IY N AH S"),
        ("unloved", ""),
        ("unhappy", "AH N HH AE P IY"),
        ("minimises", "M IH N AH M AY Z IH Z"),
        ("sombre", "S AA M B ER"),
        ("moonbeams", "M UW N B IY M Z"),
        ("stephanus", ""),
        ("bbc", "B IY B IY S IY"),
        ("zyzzyva", ""),
        ("'", ""),
    ],
)
def test_rules_for_words_the_dictionary_lacks(pronunciations: Pronunciations, word: str, phones: str) -> None:
    assert [spelled(variant) for variant in pronunciations.variants(word)][:1] == ([phones] if phones else [])


def test_a_sentence_has_a_boundary_between_two_words(pronunciations: Pronunciations) -> None:
    phones = pronunciations.sentence(["a", "cat", "barked"])
    assert phones is not None
    assert spelled(phones) == "AH | K AE T | B AA R K T"
    assert pronunciations.sentence([]) == ()


def test_a_sentence_with_an_unknown_word_is_none(pronunciations: Pronunciations) -> None:
    assert pronunciations.sentence(["a", "zyzzyva"]) is None


def test_a_among_spelled_letters_is_the_letter(pronunciations: Pronunciations) -> None:
    phones = pronunciations.sentence(["p", "a", "t"])
    assert phones is not None
    assert spelled(phones) == "P IY | EY | T IY"


def test_a_phone_that_is_not_arpabet_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.dict").write_text("cat K AE1 T\ndog D QQ G\n")
    with pytest.raises(CorpusError, match=r"bad\.dict:2: 'QQ'"):
        Pronunciations.load(tmp_path / "bad.dict")
