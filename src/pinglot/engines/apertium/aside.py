"""Pins that join no phrase: what stands beside them is no attribute of theirs, nor are they one of it.

*The disease COVID-19* is no *COVID-19 de enfermedad*, *the word "pandemic"* no *"pandemia" de palabra*, and of *later
renamed SARS-CoV-2* no *SARS-CoV-2 rebautizado* should come. Such a pin goes through as a word that Apertium does not
know, and stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pinglot.engines.apertium.holes import Hole
from pinglot.engines.apertium.readings import has_verb, kinds
from pinglot.model import Match

__all__ = ["is_glued", "is_naming", "standing_aside"]

_NAMING = re.compile(r"(?:re)?(?:called|named|termed|dubbed|titled|labell?ed)", re.IGNORECASE)
_BETWEEN = re.compile(r" \w+s (?:between|beyond|within) ")  # COVID-19 lies between
_SHORT_NAME = re.compile(r"\w[\w-]*[A-Z\d][\w-]*")  # COVID-19, 2019-nCoV
_NOUN = frozenset({"n"})
_NAMED = frozenset({"n", "np", "?"})
_ATTRIBUTE = frozenset({"adj", "vblex"})
_GOES_ON = frozenset({"n", "np", "adj", "?"})


def is_glued(match: Match, text: str) -> bool:
    """Whether the match is part of a word with hyphens: *anti-SARS* as a name would leave its prefix behind."""
    before, after = text[max(0, match.start - 2) : match.start], text[match.end : match.end + 2]
    return bool(re.fullmatch(r"\w[-‐‑]", before) or re.fullmatch(r"[-‐‑]\w", after))


def is_naming(unit: str) -> bool:
    """Whether a unit is a participle behind which a name comes."""
    return bool(_NAMING.fullmatch(unit.partition("/")[0]))


def standing_aside(text: str, units: Sequence[str], blanks: Sequence[str], holes: Sequence[Hole]) -> Iterator[Hole]:
    """The pins of an English sentence that should join no phrase.

    Args:
        units: the sentence's units with its pins, as the tagger will read them.
        blanks: what stands before each, and after the last.
    """
    for hole in holes:
        if hole.match < 0 or hole.plan is None or hole.plan.kind not in ("n", "np"):
            continue
        # Where no word is known for a verb, the one behind the pin may be it.
        verbless = _BETWEEN.match(text, hole.end) and not has_verb(units)
        neighbour = units[hole.id - 1] if hole.id and blanks[hole.id] == " " else ""
        if verbless or is_naming(neighbour):
            yield hole
            continue
        before = kinds(neighbour) if neighbour else frozenset()
        if hole.before:
            if before and before <= _NAMED:
                yield hole
        elif hole.plan.name or _SHORT_NAME.fullmatch(hole.literal):
            goes_on = _goes_on(units, blanks, hole.id)
            if (before == _NOUN and not goes_on) or (goes_on and _is_shared(units, blanks, hole.id)):
                yield hole


def _is_shared(units: Sequence[str], blanks: Sequence[str], index: int) -> bool:
    """Whether two adjectives before it are the next noun's: *known or suspected COVID-19 patients*."""
    if index < 3 or any(blank != " " for blank in blanks[index - 1 : index + 1]):
        return False
    first, conjunction, second = (kinds(unit) for unit in units[index - 3 : index])
    return bool(first & _ATTRIBUTE and second & _ATTRIBUTE) and conjunction == {"cnjcoo"}


def _goes_on(units: Sequence[str], blanks: Sequence[str], index: int) -> bool:
    """Whether a noun may follow whose attribute the pin is: *the disease COVID-19 tests*."""
    return bool(_behind(units, blanks, index) & _GOES_ON)


def _behind(units: Sequence[str], blanks: Sequence[str], index: int) -> frozenset[str]:
    return kinds(units[index + 1]) if index + 1 < len(units) and blanks[index + 1] == " " else frozenset()
