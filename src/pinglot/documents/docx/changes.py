"""Tracked changes: refused by name, or taken as accepted (ECMA-376, part 1, section 17.13.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pinglot.documents.docx.markup import Element, attributes, events
from pinglot.documents.docx.parts import Part
from pinglot.documents.docx.writing import Patch, spliced
from pinglot.errors import DocumentError

__all__ = ["accepted", "refuse_changes"]

# With what they hold: what was deleted or moved away, how it looked before, and the marks of both.
_GONE = frozenset(
    f"w:{name}"
    for name in (
        "del", "moveFrom", "cellDel", "cellIns", "cellMerge", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
        "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "numberingChange",
        *(f"{what}Range{end}" for end in ("Start", "End") for what in (
            "moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo",
        )),
    )
)  # fmt: skip
# Their tags alone: what they hold is new.
_UNWRAPPED = frozenset({"w:ins", "w:moveTo"})
_TRACKED = _GONE | _UNWRAPPED
_HINT = re.compile(rb"[<:](?:ins|del|move(?:From|To)|cell(?:Ins|Del|Merge)|\w+Change|\w+Range(?:Start|End))[\s/>]")
_WANTED = frozenset({"w:p", "w:trPr", "w:tcPr", "w:tblPr", "w:tblGrid", "w:tblPrEx", "w:sectPr", *_GONE})
_CONTAINERS = frozenset({"w:tbl", "w:tr", "w:tc"})
_MARKS = frozenset({"w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:proofErr"})


def refuse_changes(data: bytes, part: Part, path: str) -> None:
    """Sees that a part has no tracked changes.

    Raises:
        DocumentError: it has one; it names the paragraph, and who made it.
    """
    if not _HINT.search(data):
        return
    paragraphs = 0
    for kind, element in events(data, frozenset(), part.name, path):
        if kind == "start" and element.name == "w:p":
            paragraphs += 1
        if kind == "start" and element.name in _TRACKED:
            who = next((f" by {one.value}" for one in attributes(data, element) if one.name == "w:author"), "")
            raise DocumentError(
                f"has tracked changes ({part.place}, paragraph {paragraphs or 1}{who}); accept or reject them in a "
                "word processor, or take them as accepted with --accept-changes",
                path,
            )


def accepted(data: bytes, part: str, path: str) -> bytes:
    """A part as it is once every tracked change in it is accepted.

    Raises:
        DocumentError: see :func:`pinglot.documents.docx.markup.events`.
    """
    if not _HINT.search(data):
        return data
    acceptance = _Acceptance(data)
    for kind, element in events(data, _WANTED, part, path):
        acceptance.take(kind, element)
    return spliced(data, acceptance.patches)


@dataclass(slots=True)
class _Container:
    """A table, row or cell that is being read; ``kept`` counts what of it stays."""

    name: str
    start: int
    patches: int
    deleted: bool = False
    kept: int = 0


@dataclass(slots=True)
class _Acceptance:
    data: bytes
    patches: list[Patch] = field(default_factory=list)
    containers: list[_Container] = field(default_factory=list)
    joined: list[Element] = field(default_factory=list)
    """Paragraphs whose marks were deleted: they run on into the next one."""

    def take(self, kind: str, element: Element) -> None:
        if element.name == "w:p" and kind == "whole":
            self.joined.append(element)
            if not _has_deleted_mark(element):
                self._join()
            return
        if element.name not in _MARKS and element.name not in _GONE:
            self._join()
        if kind == "whole":
            self.patches += self._cleaned(element)
            if self.containers:
                deleted = {"w:trPr": "w:del", "w:tcPr": "w:cellDel"}.get(element.name, "")
                self.containers[-1].deleted |= bool(deleted) and element.first(deleted) is not None
        elif element.name in _UNWRAPPED:
            place = (element.start, element.inner) if kind == "start" else (element.close, element.end)
            self.patches.append(Patch(*place, b""))
        elif element.name in _CONTAINERS:
            self._container(kind, element)

    def _container(self, kind: str, element: Element) -> None:
        if kind == "start":
            self.containers.append(_Container(element.name, element.start, len(self.patches)))
            return
        done = self.containers.pop()
        if done.deleted or (done.name != "w:tc" and not done.kept):
            self.patches[done.patches :] = [Patch(done.start, element.end, b"")]
        elif self.containers:
            self.containers[-1].kept += 1

    def _join(self) -> None:
        if self.joined:
            self.patches += self._joined(self.joined)
            self.joined = []

    def _joined(self, paragraphs: Sequence[Element]) -> Iterator[Patch]:
        """The last of some paragraphs takes what the ones before it hold."""
        *before, last = paragraphs
        content = b"".join(self._content(one) for one in before)
        yield from (Patch(one.start, one.end, b"") for one in before)
        if content and last.close == last.end:  # <w:p/>
            tag = self.data[last.start : last.end].rstrip(b"/>")
            name = re.match(rb"<[^\s/>]+", tag)
            assert name is not None
            yield Patch(last.start, last.end, tag + b">" + content + b"</" + name[0][1:] + b">")
            return
        properties = last.first("w:pPr")
        place = properties.end if properties else last.inner
        if content:
            yield Patch(place, place, content)
        yield from self._cleaned(last)

    def _content(self, paragraph: Element) -> bytes:
        properties = paragraph.first("w:pPr")
        start = properties.end if properties else paragraph.inner
        patches = [patch for patch in self._cleaned(paragraph) if patch.start >= start]
        return spliced(self.data, patches, start, paragraph.close)

    def _cleaned(self, element: Element) -> Iterator[Patch]:
        """What goes of an element, and of all in it."""
        if element.name in _GONE or (element.name in _UNWRAPPED and not element.children):
            yield Patch(element.start, element.end, b"")
            return
        if element.name in _UNWRAPPED:
            yield Patch(element.start, element.inner, b"")
        waiting: list[Element] = []
        for child in element.children:
            if child.name == "w:p" and element.name == "w:txbxContent":
                waiting.append(child)
                if _has_deleted_mark(child):
                    continue
                yield from self._joined(waiting)
                waiting = []
            else:
                yield from self._cleaned(child)
        if waiting:
            yield from self._joined(waiting)
        if element.name in _UNWRAPPED:
            yield Patch(element.close, element.end, b"")


def _has_deleted_mark(paragraph: Element) -> bool:
    properties = paragraph.first("w:pPr")
    look = properties.first("w:rPr") if properties else None
    return look is not None and look.first("w:del", "w:moveFrom") is not None
