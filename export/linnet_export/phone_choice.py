"""Which pronunciation of each word was said: the variants of a sentence weighed by an acoustic model.

After Kaldi's practice of aligning with all pronunciations of the lexicon and training on what was found
(Povey et al. 2011). One word is varied at a time: what one sounds like says little about the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import ctc_loss

from linnet_export.ctc_crf import log_denominator
from linnet_export.phone_bigram import log_probability
from linnet_export.pronunciation import Phones, Pronunciations
from linnet_export.utterance import CorpusError
from linnet_runtime.errors import InputError
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.units import PHONES, WORD_BOUNDARY

MOST_VARIANTS = 4
"""Of one word; later ones are rare."""
GAIN = 0.7
"""Another variant must be so much more probable, in natural logarithms, than the most usual one."""
_BOUNDARY = PHONES.index(WORD_BOUNDARY)
_ID = {phone: index for index, phone in enumerate(PHONES)}


@dataclass(frozen=True)
class Chosen:
    """What was found of one utterance."""

    phones: Phones
    score: float
    """Natural-log posterior of these phones among all sequences, per phone; very low where something else was
    said."""


class Variants:
    """Pronunciations of any word: a dictionary's and its rules', else those that the letters suggest."""

    def __init__(self, dictionary: Pronunciations, letters: LetterToSound | None) -> None:
        """Without ``letters``, words that the dictionary lacks have none."""
        self._dictionary = dictionary
        self._letters = letters

    def sentence(self, words: Sequence[str]) -> list[tuple[Phones, ...]] | None:
        """Variants of each word, that of `Pronunciations.sentence` first; None if one has none."""
        usual = self._dictionary.sentence(words)
        parts = _split(usual) if usual else [()] * len(words)
        found = [self._word(word, first) for word, first in zip(words, parts, strict=True)]
        return found if all(found) else None

    def _word(self, word: str, first: Phones) -> tuple[Phones, ...]:
        known = self._dictionary.variants(word)
        if known:
            others = (one for one in known if one != first)
            return ((first, *others) if first else known)[:MOST_VARIANTS]
        return self._guessed(word)

    def _guessed(self, word: str) -> tuple[Phones, ...]:
        try:
            found = self._letters.pronounce(word) if self._letters else []
        except InputError:  # nothing that letters say, such as a lone apostrophe
            return ()
        return tuple(tuple(one.phones) for one in found if one.phones)


def choose(log_probabilities: Tensor, variants: Sequence[Sequence[Phones]], bigram: Tensor) -> Chosen:
    """Choose a pronunciation of each word of one utterance.

    Args:
        log_probabilities: (frames, units) of `PHONES`.
        variants: at least one of each word, the usual one first.
        bigram: (units, units) of `phone_bigram`, which the denominator of the model's training has.
    """
    usual = [0] * len(variants)
    changes = [(word, other) for word, one in enumerate(variants) for other in range(1, len(one))]
    tried = [joined(variants, usual)]
    tried += [joined(variants, [*usual[:word], other, *usual[word + 1 :]]) for word, other in changes]
    scores = _scores(log_probabilities, tried, bigram)
    best = dict.fromkeys(range(len(variants)), (scores[0] + GAIN, 0))
    for (word, other), score in zip(changes, scores[1:], strict=True):
        best[word] = max(best[word], (score, other))
    phones = joined(variants, [best[word][1] for word in range(len(variants))])
    (numerator,) = _scores(log_probabilities, [phones], bigram)
    frames = torch.tensor([len(log_probabilities)])
    denominator = float(log_denominator(log_probabilities[:, None], frames, bigram)[0])
    return Chosen(phones, (numerator - denominator) / len(phones))


def _scores(log_probabilities: Tensor, sequences: Sequence[Phones], bigram: Tensor) -> list[float]:
    """Natural-log probability of each phone sequence, by the sounds and the bigram."""
    targets = [torch.tensor(one) for one in sequences]
    count = len(targets)
    loss = ctc_loss(
        log_probabilities[:, None].expand(-1, count, -1).contiguous(),
        torch.cat(targets),
        torch.full((count,), len(log_probabilities)),
        torch.tensor([len(one) for one in targets]),
        reduction="none",
    )
    scores: list[float] = (torch.stack([log_probability(bigram, one) for one in targets]) - loss).tolist()
    return scores


def joined(variants: Sequence[Sequence[Phones]], chosen: Sequence[int]) -> Phones:
    """Return the phones of a sentence with word boundaries, of each word the variant ``chosen``."""
    phones: list[int] = []
    for number, (one, choice) in enumerate(zip(variants, chosen, strict=True)):
        phones += [_BOUNDARY] if number else []
        phones += one[choice]
    return tuple(phones)


def _split(phones: Phones) -> list[Phones]:
    """The phones of each word of a sentence."""
    words: list[list[int]] = [[]]
    for phone in phones:
        if phone == _BOUNDARY:
            words.append([])
        else:
            words[-1].append(phone)
    return [tuple(word) for word in words]


def write_choices(path: Path, chosen: Iterable[tuple[str, Chosen]]) -> None:
    """Write a line of JSON for each utterance: id, phones, score."""
    with path.open("w", encoding="utf-8") as file:
        for utterance, one in chosen:
            phones = " ".join(PHONES[phone] for phone in one.phones)
            file.write(json.dumps({"id": utterance, "phones": phones, "score": round(one.score, 4)}) + "\n")


def read_choices(path: Path, worst: float) -> Mapping[str, Phones]:
    """Read what `write_choices` wrote: the phones by utterance, none for those that score below ``worst``.

    Raises `CorpusError` naming the line.
    """
    return dict(_read(path, worst))


def _read(path: Path, worst: float) -> Iterator[tuple[str, Phones]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: expected phones of utterances as JSON lines: {error}") from error
    for number, line in enumerate(lines, start=1):
        try:
            fields = json.loads(line)
            phones = tuple(_ID[phone] for phone in fields["phones"].split())
            yield fields["id"], phones if fields["score"] >= worst else ()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(
                f"{path}:{number}: expected id, phones and score, got {line[:80]!r} ({error!r})"
            ) from error
