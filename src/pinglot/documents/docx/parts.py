"""Which parts of a Word document hold its text, by the relationships between them (ECMA-376, part 2, section 9).

An address that a relationship names is shown to the translator and never opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from pinglot import xmltree
from pinglot.documents.docx.markup import checked
from pinglot.documents.docx.package import Package
from pinglot.errors import DocumentError

__all__ = ["Part", "text_parts", "tree"]

_CONTENT_TYPES = "[Content_Types].xml"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHERS = {"spreadsheetml": "an Excel file", "presentationml": "a PowerPoint file"}
# In the order in which their units come.
_KINDS = {"footnotes": "footnotes", "endnotes": "endnotes", "header": "header", "footer": "footer"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part with units.

    Attributes:
        name: ``word/document.xml``.
        kind: ``title``, ``body``, ``header``, ``footer``, ``footnotes``, ``endnotes``.
        place: what to call it: ``header 2`` where there are several.
        links: the id of a relationship to an address → the address, for people.
    """

    name: str
    kind: str
    place: str
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Relation:
    id: str
    kind: str
    target: str
    external: bool


def text_parts(package: Package) -> tuple[list[Part], str]:
    """The parts that hold text, in the order of their units (title, body, notes, headers, footers), and the styles.

    Returns:
        the parts, and the name of the part with the styles, ``""`` where there is none.

    Raises:
        DocumentError: it is no Word document, or one with macros.
    """
    types = _content_types(package)
    if "vbaproject" in " ".join([*types.values(), *package.names]).lower():
        raise DocumentError("holds macros; save it as .docx without them", package.path)
    top = _relations(package, "")
    main = next((one.target for one in top if one.kind == "officeDocument" and not one.external), "")
    if main not in package:
        raise DocumentError("is no Word document: no part of it is the document; save it as .docx", package.path)
    _check_type(types.get("/" + main.lower()) or types.get(posixpath.splitext(main)[1].lower(), ""), package.path)
    found = [Part(one.target, "title", "title") for one in top if one.kind == "core-properties"][:1]
    inner = _relations(package, main)
    found.append(Part(main, "body", "body", _links(inner)))
    there = [one for one in inner if not one.external and one.target in package]
    for wanted in _KINDS:
        names = sorted({one.target for one in there if one.kind == wanted}, key=_natural)
        for number, name in enumerate(names, 1):
            place = f"{wanted} {number}" if len(names) > 1 else wanted
            found.append(Part(name, _KINDS[wanted], place, _links(_relations(package, name))))
    styles = next((one.target for one in there if one.kind == "styles"), "")
    return [part for part in found if part.name in package], styles


def tree(package: Package, name: str) -> xmltree.Element:
    """A small part as a tree.

    Raises:
        DocumentError: it is missing or broken.
    """
    data = package.read(name)
    checked(data, name, package.path)
    return xmltree.parse(data, package.path, DocumentError)


def _content_types(package: Package) -> dict[str, str]:
    """``/name`` of a part and ``.suffix`` of others, in small letters → content type."""
    if _CONTENT_TYPES not in package:
        raise DocumentError(f"is no Word document: it lacks {_CONTENT_TYPES}; save it as .docx", package.path)
    types: dict[str, str] = {}
    for element in tree(package, _CONTENT_TYPES).elements:
        said = element.attributes
        if element.name == "Override":
            types[said.get("PartName", "").lower()] = said.get("ContentType", "")
        elif element.name == "Default":
            types["." + said.get("Extension", "").lower()] = said.get("ContentType", "")
    return types


def _check_type(content_type: str, path: str) -> None:
    if "macroenabled" in content_type.lower():
        raise DocumentError("is made for macros; save it as .docx without them", path)
    if content_type == _DOCUMENT:
        return
    other = next((name for word, name in _OTHERS.items() if word in content_type), "")
    said = f"is {other}, not a Word document" if other else f"is no Word document but {content_type or 'of no type'!r}"
    raise DocumentError(f"{said}; save it as .docx", path)


def _relations(package: Package, source: str) -> list[_Relation]:
    folder, name = posixpath.split(source)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if place not in package:
        return []
    found = []
    for element in tree(package, place).all("Relationship"):
        said = element.attributes
        external = said.get("TargetMode") == "External"
        target = said.get("Target", "")
        # A path from the package's root, or from the source's folder; nothing leads out of the package.
        inside = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        kind = said.get("Type", "").rstrip("/").rpartition("/")[2]
        found.append(_Relation(said.get("Id", ""), kind, target if external else inside, external))
    return found


def _links(relations: Iterable[_Relation]) -> dict[str, str]:
    return {one.id: one.target for one in relations if one.external}


def _natural(name: str) -> list[tuple[bool, int, str]]:
    """``header2`` before ``header10``."""
    return [(not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in re.split(r"(\d+)", name)]
