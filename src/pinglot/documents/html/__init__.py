"""HTML: units from block elements and attributes, spliced back so that every other byte stays.

A unit is what stands between two block tags (``<p>``, ``<li>``, ``<td>``, ``<div>``, …), closed or not. Inline elements
are paired codes; ``<br>``, ``<img>``, ``<code>…</code>``, comments and what is marked ``translate="no"`` or
``class="notranslate"`` are single ones. Codes at the edges of a unit stay in the skeleton. White space that is not one
blank is one blank in the source, as a browser shows it. Attributes that a reader sees or hears are units of their own.

What is a tag, and what is inside what, follows the HTML standard (WHATWG), see :mod:`pinglot.documents.html.tokens`;
which attributes are translatable its section 3.2.6.2 ("The translate attribute").
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pinglot.documents.html.reader import Reader
from pinglot.documents.html.tokens import Token, TokenKind, attributes
from pinglot.documents.html.tree import elements
from pinglot.documents.reading import Edit, Found, Options, TextDocument, decode
from pinglot.errors import DocumentError
from pinglot.locales import is_rtl

__all__ = ["fragment", "parse"]


def parse(data: bytes, path: str, options: Options) -> TextDocument:
    """Reads an HTML or XHTML file.

    The encoding is that of the byte order mark, else of ``<meta>`` or the XML declaration in the first 4096 bytes, else
    UTF-8. In a translation, a character that the encoding does not have becomes a numeric character reference.

    Raises:
        DocumentError: the bytes are not in the encoding that the file declares, the encoding is none that browsers
            know, or a ``<!-- pinglot: skip -->`` is never ended.
    """
    decoded = decode(data, path, declared=_declared(data, path))
    _refuse_lie(data, decoded.encoding, path)
    xml = _is_xml(decoded.text, path)
    reader = Reader(decoded.text, xml=xml)
    found = reader.read()
    if reader.skipping:
        raise DocumentError(
            "'pinglot: skip' is never ended; put <!-- /pinglot --> where translation goes on", path, reader.skipping
        )

    def localise(locale: str) -> list[Edit]:
        return _language_edits(decoded.text, reader.root, locale)

    return _HtmlDocument(path, "html", decoded, tuple(found), references=True, localise=localise)


def fragment(text: str, line: int = 1, *, context: str | None = None, notes: tuple[str, ...] = ()) -> list[Found]:
    """The units of a piece of HTML, as of an HTML block in Markdown, with offsets in code points of ``text``.

    Args:
        text: the piece; tags that it opens or closes only are skeleton.
        line: 1-based line of its beginning, for the units' ``line``.
        context, notes: given to every unit that has no directive of its own.
    """
    return Reader(text, line=line, context=context, notes=notes).read()


class _HtmlDocument(TextDocument):
    def render(self, translations: Mapping[int, str | Sequence[str]], locale: str = "") -> bytes:
        # A page without a translated word is still in its own language.
        return super().render(translations, locale if translations else "")


# --- encoding -------------------------------------------------------------------------------------------------

# Python's names of the encodings of the standard (WHATWG Encoding, section 4.2), less UTF-16.
_ENCODINGS = frozenset((
    "utf-8", "ascii", "cp866", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15",
    "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "tis-620", "cp1250", "cp1251", "cp1252",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "gb2312", "gbk", "gb18030", "big5", "big5hkscs",
    "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949",
))  # fmt: skip
# What the standard reads under a narrower name, in Python's names.
_WIDER = {
    "gb2312": "gbk", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
_XML_ENCODING = re.compile(r"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)


def _declared(data: bytes, path: str) -> str:
    head = data[:4096].decode("latin-1").removeprefix("\xef\xbb\xbf")
    match = _XML_ENCODING.match(head)
    in_xml = match[1] if match else ""
    in_meta = next(_meta_charsets(head), "")
    name = (in_xml or in_meta) if PurePath(path).suffix.lower() in (".xhtml", ".xht") else (in_meta or in_xml)
    if not name or name.lower().startswith(("utf-16", "utf16")):  # it was read as ASCII: the standard takes UTF-8
        return ""
    try:
        known = codecs.lookup(name).name in _ENCODINGS
    except (LookupError, ValueError):
        known = False
    if not known:
        raise DocumentError(
            f"declares the encoding {name!r}, which browsers do not know; convert it to UTF-8 and declare that", path
        )
    return _WIDER.get(codecs.lookup(name).name, name)


def _meta_charsets(head: str) -> Iterator[str]:
    for token, _ in elements(head):
        if token.kind is TokenKind.START and token.name == "meta":
            said = {one.name: head[one.start : one.end] for one in attributes(head, token)}
            if said.get("charset", "").strip():
                yield said["charset"].strip()
            elif said.get("http-equiv", "").strip().lower() == "content-type":
                match = _CHARSET.search(said.get("content", ""))
                if match:
                    yield match[1]


def _refuse_lie(data: bytes, encoding: str, path: str) -> None:
    if encoding == "utf-8" or encoding.startswith("utf-") or data.isascii():
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return
    raise DocumentError(f"declares {encoding}, but its bytes are UTF-8; correct the declaration", path)


def _is_xml(text: str, path: str) -> bool:
    return PurePath(path).suffix.lower() in (".xhtml", ".xht") or text.lstrip().startswith("<?xml ")


# --- language ------------------------------------------------------------------------------------------------


def _language_edits(text: str, root: Token | None, locale: str) -> list[Edit]:
    """``lang`` of the ``<html>`` tag, where it has one, and with it ``dir``."""
    known = [] if root is None else attributes(text, root)
    tags = [one for one in known if one.name in ("lang", "xml:lang") and not one.bare]
    if not tags:
        return []
    edits = [Edit(one.start, one.end, locale) for one in tags]
    way = "rtl" if is_rtl(locale) else "ltr"
    direction = next((one for one in known if one.name == "dir" and not one.bare), None)
    if direction is not None:
        edits.append(Edit(direction.start, direction.end, way))
    elif way == "rtl":
        last = max(tags, key=lambda one: one.end)
        place = last.end + len(last.quote)
        edits.append(Edit(place, place, ' dir="rtl"'))
    return edits
