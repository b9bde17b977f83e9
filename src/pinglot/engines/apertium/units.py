"""Units of the stream as they are made and read for one hole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pinglot.engines.apertium.holes import Hole
from pinglot.engines.apertium.stream import bound
from pinglot.model import Match

__all__ = ["differ", "is_capital", "is_genitive", "numbers", "tags_of", "unknown", "with_case"]

_TAG = re.compile(r"<[^>]+>")


def tags_of(text: str) -> str:
    """The tags in a reading, in angle brackets."""
    return "".join(_TAG.findall(text))


def differ(pinned: str, plain: str, holes: Mapping[int, Hole]) -> bool:
    """Whether transfer may make anything else of the sentence with its pins than other words in their places."""
    units, others = bound(pinned), bound(plain)
    if len(units) != len(others):
        return True
    for (blank, content), (_, other) in zip(units, others, strict=True):
        if content == other:
            continue
        source, _, target = content.partition("/")
        usual, _, targets = other.partition("/")
        if source != usual or not any(number in holes for number in numbers(blank)):
            return True
        if tags_of(target) != tags_of(targets.split("/")[0]):
            return True
    return False


def unknown(hole: Hole) -> str:
    """The unit of a word that Apertium does not know."""
    return f"{hole.marker}/*{hole.marker}"


def numbers(blank: str) -> list[int]:
    """The numbers in a word-bound blank."""
    return [int(number) for number in re.findall(r"\d+", blank)]


def is_capital(match: Match, text: str) -> bool:
    """Whether the match has a capital because of where it stands, and not because the glossary spells it so."""
    if not match.text[:1].isupper():
        return False
    if not any(character.isalnum() for character in text[: match.start]):
        return True
    word = match.text.split()[0]
    named = any(letter.isupper() for letter in word[1:])  # COVID-19 of a term "covid-19 cases" is no title's capital
    return not named and not any(spelling[:1].isupper() for spelling in (match.term.term, *match.term.variants))


def with_case(text: str, capital: bool) -> str:
    """The text with its first letter as asked: some programs give a lemma the case of its surface form."""
    return (text[:1].upper() if capital else text[:1].lower()) + text[1:]


def is_genitive(source: str) -> bool:
    """Whether an English reading is one with an apostrophe and s."""
    return "<gen>" in source or "<apos>" in source
