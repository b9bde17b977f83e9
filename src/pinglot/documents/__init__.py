"""Files ⇄ documents: a file is cut into units and a skeleton, and written back with its units replaced.

Each type has a module with ``parse(data, path, options)``; it is imported when a file of that type is first read.
"""

from __future__ import annotations

import importlib
from pathlib import Path, PurePath

from pinglot.documents.reading import Options
from pinglot.errors import DocumentError
from pinglot.files import read_bytes
from pinglot.model import Document

__all__ = ["SUFFIXES", "TYPES", "Options", "parse", "read", "type_of"]

TYPES = ("text", "markdown", "html", "po", "docx")
"""The document types, as ``--input-type`` takes them."""

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".po": "po",
    ".pot": "po",
    ".docx": "docx",
}
"""File suffix, in small letters → document type."""

_REFUSED = {
    ".doc": "is a document of an old Word; save it as .docx",
    ".docm": "is a Word document with macros; save it as .docx without them",
    ".dotm": "is a Word template with macros; save it as .docx without them",
    ".odt": "is an OpenDocument text; save it as .docx",
}
_DEFAULTS = Options()


def type_of(path: str | Path) -> str:
    """The type that a file's suffix says.

    Raises:
        DocumentError: the suffix is of no type that can be read.
    """
    suffix = PurePath(path).suffix
    if suffix.lower() in _REFUSED:
        raise DocumentError(_REFUSED[suffix.lower()], path)
    try:
        return SUFFIXES[suffix.lower()]
    except KeyError:
        said = f"has the suffix {suffix!r}" if suffix else "has no suffix"
        raise DocumentError(
            f"{said}, which says no document type; name one with --input-type {'|'.join(TYPES)} "
            f"(known suffixes: {', '.join(SUFFIXES)})",
            path,
        ) from None


def read(path: str | Path, type: str | None = None, options: Options = _DEFAULTS) -> Document:
    """Reads a file.

    Args:
        path: the file.
        type: one of :data:`TYPES`; None takes what the suffix says.
        options: see :class:`pinglot.documents.reading.Options`.

    Raises:
        DocumentError: the file is missing, too large, binary, wrongly encoded, or of unknown type.
    """
    kind = type or type_of(path)
    return parse(read_bytes(path, options.max_size, DocumentError), kind, str(path), options)


def parse(data: bytes, type: str, path: str = "-", options: Options = _DEFAULTS) -> Document:
    """Reads bytes as a document of a type; ``path`` is for messages.

    Raises:
        DocumentError: the bytes are no such document, or there is no such type.
    """
    if type not in TYPES:
        raise DocumentError(f"there is no document type {type!r}; the types are {', '.join(TYPES)}", path)
    module = importlib.import_module(f"pinglot.documents.{type}")
    document: Document = module.parse(data, path, options)
    return document
