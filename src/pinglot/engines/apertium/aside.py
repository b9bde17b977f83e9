"""Pins that join no phrase: what stands beside them is no attribute of theirs, nor are they one of it.

*The disease COVID-19* is no *COVID-19 de enfermedad*, *the word "pandemic"* no *"pandemia" de palabra*, and of *later
renamed SARS-CoV-2* no *SARS-CoV-2 rebautizado* should come. Such a pin goes through as a word that Apertium does not
know, and stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pinglot.engines.apertium.holes import Hole
from pinglot.engines.apertium.readings import kinds
from pinglot.model import Match

__all__ = ["is_glued", "standing_aside"]

_NAMING = re.compile(r"\b(?:re)?(?:called|named|termed|dubbed|titled|labell?ed) $", re.IGNORECASE)
_NOUN = frozenset({"n"})
_NAMED = frozenset({"n", "np", "?"})
_GOES_ON = frozenset({"n", "np", "adj", "?"})


def is_glued(match: Match, text: str) -> bool:
    """Whether the match is part of a word with hyphens: *anti-SARS* as a name would leave its prefix behind."""
    before, after = text[max(0, match.start - 2) : match.start], text[match.end : match.end + 2]
    return bool(re.fullmatch(r"\w[-‐‑]", before) or re.fullmatch(r"[-‐‑]\w", after))


def standing_aside(text: str, units: Sequence[str], blanks: Sequence[str], holes: Sequence[Hole]) -> Iterator[Hole]:
    """The pins of an English sentence that should join no phrase.

    Args:
        units: the sentence's units with its pins, as the tagger will read them.
        blanks: what stands before each, and after the last.
    """
    for hole in holes:
        if hole.match < 0 or hole.plan is None or hole.plan.kind not in ("n", "np"):
            continue
        if _NAMING.search(text, 0, hole.start):
            yield hole
            continue
        before = kinds(units[hole.id - 1]) if hole.id and blanks[hole.id] == " " else frozenset()
        if hole.before:
            if before and before <= _NAMED:
                yield hole
        elif hole.plan.name and before == _NOUN and not _goes_on(units, blanks, hole.id):
            yield hole


def _goes_on(units: Sequence[str], blanks: Sequence[str], index: int) -> bool:
    """Whether a noun may follow whose attribute the pin is: *the disease COVID-19 tests*."""
    return index + 1 < len(units) and blanks[index + 1] == " " and bool(kinds(units[index + 1]) & _GOES_ON)
