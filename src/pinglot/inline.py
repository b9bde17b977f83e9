"""Inline codes: what of a unit is markup inside a sentence.

Three forms of one text:

- *raw*, as the file has it: ``Read **the [guide](/g)**\\n> now.``
- *source* (coded text), as a catalog has it: ``Read <g1>the <g2>guide</g2></g1> now.``
- *plain*, as glossaries, sentences and engines have it: ``Read the guide now.``, with the pairs kept apart as tags and
  each single code as one :data:`~pinglot.model.OBJECT` character.

``protect`` and ``restore`` go between raw and source, ``parse`` and ``build`` between source and plain, and
``project`` carries the codes of a source onto its translation along an alignment. In coded text a literal ``<`` that
would read as a code is ``&lt;``, and an ``&`` that would read as that escape is ``&amp;``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from pinglot.model import OBJECT, Code, Link, Spelling

__all__ = [
    "Plain",
    "Run",
    "RunKind",
    "Tag",
    "TagKind",
    "build",
    "parse",
    "plain_text",
    "project",
    "protect",
    "restore",
    "spell",
    "verify",
]

_TAG = re.compile(r"<(/?)([gx])([1-9][0-9]{0,3})(/?)>")
_CODE_AHEAD = r"(?=/?[gx][1-9][0-9]{0,3}/?>)"
_ESCAPE = re.compile(rf"<{_CODE_AHEAD}|&(?=(?:amp;)*lt;/?[gx][1-9][0-9]{{0,3}}/?>)")
_UNESCAPE = re.compile(rf"&lt;{_CODE_AHEAD}|&amp;(?=(?:amp;)*lt;/?[gx][1-9][0-9]{{0,3}}/?>)")
_WORD = re.compile(r"\S+")
_TOKEN = re.compile(rf"{OBJECT}|[^\W_]+(?:['’_-][^\W_]+)*|\S")


# --- raw ⇄ source ---------------------------------------------------------------------------------------------


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


# --- source ⇄ plain -------------------------------------------------------------------------------------------


class TagKind(Enum):
    OPEN = auto()
    CLOSE = auto()
    SINGLE = auto()


@dataclass(frozen=True, slots=True)
class Tag:
    """A code's place in plain text; a SINGLE's position is that of its OBJECT character."""

    position: int
    name: str
    kind: TagKind


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text and the tags in it, in order of appearance."""

    text: str
    tags: tuple[Tag, ...] = ()

    @property
    def objects(self) -> list[Tag]:
        """The single codes, in order: the k-th stands at the k-th OBJECT."""
        return [tag for tag in self.tags if tag.kind is TagKind.SINGLE]


def parse(source: str) -> Plain:
    """Coded text → plain text and tags. A tag is taken as it stands, balanced or not: see :func:`verify`."""
    text: list[str] = []
    tags: list[Tag] = []
    length = end = 0
    for match in _TAG.finditer(source):
        slash, letter, number, self_closing = match.groups()
        if (letter == "x") != bool(self_closing) or (letter == "x" and slash) or (slash and self_closing):
            continue  # <x1> or <g1/>: not our spelling, plain text
        piece = _unescape(source[end : match.start()])
        text.append(piece)
        length += len(piece)
        end = match.end()
        kind = TagKind.SINGLE if letter == "x" else TagKind.CLOSE if slash else TagKind.OPEN
        tags.append(Tag(length, letter + number, kind))
        if kind is TagKind.SINGLE:
            text.append(OBJECT)
            length += 1
    text.append(_unescape(source[end:]))
    return Plain("".join(text), tuple(tags))


def build(plain: Plain) -> str:
    """Plain text and tags → coded text; the inverse of :func:`parse`."""
    out: list[str] = []
    done = 0
    for tag in plain.tags:
        out.append(_ESCAPE.sub(_escaped, plain.text[done : tag.position]))
        done = tag.position
        if tag.kind is TagKind.SINGLE:
            out.append(f"<{tag.name}/>")
            done += 1
        else:
            out.append(f"</{tag.name}>" if tag.kind is TagKind.CLOSE else f"<{tag.name}>")
    out.append(_ESCAPE.sub(_escaped, plain.text[done:]))
    return "".join(out)


def plain_text(source: str) -> str:
    """Coded text without its codes, for people and for counting: singles are left out, too."""
    return parse(source).text.replace(OBJECT, "")


def verify(source: str, target: str) -> tuple[str, ...]:
    """What is wrong with the codes of a translation: one clause a problem, none where all is well."""
    problems = []
    wanted, found = Counter(_names(source)), Counter(_names(target))
    for name in sorted((wanted - found) | Counter(), key=_order):
        problems.append(f"{_shown(name)} of the source is missing")
    for name in sorted((found - wanted) | Counter(), key=_order):
        problems.append(
            f"{_shown(name)} is not in the source" if name not in wanted else f"{_shown(name)} stands twice"
        )
    stack: list[str] = []
    for tag in parse(target).tags:
        if tag.kind is TagKind.OPEN:
            stack.append(tag.name)
        elif tag.kind is TagKind.CLOSE:
            if stack and stack[-1] == tag.name:
                stack.pop()
            elif tag.name in stack:
                problems.append(f"<{tag.name}> is closed before the code inside it")
                stack.remove(tag.name)
            else:
                problems.append(f"</{tag.name}> closes nothing")
    problems += [f"<{name}> is not closed" for name in stack]
    return tuple(problems)


def _names(source: str) -> list[str]:
    return [tag.name for tag in parse(source).tags if tag.kind is not TagKind.CLOSE]


def _shown(name: str) -> str:
    return f"<{name}/>" if name.startswith("x") else f"<{name}>"


def _order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


def _escaped(match: re.Match[str]) -> str:
    return "&lt;" if match.group() == "<" else "&amp;"


def _unescape(text: str) -> str:
    return _UNESCAPE.sub(lambda match: "<" if match.group() == "&lt;" else "&", text)


# --- codes along an alignment ---------------------------------------------------------------------------------


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
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(target)]
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
