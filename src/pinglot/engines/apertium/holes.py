"""What of a sentence does not go through Apertium as it is: pins, dates, codes, addresses, placeholders.

Each is a hole in the text that the analyser gets; afterwards one made-up word stands in it, and in the end what it
stood for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pinglot.engines.apertium.dates import Date
from pinglot.engines.apertium.pins import Plan, marker
from pinglot.model import OBJECT, Match, Sentence

__all__ = ["HOLE", "Hole", "find", "put_back"]

HOLE = "\ue000"
"""Stands for a hole in the text that the analyser gets."""

# What is carried past the programs and put back: inline codes, addresses, placeholders, and characters that the
# stream or UTF-8 cannot hold.
_COPIED = re.compile(
    rf"[{OBJECT}\0\ue000-\uf8ff\ud800-\udfff]"
    r"|(?:https?|ftp)://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?()\[\]{}'’]"
    r"|\bwww\.[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?()\[\]{}'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|%\(\w+\)[a-z]|(?<![\w%])%[sd](?!\w)|\$?\{\w*\}",
)
_MAYBE_COPIED = re.compile(rf"[{OBJECT}\0\ue000-\uf8ff\ud800-\udfff@%{{]|://|www\.")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "‹": "›"}


@dataclass(slots=True)
class Hole:
    """A stretch of the source that goes through as one made-up word."""

    start: int
    end: int
    literal: str
    marker: str
    match: int = -1
    before: str = ""  # quotation marks that go with a match
    after: str = ""
    behind: int = 0
    plan: Plan | None = None
    form: str = ""
    id: int = -1

    @property
    def inner(self) -> tuple[int, int]:
        """Where it stands in the source without the quotation marks."""
        return self.start + len(self.before), self.end - self.behind

    @property
    def generated(self) -> str:
        """What stands for it in the generated stream: the form, so that the words around it fit its letters."""
        if self.match < 0 or self.plan is None or "~" in self.form:  # a tilde would be the post-generator's own mark
            return self.marker
        if self.plan.article and (self.before or self.form[:1].isupper()):
            return self.marker  # the post-generator would make one word of "de" and "El País"
        return self.form

    @property
    def written(self) -> str:
        """The form with the quotation marks around it."""
        return self.before + self.form + self.after


def find(sentence: Sentence, dates: Sequence[Date] = (), left: Collection[int] = ()) -> list[Hole]:
    """The holes of a sentence, in order; what a match covers is no hole of its own.

    Args:
        dates: the dates of the sentence that shall be written anew.
        left: the indexes of matches that are left to Apertium.
    """
    text = sentence.text
    found: list[tuple[int, int, int]] = []
    order = sorted(range(len(sentence.matches)), key=lambda i: (sentence.matches[i].start, -sentence.matches[i].end))
    end = 0
    for index in order:
        match: Match = sentence.matches[index]
        if match.start >= end and match.term.target and index not in left:
            start, stop = _with_quotes(text, match, end)
            found.append((start, stop, index))
            end = stop
    taken = list(found)
    for copied in _COPIED.finditer(text) if _MAYBE_COPIED.search(text) else ():
        inside = next((span for span in taken if span[0] < copied.end() and copied.start() < span[1]), None)
        if inside is None:
            found.append((*copied.span(), -1))
        else:  # a code inside a term comes behind it
            found += [(inside[1], inside[1], -1)] * copied[0].count(OBJECT)
    said: dict[int, str] = {}
    for when in dates:
        if all(when.end <= start or stop <= when.start for start, stop, _ in found):
            found.append((when.start, when.end, -1))
            said[when.start] = when.said
    holes: list[Hole] = []
    for start, stop, index in sorted(found, key=lambda span: (span[0], span[1])):
        literal = said.get(start, text[start:stop]) if start < stop else OBJECT
        hole = Hole(start, stop, literal, marker(len(holes)), max(index, -1))
        if start in said:
            hole.plan = Plan("adv", (), "<adv>", literal, name=True)
        if index >= 0:
            match = sentence.matches[index]
            hole.before, hole.after = text[start : match.start], text[match.end : stop].strip(" ")
            hole.behind = stop - match.end
        holes.append(hole)
    return holes


def _with_quotes(text: str, match: Match, free: int) -> tuple[int, int]:
    """The match, with the quotation marks right around it: transfer would leave them where the words were."""
    opening = text[match.start - 1 : match.start] if match.start > free else ""
    closing = _QUOTES.get(opening)
    if not closing:
        return match.start, match.end
    rest = text[match.end :]
    blank = len(rest) - len(rest.lstrip(" "))
    if rest[blank : blank + 1] != closing or (closing == "'" and rest[blank + 1 : blank + 2].isalnum()):
        return match.start, match.end
    return match.start - 1, match.end + blank + 1


def put_back(text: str, hole: Hole) -> tuple[str, int, int]:
    """A stretch with the hole's made-up word replaced by what it stood for, and where that is now."""
    wanted = hole.generated
    found = re.search(re.escape(wanted), text, re.IGNORECASE) if wanted else None
    if not found:
        return text, -1, -1
    literal = hole.written if hole.match >= 0 else hole.literal
    start, end = found.start() + len(hole.before), found.start() + len(literal) - len(hole.after)
    return text[: found.start()] + literal + text[found.end() :], start, end
