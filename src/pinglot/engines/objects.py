"""OBJECT characters around an engine that cannot carry them: taken out before, put back along the alignment.

A model that never saw U+FFFC drops it or answers with something else, so it sees the sentence without it. Every
OBJECT comes back exactly once: beside the translation of the word that it stood beside, with blanks on the sides
where the source has them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pinglot.engines.alignment import by_target
from pinglot.model import OBJECT, Link
from pinglot.scripts import Span, words, writes_without_blanks

__all__ = ["Bare", "put_back", "take_out"]

_GAP = re.compile(rf"\s*{OBJECT}[\s{OBJECT}]*")
_OPENING = frozenset("([{«“‘¿¡„‹「『（")
_CLOSING = frozenset(".,;:!?…)]}»”’›%。，、；：！？」』）")


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without its OBJECTs.

    Attributes:
        text: what the engine sees.
        origin: for each code point of ``text``, and one after the last, its position in the full text.
        gaps: where runs of OBJECTs and blanks stood: the span in the full text.
    """

    text: str
    origin: Sequence[int]
    gaps: tuple[Span, ...]


def take_out(text: str) -> Bare:
    """Takes the OBJECTs out of a text, so that its words stay apart and no blank stands where none belongs."""
    if OBJECT not in text:
        return Bare(text, range(len(text) + 1), ())
    out: list[str] = []
    origin: list[int] = []
    gaps: list[Span] = []
    done = 0
    for match in _GAP.finditer(text):
        out.append(text[done : match.start()])
        origin.extend(range(done, match.start()))
        gaps.append(match.span())
        if _needs_blank(text, *match.span()):
            out.append(" ")
            origin.append(match.start())
        done = match.end()
    out.append(text[done:])
    origin.extend(range(done, len(text) + 1))
    return Bare("".join(out), tuple(origin), tuple(gaps))


def _needs_blank(text: str, start: int, end: int) -> bool:
    if start == 0 or end == len(text):
        return False
    before, after = text[start - 1], text[end]
    if before in _OPENING or after in _CLOSING:
        return False
    return not (writes_without_blanks(before) and writes_without_blanks(after))


def put_back(source: str, bare: Bare, target: str, links: Sequence[Link]) -> tuple[str, list[Link]]:
    """Puts the OBJECTs of a source into its translation.

    Args:
        source: the full source text.
        bare: what :func:`take_out` made of it.
        target: the translation of ``bare.text``.
        links: between the full source and ``target``.

    Returns:
        the translation with every OBJECT exactly once, and the links, those of the OBJECTs added, sorted by target.
    """
    target = target.replace(OBJECT, " ")  # one that the engine made up stands for nothing
    if not bare.gaps:
        return target, by_target(links)
    source_words = words(source)
    insertions = [_insertion(source, source_words, gap, target, links) for gap in bare.gaps]
    order = sorted(range(len(insertions)), key=lambda index: insertions[index].place)
    out: list[str] = []
    moved: list[int] = []
    placed: list[Link] = []
    length = done = 0

    def copy(until: int) -> None:
        nonlocal length, done
        out.append(target[done:until])
        moved.extend(range(length, length + until - done))
        length += until - done
        done = until

    for index in order:
        insertion = insertions[index]
        if insertion.place > done:
            copy(insertion.place)
        gap_start, gap_end = bare.gaps[index]
        positions = [position for position in range(gap_start, gap_end) if source[position] == OBJECT]
        for position, char in enumerate(insertion.text):
            if char == OBJECT:
                at = positions.pop(0)
                placed.append(Link(at, at + 1, length + position, length + position + 1))
        out.append(insertion.text)
        length += len(insertion.text)
        if insertion.skips and done < len(target):
            moved.append(length)  # the blank that kept two words apart, where the source has only the OBJECT
            done += 1
    copy(len(target))
    moved.append(length)
    shifted = [
        Link(link.source_start, link.source_end, moved[link.target_start], moved[link.target_end - 1] + 1)
        for link in links
        if link.target_start < link.target_end
    ]
    return "".join(out), by_target([*shifted, *placed])


@dataclass(frozen=True, slots=True)
class _Insertion:
    place: int
    text: str
    skips: bool = False


def _insertion(source: str, source_words: Sequence[Span], gap: Span, target: str, links: Sequence[Link]) -> _Insertion:
    start, end = gap
    inside = source[start:end]
    core = inside.strip()
    blank_before, blank_after = inside[:1].isspace(), inside[-1:].isspace()
    if start == 0:
        return _Insertion(0, core + (" " if blank_after and target[:1].strip() else ""))
    if end == len(source):
        return _Insertion(len(target), (" " if blank_before and target[-1:].strip() else "") + core)
    if blank_before and blank_after and links:
        place = _between(gap, target, links)
    else:
        place = _beside(source, source_words, gap, target, links, prefers_right=blank_before)
    left, right = target[:place][-1:], target[place:][:1]
    if not blank_before and not blank_after:
        return _Insertion(place, core, skips=right == " " and _needs_blank(source, start, end))
    text = core
    if blank_before and left.strip() and left not in _OPENING:
        text = " " + text
    if blank_after and right.strip() and right not in _CLOSING:
        text += " "
    return _Insertion(place, text)


def _between(gap: Span, target: str, links: Sequence[Link]) -> int:
    """Where fewest words come to the other side: what stood before the gap stays before it, and after it after."""
    start, end = gap
    before = [link for link in links if link.source_end <= start]
    after = [link for link in links if link.source_start >= end]
    neighbour = max(before, key=lambda link: (link.source_end, link.target_end), default=None)
    wanted = neighbour.target_end if neighbour else 0

    def cost(place: int) -> tuple[int, int]:
        crossed = sum(link.target_start >= place for link in before) + sum(link.target_end <= place for link in after)
        return crossed, abs(place - wanted)

    return min([0, *(edge for _, edge in words(target))], key=cost)


def _beside(
    source: str,
    source_words: Sequence[Span],
    gap: Span,
    target: str,
    links: Sequence[Link],
    prefers_right: bool,
) -> int:
    """For an OBJECT that touches a word: after what the word before it became, or before what the word after did."""
    start, end = gap
    index = bisect_right([word[0] for word in source_words], start - 1) - 1
    before = source_words[index] if index >= 0 else None
    after = next((word for word in source_words[index + 1 :] if word[0] >= end), None)
    left = [link.target_end for link in links if before and _touches(link, before)]
    right = [link.target_start for link in links if after and _touches(link, after)]
    if right and (prefers_right or not left):
        return min(right)
    if left:
        return max(left)
    wanted = round(start * len(target) / max(len(source), 1))
    edges = [0, len(target), *(edge for span in words(target) for edge in span[1:])]
    return min(edges, key=lambda edge: (abs(edge - wanted), edge))


def _touches(link: Link, word: Span) -> bool:
    return link.source_start < word[1] and link.source_end > word[0]
