"""The codes of a source carried onto its translation along a word alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    tokens = words(target)
    root.window = (0, len(target))
    sure = _place(root, source, target, tokens, links, singles) and sure
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
    places = [position for position, char in enumerate(target) if char == OBJECT]
    singles: dict[int, str] = {}
    for link in links:
        for position in wanted:
            if link.source_start == position and link.source_end == position + 1 and link.target_start in places:
                singles.setdefault(link.target_start, wanted[position])
    left = [name for name in wanted.values() if name not in singles.values()]
    for place in places:
        if place not in singles and left:
            singles[place] = left.pop(0)
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


def _place(
    parent: _Node,
    source: Plain,
    target: str,
    tokens: Sequence[tuple[int, int]],
    links: Sequence[Link],
    singles: dict[int, str],
) -> bool:
    sure = True
    low, high = parent.window
    for child in parent.children:
        window, good = _window(child, parent, source, target, tokens, links, singles)
        child.window = window
        sure = sure and good
    parent.children.sort(key=lambda child: (child.window[0], child.start))
    for child in parent.children:
        start, end = child.window
        if start < low:
            sure = sure and end <= start
            start = low
        child.window = (start, max(start, min(end, high)))
        low = child.window[1]
        sure = _place(child, source, target, tokens, links, singles) and sure
    return sure


def _window(
    node: _Node,
    parent: _Node,
    source: Plain,
    target: str,
    tokens: Sequence[tuple[int, int]],
    links: Sequence[Link],
    singles: dict[int, str],
) -> tuple[tuple[int, int], bool]:
    low, high = parent.window
    inner = source.text[node.start : node.end]
    if not inner.strip():
        return _empty_window(node, low, high, links), True
    if not source.text[parent.start : node.start].strip() and not source.text[node.end : parent.end].strip():
        return _stripped(target, low, high), True
    own_objects = {tag.name for tag in source.objects if node.start <= tag.position < node.end}
    weights: list[tuple[int, int, int]] = []
    for start, end in tokens:
        if start < low or end > high:
            continue
        if start in singles:
            weight = 1000 if singles[start] in own_objects else -1
        else:
            touching = [link for link in links if link.target_start < end and link.target_end > start]
            inside = any(link.source_start < node.end and link.source_end > node.start for link in touching)
            weight = 1 if inside else -1 if touching else 0
        weights.append((start, end, weight))
    best = _heaviest(weights)
    if best is None:
        place = target.find(inner, low, high)
        if place >= 0 and target.find(inner, place + 1, high) < 0:
            return (place, place + len(inner)), True
        return _proportional(node, parent, source, tokens, low, high), False
    start, end, held, total = best
    start, end = _punctuation(source.text, node, target, start, end, low, high)
    return (start, end), 2 * held > total


def _heaviest(weights: Sequence[tuple[int, int, int]]) -> tuple[int, int, int, int] | None:
    """The stretch of tokens of the greatest weight: start, end, own tokens in it, own tokens in all."""
    total = sum(1 for _, _, weight in weights if weight > 0)
    if not total:
        return None
    best: tuple[int, int, int, int] | None = None
    for first, (start, _, weight) in enumerate(weights):
        if weight <= 0:
            continue
        running = held = 0
        for _, end, more in weights[first:]:
            running += more
            held += more > 0
            if more > 0 and (best is None or running > best[0]):
                best = (running, start, end, held)
    assert best is not None  # at least one token weighs more than nothing
    return best[1], best[2], best[3], total


def _empty_window(node: _Node, low: int, high: int, links: Sequence[Link]) -> tuple[int, int]:
    before = [link.target_end for link in links if link.source_end <= node.start]
    place = max(before) if before else low
    return (min(max(place, low), high),) * 2


def _stripped(target: str, low: int, high: int) -> tuple[int, int]:
    inner = target[low:high]
    start = low + len(inner) - len(inner.lstrip())
    return (start, max(start, low + len(inner.rstrip())))


def _proportional(
    node: _Node, parent: _Node, source: Plain, tokens: Sequence[tuple[int, int]], low: int, high: int
) -> tuple[int, int]:
    size = max(parent.end - parent.start, 1)
    wanted_start = low + (node.start - parent.start) * (high - low) / size
    wanted_end = low + (node.end - parent.start) * (high - low) / size
    inside = [(start, end) for start, end in tokens if low <= start and end <= high]
    if not inside:
        return (low, low)
    first = min(inside, key=lambda token: abs(token[0] - wanted_start))
    last = min((token for token in inside if token[0] >= first[0]), key=lambda token: abs(token[1] - wanted_end))
    return (first[0], last[1])


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
