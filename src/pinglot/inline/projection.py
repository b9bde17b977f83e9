"""The codes of a source carried onto its translation along a word alignment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from pinglot.inline.plain import Plain, Tag, TagKind
from pinglot.model import OBJECT, Link
from pinglot.scripts import words

__all__ = ["project"]


@dataclass(slots=True)
class _Node:
    name: str
    start: int
    end: int
    children: list[_Node] = field(default_factory=list)
    window: tuple[int, int] = (0, 0)


def project(source: Plain, target: str, links: Sequence[Link] | None) -> tuple[Plain, bool]:
    """Carries the codes of a source onto its translation.

    A pair goes around the stretch of target words that the words inside it became; where words of other parts stand
    in between, around the stretch that holds most of its own and least of theirs. Nesting is kept, so the result is
    always balanced and complete.

    Args:
        source: the source's plain text and tags.
        target: the translation in plain text, with the source's OBJECTs somewhere in it.
        links: word alignment, None where there is none.

    Returns:
        the translation with its codes, and whether each of them has a place that the alignment vouches for.
    """
    if not source.tags:
        return Plain(target.replace(OBJECT, "")), OBJECT not in target
    links = list(links) if links is not None else []
    target, singles, links, sure = _place_objects(source, target, links)
    root = _tree(source)
    root.window = (0, len(target))
    sure = _place(root, _Field(source, target, links, singles)) and sure
    tags: list[Tag] = []
    objects = iter(sorted(singles.items()))
    upcoming = next(objects, None)

    def emit_objects(until: int) -> None:
        nonlocal upcoming
        while upcoming is not None and upcoming[0] < until:
            tags.append(Tag(upcoming[0], upcoming[1], TagKind.SINGLE))
            upcoming = next(objects, None)

    def emit(node: _Node) -> None:
        for child in node.children:
            emit_objects(child.window[0])
            tags.append(Tag(child.window[0], child.name, TagKind.OPEN))
            emit(child)
            emit_objects(child.window[1])
            tags.append(Tag(child.window[1], child.name, TagKind.CLOSE))

    emit(root)
    emit_objects(len(target) + 1)
    return Plain(target, tuple(tags)), sure


def _place_objects(source: Plain, target: str, links: list[Link]) -> tuple[str, dict[int, str], list[Link], bool]:
    """Gives each OBJECT of the target its name; puts in those that the engine lost, takes out those it made up."""
    wanted = {tag.position: tag.name for tag in source.objects}
    if not wanted and OBJECT not in target:
        return target, {}, links, True
    places = [position for position, char in enumerate(target) if char == OBJECT]
    singles: dict[int, str] = {}
    open_places, placed = set(places), set[str]()
    for link in links:
        name = wanted.get(link.source_start)
        one_sign = link.source_end == link.source_start + 1
        if name is not None and one_sign and link.target_start in open_places and name not in placed:
            singles[link.target_start] = name
            open_places.remove(link.target_start)
            placed.add(name)
    waiting = [name for name in wanted.values() if name not in placed]
    free = [place for place in places if place not in singles]
    singles.update(zip(free, waiting, strict=False))
    left = set(waiting[len(free) :])
    sure = not left and len(singles) == len(places)
    if sure:
        return target, singles, links, True
    # Rebuild the text without what is too many and with what is missing at the end of its neighbours.
    moved: dict[int, str] = {}
    out: list[str] = []
    new_offset: list[int] = []
    length = 0
    for position, char in enumerate(target):
        new_offset.append(length)
        if char == OBJECT and position not in singles:
            continue
        if char == OBJECT:
            moved[length] = singles[position]
        out.append(char)
        length += 1
    new_offset.append(length)
    links = [
        Link(link.source_start, link.source_end, new_offset[link.target_start], new_offset[link.target_end])
        for link in links
    ]
    text = "".join(out)
    for position, name in wanted.items():
        if name not in left:
            continue
        before = [link.target_end for link in links if link.source_end <= position]
        place = max(before) if before else 0
        text = text[:place] + OBJECT + text[place:]
        moved = {(at + 1 if at >= place else at): other for at, other in moved.items()} | {place: name}
        links = [
            Link(
                link.source_start,
                link.source_end,
                link.target_start + (link.target_start >= place),
                link.target_end + (link.target_end > place),
            )
            for link in links
        ]
    return text, moved, links, False


def _tree(source: Plain) -> _Node:
    root = _Node("", 0, len(source.text))
    stack = [root]
    for tag in source.tags:
        if tag.kind is TagKind.OPEN:
            node = _Node(tag.name, tag.position, tag.position)
            stack[-1].children.append(node)
            stack.append(node)
        elif tag.kind is TagKind.CLOSE and stack[-1].name == tag.name:
            stack.pop().end = tag.position
    return root


class _Field:
    """Where the codes are to be placed: both texts, and which words of the one became which of the other.

    A paragraph may have hundreds of codes, thousands of words and as many links, so whatever is asked for each code
    is looked up in what is sorted once.
    """

    def __init__(self, source: Plain, target: str, links: Sequence[Link], singles: dict[int, str]) -> None:
        self.source = source.text
        self.target = target
        self.tokens = words(target)
        self._starts = [start for start, _ in self.tokens]
        self._ends = [end for _, end in self.tokens]
        self._links = links
        self._by_source = sorted(links, key=attrgetter("source_start"))
        self._source_starts = [link.source_start for link in self._by_source]
        self._furthest = list(accumulate((link.source_end for link in self._by_source), max))
        self._objects = [(tag.position, tag.name) for tag in source.objects]
        self._single_at = {name: place for place, name in singles.items()}
        self._singles = {self._token_at(place) for place in singles}

    @cached_property
    def _foreign(self) -> list[int]:
        """What a word of nobody's asks of a stretch that would hold it: something where it became of other words."""
        asked = [0] * len(self.tokens)
        for link in self._links:
            for token in self._tokens_of(link):
                asked[token] = -1
        for token in self._singles:
            asked[token] = -1
        return asked

    @cached_property
    def _reached(self) -> tuple[list[int], list[int]]:
        """Ends in the source of all links, in order, and the furthest place of the target that was reached by then."""
        by_end = sorted(self._links, key=attrgetter("source_end"))
        return [link.source_end for link in by_end], list(accumulate((link.target_end for link in by_end), max))

    def weights(self, start: int, end: int, low: int, high: int) -> list[tuple[int, int, int]]:
        """Words of a window of the target, from the first to the last that ``source[start:end]`` became.

        Returns:
            start and end of each word, and its weight: 1 and more where it is of the stretch, -1 where it is of
            another, 0 where it is of none.
        """
        own: dict[int, int] = {}
        for link in self._links_into(start, end):
            own |= {token: 1 for token in self._tokens_of(link) if token not in self._singles}
        first = bisect_left(self._objects, (start, ""))
        for position, name in self._objects[first:]:
            if position >= end:
                break
            own[self._token_at(self._single_at[name])] = 1000
        inside = self.inside(low, high)
        mine = [token for token in own if token in inside]
        if not mine:
            return []
        return [
            (*self.tokens[token], own[token] if token in own else self._foreign[token])
            for token in range(min(mine), max(mine) + 1)
        ]

    def inside(self, low: int, high: int) -> range:
        """The words that lie in a window of the target."""
        return range(bisect_left(self._starts, low), bisect_right(self._ends, high))

    def nearest(self, tokens: range, wanted_start: float, wanted_end: float) -> tuple[int, int]:
        """Where the word begins that begins nearest to one place, and where that ends which ends nearest to another."""
        first = _nearest(self._starts, tokens, wanted_start)
        last = _nearest(self._ends, range(first, tokens.stop), wanted_end)
        return self._starts[first], self._ends[last]

    def reached_before(self, position: int) -> int | None:
        """The furthest place of the target that the source before a position became, None where it became nothing."""
        ends, reached = self._reached
        count = bisect_right(ends, position)
        return reached[count - 1] if count else None

    def _links_into(self, start: int, end: int) -> Iterator[Link]:
        index = bisect_left(self._source_starts, end) - 1
        while index >= 0 and self._furthest[index] > start:
            if self._by_source[index].source_end > start:
                yield self._by_source[index]
            index -= 1

    def _tokens_of(self, link: Link) -> Iterator[int]:
        token = bisect_right(self._ends, link.target_start)
        while token < len(self.tokens) and self._starts[token] < link.target_end:
            yield token
            token += 1

    def _token_at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def _nearest(places: Sequence[int], among: range, wanted: float) -> int:
    """The index in a range of a sorted sequence whose value is nearest; the first of several."""
    after = min(max(bisect_left(places, wanted), among.start), among.stop - 1)
    before = max(after - 1, among.start)
    best = before if abs(places[before] - wanted) <= abs(places[after] - wanted) else after
    return max(bisect_left(places, places[best]), among.start)


def _place(parent: _Node, ground: _Field) -> bool:
    sure = True
    low, high = parent.window
    for child in parent.children:
        child.window, good = _window(child, parent, ground)
        sure = sure and good
    parent.children.sort(key=lambda child: (child.window[0], child.start))
    for child in parent.children:
        start, end = child.window
        if start < low:
            sure = sure and end <= start
            start = low
        child.window = (start, max(start, min(end, high)))
        low = child.window[1]
        sure = _place(child, ground) and sure
    return sure


def _window(node: _Node, parent: _Node, ground: _Field) -> tuple[tuple[int, int], bool]:
    low, high = parent.window
    source, target = ground.source, ground.target
    inner = source[node.start : node.end]
    if not inner.strip():
        place = ground.reached_before(node.start)
        return (min(max(low if place is None else place, low), high),) * 2, True
    if not source[parent.start : node.start].strip() and not source[node.end : parent.end].strip():
        return _stripped(target, low, high), True
    best = _heaviest(ground.weights(node.start, node.end, low, high))
    if best is None:
        place = target.find(inner, low, high)
        if place >= 0 and target.find(inner, place + 1, high) < 0:
            return (place, place + len(inner)), True
        return _proportional(node, parent, ground, low, high), False
    start, end, held, total = best
    start, end = _punctuation(source, node, target, start, end, low, high)
    return (start, end), 2 * held > total


def _heaviest(weights: Sequence[tuple[int, int, int]]) -> tuple[int, int, int, int] | None:
    """The stretch of words of the greatest weight: start, end, own words in it, own words in all.

    Of several, the one that begins first, and then the one that ends first (Kadane's way, which reads once).
    """
    best: tuple[int, int, int] | None = None  # minus the weight, first word, last word
    lowest: tuple[int, int] | None = None  # the weight before the word from which a stretch begins best
    running = 0
    for index, (_, _, weight) in enumerate(weights):
        if weight > 0 and (lowest is None or running < lowest[0]):
            lowest = (running, index)
        running += weight
        if weight > 0 and lowest is not None:
            found = (lowest[0] - running, lowest[1], index)
            best = found if best is None or found < best else best
    if best is None:
        return None
    _, first, last = best
    held = sum(1 for _, _, weight in weights[first : last + 1] if weight > 0)
    total = sum(1 for _, _, weight in weights if weight > 0)
    return weights[first][0], weights[last][1], held, total


def _stripped(target: str, low: int, high: int) -> tuple[int, int]:
    inner = target[low:high]
    start = low + len(inner) - len(inner.lstrip())
    return (start, max(start, low + len(inner.rstrip())))


def _proportional(node: _Node, parent: _Node, ground: _Field, low: int, high: int) -> tuple[int, int]:
    size = max(parent.end - parent.start, 1)
    wanted_start = low + (node.start - parent.start) * (high - low) / size
    wanted_end = low + (node.end - parent.start) * (high - low) / size
    inside = ground.inside(low, high)
    return ground.nearest(inside, wanted_start, wanted_end) if inside else (low, low)


_CLOSING = ".,;:!?…)]}»”’\"'。，、；：！？」』）"


def _punctuation(text: str, node: _Node, target: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Lets the pair end before or after a mark, and begin before or after an opening one, as in the source."""
    inner, after = text[node.start : node.end], text[node.end :]
    while end > start + 1 and target[end - 1] in _CLOSING and inner[-1:] != target[end - 1] and after[:1] in _CLOSING:
        if not after[:1]:
            break
        end -= 1
    if inner[-1:] in _CLOSING:
        while end < high and target[end] in _CLOSING and target[end] == inner[-1:]:
            end += 1
            break
    opening = "([{«“‘¿¡\"'"
    while (
        start > low
        and target[start - 1] in opening
        and (target[start - 1] == inner[:1] or (target[start - 1] in "¿¡" and inner[-1:] in "?!"))
    ):
        start -= 1
    return start, end
