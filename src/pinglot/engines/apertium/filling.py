"""The analysed stream of a sentence, cut into blanks and units, with a unit put into each of its holes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pinglot.engines.apertium.holes import HOLE, Hole
from pinglot.engines.apertium.pins import Plan
from pinglot.engines.apertium.stream import analyses, split
from pinglot.model import OBJECT

__all__ = ["Filling", "LostHole"]

_ANALYSED = re.compile(rf"\\.|\[\[[^\]]*\]\]|\[(?:[^\]\\]|\\.)*\]|\^(?:[^\\$]|\\.)*\$|{HOLE}", re.DOTALL)
# English 's with all its readings, of which the possessive is one.
_POSSESSIVE = re.compile(r"(['’]s)(?:/.*?)?/([^/]*<gen>)(?:/.*)?")
_COUNTS = re.compile(rf"{OBJECT}|%\(\w+\)d|%[sd]|\$?\{{\w*\}}")
_PLURAL = re.compile(r"<n>[^/]*<pl>")
# Marks that Apertium takes for blanks.
_MARK = re.compile(r"( ?)(\\?[&/+=|*–—•…])( ?)")


class LostHole(Exception):
    """The analyser answered with more or fewer holes than there were."""


class Filling:
    """A sentence between analyser and tagger.

    Args:
        text: the sentence.

    Attributes:
        blanks: what stands before each unit, and after the last.
        units: the units' contents, ``surface/reading/reading``.
        spans: where each unit stands in the text.
        unknown: words that the analyser does not know.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.blanks: list[str] = []
        self.units: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.unknown: list[str] = []
        self._position = 0
        self._extra = ""  # a blank that a hole leaves behind
        self._pin_end = -1  # where the match ends whose unit is the last one
        self._genitive = -1  # where a possessive 's right behind a match is in the units

    def read(self, stream: str) -> None:
        """Takes in a stream that has no holes."""
        self.blanks, self.units = split(stream)
        text, spans, position = self._text, self.spans, 0
        for unit in self.units:
            surface = unit[: unit.find("/")] if "\\" not in unit else analyses(unit)[0]
            start = text.find(surface, position)
            if start < 0:
                spans.append((position, position))  # the full stop at the end
                continue
            position = start + len(surface)
            spans.append((start, position))
            if "/*" in unit:
                self.unknown.append(surface)

    def fill(self, stream: str, holes: Sequence[Hole], unit_of: Callable[[Hole, bool], str]) -> None:
        """Takes in a stream and fills its holes; each hole gets the number of its unit.

        Args:
            unit_of: the content of a hole's unit; told whether a determiner stands right before.

        Raises:
            LostHole: the stream has not as many holes.
        """
        waiting = iter(holes)
        hole = next(waiting, None)
        copied = 0
        for match in _ANALYSED.finditer(stream):
            found = match[0]
            if found == HOLE:
                if hole is None:
                    raise LostHole
                self._put(hole, stream[copied : match.start()], unit_of)
                hole = next(waiting, None)
            elif found.startswith("^"):
                self._word(found[1:-1], stream[copied : match.start()], hole.start if hole else len(self._text))
            else:
                continue
            copied = match.end()
        if hole is not None:
            raise LostHole
        self.blanks.append(self._extra + stream[copied:])

    def count(self, holes: Sequence[Hole]) -> None:
        """Lets a code or a placeholder before a noun in the plural be a number: ``%(n)d provinces``."""
        for hole in holes:
            if (
                hole.match < 0
                and hole.plan is None
                and _COUNTS.fullmatch(hole.literal)
                and self._before_plural(hole.id)
            ):
                hole.plan = Plan("num", (), "<num>", hole.literal, name=True)
                self.units[hole.id] = f"{hole.marker}/{hole.marker}<num>"

    def _before_plural(self, index: int) -> bool:
        for place in (index + 1, index + 2):
            if place >= len(self.units) or self.blanks[place] != " ":
                return False
            if _PLURAL.search(self.units[place]):
                return True
            if "<adj>" not in self.units[place]:
                return False
        return False

    def _word(self, unit: str, blank: str, limit: int) -> None:
        self._gap(blank, False)
        self.units.append(unit)
        self._see(unit, limit)
        if self._genitive == len(self.units) - 2 and self._genitive >= 0 and _may_be_owned(unit):
            self.units[self._genitive] = _POSSESSIVE.sub(r"\1/\2", self.units[self._genitive])
        if self.spans[-1][0] == self._pin_end and _POSSESSIVE.fullmatch(unit):
            self._genitive = len(self.units) - 1
        self._pin_end = -1

    def _put(self, hole: Hole, blank: str, unit_of: Callable[[Hole, bool], str]) -> None:
        before = self.units[-1] if self.units and self._pin_end < 0 else ""
        marked = self._gap(blank, hole.match >= 0)
        determiner = blank == " " and not marked and bool(before) and _is_determiner(before)
        unit = unit_of(hole, determiner)
        start, end = hole.inner
        if determiner and hole.plan is not None and hole.plan.article:
            self.units.pop()  # the term's own article stands for the one before it
            self.blanks.pop()
            start = self.spans.pop()[0]
        hole.id = len(self.units)
        self.units.append(unit)
        self.spans.append((start, end))
        if hole.after and self._text[hole.end - 2] == " ":
            self._extra = " "  # the blank before a misplaced closing quotation mark belongs behind it
        self._position = hole.end
        self._pin_end = hole.end if hole.match >= 0 else -1

    def _gap(self, blank: str, before_pin: bool) -> bool:
        """Notes a blank; a mark in it beside a pin becomes a unit, or transfer would move words across it."""
        blank, self._extra = self._extra + blank, ""
        mark = _MARK.fullmatch(blank) if before_pin or self._pin_end >= 0 else None
        if mark is None or not self.units:
            self.blanks.append(blank)
            return False
        place = self._text.find(mark[2].lstrip("\\"), self._position)
        self.spans.append((place, place + 1))
        self.blanks += (mark[1], mark[3])
        self.units.append(f"{mark[2]}/*{mark[2]}")
        return True

    def _see(self, unit: str, limit: int) -> None:
        """Notes where a unit stands in the source, and whether it is unknown."""
        surface = unit.partition("/")[0] if "\\" not in unit else analyses(unit)[0]
        start = self._text.find(surface, self._position, limit)
        if start < 0:
            self.spans.append((self._position, self._position))  # the full stop at the end
            return
        if "/*" in unit:
            self.unknown.append(surface)
        self._position = start + len(surface)
        self.spans.append((start, self._position))


def _may_be_owned(unit: str) -> bool:
    _, readings = analyses(unit)
    return any("<n>" in reading or "<np>" in reading or reading.startswith("*") for reading in readings)


def _is_determiner(unit: str) -> bool:
    _, readings = analyses(unit)
    return bool(readings) and all("<det>" in reading and "+" not in reading for reading in readings)
