"""A part from beginning to end: every place of it that is translated, one paragraph held at a time.

Reading and writing go over a part in the same way, so that nothing but the units is kept between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pinglot import inline, locales
from pinglot.documents.docx.content import Looks, items_of
from pinglot.documents.docx.markup import Attribute, Element, attributes, events, text_of
from pinglot.documents.docx.parts import Part
from pinglot.documents.docx.passages import Passage, passages
from pinglot.documents.docx.writing import Patch, Writer
from pinglot.documents.reading import translatable
from pinglot.inline import Plain
from pinglot.model import Unit
from pinglot.xmltree import attribute, escaped

__all__ = ["Place", "Story"]

_WANTED = frozenset({"w:p", "w:tblPr", "dc:title"})
# Elements that say what a picture or a table shows, and the attributes that do.
_DESCRIBED = {
    "wp:docPr": ("descr", "title"), "pic:cNvPr": ("descr", "title"), "wps:cNvPr": ("descr", "title"),
    "w:tblCaption": ("w:val",), "w:tblDescription": ("w:val",), "w:hyperlink": ("w:tooltip",),
    "v:shape": ("alt",), "v:rect": ("alt",), "v:image": ("alt",), "v:group": ("alt",),
}  # fmt: skip
# What stands before w:bidiVisual in a table's properties (ECMA-376, part 1, section 17.4, CT_TblPrBase).
_BEFORE_DIRECTION = ("w:tblStyle", "w:tblpPr", "w:tblOverlap")
_KINDS = {"header": "header", "footer": "footer", "footnotes": "footnote", "endnotes": "endnote"}


class Place(Protocol):
    """A place in a part: its units, in order, and what becomes of it with translations for some of them."""

    @property
    def units(self) -> Sequence[Unit]: ...

    def patches(self, said: Sequence[str], locale: str) -> list[Patch]:
        """``said`` has the coded text for each unit, ``""`` where it stays as it is; not all are."""
        ...


@dataclass(slots=True)
class _Table:
    """A table that is read or was: where it is, its properties, and the row and column at hand."""

    number: int
    start: int
    end: int = 0
    row: int = 0
    column: int = 0
    properties: Element | None = None


@dataclass(slots=True)
class Story:
    """A part that holds text.

    Attributes:
        data: its XML, as :func:`pinglot.documents.docx.markup.checked` gives it.
        part: what it is.
        path: the file, for messages.
        styles: see :func:`pinglot.documents.docx.styles.kinds_of`.
        number: how many paragraphs come before it in the document; after reading, with its own.
    """

    data: bytes
    part: Part
    path: str
    styles: Mapping[str, str]
    number: int = 0
    _own: int = 0
    _looks: Looks = field(default_factory=dict)
    _tables: list[_Table] = field(default_factory=list)
    _cells: list[_Table] = field(default_factory=list)

    def places(self) -> Iterator[Place]:
        """The places that have units, in the order of the part.

        Raises:
            DocumentError: elements nest too deep, or too many are in one paragraph.
        """
        for kind, element in events(self.data, _WANTED, self.part.name, self.path):
            if kind != "whole":
                self._table(kind, element)
                continue
            if element.name == "w:p":
                place: Place = self._paragraph(element, "")
            elif element.name == "dc:title":
                if self.part.kind != "title":
                    continue
                place = _Title(self.data, element)
            else:
                if self._cells:
                    self._cells[-1].properties = element
                place = _Several(list(self._descriptions(element)))
            if place.units:
                yield place

    def directions(self, patches: Sequence[Patch], locale: str) -> Iterator[Patch]:
        """After reading: the order of columns, in tables in which something is translated.

        Args:
            patches: what was translated in the part.
            locale: BCP 47 tag of the translations.
        """
        rtl = locales.is_rtl(locale)
        places = sorted(patch.start for patch in patches)
        for table in self._tables:
            properties = table.properties
            if properties is None or bisect_left(places, table.start) == bisect_left(places, table.end):
                continue
            known = properties.first("w:bidiVisual")
            if known is not None and not rtl:
                yield Patch(known.start, known.end, b"")
            elif known is None and rtl and properties.close < properties.end:
                before = [one.end for one in properties.children if one.name in _BEFORE_DIRECTION]
                place = max(before, default=properties.inner)
                prefix = self.data[properties.start + 1 : properties.inner].partition(b"tblPr")[0]
                yield Patch(place, place, b"<%sbidiVisual/>" % prefix)

    def _table(self, kind: str, element: Element) -> None:
        """Keeps count of tables, rows and columns."""
        if element.name == "w:tbl":
            if kind == "start":
                table = _Table(len(self._tables) + 1, element.start)
                self._tables.append(table)
                self._cells.append(table)
            else:
                self._cells.pop().end = element.end
        elif kind == "start" and self._cells:
            if element.name == "w:tr":
                self._cells[-1].row += 1
                self._cells[-1].column = 0
            elif element.name == "w:tc":
                self._cells[-1].column += 1

    def _paragraph(self, element: Element, inside: str) -> Place:
        self.number += 1
        self._own += 1
        line, where = self.number, self._where(inside)
        found = passages(items_of(self.data, element, self.part.links, self._looks))
        kind = self._kind(element)
        units = tuple(Unit(one.source, one.codes, notes=(where,), kind=kind, line=line) for one in found if one.source)
        inner: list[Place] = [*self._described(element, line, where)]
        for child in element.children:
            inner += self._inner(child, line, where)
        return _Paragraph(self.data, element, found, units, [one for one in inner if one.units])

    def _inner(self, element: Element, line: int, where: str) -> Iterator[Place]:
        """What is translated inside of a paragraph, apart from its own text."""
        waiting = [element]
        while waiting:
            one = waiting.pop()
            if one.name == "w:p":
                yield self._paragraph(one, "text box")
                continue
            yield from self._described(one, line, where)
            waiting += one.children[::-1]

    def _descriptions(self, element: Element) -> Iterator[Place]:
        for one in element.descendants():
            yield from self._described(one, self.number + 1, self._where("", ahead=1))

    def _described(self, element: Element, line: int, where: str) -> Iterator[Place]:
        names = _DESCRIBED.get(element.name)
        for one in attributes(self.data, element) if names else ():
            if one.name in (names or ()) and translatable(_coded(one.value)):
                yield _Description(one, line, where)

    def _where(self, inside: str, ahead: int = 0) -> str:
        said = f"{self.part.place}, paragraph {self._own + ahead}"
        if self._cells:
            table = self._cells[-1]
            said += f", table {table.number}"
            if table.row:
                said += f", row {table.row}, column {table.column}"
        return f"{said}, {inside}" if inside else said

    def _kind(self, paragraph: Element) -> str:
        properties = paragraph.first("w:pPr")
        said = ""
        if properties is not None:
            style = properties.first("w:pStyle")
            values = attributes(self.data, style) if style else []
            said = next((self.styles.get(one.value, "") for one in values if one.name == "w:val"), "")
            if said != "heading" and properties.first("w:numPr") is not None:
                said = "list item"
        return said or ("table cell" if self._cells else _KINDS.get(self.part.kind, "paragraph"))


def _coded(text: str) -> str:
    return inline.build(Plain(text))


def _spoken(coded: str) -> str:
    return inline.plain_text(coded)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    data: bytes
    element: Element
    passages: list[Passage]
    own: tuple[Unit, ...]
    inner: list[Place]

    @property
    def units(self) -> Sequence[Unit]:
        return (*self.own, *(unit for place in self.inner for unit in place.units))

    def patches(self, said: Sequence[str], locale: str) -> list[Patch]:
        own = {number: text for number, text in enumerate(said[: len(self.own)]) if text}
        within = _patches(self.inner, said[len(self.own) :], locale)
        if not own:
            return within
        writer = Writer(self.data, self.element, locale, within)
        return writer.write(self.passages, own)


@dataclass(frozen=True, slots=True)
class _Several:
    inner: list[Place]

    @property
    def units(self) -> Sequence[Unit]:
        return [unit for place in self.inner for unit in place.units]

    def patches(self, said: Sequence[str], locale: str) -> list[Patch]:
        return _patches(self.inner, said, locale)


def _patches(places: Sequence[Place], said: Sequence[str], locale: str) -> list[Patch]:
    found: list[Patch] = []
    done = 0
    for place in places:
        count = len(place.units)
        if any(said[done : done + count]):
            found += place.patches(said[done : done + count], locale)
        done += count
    return found


@dataclass(frozen=True, slots=True)
class _Description:
    attribute: Attribute
    line: int
    where: str

    @property
    def units(self) -> Sequence[Unit]:
        source = _coded(self.attribute.value.strip())
        return (Unit(source, notes=(self.where,), kind="alt text", line=self.line),)

    def patches(self, said: Sequence[str], locale: str) -> list[Patch]:
        return [Patch(self.attribute.start, self.attribute.end, attribute(_spoken(said[0])).encode())]


@dataclass(frozen=True, slots=True)
class _Title:
    data: bytes
    element: Element

    @property
    def units(self) -> Sequence[Unit]:
        source = _coded(" ".join(text_of(self.data, self.element).split()))
        if not translatable(source):
            return ()
        return (Unit(source, notes=("title of the document",), kind="title"),)

    def patches(self, said: Sequence[str], locale: str) -> list[Patch]:
        return [Patch(self.element.inner, self.element.close, escaped(_spoken(said[0])).encode())]
