"""HTML text ⇄ what it says: character references and white space, cut into runs for :func:`pinglot.inline.protect`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from pinglot.inline import Run, RunKind

__all__ = ["attribute_runs", "text_runs"]

_REFERENCE = r"&(?:\#[0-9]+;?|\#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)"
# Characters that no catalog should hold: controls, separators, and the one that stands for a code.
_CONTROL = r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffc]"
_WORD = r"""[^\t\n\f\r &<>"'\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffc]++"""
_LEXEME = re.compile(
    rf"""(?P<space>[\t\n\f\r ]+)|(?P<reference>{_REFERENCE})|(?P<control>{_CONTROL})|(?P<mark>[&<>"'])"""
    rf"""|{_WORD}(?:[ ]{_WORD})*""",
    re.VERBOSE,
)
_SPACE = frozenset("\t\n\f\r ")


def text_runs(raw: str) -> Iterator[Run]:
    """The text between tags as runs: white space that is not one blank is a soft break, a reference what it says."""
    for match in _LEXEME.finditer(raw):
        piece = match.group()
        if match.lastgroup == "space":
            yield Run(RunKind.TEXT, " ", " ") if piece == " " else Run(RunKind.BREAK, piece, " ")
        elif match.lastgroup == "reference":
            yield from _reference(piece, unescape(piece), soft=True)
        elif match.lastgroup == "control":
            yield Run(RunKind.SINGLE, piece, label="character")
        else:
            yield Run(RunKind.TEXT, piece, piece, literal=piece in ("&", "<", ">"))


def attribute_runs(raw: str, quote: str) -> Iterator[Run]:
    """An attribute's value as runs; ``quote`` is what stands around it, ``""`` for nothing.

    A line break in the value is soft; one that is written as a reference (``&#10;``) is text, as in a tooltip.
    """
    for match in _LEXEME.finditer(raw):
        piece = match.group()
        if match.lastgroup == "space":
            yield Run(RunKind.TEXT, piece, piece) if set(piece) == {" "} else Run(RunKind.BREAK, piece, " ")
        elif match.lastgroup == "reference":
            follower = raw[match.end() : match.end() + 1]
            # In an attribute, "&copy=" and "&copyx" are no references (the standard, section 13.2.5.73).
            exact = piece.endswith(";") or piece[1] == "#" or (piece[1:] in html5 and follower != "=")
            said = unescape(piece) if exact else piece
            yield from _reference(piece, said, soft=False)
        elif match.lastgroup == "control":
            yield Run(RunKind.SINGLE, piece, label="character")
        else:
            yield Run(RunKind.TEXT, piece, piece, literal=match.lastgroup == "mark")


def _reference(raw: str, said: str, soft: bool) -> Iterator[Run]:
    if said == raw:
        yield Run(RunKind.TEXT, "&", "&", literal=True)
        yield Run(RunKind.TEXT, raw[1:], raw[1:])
    elif soft and said in _SPACE:
        yield Run(RunKind.BREAK, raw, " ")
    elif not said or re.fullmatch(_CONTROL, said):
        yield Run(RunKind.SINGLE, raw, label="character")
    else:
        yield Run(RunKind.TEXT, raw, said)
