"""With which capitals a word is written."""

from __future__ import annotations

from linnet.word_characters import is_all_capitals


def with_capitals(display: str, typed: str, *, begins_sentence: bool) -> str:
    """Write a word of the lexicon as this place asks for.

    In order of trust: a sentence begins with a capital, then the word's own form ("I", "London", "iPhone"),
    then the capitals that were typed: all of them, or the first.

    Args:
        display: the word as the lexicon has it.
        typed: what was typed of it, perhaps nothing.
        begins_sentence: whether the word begins a sentence.

    >>> with_capitals("London", "LON", begins_sentence=False)
    'LONDON'
    """
    if is_all_capitals(typed):
        return display.upper()
    if not display.islower():
        return display
    if begins_sentence or typed[:1].isupper():
        return display[0].upper() + display[1:]
    return display


def own_form(typed: str, *, begins_sentence: bool) -> str:
    """The form in which a typed word is learned: a capital that only began a sentence is not its own."""
    rest = typed[1:]
    return typed.lower() if begins_sentence and rest == rest.lower() else typed
