"""What stands in a paragraph: its text, what is in the way of it, and the marks that nobody sees.

A paragraph is runs, and around runs links, content controls and fields (ECMA-376, part 1, section 17.16). Here it
becomes a row of items: texts in their formats, codes, and anchors, which are marks without width (a bookmark, the ends
of a comment) that belong to a place and say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pinglot.documents.docx.formats import PLAIN, Format, format_of
from pinglot.documents.docx.markup import Element, Scope, attributes, text_of
from pinglot.model import OBJECT

__all__ = ["Anchor", "Code", "Fragment", "Item", "Looks", "Text", "fragments", "items_of"]

_NO_BREAK_HYPHEN = "\u2011"

# Marks without width. What is between two of them, a comment or a bookmark, is not touched.
_ANCHORS = frozenset(
    f"w:{name}{end}" for name in ("bookmark", "commentRange", "perm") for end in ("Start", "End")
) | {"w:commentReference"}  # fmt: skip
# What a word processor writes anew by itself.
_PASSING = frozenset({"w:proofErr", "w:lastRenderedPageBreak", "w:softHyphen", "w:rPr", "w:pPr", "w:smartTagPr"})
# Single codes that may stay where they are at the edge of a unit.
_SINGLES = {
    "w:tab": ("tab", "tab"), "w:ptab": ("tab", "tab"), "w:br": ("break", "line break"), "w:cr": ("break", "line break"),
    "w:footnoteReference": ("footnote", "footnote"), "w:endnoteReference": ("footnote", "endnote"),
    "w:footnoteRef": ("footnote", "number of the footnote"), "w:endnoteRef": ("footnote", "number of the endnote"),
    "w:annotationRef": ("footnote", "comment"), "w:separator": ("break", "rule"),
    "w:continuationSeparator": ("break", "rule"), "w:drawing": ("image", "image"), "w:pict": ("image", "image"),
    "w:object": ("image", "object"), "mc:AlternateContent": ("image", "image"),
}  # fmt: skip
_EQUATIONS = frozenset({"m:oMath", "m:oMathPara"})
_CHOICES = frozenset({"w:dropDownList", "w:comboBox", "w:date", "w:picture", "w14:checkbox"})
_FOLDED = str.maketrans("\t\r\n", "   ")
_PRESERVED = re.compile(rb"""\sxml:space\s*=\s*["']preserve["']""")
_INDEX = re.compile(r"\s*(?:XE|TC|TA|RD)\b", re.IGNORECASE)  # entries of an index or a table, which print nothing
_LINK = re.compile(r"\s*HYPERLINK\b(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a paragraph as the file has it, to be written again.

    Attributes:
        start, end: the piece, with what is translated inside it.
        inside: the format of the run that it must stand in; None where it stands beside runs.
        element: the element that the piece is, or whose start tag it is, where it is one.
        text: of a part of a text, that part, which is written instead.
    """

    start: int
    end: int
    inside: Format | None = None
    element: Element | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Text in a format."""

    text: str
    format: Format
    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Anchor:
    """A mark without width; ``name`` tells what it marks, and ``ends`` whether it is the end of that."""

    fragment: Fragment
    name: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A code, a single one where ``children`` is None.

    Attributes:
        kind, shown: see :attr:`pinglot.model.Code.kind`, and what it is in words.
        open, close: what is written for it; nothing for a pair that is only a format.
        silent: whether it may stay in its place at the edge of a unit.
        format: of a pair that is a format, that.
    """

    kind: str
    shown: str
    open: tuple[Fragment, ...] = ()
    close: tuple[Fragment, ...] = ()
    children: tuple[Item, ...] | None = None
    silent: bool = False
    format: Format | None = None


Item = Text | Anchor | Code


@dataclass(frozen=True, slots=True)
class _Field:
    """A mark of a complex field: ``begin``, ``separate``, ``end``, or its ``instruction``."""

    kind: str
    fragment: Fragment
    instruction: str = ""


Looks = dict[tuple[Scope, bytes], Format]
"""Formats by the scope that they stand in and their XML, so that each is read once."""


def items_of(data: bytes, paragraph: Element, links: Mapping[str, str], looks: Looks) -> list[Item]:
    """The items of a paragraph, in order.

    Args:
        data: the part.
        paragraph: a ``w:p``.
        links: see :attr:`pinglot.documents.docx.parts.Part.links`.
        looks: the formats that are known; more are added.
    """
    return _Reader(data, paragraph, links, looks).read(paragraph)


def fragments(items: Sequence[Item]) -> Iterator[Fragment]:
    """Items as the file has them."""
    for item in items:
        if isinstance(item, Code):
            yield from item.open
            yield from fragments(item.children or ())
            yield from item.close
        else:
            yield item.fragment


@dataclass(slots=True)
class _Reader:
    data: bytes
    paragraph: Element
    links: Mapping[str, str]
    looks: Looks

    def read(self, parent: Element) -> list[Item]:
        return _with_fields(list(self._within(parent)))

    def _within(self, parent: Element) -> Iterator[Item | _Field]:
        for child in parent.children:
            name = child.name
            if name == "w:r":
                yield from self._run(child)
            elif name == "w:smartTag":  # a mark of what a word was taken for
                yield from self._within(child)
            elif name == "w:hyperlink":
                yield self._pair(child, child, "link", self._address(child))
            elif name == "w:sdt":
                yield self._control(child)
            elif name in ("w:dir", "w:bdo", "w:customXml"):
                yield self._pair(child, child, "format", "direction" if name != "w:customXml" else "custom XML")
            elif name == "w:fldSimple":
                yield self._simple_field(child)
            elif name in _EQUATIONS:
                yield Code("math", "equation", (self._whole(child),))
            elif name in _ANCHORS or (name not in _PASSING and not child.children):
                yield self._anchor(child, None)
            elif name not in _PASSING:
                yield Code("object", "object", (self._whole(child),))

    def _run(self, run: Element) -> Iterator[Item | _Field]:
        properties = run.first("w:rPr")
        look = PLAIN
        if properties is not None:
            outer = self.paragraph.scope
            key = outer, self.data[properties.start : properties.end]
            known = self.looks.get(key) if properties.scope is outer else None
            look = known or format_of(self.data, properties, outer)
            if properties.scope is outer:
                self.looks[key] = look
        for child in run.children:
            name = child.name
            fragment = Fragment(child.start, child.end, look, child)
            if name == "w:t":
                yield from self._text(child, look, fragment)
            elif name == "w:noBreakHyphen":
                yield Text(_NO_BREAK_HYPHEN, look, fragment)
            elif name in ("w:fldChar", "w:instrText"):
                yield self._field_mark(child, fragment)
            elif name == "w:ruby":  # how a word is read aloud in the source's language
                base = child.first("w:rubyBase")
                yield from self._within(base) if base else ()
            elif name in _ANCHORS:
                yield self._anchor(child, look)
            elif name not in _PASSING:
                yield self._single(child, fragment)

    def _text(self, element: Element, look: Format, fragment: Fragment) -> Iterator[Item]:
        said = text_of(self.data, element).translate(_FOLDED)
        # The prefix xml is bound to one namespace alone, and by no declaration.
        if _PRESERVED.search(self.data, element.start, element.inner) is None:
            said = said.strip(" ")
        if OBJECT in said:
            yield Code("character", "object replacement character", (fragment,))
        elif said:
            yield Text(said, look, fragment)

    def _single(self, element: Element, fragment: Fragment) -> Code:
        known = _SINGLES.get(element.name)
        if known is None:
            if element.name == "w:sym":
                return Code("symbol", "symbol", (fragment,))
            return Code("object", element.name.partition(":")[2], (fragment,))
        kind, shown = known
        if kind == "image":
            kind, shown = self._picture(element, shown)
        elif element.name == "w:br" and (said := self._value(element, "w:type")) in ("page", "column"):
            shown = f"{said} break"
        elif element.name in ("w:footnoteReference", "w:endnoteReference"):
            shown = f"{shown} {self._value(element, 'w:id')}"
        return Code(kind, shown, (fragment,), silent=True)

    def _picture(self, element: Element, shown: str) -> tuple[str, str]:
        names = {one.name for one in element.descendants()}
        if "w:txbxContent" in names:
            return "text box", "text box"
        properties = next((one for one in element.descendants() if one.name == "wp:docPr"), None)
        said = self._value(properties, "descr") or self._value(properties, "name") if properties else ""
        return "image", f"{shown}: {said}" if said else shown

    def _control(self, element: Element) -> Code:
        """A content control; one that offers a choice is kept as it is, since its value is one of a list."""
        content, properties = element.first("w:sdtContent"), element.first("w:sdtPr")
        if content is None or (properties is not None and properties.first(*_CHOICES) is not None):
            return Code("field", "content control", (self._whole(element),))
        return self._pair(element, content, "field", "content control")

    def _simple_field(self, element: Element) -> Code:
        instruction = self._value(element, "w:instr")
        link = _LINK.match(instruction)
        if link:
            return self._pair(element, element, "link", _address_in(link[1]))
        return Code("field", f"field {' '.join(instruction.split())}", (self._whole(element),))

    def _pair(self, element: Element, content: Element, kind: str, shown: str) -> Code:
        opening = Fragment(element.start, content.inner, element=element)
        closing = Fragment(content.close, element.end)
        if content.close == content.end:  # <w:hyperlink/>
            return Code("object", shown, (self._whole(element),), silent=True)
        return Code(kind, shown, (opening,), (closing,), tuple(self.read(content)))

    def _address(self, link: Element) -> str:
        target = self.links.get(self._value(link, "r:id"), "")
        anchor = self._value(link, "w:anchor")
        return f"link {target}{'#' + anchor if anchor else ''}".strip()

    def _field_mark(self, element: Element, fragment: Fragment) -> _Field:
        if element.name == "w:instrText":
            return _Field("instruction", fragment, text_of(self.data, element))
        return _Field(self._value(element, "w:fldCharType"), fragment)

    def _anchor(self, element: Element, look: Format | None) -> Anchor:
        kind = element.name.removesuffix("Start").removesuffix("End")
        name = f"{kind} {self._value(element, 'w:id')}"
        return Anchor(Fragment(element.start, element.end, look, element), name, element.name.endswith("End"))

    def _whole(self, element: Element) -> Fragment:
        return Fragment(element.start, element.end, element=element)

    def _value(self, element: Element, name: str) -> str:
        return next((one.value for one in attributes(self.data, element) if one.name == name), "")


def _address_in(instruction: str) -> str:
    said = re.search(r'"([^"]*)"|(\S+)', instruction)
    return f"link {said[1] or said[2]}" if said else "link"


# --- complex fields -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A field that has begun: what came before its result, and its result."""

    begin: _Field
    head: list[Item | _Field] = field(default_factory=list)
    instruction: str = ""
    result: list[Item | _Field] | None = None

    @property
    def at_hand(self) -> list[Item | _Field]:
        return self.head if self.result is None else self.result

    def abandoned(self) -> list[Item | _Field]:
        return [self.begin, *self.head, *(self.result or ())]


def _with_fields(items: list[Item | _Field]) -> list[Item]:
    """Items with each field that begins and ends among them as one code.

    A field that goes on in another paragraph, as a table of contents does, leaves its marks in their places.
    """
    out: list[Item | _Field] = []
    opened: list[_Open] = []
    for item in items:
        at_hand = opened[-1].at_hand if opened else out
        if not isinstance(item, _Field):
            at_hand.append(item)
        elif item.kind == "begin":
            opened.append(_Open(item))
        elif not opened:
            at_hand.append(item)
        elif item.kind == "separate" and opened[-1].result is None:
            opened[-1].head.append(item)
            opened[-1].result = []
        elif item.kind == "end":
            done = opened.pop()
            (opened[-1].at_hand if opened else out).append(_field_code(done, item))
        else:
            if opened[-1].result is None:
                opened[-1].instruction += item.instruction
            at_hand.append(item)
    for one in opened:
        out += one.abandoned()
    return _settled(out)


def _field_code(done: _Open, end: _Field) -> Code:
    head = [done.begin.fragment, *fragments(_settled(done.head))]
    link = _LINK.match(done.instruction)
    if link and done.result is not None:
        children = tuple(_settled(done.result))
        return Code("link", _address_in(link[1]), tuple(head), (end.fragment,), children)
    whole = [*head, *fragments(_settled(done.result or [])), end.fragment]
    unseen = _INDEX.match(done.instruction) is not None
    return Code("field", f"field {' '.join(done.instruction.split())}", tuple(whole), silent=unseen)


def _settled(items: Sequence[Item | _Field]) -> list[Item]:
    return [Anchor(item.fragment) if isinstance(item, _Field) else item for item in items]
