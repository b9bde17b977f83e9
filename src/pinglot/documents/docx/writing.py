"""A unit's translation as the content of its paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pinglot import inline, locales
from pinglot.documents.docx.content import Anchor, Code, Fragment
from pinglot.documents.docx.formats import OFF, Format, localised
from pinglot.documents.docx.markup import MAIN, Element, attributes
from pinglot.documents.docx.passages import Passage, Spot
from pinglot.inline import Plain, TagKind
from pinglot.model import OBJECT
from pinglot.xmltree import escaped

__all__ = ["Patch", "Writer", "spliced"]

_SPECIAL = {"\t": b"tab", "\n": b"br", "\u2011": b"noBreakHyphen"}
_PIECES = re.compile("([\t\n\u2011])")
# What stands after w:bidi in a paragraph's properties (ECMA-376, part 1, section 17.3.1, CT_PPrBase).
_AFTER_BIDI = frozenset(
    f"w:{name}"
    for name in (
        "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
        "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr",
        "pPrChange",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patch:
    """A replacement in a part: ``data[start:end]`` becomes ``raw``."""

    start: int
    end: int
    raw: bytes


def spliced(data: bytes, patches: Iterable[Patch], start: int = 0, end: int | None = None) -> bytes:
    """``data[start:end]`` with patches that lie in it, none of which overlaps another."""
    view = memoryview(data)
    out = bytearray()
    done = start
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        out += view[done : patch.start]
        out += patch.raw
        done = patch.end
    out += view[done : len(data) if end is None else end]
    return bytes(out)


@dataclass(slots=True)
class Writer:
    """Writes one paragraph.

    Attributes:
        data: the part.
        paragraph: the ``w:p``.
        locale: BCP 47 tag of the translations, ``""`` where runs keep the language that they have.
        inner: the patches of what is translated inside of codes.
    """

    data: bytes
    paragraph: Element
    locale: str
    inner: list[Patch]
    _element: bytes = b""
    _attribute: bytes = b""
    _declaration: bytes = b""
    _properties: dict[int, tuple[Format, bytes]] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inner.sort(key=lambda patch: patch.start)
        self._starts = [patch.start for patch in self.inner]
        raw = self.data[self.paragraph.start + 1 : self.paragraph.inner]
        name = re.match(rb"[^\s/>]+", raw)
        assert name is not None
        prefix = name[0].rpartition(b":")[0]
        self._element = prefix + b":" if prefix else b""
        bound = self.paragraph.scope.bound.get(prefix, MAIN[0])
        own = prefix or self.paragraph.scope.prefix_of_attributes(bound)
        self._attribute = (own or b"w") + b":"
        self._declaration = b"" if own else b' xmlns:w="%s"' % bound.encode()

    def write(self, passages: Iterable[Passage], said: Mapping[int, str]) -> list[Patch]:
        """The paragraph with translations of some of its passages, by their number among those that are units."""
        properties = self.paragraph.first("w:pPr")
        start = properties.end if properties else self.paragraph.inner
        out: list[bytes] = []
        number = 0
        for passage in passages:
            out += map(self._raw, passage.before)
            if passage.source:
                out += self._passage(passage, said.get(number, passage.source))
                number += 1
            out += map(self._raw, passage.after)
        patches = [Patch(start, self.paragraph.close, b"".join(out))]
        return [*patches, *self._direction(properties)] if self.locale else patches

    def _direction(self, properties: Element | None) -> list[Patch]:
        """``w:bidi`` where the locale is read from right to left, and none where it is not."""
        rtl = locales.is_rtl(self.locale)
        mark = b"<%sbidi/>" % self._element
        if properties is None:
            place = self.paragraph.inner
            around = (b"<%spPr>" % self._element, b"</%spPr>" % self._element)
            return [Patch(place, place, mark.join(around))] if rtl else []
        known = properties.first("w:bidi")
        if known is not None:
            on = not any(one.name == "w:val" and one.value.lower() in OFF for one in attributes(self.data, known))
            return [] if on == rtl else [Patch(known.start, known.end, mark if rtl else b"")]
        if not rtl:
            return []
        if properties.close == properties.end:  # <w:pPr/>
            around = (b"<%spPr>" % self._element, b"</%spPr>" % self._element)
            return [Patch(properties.start, properties.end, mark.join(around))]
        later = properties.first(*_AFTER_BIDI)
        place = later.start if later else properties.close
        return [Patch(place, place, mark)]

    def _passage(self, passage: Passage, coded: str) -> Iterator[bytes]:
        meant = dict(passage.meant)
        plain = _sound(inline.parse(coded), meant)
        waiting = _placed(passage, plain)[::-1]
        opened: list[Code] = []
        done = 0

        def until(spot: Spot) -> Iterator[bytes]:
            nonlocal done
            while waiting and waiting[-1][0] <= spot:
                (place, _), anchor = waiting.pop()
                yield from self._text(plain.text[done:place], opened, passage.base)
                done = max(done, place)
                yield self._raw(anchor.fragment)
            yield from self._text(plain.text[done : spot[0]], opened, passage.base)
            done = max(done, spot[0])

        for number, tag in enumerate(plain.tags):
            yield from until((tag.position, number))
            code = meant[tag.name]
            if tag.kind is TagKind.SINGLE:
                yield from map(self._raw, code.open)
                done = tag.position + 1
            elif tag.kind is TagKind.OPEN:
                yield from map(self._raw, code.open)
                opened.append(code)
            else:
                opened.pop()
                yield from map(self._raw, code.close)
        yield from until((len(plain.text), len(plain.tags)))

    def _raw(self, fragment: Fragment) -> bytes:
        if fragment.text is not None and fragment.inside is not None:
            return self._run([self._piece(fragment.text)], b"".join(raw for _, raw in fragment.inside.properties))
        inside = self.inner[bisect_left(self._starts, fragment.start) : bisect_left(self._starts, fragment.end)]
        raw = spliced(self.data, inside, fragment.start, fragment.end)
        element = fragment.element
        if element is not None and (missing := element.scope.missing(self.paragraph.scope)):
            end = re.search(rb"[\s/>]", raw)
            assert end is not None
            raw = raw[: end.start()] + _without_declared(missing, raw) + raw[end.start() :]
        if fragment.inside is None:
            return raw
        return self._run([raw], b"".join(raw for _, raw in fragment.inside.properties))

    def _text(self, text: str, opened: list[Code], base: Format) -> Iterator[bytes]:
        text = text.replace(OBJECT, "")
        if not text:
            return
        look = next((code.format for code in reversed(opened) if code.format is not None), base)
        known = self._properties.get(id(look))
        if known is None:
            known = self._properties[id(look)] = (look, self._look(look))
        yield self._run([self._piece(piece) for piece in _PIECES.split(text) if piece], known[1])

    def _look(self, look: Format) -> bytes:
        if not self.locale:
            return b"".join(raw for _, raw in look.properties)
        return b"".join(localised(look.properties, self.locale, self._element, self._attribute, self._declaration))

    def _piece(self, text: str) -> bytes:
        special = _SPECIAL.get(text)
        if special:
            return b"<%s%s/>" % (self._element, special)
        # Where a text begins or ends with a blank, or has two together, XML would not vouch for them.
        kept = b' xml:space="preserve"' if text != text.strip() or "  " in text else b""
        return b"<%st%s>%s</%st>" % (self._element, kept, escaped(text).encode(), self._element)

    def _run(self, content: list[bytes], properties: bytes) -> bytes:
        name = self._element
        look = b"<%srPr>%s</%srPr>" % (name, properties, name) if properties else b""
        return b"<%sr>%s%s</%sr>" % (name, look, b"".join(content), name)


def _without_declared(missing: bytes, raw: bytes) -> bytes:
    """Declarations without those that a start tag has itself."""
    tag = raw[: raw.find(b">") + 1]
    kept = [
        declared[0]
        for declared in re.finditer(rb' (xmlns(?::[^=]+)?)="[^"]*"', missing)
        if not re.search(rb"\s%s\s*=" % re.escape(declared[1]), tag)
    ]
    return b"".join(kept)


def _sound(plain: Plain, meant: Mapping[str, Code]) -> Plain:
    """A text whose codes are the unit's, none standing twice, each pair closed within the one around it.

    What a translator lost stays lost, and the check of codes says so; but no file may come out of it that a word
    processor cannot open.
    """
    tags: list[inline.Tag] = []
    opened: list[str] = []
    seen: set[str] = set()
    for tag in plain.tags:
        code = meant.get(tag.name)
        if code is None or (code.children is None) != (tag.kind is TagKind.SINGLE):
            continue
        if tag.kind is TagKind.CLOSE:
            if tag.name in opened:
                while opened:  # what was opened inside of it ends with it
                    name = opened.pop()
                    tags.append(inline.Tag(tag.position, name, TagKind.CLOSE))
                    if name == tag.name:
                        break
        elif tag.name not in seen:
            seen.add(tag.name)
            tags.append(tag)
            if tag.kind is TagKind.OPEN:
                opened.append(tag.name)
    tags += [inline.Tag(len(plain.text), name, TagKind.CLOSE) for name in reversed(opened)]
    return Plain(plain.text, tuple(tags))


def _placed(passage: Passage, target: Plain) -> list[tuple[Spot, Anchor]]:
    """The anchors with their spots in a translation, in order.

    One beside a code stays beside it; another keeps its share of the text's length, between two words.
    """
    if not passage.anchors:
        return []
    source = inline.parse(passage.source)
    known = {(tag.name, tag.kind): number for number, tag in enumerate(target.tags)}
    placed: list[tuple[Spot, Anchor]] = []
    begun: dict[str, Spot] = {}
    for spot, anchor in passage.anchors:
        at = spot if source == target else _spot(spot, source, target, known)
        if anchor.ends:
            at = max(at, begun.get(anchor.name, at))
        begun[anchor.name] = at
        placed.append((at, anchor))
    return sorted(placed, key=lambda one: one[0])


def _spot(spot: Spot, source: Plain, target: Plain, known: Mapping[tuple[str, TagKind], int]) -> Spot:
    place, before = spot
    if spot == (0, 0):
        return spot
    if spot == (len(source.text), len(source.tags)):
        return len(target.text), len(target.tags)
    for number in (before - 1, before):  # the tag before it, and the tag after it
        if 0 <= number < len(source.tags):
            tag = source.tags[number]
            width = int(tag.kind is TagKind.SINGLE and number < before)
            there = known.get((tag.name, tag.kind))
            if there is not None and tag.position + width == place:
                return target.tags[there].position + width, there + (number < before)
    at = _between_words(target.text, place * len(target.text) / max(len(source.text), 1))
    if place and source.text[place - 1].isspace() and at < len(target.text):
        at += 1  # at the head of a word, not behind one
    return at, sum(tag.position < at for tag in target.tags)


def _between_words(text: str, wanted: float) -> int:
    near = int(wanted)
    for distance in range(len(text)):
        for place in (near - distance, near + distance):
            if 0 <= place < len(text) and text[place].isspace():
                return place
    return min(near, len(text))
