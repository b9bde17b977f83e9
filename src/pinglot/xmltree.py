"""XML from anybody, read into a small tree without entities, document types of its own, or any address opened.

What can be used against a reader is refused before it does anything: an internal document type (where entities are
declared), entities themselves, other encodings than the file says, depth and size. A ``<!DOCTYPE name SYSTEM "…">`` as
some standards ask for is passed over, and its file not looked for. Prefixes of namespaces are left out of the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from pinglot.errors import InputError

__all__ = ["Element", "SafeReader", "attribute", "escaped", "parse"]

MAX_DEPTH = 64
# What XML 1.0 can hold, section 2.2.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """An element: its name and attributes without prefixes (``xml:lang`` keeps its own), and what is in it.

    Attributes:
        children: texts and elements in order.
        line: 1-based line where it begins.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    line: int = 0

    @property
    def elements(self) -> list[Element]:
        """The elements in it."""
        return [child for child in self.children if isinstance(child, Element)]

    def all(self, *names: str) -> Iterator[Element]:
        """The elements in it of these names."""
        return (child for child in self.elements if child.name in names)

    def first(self, *names: str) -> Element | None:
        """The first element in it of these names."""
        return next(self.all(*names), None)

    def descendants(self, *names: str) -> Iterator[Element]:
        """Every element of these names below it, in order."""
        for child in self.elements:
            if child.name in names:
                yield child
            yield from child.descendants(*names)

    @property
    def text(self) -> str:
        """Its text and that of everything in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def parse(data: bytes, path: str | Path, error: type[InputError] = InputError) -> Element:
    """The root element of a document.

    Args:
        data: its bytes, in UTF-8, UTF-16, or another encoding that it names.
        path: for messages.
        error: the class of what is raised.

    Raises:
        error: it is not well-formed, has an entity or a document type of its own, or nests too deep; with its line.
    """
    reader = _Tree(path, error)
    reader.feed(data)
    assert reader.root is not None  # expat refuses a document without an element
    return reader.root


def escaped(text: str) -> str:
    """Text as the content of an element; what XML cannot hold is left out, a carriage return is kept."""
    plain = _UNWRITABLE.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute(text: str) -> str:
    """Text as the value of an attribute, with its quotation marks."""
    inner = escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{inner}"'


class SafeReader:
    """What reads a document element by element and refuses what can be used against a reader.

    A subclass says what to do with ``start``, ``end`` and ``characters``, where names have the prefixes of the file.

    Args:
        path: for messages.
        error: the class of what is raised.
    """

    max_depth = MAX_DEPTH

    def __init__(self, path: str | Path, error: type[InputError] = InputError) -> None:
        self.path, self.error = path, error
        self._depth = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.UnparsedEntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.characters
        self._parser = parser

    def feed(self, data: bytes) -> None:
        """Reads a whole document.

        Raises:
            InputError: of the class given, with the line: it is not well-formed, has an entity or a document type of
                its own, nests too deep, or the subclass refuses it.
        """
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as trouble:
            reason = f"is not well-formed XML ({expat.ErrorString(trouble.code)})"
            raise self.error(reason, self.path, trouble.lineno) from None
        except (LookupError, ValueError) as trouble:
            reason = f"is in an encoding that cannot be read ({trouble}); convert it to UTF-8"
            raise self.error(reason, self.path, 1) from None

    @property
    def line(self) -> int:
        """The 1-based line where the reader is."""
        return self._parser.CurrentLineNumber

    def fail(self, reason: str, line: int = 0) -> InputError:
        """The error to raise for what stands here, or on a line."""
        return self.error(reason, self.path, line or self.line)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text inside an element."""

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > self.max_depth:
            raise self.fail(f"nests elements more than {self.max_depth} deep")
        self.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name)

    def _doctype(self, name: str, system: str | None, public: str | None, has_internal_subset: bool) -> None:
        if has_internal_subset:
            raise self.fail("declares its own document type; remove the part in [ ] after <!DOCTYPE")

    def _entity(self, *_: object) -> int:
        raise self.fail("uses an entity, which is not read; write the text itself")


class _Tree(SafeReader):
    def __init__(self, path: str | Path, error: type[InputError]) -> None:
        super().__init__(path, error)
        self.root: Element | None = None
        self.open: list[Element] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        own = {key if key.startswith("xml:") else key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(":")[2], own, line=self.line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, name: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1].children.append(text)
