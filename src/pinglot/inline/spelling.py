"""Raw text ⇄ coded text: how a file writes what a unit says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pinglot.inline.plain import Plain, Tag, TagKind, build, parse
from pinglot.model import OBJECT, Code, Spelling

__all__ = ["Run", "RunKind", "protect", "restore", "spell"]

_WORD = re.compile(r"\S+")


class RunKind(Enum):
    """What a stretch of a unit's raw text is."""

    TEXT = auto()
    BREAK = auto()
    OPEN = auto()
    CLOSE = auto()
    SINGLE = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a unit's raw text, as a document reader cuts it.

    Attributes:
        kind: text, a soft line break, or a code.
        raw: what stands in the file; the raws of a unit's runs, joined, are the unit in the file.
        text: for TEXT, what it says (``©`` where raw is ``&copy;``); for a BREAK, always one blank.
        label: for codes, ``Code.kind``; an OPEN is closed by the next CLOSE of the same label.
        literal: for TEXT, whether its raw form is to be remembered even where it equals the text, because the
            format would write that text otherwise (an unescaped ``*`` that is no emphasis).
    """

    kind: RunKind
    raw: str
    text: str = ""
    label: str = ""
    literal: bool = False


def protect(runs: Iterable[Run]) -> tuple[str, tuple[Code, ...], Spelling]:
    """Turns runs into a unit's source, its codes, and the spelling that ``restore`` needs to give the raw back.

    An OPEN without CLOSE, or a CLOSE without OPEN, becomes a single code, so that the source is always balanced.
    """
    runs = list(runs)
    partner = _partners(runs)
    names: dict[int, str] = {}
    codes: list[Code] = []
    pairs = singles = 0
    plain: list[str] = []
    tags: list[Tag] = []
    breaks: list[tuple[int, str]] = []
    spelt: list[tuple[int, str, str]] = []
    length = 0
    for index, run in enumerate(runs):
        if run.kind is RunKind.TEXT and OBJECT not in run.text:
            if run.literal or run.raw != run.text:
                spelt.append((length, run.text, run.raw))
            plain.append(run.text)
            length += len(run.text)
        elif run.kind is RunKind.BREAK:
            breaks.append((length, run.raw))
            plain.append(" ")
            length += 1
        elif run.kind is RunKind.OPEN and index in partner:
            pairs += 1
            name = names[partner[index]] = f"g{pairs}"
            codes.append(Code(name, run.label, run.raw, runs[partner[index]].raw))
            tags.append(Tag(length, name, TagKind.OPEN))
        elif run.kind is RunKind.CLOSE and index in names:
            tags.append(Tag(length, names[index], TagKind.CLOSE))
        else:
            singles += 1
            name = f"x{singles}"
            # A text that holds U+FFFC itself is kept whole, as a character that no engine shall see.
            codes.append(Code(name, run.label or "character", run.raw))
            tags.append(Tag(length, name, TagKind.SINGLE))
            plain.append(OBJECT)
            length += 1
    text = "".join(plain)
    found = tuple((position / max(length, 1), _next_word(text, position + 1), raw) for position, raw in breaks)
    return build(Plain(text, tuple(tags))), tuple(codes), Spelling(tuple(_literals(text, spelt)), found)


def restore(
    source: str,
    codes: Sequence[Code],
    spelling: Spelling = Spelling(),
    escape: Callable[[str, str], str] = lambda text, before: text,
    may_break: Callable[[str], bool] = lambda rest: True,
) -> str:
    """Turns coded text, a unit's own or its translation, into what goes into the file.

    The own text comes back as the file had it. A translation takes the source's codes, its spelling of literals by
    occurrence, and as many line breaks at about the same places.

    Args:
        source: coded text. Codes that the unit does not have are left out, pairs that are open at the end closed.
        codes: the unit's codes.
        spelling: the unit's spelling.
        escape: ``escape(text, before)`` writes text for the format; ``before`` is the raw written so far in the unit.
        may_break: ``may_break(rest)``: whether a line may begin with ``rest`` without meaning something else.
    """
    out: list[str] = []
    before = ""
    for run in spell(source, codes, spelling, may_break):
        raw = escape(run.text, before) if run.kind is RunKind.TEXT and not run.literal else run.raw
        out.append(raw)
        before += raw
    return "".join(out)


def spell(
    source: str,
    codes: Sequence[Code],
    spelling: Spelling = Spelling(),
    may_break: Callable[[str], bool] = lambda rest: True,
) -> list[Run]:
    """Turns coded text back into runs: :func:`restore` before its text is escaped and joined.

    A TEXT run is ``literal`` where the unit's spelling says how it is written; the others have ``raw`` equal to
    ``text`` and are still to be escaped. The label of a code's run is the code's name.
    """
    plain = parse(source)
    by_name = {code.name: code for code in codes}
    at: dict[int, list[Tag]] = {}
    for tag in plain.tags:
        at.setdefault(tag.position, []).append(tag)
    special = _literal_places(plain.text, spelling, at)
    breaks = _break_places(plain.text, spelling, may_break)
    runs: list[Run] = []
    opened: list[str] = []
    position = done = 0

    def take_text() -> None:
        if position > done:
            text = plain.text[done:position].replace(OBJECT, "")  # an OBJECT without a name stands for nothing
            runs.append(Run(RunKind.TEXT, text, text))

    for position in sorted({*at, *special, *breaks, len(plain.text)}):
        if position < done:
            continue  # a break inside a literal
        take_text()
        done = position
        for tag in at.get(position, ()):
            if tag.kind is TagKind.SINGLE:
                done += 1
            code = by_name.get(tag.name)
            if code is None:
                continue
            if tag.kind is TagKind.SINGLE:
                runs.append(Run(RunKind.SINGLE, code.open, label=code.name))
            elif tag.kind is TagKind.OPEN:
                opened.append(tag.name)
                runs.append(Run(RunKind.OPEN, code.open, label=code.name))
            elif tag.name in opened:
                opened.remove(tag.name)
                runs.append(Run(RunKind.CLOSE, code.close, label=code.name))
        if done > position:
            continue
        if position in breaks:
            runs.append(Run(RunKind.BREAK, breaks[position], " "))
            done += 1
        elif position in special:
            said, raw = special[position]
            runs.append(Run(RunKind.TEXT, raw, said, literal=True))
            done += len(said)
    runs.extend(Run(RunKind.CLOSE, by_name[name].close, label=name) for name in reversed(opened))
    return runs


def _partners(runs: Sequence[Run]) -> dict[int, int]:
    """Index of each OPEN → index of the CLOSE that closes it; what has no partner is not in it."""
    partner: dict[int, int] = {}
    stack: list[int] = []
    for index, run in enumerate(runs):
        if run.kind is RunKind.OPEN:
            stack.append(index)
        elif run.kind is RunKind.CLOSE:
            for depth in range(len(stack) - 1, -1, -1):
                if runs[stack[depth]].label == run.label:
                    partner[stack[depth]] = index
                    del stack[depth:]
                    break
    return partner


def _literals(text: str, spelt: Iterable[tuple[int, str, str]]) -> Iterator[tuple[str, int, str]]:
    """Place, text and raw of each literal → text, the number of its occurrence, raw."""
    starts: dict[str, list[int]] = {}
    for position, said, raw in spelt:
        if said and said not in starts:
            starts[said] = _occurrences(text, said)
        yield said, bisect_left(starts[said], position) if said else 0, raw


def _occurrences(text: str, said: str) -> list[int]:
    found, start = [], text.find(said)
    while start > -1:
        found.append(start)
        start = text.find(said, start + 1)
    return found


def _literal_places(text: str, spelling: Spelling, tags: Mapping[int, object]) -> dict[int, tuple[str, str]]:
    places: dict[int, tuple[str, str]] = {}
    starts: dict[str, list[int]] = {}
    for said, number, raw in spelling.literals:
        if said and said not in starts:
            starts[said] = _occurrences(text, said)
        if not said or number >= len(starts[said]):
            continue
        position = starts[said][number]
        if not any(place in tags for place in range(position + 1, position + len(said))):
            places[position] = (said, raw)
    return places


def _next_word(text: str, position: int) -> str:
    match = _WORD.match(text, position)
    return match.group() if match else ""


def _break_places(text: str, spelling: Spelling, may_break: Callable[[str], bool]) -> dict[int, str]:
    """The blanks that become line breaks: for each break the nearest safe one to its place, in order."""
    places: dict[int, str] = {}
    blanks = [position for position, char in enumerate(text) if char == " "] if spelling.breaks else []
    first = 0
    for fraction, word, raw in spelling.breaks:
        wanted = fraction * len(text)
        middle = max(bisect_left(blanks, wanted), first)
        for index in _outward(blanks, first, middle, wanted):
            position = blanks[index]
            if _next_word(text, position + 1) == word or may_break(text[position + 1 :]):
                places[position] = raw
                first = index + 1
                break
    return places


def _outward(blanks: Sequence[int], first: int, middle: int, wanted: float) -> Iterator[int]:
    """Indexes from ``first`` on, those of the blanks nearest to a place first."""
    low, high = middle - 1, middle
    while low >= first or high < len(blanks):
        if high >= len(blanks) or (low >= first and wanted - blanks[low] <= blanks[high] - wanted):
            yield low
            low -= 1
        else:
            yield high
            high += 1
