"""The XML of a part with the place of everything in it, in bytes.

Expat judges a part first, so that what is cut here is known to be well-formed; it keeps no places. Names are told by
their namespace and never by their prefix: ``w:p`` is a paragraph of WordprocessingML, transitional (ECMA-376) or strict
(ISO/IEC 29500), whatever the file calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from pinglot.errors import DocumentError
from pinglot.xmltree import attribute

__all__ = [
    "MAIN",
    "Attribute",
    "Element",
    "Event",
    "Scope",
    "attributes",
    "checked",
    "encoded_as",
    "events",
    "text_of",
    "unescape",
]

MAX_DEPTH = 256
MAX_ELEMENTS = 200_000
"""Elements in one paragraph: no author writes as many, and each is held while its paragraph is read."""

MAIN = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
"""The namespace of WordprocessingML, transitional and strict."""

_PREFIXES = {
    **dict.fromkeys(MAIN, "w"),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/XML/1998/namespace": "xml",
}

_TAG = re.compile(
    rb"""<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(/?)([^\s/>!?]+)([^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+)*+)>)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What prefixes are bound to somewhere in a part; the key ``b""`` is the default namespace."""

    bound: Mapping[bytes, str]
    _names: dict[bytes, str] = field(default_factory=dict)

    def name(self, raw: bytes, *, attribute: bool = False) -> str:
        """A name as this package spells it: ``w:p``; ``?:p`` in a namespace that it does not know."""
        known = self._names.get(raw) if not attribute else None
        if known is None:
            prefix, colon, local = raw.rpartition(b":")
            if not colon and attribute:
                return local.decode()  # an attribute without a prefix is in no namespace
            known = f"{_PREFIXES.get(self.bound.get(prefix, ''), '?')}:{local.decode()}"
            if not attribute:
                self._names[raw] = known
        return known

    def prefix_of_attributes(self, namespace: str) -> bytes:
        """A prefix for attributes in a namespace, ``b""`` where none is bound."""
        return next((prefix for prefix, bound in self.bound.items() if prefix and bound == namespace), b"")

    def missing(self, other: Scope) -> bytes:
        """The declarations that something from this scope needs where the other one holds."""
        return b"".join(
            b" xmlns%s=%s" % (b":" + prefix if prefix else b"", attribute(bound).encode())
            for prefix, bound in self.bound.items()
            if other.bound.get(prefix) != bound and prefix != b"xml"
        )


@dataclass(slots=True)
class Element:
    """An element: ``data[start:end]``, of which ``data[inner:close]`` is what its tags enclose."""

    name: str
    start: int
    inner: int
    close: int
    end: int
    scope: Scope
    children: list[Element] = field(default_factory=list)

    def first(self, *names: str) -> Element | None:
        """The first element in it of these names."""
        return next((child for child in self.children if child.name in names), None)

    def descendants(self) -> Iterator[Element]:
        """Everything in it, in the order of its beginnings."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += element.children[::-1]


class Event(NamedTuple):
    """What :func:`events` meets: an element's ``start`` or ``end``, or the ``whole`` of one that was asked for."""

    kind: str
    element: Element


class Attribute(NamedTuple):
    """An attribute: its name, its value, and where that lies with its quotation marks."""

    name: str
    value: str
    start: int
    end: int


def checked(data: bytes, part: str, path: str) -> bytes:
    """A part as UTF-8, known to be well-formed and without a document type, in which entities are declared.

    Raises:
        DocumentError: it is not, or in an encoding that parts cannot have (ECMA-376, part 2, section 8.1.1).
    """
    declared = _ENCODING.match(data)
    if data.startswith(_WIDE):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise DocumentError(f"is broken: its part {part} is not valid UTF-16", path) from None
    elif declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        said = declared[1].decode("ascii", "replace")
        raise DocumentError(
            f"has its part {part} in {said}, which .docx does not allow; open it in a word processor and save it again",
            path,
        )
    parser = expat.ParserCreate("utf-8", " ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_: object) -> int:
        raise DocumentError(f"declares a document type in its part {part}, as no word processor does; not read", path)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as trouble:
        raise DocumentError(
            f"is broken: its part {part} is not well-formed XML (line {trouble.lineno}: "
            f"{expat.ErrorString(trouble.code)}); open it in a word processor and save it again",
            path,
        ) from None
    return data


def encoded_as(data: bytes, original: bytes) -> bytes:
    """A part in UTF-8 in the encoding of what it was read from."""
    if not original.startswith(_WIDE):
        return data
    order = "utf-16-le" if original.startswith(_WIDE[0]) else "utf-16-be"
    return original[:2] + data.decode().encode(order)


def events(data: bytes, wanted: frozenset[str], part: str = "", path: str = "") -> Iterator[Event]:
    """A part from beginning to end.

    An element of a wanted name comes whole, with all that is in it; only one such element is held at a time.

    Raises:
        DocumentError: elements nest too deep, or there are too many in one wanted element.
    """
    scopes = [Scope({b"xml": "http://www.w3.org/XML/1998/namespace"})]
    stack: list[tuple[Element, bool]] = []  # and whether it brought a scope of its own
    root: Element | None = None  # the wanted element that is being read
    count = 0
    for match in _TAG.finditer(data):
        closing, raw, rest = match.groups()
        if raw is None:
            continue
        if closing:
            element, scoped = stack.pop()
            element.close, element.end = match.start(), match.end()
            if scoped:
                scopes.pop()
            if element is root:
                root = None
                yield Event("whole", element)
            elif root is None:
                yield Event("end", element)
            continue
        scoped = b"xmlns" in rest
        if scoped:
            scopes.append(_declared(rest, scopes[-1]))
        scope, end = scopes[-1], match.end()
        element = Element(scope.name(raw), match.start(), end, end, end, scope)
        if root is not None:
            count += 1
            if count > MAX_ELEMENTS:
                raise DocumentError(f"has a paragraph of more than {MAX_ELEMENTS} elements in {part}; divide it", path)
            stack[-1][0].children.append(element)
        empty = rest.endswith(b"/")
        whole = root is None and element.name in wanted
        if empty:
            if scoped:
                scopes.pop()
            if whole:
                yield Event("whole", element)
            elif root is None:
                yield Event("start", element)
                yield Event("end", element)
            continue
        if whole:
            root, count = element, 0
        elif root is None:
            yield Event("start", element)
        stack.append((element, scoped))
        if len(stack) > MAX_DEPTH:
            raise DocumentError(f"nests elements more than {MAX_DEPTH} deep in its part {part}; it is not read", path)


def _declared(rest: bytes, outer: Scope) -> Scope:
    bound = dict(outer.bound)
    for match in _ATTRIBUTE.finditer(rest):
        name = match[1]
        if name == b"xmlns" or name.startswith(b"xmlns:"):
            value = match[2] if match[2] is not None else match[3]
            bound[name[6:]] = unescape(value.decode())
    return Scope(bound) if bound != outer.bound else outer


def attributes(data: bytes, element: Element) -> list[Attribute]:
    """The attributes of an element, those apart that declare namespaces."""
    found = []
    for match in _ATTRIBUTE.finditer(data, element.start + 1, element.inner):
        if not match[1].startswith(b"xmlns"):
            group = 2 if match[2] is not None else 3
            value = re.sub(r"\r\n|[\t\r\n]", " ", match[group].decode())
            name = element.scope.name(match[1], attribute=True)
            found.append(Attribute(name, unescape(value), match.start(group) - 1, match.end(group) + 1))
    return found


def text_of(data: bytes, element: Element) -> str:
    """The text directly in an element that holds text alone."""
    raw = data[element.inner : element.close]
    if b"<" not in raw:
        return unescape(raw.decode().replace("\r\n", "\n"))
    out: list[str] = []
    done = 0
    for match in _MARKUP.finditer(raw):
        out += [unescape(raw[done : match.start()].decode()), (match[1] or b"").decode()]
        done = match.end()
    return "".join([*out, unescape(raw[done:].decode())]).replace("\r\n", "\n")


def unescape(text: str) -> str:
    """Text without its references: the five that XML has, and characters by number."""
    if "&" not in text:
        return text

    def said(match: re.Match[str]) -> str:
        if match[3]:
            return _NAMED[match[3]]
        return chr(int(match[1], 16) if match[1] else int(match[2]))

    return _REFERENCE.sub(said, text)
