"""What the readers of all document types share: bytes ⇄ text, and units found in a text and spliced back into it.

A document is its text and the places found in it (:class:`Found`). Writing replaces those places and nothing else, so
that what is no unit comes back as it was. A unit may lie inside an inline code of another, as the alternative text of
an image inside a sentence: it is an :class:`Inner` of the outer place, and the code is written with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pinglot.config import FRONT_MATTER
from pinglot.errors import DocumentError
from pinglot.files import MAX_FILE_SIZE
from pinglot.model import Code, Unit

__all__ = [
    "NEVER_TRANSLATED",
    "Decoded",
    "Directive",
    "Edit",
    "Found",
    "Inner",
    "Options",
    "TextDocument",
    "Write",
    "decode",
    "directive",
    "has_words",
    "moved",
    "splice",
    "translatable",
]

NEVER_TRANSLATED = frozenset(
    {"code", "kbd", "samp", "var", "tt", "pre", "script", "style", "math", "svg", "listing", "xmp", "plaintext"}
)
"""HTML elements whose content is code, whichever document they stand in."""


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are read.

    Attributes:
        max_size: the largest file that is read, in bytes.
        front_matter: names of the front-matter keys whose values are translated, in any case of their letters.
        accept_changes: whether the tracked changes of a Word document are taken as accepted; else it is refused.
    """

    max_size: int = MAX_FILE_SIZE
    front_matter: tuple[str, ...] = FRONT_MATTER
    accept_changes: bool = False


# --- bytes ⇄ text ---------------------------------------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and what is needed to write it as it was.

    Attributes:
        text: without the byte order mark; line endings as in the file.
        encoding: Python's name of the encoding.
        bom: the byte order mark's bytes, ``b""`` where there is none.
        path: for messages.
    """

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""
    path: str = ""

    def encode(self, text: str, *, references: bool = False) -> bytes:
        """The bytes of a text in this file's encoding, byte order mark first.

        Args:
            references: whether a character that the encoding does not have is written as a numeric character
                reference (``&#8217;``), which HTML and Markdown read as that character.

        Raises:
            DocumentError: the encoding does not have a character, and ``references`` is false.
        """
        try:
            return self.bom + text.encode(self.encoding, "xmlcharrefreplace" if references else "strict")
        except UnicodeEncodeError as trouble:
            char = text[trouble.start]
            raise DocumentError(
                f"is {self.encoding}, which cannot hold {char!r} (U+{ord(char):04X}) of a translation; "
                "convert the article to UTF-8",
                self.path,
            ) from None


def decode(data: bytes, path: str, *, declared: str = "") -> Decoded:
    """Reads bytes as text: by the byte order mark, else as ``declared``, else as UTF-8.

    Raises:
        DocumentError: the bytes are binary (a zip, or a NUL), or not in that encoding; it names the offset in bytes.
    """
    if data.startswith(b"PK\x03\x04"):
        raise DocumentError("is a zip, as a Word document is; if it is one, name its type: --input-type docx", path)
    for bom, encoding in _MARKS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding, bom, path)
    return _decoded(data, _python_name(declared, path), b"", path)


def _python_name(declared: str, path: str) -> str:
    # Browsers read what is called Latin-1 as Windows-1252 (WHATWG Encoding, section 4.2), and so do authors.
    name = declared.strip().lower() or "utf-8"
    if name in {"iso-8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii"}:
        return "cp1252"
    if name in {"utf-16", "utf16", "unicode"}:
        return "utf-8"  # a declaration that can be read as ASCII is not in UTF-16
    try:
        info = codecs.lookup(name)
    except LookupError:
        raise DocumentError(
            f"declares the encoding {declared!r}, which is unknown; convert it to UTF-8", path
        ) from None
    if not getattr(info, "_is_text_encoding", True):
        raise DocumentError(f"declares the encoding {declared!r}, which is no text encoding; convert it to UTF-8", path)
    return info.name


def _decoded(data: bytes, encoding: str, bom: bytes, path: str) -> Decoded:
    wide = encoding.startswith(("utf-16", "utf-32"))
    if not wide and b"\0" in data:
        raise DocumentError(
            f"looks binary (a NUL byte at offset {len(bom) + data.index(0)}), not like an article; "
            "if it is text in UTF-16, give it a byte order mark or convert it to UTF-8",
            path,
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as trouble:
        raise DocumentError(
            f"is not valid {encoding} at byte offset {len(bom) + trouble.start}; "
            "if it is text, convert it to UTF-8, as with: iconv -f WINDOWS-1252 -t UTF-8",
            path,
        ) from None
    if "\0" in text:
        raise DocumentError(f"looks binary (a NUL character at offset {text.index(chr(0))}), not like an article", path)
    if text.encode(encoding, "replace") != data:
        raise DocumentError(f"has bytes in {encoding} that would not come back the same; convert it to UTF-8", path)
    return Decoded(text, encoding, bom, path)


# --- units in a text ------------------------------------------------------------------------------------------

Write = Callable[[str, tuple[Code, ...]], str]
"""Coded text, and a unit's codes as they are to be written → raw text."""


@dataclass(frozen=True, slots=True)
class Found:
    """A unit's place in a text: ``text[start:end]`` is what the file has for it.

    Attributes:
        start, end: offsets in the document's text.
        unit: the unit.
        write: ``write(coded, codes)`` gives the raw text for coded text, the unit's own or a translation.
            ``codes`` are the unit's codes as they are to be written, with the translations of units inside them.
        inner: the units inside the unit's codes, in order.
    """

    start: int
    end: int
    unit: Unit
    write: Write
    inner: tuple[Inner, ...] = ()


@dataclass(frozen=True, slots=True)
class Inner:
    """A unit inside an inline code of another unit.

    Attributes:
        code: the name of the code, ``x1``.
        closing: whether it lies in the code's ``close``; else in its ``open``.
        at: offset in the document's text where that ``open`` or ``close`` begins.
        found: the place; its offsets are those of the document's text, too.
    """

    code: str
    closing: bool
    at: int
    found: Found


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in a text: ``text[start:end]`` becomes ``raw``."""

    start: int
    end: int
    raw: str


def splice(text: str, edits: Iterable[Edit], offset: int = 0) -> str:
    """A text with non-overlapping replacements, whose offsets count from ``offset``."""
    out: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        out.append(text[done : edit.start - offset])
        out.append(edit.raw)
        done = edit.end - offset
    out.append(text[done:])
    return "".join(out)


def moved(found: Found, by: int, line: int = 0) -> Found:
    """The same place in a text that has ``by`` code points, and ``line`` lines, before it."""
    return replace(
        found,
        start=found.start + by,
        end=found.end + by,
        unit=replace(found.unit, line=found.unit.line + line),
        inner=tuple(replace(one, at=one.at + by, found=moved(one.found, by, line)) for one in found.inner),
    )


def has_words(text: str) -> bool:
    """Whether a text has a letter or a digit; without any there is nothing to translate."""
    return any(char.isalnum() for char in text)


def translatable(source: str) -> bool:
    """Whether a unit's coded text has words outside its codes."""
    from pinglot.inline import plain_text

    return has_words(plain_text(source))


@dataclass(frozen=True)
class TextDocument:
    """A document whose units are spliced into its text; satisfies :class:`pinglot.model.Document`.

    Attributes:
        path, type: see :class:`pinglot.model.Document`.
        decoded: the file's text and encoding.
        found: the places, in order, none overlapping another.
        references: see :meth:`Decoded.encode`.
        localise: ``localise(locale)`` gives further replacements for a locale (``lang`` attributes), outside of every
            place found.
    """

    path: str
    type: str
    decoded: Decoded
    found: tuple[Found, ...]
    references: bool = False
    localise: Callable[[str], Iterable[Edit]] = field(default=lambda locale: ())
    units: Sequence[Unit] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(place.unit for place in _walk(self.found)))

    @property
    def encoding(self) -> str:
        """See :class:`pinglot.model.Document`."""
        return self.decoded.encoding

    def render(self, translations: Mapping[int, str | Sequence[str]], locale: str = "") -> bytes:
        """See :meth:`pinglot.model.Document.render`. A blank translation leaves its unit as it is."""
        said: dict[int, str] = {}
        for index, place in enumerate(_walk(self.found)):
            text = translations.get(index)
            if text is not None:
                text = text if isinstance(text, str) else text[0] if text else ""
                if text.strip():
                    said[id(place)] = text
        edits = [edit for place in self.found for edit in _edits(place, said)]
        if locale and said:
            edits += self.localise(locale)
        return self.decoded.encode(splice(self.decoded.text, edits), references=self.references)


def _walk(found: Iterable[Found]) -> Iterator[Found]:
    for place in found:
        yield place
        yield from _walk(one.found for one in place.inner)


def _edits(place: Found, said: Mapping[int, str]) -> list[Edit]:
    inside = [(one, edit) for one in place.inner for edit in _edits(one.found, said)]
    text = said.get(id(place))
    if text is None:
        return [edit for _, edit in inside]
    codes = []
    for code in place.unit.codes:
        opening = [(one.at, edit) for one, edit in inside if one.code == code.name and not one.closing]
        closing = [(one.at, edit) for one, edit in inside if one.code == code.name and one.closing]
        if opening:
            code = replace(code, open=splice(code.open, [edit for _, edit in opening], opening[0][0]))
        if closing:
            code = replace(code, close=splice(code.close, [edit for _, edit in closing], closing[0][0]))
        codes.append(code)
    return [Edit(place.start, place.end, place.write(text, tuple(codes)))]


# --- what an author says to pinglot ---------------------------------------------------------------------------

_DIRECTIVE = re.compile(r"<!--\s*(?:pinglot:\s*(skip|context|note)\b\s*(.*?)|(/pinglot))\s*-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment for pinglot in a Markdown or HTML file.

    ``<!-- pinglot: skip -->`` … ``<!-- /pinglot -->`` leaves out what is between. ``<!-- pinglot: context X -->``
    sets the context, and ``<!-- pinglot: note X -->`` adds a note for the translator, for the next block and
    all that is in it (a paragraph, a heading, a whole list or table), or, inside a block, for that block.

    Attributes:
        word: ``skip``, ``context``, ``note``, or ``end`` for ``/pinglot``.
        text: what follows the word, in one line.
    """

    word: str
    text: str = ""


def directive(comment: str) -> Directive | None:
    """Reads a whole HTML comment as a directive, None where it is another comment."""
    match = _DIRECTIVE.fullmatch(comment.strip())
    if match is None:
        return None
    if match.group(3):
        return Directive("end")
    return Directive(match.group(1), " ".join(match.group(2).split()))
