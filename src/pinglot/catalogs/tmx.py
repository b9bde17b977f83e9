"""TMX 1.4, the exchange format of translation memories: a hardened reader, and a writer whose output never varies.

The format is that of the Localization Industry Standards Association's TMX 1.4b specification. What is read may come
from anybody: entities, internal document types and unknown elements inside a segment are refused, no address is ever
opened, and sizes have limits. A ``<!DOCTYPE tmx SYSTEM "tmx14.dtd">`` is what the standard asks for; it is passed
over and its file not looked for.

Inline codes become ``<g1>…</g1>`` and ``<x1/>`` in the source's order, as a unit numbers them, and are paired with the
translation's by ``x``, else by ``i``, else by their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from pinglot import files, inline, locales
from pinglot.catalogs.memory import Pair
from pinglot.errors import CatalogError, UsageError
from pinglot.inline import Plain, Tag, TagKind
from pinglot.model import OBJECT
from pinglot.xmltree import SafeReader

__all__ = ["MAX_SEGMENT", "Tmx", "TmxUnit", "read", "write"]

MAX_SEGMENT = 100_000
"""Code points in one segment; a longer one is refused."""

_MAX_DEPTH = 32
_PAIRED = {"bpt": "open", "ept": "close"}
_SINGLE = {"ph", "it", "ut"}
_INSIDE = {*_PAIRED, *_SINGLE, "hi", "sub"}
# What XML 1.0 can hold, section 2.2.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of a segment: text, or where a code begins, ends or stands."""

    kind: str  # text, open, close, single
    text: str = ""
    pair: str = ""  # the attribute i, which pairs open and close within a segment
    match: str = ""  # the attribute x, which pairs codes between segments


@dataclass(frozen=True, slots=True)
class TmxUnit:
    """One ``<tu>``: a text in several languages.

    Attributes:
        segments: ``(BCP 47 tag, segment)`` in the order of the file, each tag once.
        context: the message context, where pinglot wrote one.
        line: 1-based line where it begins.
    """

    segments: tuple[tuple[str, tuple[_Item, ...]], ...]
    context: str | None = None
    line: int = 0

    def pairs(self, source: str, target: str, origin: str) -> Iterator[Pair]:
        """What it says between two locales: one pair, or none.

        None, where a language is missing, a side is empty, or the two sides have different codes. ``en`` takes
        ``en-US`` as well, and the other way round.

        Args:
            source, target: BCP 47 tags.
            origin: the name of the memory.
        """
        texts = [_of(self.segments, tag) for tag in (source, target)]
        if texts[0] is None or texts[1] is None:
            return
        names = _names(texts[0], {})
        asked = _coded(texts[0], names)
        said = _coded(texts[1], _names(texts[1], names))
        if asked.strip() and said.strip() and not inline.verify(asked, said) and not inline.verify(asked, asked):
            yield Pair(asked, (said,), origin, self.context)


@dataclass(frozen=True, slots=True)
class Tmx:
    """A memory file.

    Attributes:
        units: in the order of the file.
        source: what the header says of the source language, a BCP 47 tag; ``""`` for ``*all*``.
    """

    units: tuple[TmxUnit, ...]
    source: str = ""

    @property
    def locales(self) -> dict[str, int]:
        """Every language in it, and how many units have it; the most frequent first."""
        return dict(Counter(tag for unit in self.units for tag, _ in unit.segments).most_common())


def read(path: str | Path, data: bytes | None = None, limit: int = files.MAX_FILE_SIZE) -> Tmx:
    """Reads a TMX file.

    Args:
        path: the file, or its name for messages where ``data`` is given.
        data: its bytes, in any encoding that XML names.
        limit: bytes; a larger file is refused.

    Raises:
        CatalogError: it is no TMX, has an entity or an internal document type, or is too large or too deep; with file
            and line.
    """
    if data is None:
        data = files.read_bytes(path, limit, CatalogError)
    if len(data) > limit:
        raise CatalogError(f"is over the limit of {limit / 1048576:g} MB; raise max_file_size to read it", path)
    reader = _Reader(path)
    reader.feed(data)
    return Tmx(tuple(reader.units), reader.source)


def write(pairs: Iterable[tuple[str, Pair]], source: str, version: str) -> tuple[bytes, int]:
    """Pairs as a TMX 1.4 file in UTF-8; the same pairs give the same bytes.

    Args:
        pairs: ``(BCP 47 tag of the translation, pair)``; texts of one source and context share a unit.
        source: BCP 47 tag of the sources.
        version: pinglot's, for the header.

    Returns:
        the bytes, and how many pairs were left out because the format cannot hold them: plural messages, and texts
        with control characters.
    """
    units: dict[tuple[str, str | None, str], list[dict[str, str]]] = {}
    left_out = 0
    for tag, pair in dict.fromkeys(pairs):
        if pair.plural is not None or _UNWRITABLE.search("".join((pair.source, *pair.texts, pair.context or ""))):
            left_out += 1
            continue
        known = units.setdefault((pair.origin, pair.context, pair.source), [])
        free = next((unit for unit in known if tag not in unit), None)
        if free is None:
            known.append(free := {})
        free[tag] = pair.texts[0]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'  <header creationtool="pinglot" creationtoolversion="{escape(version)}" segtype="paragraph" o-tmf="PO" '
        f'adminlang="en" srclang="{escape(source)}" datatype="plaintext"/>',
        "  <body>",
    ]
    for (origin, context, text), alternatives in units.items():
        for unit in alternatives:
            lines.append("    <tu>")
            lines.append(f'      <prop type="x-domain">{_escaped(origin)}</prop>')
            if context is not None:
                lines.append(f'      <prop type="x-context">{_escaped(context)}</prop>')
            for tag, said in {source: text, **unit}.items():
                lines.append(f'      <tuv xml:lang="{escape(tag)}"><seg>{_segment(said)}</seg></tuv>')
            lines.append("    </tu>")
    lines += ["  </body>", "</tmx>", ""]
    return "\n".join(lines).encode("utf-8"), left_out


# --- writing --------------------------------------------------------------------------------------------------


def _segment(coded: str) -> str:
    plain = inline.parse(coded)
    out: list[str] = []
    done = 0
    for tag in plain.tags:
        out.append(_escaped(plain.text[done : tag.position]))
        done = tag.position
        number = tag.name[1:]
        if tag.kind is TagKind.OPEN:
            out.append(f'<bpt i="{number}" x="{number}">&lt;{tag.name}&gt;</bpt>')
        elif tag.kind is TagKind.CLOSE:
            out.append(f'<ept i="{number}">&lt;/{tag.name}&gt;</ept>')
        else:
            out.append(f'<ph x="{number}">&lt;{tag.name}/&gt;</ph>')
            done += 1
    out.append(_escaped(plain.text[done:]))
    return "".join(out)


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")


# --- reading --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A ``<tu>`` being read."""

    line: int
    context: str | None = None
    segments: dict[str, tuple[_Item, ...]] = field(default_factory=dict)
    tag: str = ""
    has_segment: bool = True


class _Reader(SafeReader):
    max_depth = _MAX_DEPTH

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, CatalogError)
        self.units: list[TmxUnit] = []
        self.source = ""
        self.stack: list[str] = []
        self.unit: _Open | None = None
        self.items: list[_Item] | None = None  # of the segment being read
        self.length = 0
        self.hidden = 0  # how deep inside a code's own content
        self.highlights: list[str] = []
        self.made = 0
        self.text: list[str] | None = None  # of a <prop> that is wanted

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.stack and name != "tmx":
            raise self.fail(f"is no TMX: its root is <{name}>")
        self.stack.append(name)
        if self.items is not None:
            self.code(name, attributes)
        elif name == "tmx" and not attributes.get("version", "1").startswith("1"):
            raise self.fail(f"is TMX {attributes['version']}; export it as TMX 1.4")
        elif name == "header" and attributes.get("srclang", "*all*") != "*all*":
            self.source = self.locale(attributes["srclang"])
        elif name == "tu":
            if self.unit is not None:
                raise self.fail("has a <tu> within another")
            self.unit = _Open(self.line)
        elif name == "tuv":
            self.begin_language(attributes)
        elif name == "seg":
            if self.unit is None or not self.unit.tag or self.unit.has_segment:
                raise self.fail("has a <seg> where none may stand")
            self.unit.has_segment = True
            self.items, self.length, self.highlights, self.made = [], 0, [], 0
        elif name == "prop" and self.unit is not None and attributes.get("type") == "x-context":
            self.text = []

    def begin_language(self, attributes: Mapping[str, str]) -> None:
        if self.unit is None:
            raise self.fail("has a <tuv> outside a <tu>")
        tag = attributes.get("xml:lang") or attributes.get("lang")
        if not tag:
            raise self.fail("has a <tuv> without xml:lang")
        self.unit.tag, self.unit.has_segment = self.locale(tag), False

    def locale(self, tag: str) -> str:
        try:
            return locales.normalize(tag)
        except UsageError as trouble:
            raise self.fail(f"names a language that cannot be read: {trouble}") from None

    def code(self, name: str, attributes: Mapping[str, str]) -> None:
        assert self.items is not None
        if name not in _INSIDE:
            raise self.fail(f"has <{name}> inside a segment, where TMX 1.4 knows none")
        if self.hidden or name == "sub":
            self.hidden += 1
            return
        match = attributes.get("x", "")
        if name == "hi":
            self.made += 1
            self.highlights.append(f"hi{self.made}")
            self.items.append(_Item("open", pair=self.highlights[-1], match=match))
            return
        pair = attributes.get("i", "")
        self.items.append(_Item(_PAIRED.get(name, "single"), pair=pair, match=match))
        self.hidden = 1

    def end(self, name: str) -> None:
        self.stack.pop()
        if self.items is not None and name != "seg":
            if self.hidden:
                self.hidden -= 1
            elif name == "hi":
                self.items.append(_Item("close", pair=self.highlights.pop()))
        elif name == "seg":
            assert self.unit is not None and self.items is not None
            self.unit.segments.setdefault(self.unit.tag, tuple(self.items))
            self.items = None
        elif name == "prop" and self.text is not None:
            assert self.unit is not None
            self.unit.context, self.text = "".join(self.text), None
        elif name == "tuv":
            assert self.unit is not None
            if not self.unit.has_segment:
                raise self.fail("has a <tuv> without <seg>")
            self.unit.tag = ""
        elif name == "tu":
            assert self.unit is not None
            unit, self.unit = self.unit, None
            self.units.append(TmxUnit(tuple(unit.segments.items()), unit.context, unit.line))

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)
        if self.items is None or self.hidden:
            return
        self.length += len(text)
        if self.length > MAX_SEGMENT:
            raise self.fail(f"has a segment of more than {MAX_SEGMENT:,} characters")
        self.items.append(_Item("text", text.replace(OBJECT, "")))


def _of(segments: Sequence[tuple[str, tuple[_Item, ...]]], wanted: str) -> tuple[_Item, ...] | None:
    """The segment of a locale: of the tag itself, else of one that is wider or narrower."""
    near = None
    for tag, segment in segments:
        if tag == wanted:
            return segment
        if near is None and (tag in locales.chain(wanted) or wanted in locales.chain(tag)):
            near = segment
    return near


_Key = tuple[str, str, int]


def _names(items: Sequence[_Item], known: Mapping[_Key, str]) -> dict[_Key, str]:
    """A name for each code of a segment, by what identifies it: ``g1``, ``g2``, … and ``x1``, ``x2``, ….

    ``known`` are the names of the other segment's codes; a code that fits one takes its name.
    """
    keys = _keys(items)
    free = dict(known)
    names: dict[_Key, str] = {}
    for key in keys:
        same = next((one for one in free if key[1] and one[:2] == key[:2]), None)
        if same is not None:
            names[key] = free.pop(same)
    counts = Counter(name[0] for name in known.values())
    for key in keys:
        letter = "g" if key[0] == "pair" else "x"
        if key in names:
            continue
        same = next((one for one in free if one[0] == key[0]), None)
        counts[letter] += same is None
        names[key] = f"{letter}{counts[letter]}" if same is None else free.pop(same)
    return names


def _keys(items: Sequence[_Item]) -> list[_Key]:
    """What identifies each code: ``("pair" or "single", its x or i, its place)``; the end of a pair is no code."""
    opened = Counter(item.pair for item in items if item.kind == "open")
    closed = Counter(item.pair for item in items if item.kind == "close")
    keys = []
    for place, item in enumerate(items):
        whole = opened[item.pair] == closed[item.pair]
        if item.kind == "open" and whole:
            keys.append(("pair", item.match or item.pair, place))
        elif item.kind != "text" and not (item.kind == "close" and whole):
            keys.append(("single", item.match, place))
    return keys


def _coded(items: Sequence[_Item], names: Mapping[_Key, str]) -> str:
    by_place = {place: name for (_, _, place), name in names.items()}
    text: list[str] = []
    tags: list[Tag] = []
    length = 0
    opened: dict[str, str] = {}
    for place, item in enumerate(items):
        if item.kind == "text":
            text.append(item.text)
            length += len(item.text)
            continue
        name = by_place.get(place, "")
        if item.kind == "close" and not name:
            tags.append(Tag(length, opened.pop(item.pair, ""), TagKind.CLOSE))
        elif name.startswith("g"):
            opened[item.pair] = name
            tags.append(Tag(length, name, TagKind.OPEN))
        else:
            tags.append(Tag(length, name, TagKind.SINGLE))
            text.append(OBJECT)
            length += 1
    return inline.build(Plain("".join(text), tuple(tags)))
