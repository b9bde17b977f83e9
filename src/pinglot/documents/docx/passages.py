"""From the items of a paragraph to its units: formats become pairs of codes, edges stay in the skeleton."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pinglot import inline
from pinglot.documents.docx.content import Anchor, Code, Fragment, Item, Text, fragments
from pinglot.documents.docx.formats import PLAIN, Format, common, described
from pinglot.documents.reading import translatable
from pinglot.inline import Run, RunKind
from pinglot.model import Code as ModelCode

__all__ = ["MAX_CODES", "Passage", "Spot", "passages"]

MAX_CODES = 400
"""Inline codes in one unit; a longer paragraph, which no author writes, becomes several units."""

_MAX_NESTING = 8


Spot = tuple[int, int]
"""A place in plain text: an offset, and how many of the text's tags come before it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a paragraph that is a unit, or, with an empty ``source``, one that is none.

    Attributes:
        before, after: what stays around the unit; of what is no unit, all of it is in ``before``.
        source, codes: see :class:`pinglot.model.Unit`.
        meant: the name of each code → what it is.
        anchors: the marks in the unit, each with its place in the unit's plain text and among its tags.
        base: the format of the text that is in no code.
    """

    before: tuple[Fragment, ...]
    after: tuple[Fragment, ...] = ()
    source: str = ""
    codes: tuple[ModelCode, ...] = ()
    meant: tuple[tuple[str, Code], ...] = ()
    anchors: tuple[tuple[Spot, Anchor], ...] = ()
    base: Format = PLAIN


def passages(items: Sequence[Item]) -> list[Passage]:
    """A paragraph's passages, in order; together they are all of it."""
    base, shaped = _shaped(items)
    return [_passage(part, base) for part in _parts(shaped)]


# --- formats as pairs -----------------------------------------------------------------------------------------


def _shaped(items: Iterable[Item]) -> tuple[Format, list[Item]]:
    """The format of most of the text, and the items with a pair around what is in another one."""
    split: list[Item] = []
    for item in items:
        if isinstance(item, Text):
            split += _without_edges(item)
        elif isinstance(item, Code) and item.children is not None:
            split.append(_shaped_pair(item))
        else:
            split.append(item)
    base = _base(split)
    return base, _nested(split, base, 0)


def _shaped_pair(pair: Code) -> Code:
    base, children = _shaped(pair.children or ())
    if all(_is_silent(child) for child in children):  # a link around nothing, or around a picture
        picture = next((child for child in children if isinstance(child, Code)), pair)
        return Code(picture.kind, picture.shown, tuple(fragments([pair])), silent=True)
    return replace(pair, children=tuple(children), format=base)


def _without_edges(item: Text) -> Iterator[Text]:
    """A text with the blanks at its ends apart: no format needs to hold them."""
    core = item.text.strip()
    if core in ("", item.text):
        yield item
        return
    start = item.text.index(core)
    for piece in (item.text[:start], core, item.text[start + len(core) :]):
        if piece:
            whole = item.fragment
            yield Text(piece, item.format, Fragment(whole.start, whole.end, whole.inside, whole.element, piece))


def _base(items: Sequence[Item]) -> Format:
    formats: dict[frozenset[bytes], Format] = {}
    texts: dict[frozenset[bytes], list[str]] = {}
    for item in items:
        if isinstance(item, Text) and item.text.strip():
            formats.setdefault(item.format.key, item.format)
            texts.setdefault(item.format.key, []).append(item.text)
    if len(formats) > 1:  # blanks have no format that anybody sees
        return formats[max(texts, key=lambda key: sum(map(len, "".join(texts[key]).split())))]
    if formats:
        return next(iter(formats.values()))
    inner = [item.format for item in items if isinstance(item, Code) and item.format is not None]
    return common(inner) if inner else PLAIN


def _is_silent(item: Item) -> bool:
    if isinstance(item, Text):
        return not item.text.strip()
    return isinstance(item, Anchor) or item.silent


def _speaks(item: Item) -> bool:
    return isinstance(item, Text) and bool(item.text.strip())


def _nested(items: Sequence[Item], around: Format, depth: int) -> list[Item]:
    out: list[Item] = []
    place = 0
    while place < len(items):
        item = items[place]
        if not isinstance(item, Text) or not item.text.strip() or item.format.key == around.key:
            out.append(item)
            place += 1
            continue
        end = _end_of_stretch(items, place, around)
        stretch = items[place:end]
        place = end
        formats = list(
            {one.format.key: one.format for one in stretch if isinstance(one, Text) and _speaks(one)}.values()
        )
        shared = common(formats) if len(formats) > 1 else formats[0]
        if len(formats) > 1 and (shared.key == around.key or depth >= _MAX_NESTING):
            for piece in _alike(stretch):
                out += _paired(piece, around, depth)
        else:
            out.append(_format_pair(stretch, shared, around, depth))
    return out


def _end_of_stretch(items: Sequence[Item], start: int, around: Format) -> int:
    """Where a stretch in other formats than the one around ends: after its last text."""
    end = start + 1
    for place in range(start, len(items)):
        item = items[place]
        if isinstance(item, Text) and item.text.strip():
            if item.format.key == around.key:
                break
            end = place + 1
    return end


def _alike(stretch: Sequence[Item]) -> Iterator[list[Item]]:
    """A stretch cut where its format changes; what is between two texts goes with the first."""
    piece: list[Item] = []
    look: Format | None = None
    for item in stretch:
        if isinstance(item, Text) and item.text.strip():
            if look is not None and item.format.key != look.key:
                yield piece
                piece = []
            look = item.format
        piece.append(item)
    yield piece


def _paired(piece: list[Item], around: Format, depth: int) -> Iterator[Item]:
    """A piece in one format as a pair, with what follows its last text behind it."""
    last = max(place for place, item in enumerate(piece) if _speaks(item))
    first = piece[0]
    assert isinstance(first, Text)  # a stretch begins with a text, and is cut before one
    yield _format_pair(piece[: last + 1], first.format, around, depth)
    yield from piece[last + 1 :]


def _format_pair(items: Sequence[Item], look: Format, around: Format, depth: int) -> Code:
    kind, shown = described(look, around)
    return Code(kind, shown, children=tuple(_nested(items, look, depth + 1)), format=look)


# --- units ----------------------------------------------------------------------------------------------------


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items cut where a unit would hold too many codes."""
    part: list[Item] = []
    count = 0
    for item in _bounded(items):
        more = _codes_in(item)
        if part and count + more > MAX_CODES:
            yield part
            part, count = [], 0
        part.append(item)
        count += more
    yield part


def _bounded(items: Iterable[Item]) -> Iterator[Item]:
    """Items none of which has too many codes in it: formats inside of one that has go, for nobody set them by hand."""
    for item in items:
        if not isinstance(item, Code) or item.children is None or _codes_in(item) <= MAX_CODES:
            yield item
        elif not item.open:
            yield from _bounded(_without_formats(item.children))
        else:
            rest = tuple(_without_formats(item.children))
            few = sum(map(_codes_in, rest)) < MAX_CODES
            yield replace(item, children=rest) if few else Code(item.kind, item.shown, tuple(fragments([item])))


def _without_formats(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Code) and item.children is not None and not item.open:
            yield from _without_formats(item.children)
        else:
            yield item


def _codes_in(item: Item) -> int:
    if not isinstance(item, Code):
        return 0
    return 1 + sum(map(_codes_in, item.children or ()))


def _passage(items: Sequence[Item], base: Format) -> Passage:
    before: list[Fragment] = []
    after: list[Fragment] = []
    low, high = 0, len(items)
    while low < high:
        first = items[low]
        if _is_silent(first):
            before += fragments([first])
            low += 1
        elif _is_silent(items[high - 1]):
            after[:0] = fragments([items[high - 1]])
            high -= 1
        elif high == low + 1 and isinstance(first, Code) and first.children is not None:
            before += first.open
            after[:0] = first.close
            base = first.format or base
            items = first.children
            low, high = 0, len(items)
        else:
            break
    inside = items[low:high]
    gathered = _Gathered()
    gathered.take(inside)
    source, codes, _ = inline.protect(gathered.runs)
    if not translatable(source):
        return Passage((*before, *fragments(inside), *after))
    meant = tuple((code.name, item) for code, item in zip(codes, gathered.meant, strict=True))
    return Passage(tuple(before), tuple(after), source, codes, meant, tuple(gathered.anchors), base)


@dataclass(slots=True)
class _Gathered:
    """Items as runs for :func:`pinglot.inline.protect`; ``meant`` has what each code of them is."""

    runs: list[Run] = field(default_factory=list)
    meant: list[Code] = field(default_factory=list)
    anchors: list[tuple[Spot, Anchor]] = field(default_factory=list)
    length: int = 0
    tags: int = 0

    def take(self, items: Iterable[Item]) -> None:
        for item in items:
            if isinstance(item, Text):
                self.runs.append(Run(RunKind.TEXT, item.text, item.text))
                self.length += len(item.text)
            elif isinstance(item, Anchor):
                self.anchors.append(((self.length, self.tags), item))
            else:
                self.meant.append(item)
                single = item.children is None
                kind = RunKind.SINGLE if single else RunKind.OPEN
                self.runs.append(Run(kind, f"[{item.shown}]", label=item.kind))
                self.length += single
                self.tags += 1
                if item.children is not None:
                    self.take(item.children)
                    self.tags += 1
                    closed = "link" if item.kind == "link" else item.shown
                    self.runs.append(Run(RunKind.CLOSE, f"[/{closed}]", label=item.kind))
