"""HTML ⇄ tokens: the tokenizer, lossless and linear in time.

The tokens of a text, joined, are the text. The rules are those of the HTML standard (WHATWG, "Tokenization",
section 13.2.5), for what can stand in a file: a parse error never stops it. The standard library's ``HTMLParser`` keeps
offsets, too, but its rules change with Python's patch releases, so that a catalog's msgids would; up to 3.11 it stops
at ``<![x`` with an AssertionError and takes a minute for 60 kB of ``<a <a <a …``. It serves as a judge in the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Attribute", "Token", "TokenKind", "attributes", "next_token", "raw_text_end"]


_TEXT = re.compile(r"[^<]+")
_NAME = re.compile(r"[A-Za-z][^\t\n\f\r />]*")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+(?P<name>=?[^\t\n\f\r />=]++|=)"""
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"""
    r"""(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>(?!["'])[^\t\n\f\r >]*+)))?"""
)
_TAG_END = re.compile(r"[\t\n\f\r /]*+>")
_OPEN_VALUE = re.compile(r"""[\t\n\f\r ]*=[\t\n\f\r ]*["']""")
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT_STEP = re.compile(r"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)


class TokenKind(Enum):
    """What a stretch of an HTML file is."""

    TEXT = auto()
    START = auto()
    END = auto()
    COMMENT = auto()
    """A comment, or what the standard reads as one (``<!x>``, ``<?x>``, ``</ >``)."""
    DECLARATION = auto()
    """The doctype, a CDATA section, a processing instruction, or a tag that the end of the file cuts off."""


@dataclass(slots=True)
class Token:
    """``text[start:end]`` is the token; ``name`` is a tag's name in lower case; ``closed`` is ``<br/>``'s slash."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute in a file: ``text[start:end]`` is the value as written, without its quotes.

    ``quote`` is ``"``, ``'``, or ``""`` where there are none; without a value start is end, and ``bare`` is true.
    """

    name: str
    start: int
    end: int
    quote: str
    bare: bool = False


def next_token(text: str, position: int, sections: bool = False) -> Token:
    """The token that begins at ``position``, which must be inside the text and outside raw text (a script).

    ``sections``: whether ``<![CDATA[`` begins a section that ends at ``]]>``, as in XML, SVG and MathML; elsewhere the
    standard reads it as a comment that ends at the next ``>``.
    """
    if text[position] != "<":
        match = _TEXT.match(text, position)
        assert match
        return Token(TokenKind.TEXT, position, match.end())
    follower = text[position + 1 : position + 2]
    if follower.isascii() and follower.isalpha():
        return _tag(text, position, position + 1, TokenKind.START)
    if follower == "/":
        letter = text[position + 2 : position + 3]
        if letter.isascii() and letter.isalpha():
            return _tag(text, position, position + 2, TokenKind.END)
        if letter:
            return _until(text, position, ">", TokenKind.COMMENT)
    if follower == "!":
        return _markup(text, position, sections)
    if follower == "?":
        return _until(text, position, ">", TokenKind.DECLARATION)
    return Token(TokenKind.TEXT, position, position + 1)  # a stray "<" is text


def raw_text_end(text: str, position: int, name: str) -> int:
    """Where the content of ``<script>``, ``<style>``, ``<title>``, … that begins at ``position`` ends.

    That is where its end tag begins, or the end of the text. In a script, ``<!-- <script> </script> -->`` does not
    end it (the standard's "script data double escaped state").
    """
    if name == "script":
        return _script_end(text, position)
    match = re.compile(rf"</{re.escape(name)}(?=[\t\n\f\r />])", re.IGNORECASE).search(text, position)
    return match.start() if match else len(text)


def attributes(text: str, token: Token) -> list[Attribute]:
    """The attributes of a start tag in order; of two with one name, the first counts and is the only one here."""
    found: dict[str, Attribute] = {}
    match = _NAME.match(text, token.start + 1)
    assert match
    position = match.end()
    while match := _ATTRIBUTE.match(text, position, token.end - 1):
        position = match.end()
        name = match["name"].lower()
        group, quote = next(
            (
                (group, quote)
                for group, quote in (("double", '"'), ("single", "'"), ("bare", ""))
                if match[group] is not None
            ),
            ("", ""),
        )
        start, end = match.span(group) if group else (position, position)
        found.setdefault(name, Attribute(name, start, end, quote, bare=not group))
    return list(found.values())


def _tag(text: str, start: int, name_start: int, kind: TokenKind) -> Token:
    match = _NAME.match(text, name_start)
    assert match
    name = match.group().lower()
    position = match.end()
    while attribute := _ATTRIBUTE.match(text, position):
        position = attribute.end()
        if attribute.lastgroup == "name" and _OPEN_VALUE.match(text, position):
            return Token(TokenKind.DECLARATION, start, len(text))  # a quote that nothing closes: the end of the file
    end = _TAG_END.match(text, position)
    if not end:
        return Token(TokenKind.DECLARATION, start, len(text))
    closed = end.end() - end.start() > 1 and text[end.end() - 2] == "/"
    return Token(kind, start, end.end(), name, closed)


def _markup(text: str, start: int, sections: bool) -> Token:
    if text.startswith("<!--", start):
        if text.startswith(">", start + 4) or text.startswith("->", start + 4):
            return Token(TokenKind.COMMENT, start, text.index(">", start) + 1)
        match = _COMMENT_END.search(text, start + 4)
        return Token(TokenKind.COMMENT, start, match.end() if match else len(text))
    if sections and text.startswith("<![CDATA[", start):
        return _until(text, start, "]]>", TokenKind.DECLARATION)
    doctype = text[start + 2 : start + 9].lower() == "doctype"
    return _until(text, start, ">", TokenKind.DECLARATION if doctype else TokenKind.COMMENT)


def _until(text: str, start: int, stop: str, kind: TokenKind) -> Token:
    end = text.find(stop, start)
    return Token(kind, start, len(text) if end < 0 else end + len(stop))


def _script_end(text: str, position: int) -> int:
    escaped = doubly = False
    for match in _SCRIPT_STEP.finditer(text, position):
        step = match.group()
        if step == "<!--":
            escaped = True
        elif step == "-->":
            escaped = doubly = False
        elif match[1] and not doubly:
            return match.start()
        elif match[1]:
            doubly = False
        elif escaped:
            doubly = True
    return len(text)
