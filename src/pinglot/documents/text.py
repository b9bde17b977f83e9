"""Plain text: paragraphs parted by blank lines, or, in a file without any, one unit a line.

Indentation, trailing blanks, list markers and lines without a word (``=====``) are skeleton. A line break inside a
paragraph is soft: one blank in the source, and in a translation a line break at about the same place. Lines end where
Unicode ends them (Unicode Standard, section 5.8, "Newline Guidelines"); a form feed and U+2029 part paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pinglot import inline
from pinglot.documents.reading import Found, Options, TextDocument, decode, has_words, translatable
from pinglot.inline import Run, RunKind
from pinglot.model import Code, Unit

__all__ = ["parse"]

_LINE = re.compile(r"(?P<text>[^\n\r\v\f\x85\u2028\u2029]*+)(?P<end>\r\n|[\n\r\v\f\x85\u2028\u2029]|$)")
_HARD_ENDS = ("\f", "\u2029")
_MARKER = re.compile(r"(?:[-*+•‣▪·–—]|\d{1,3}[.)]|[A-Za-z]\))[ \t\u00a0]+(?=\S)")
# Characters that no catalog should hold.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffc]")


def parse(data: bytes, path: str, options: Options) -> TextDocument:
    """Reads a text file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    Raises:
        DocumentError: the bytes are binary or in another encoding.
    """
    decoded = decode(data, path)
    return TextDocument(path, "text", decoded, tuple(_places(decoded.text)))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: ``text[start:end]`` is what stands between its outer blanks; ``after`` is where a list marker ends."""

    number: int
    start: int
    end: int
    after: int

    @property
    def marked(self) -> bool:
        return self.after > self.start


def _places(text: str) -> Iterator[Found]:
    blocks = list(_blocks(text))
    for block in blocks if len(blocks) > 1 or "\f" in text else [[line] for lines in blocks for line in lines]:
        for lines, marked in _items(text, block):
            place = _place(text, lines, marked) if lines else None
            if place is not None:
                yield place


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Lines between blank ones."""
    block: list[_Line] = []
    number = 1
    for match in _LINE.finditer(text):
        raw = match["text"]
        stripped = raw.strip()
        if stripped:
            start = match.start() + len(raw) - len(raw.lstrip())
            marker = _MARKER.match(stripped)
            block.append(_Line(number, start, start + len(stripped), start + (marker.end() if marker else 0)))
        if (not stripped or match["end"] in _HARD_ENDS) and block:
            yield block
            block = []
        number += match["end"] in ("\n", "\r", "\r\n")
    if block:
        yield block


def _items(text: str, block: list[_Line]) -> Iterator[tuple[list[_Line], bool]]:
    """The units of a block, some empty: its list items, each with the lines that go on with it, or all of it.

    With each comes whether its first line has a list marker.
    """
    # One line of a paragraph may begin with what looks like a marker ("on May\n12. It"); a list has more, or begins so.
    is_list = block[0].marked or sum(line.marked for line in block) > 1
    item: list[_Line] = []
    marked = False
    for line in block:
        wordless = not has_words(text[line.after : line.end])  # an underline, a rule, the border of a table
        begins = line.marked and is_list
        if wordless or begins:
            yield item, marked
            item, marked = [], begins
        if not wordless:
            item.append(line)
    yield item, marked


def _place(text: str, lines: list[_Line], marked: bool) -> Found | None:
    if marked:
        lines = [replace(lines[0], start=lines[0].after), *lines[1:]]
    source, codes, spelling = inline.protect(_runs(text, lines))
    if not translatable(source):
        return None

    def write(coded: str, written: tuple[Code, ...]) -> str:
        return inline.restore(coded, written, spelling, may_break=lambda rest: not _MARKER.match(rest))

    kind = "list item" if marked else "paragraph"
    unit = Unit(source, codes, kind=kind, line=lines[0].number, spelling=spelling)
    return Found(lines[0].start, lines[-1].end, unit, write)


def _runs(text: str, lines: list[_Line]) -> Iterator[Run]:
    done = lines[0].start
    for line in lines:
        if line.start > done:
            yield Run(RunKind.BREAK, text[done : line.start], " ")
        done = line.start
        for match in _CONTROL.finditer(text, line.start, line.end):
            if match.start() > done:
                yield Run(RunKind.TEXT, text[done : match.start()], text[done : match.start()])
            yield Run(RunKind.SINGLE, match.group(), label="character")
            done = match.end()
        yield Run(RunKind.TEXT, text[done : line.end], text[done : line.end])
        done = line.end
