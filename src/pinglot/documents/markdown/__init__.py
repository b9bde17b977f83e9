"""Markdown: CommonMark with tables, strikethrough, footnotes, task lists and front matter.

markdown-it-py says what is what (:mod:`~pinglot.documents.markdown.tokens`); a unit is a block's inline content, cut
into runs by :mod:`~pinglot.documents.markdown.inline`, and written by :mod:`~pinglot.documents.markdown.writing`. HTML
blocks are read by the HTML reader. Code is never a unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token

from pinglot.documents.markdown import frontmatter
from pinglot.documents.markdown.html import (
    BLANK_LINES,
    TAG_OR_COMMENT,
    Said,
    Silence,
    in_cell,
    quoted,
    said_after,
    with_said,
    without_blank_lines,
)
from pinglot.documents.markdown.inline import Content, Cut, Side, cut, text_runs, title_in
from pinglot.documents.markdown.modes import ALT, FOOTNOTE, TASK, Mode, cell_mode, is_atx, mode_of
from pinglot.documents.markdown.rows import split_row
from pinglot.documents.markdown.tokens import parser
from pinglot.documents.markdown.writing import Block, short_or_named, title_writer, write
from pinglot.documents.reading import (
    Found,
    Inner,
    Options,
    TextDocument,
    decode,
    moved,
    translatable,
)
from pinglot.inline import RunKind, protect
from pinglot.model import OBJECT, Code, Unit

__all__ = ["parse"]

_INLINE_KINDS = {"heading_open": "heading", "th_open": "table cell", "td_open": "table cell"}


def parse(data: bytes, path: str, options: Options) -> TextDocument:
    """Reads a Markdown file.

    Raises:
        DocumentError: it is binary or wrongly encoded.
    """
    decoded = decode(data, path)
    found = tuple(_Reader(decoded.text, options).read())
    return TextDocument(path, "markdown", decoded, found, references=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: its parents' token types, how many quotes are around it, what was said about it."""

    parents: tuple[str, ...] = ()
    quotes: int = 0
    said: Said = field(default_factory=Said)


class _Lines:
    """A text with its line endings as line feeds, as markdown-it counts in it, and the way back to the file."""

    def __init__(self, text: str) -> None:
        self.file = text
        self.text = re.sub(r"\r\n?", "\n", text)
        self.pairs = [match.start() - number for number, match in enumerate(re.finditer(r"\r\n", text))]

    def at(self, position: int) -> int:
        """The offset in the file of a position in the text."""
        return position + bisect_left(self.pairs, position)


class _Reader:
    def __init__(self, text: str, options: Options) -> None:
        self.file = text
        self.front = frontmatter.read(text, options.front_matter)
        self.lines = _Lines(text)
        head = len(re.sub(r"\r\n?", "\n", text[: self.front.end]))
        visible = re.sub(r"[^\n]", " ", self.lines.text[:head]) + self.lines.text[head:]
        self.env: dict[str, Any] = {}
        self.tokens = parser().parse(visible, self.env)
        self.silence = Silence()

    def read(self) -> Iterator[Found]:
        yield from self.front.found
        yield from self.blocks(0, len(self.tokens), _Place())

    # --- blocks -----------------------------------------------------------------------------------------------

    def blocks(self, start: int, end: int, place: _Place) -> Iterator[Found]:
        """The units of sibling blocks. What a comment says holds for the next sibling and all that is in it."""
        said = Said()
        index = start
        while index < end:
            token = self.tokens[index]
            last = self.closing(index) if token.nesting > 0 else index
            if token.type == "html_block":
                yield from self.html_block(token, replace(place, said=place.said.and_(said)))
                said = said_after(token.content, said)
            else:
                here = _Place(place.parents, place.quotes, place.said.and_(said))
                said = Said()
                if token.type == "definition":
                    yield from self.definition(token, here)
                elif token.type == "table_open":
                    yield from self.table(index, last, here)
                elif token.nesting > 0:
                    quotes = here.quotes + (token.type == "blockquote_open")
                    yield from self.blocks(index + 1, last, _Place((*here.parents, token.type), quotes, here.said))
                elif token.type == "inline" and not self.silence.holds:
                    yield from self.inline(token, self.tokens[index - 1], index, here)
            index = last + 1

    def closing(self, index: int) -> int:
        level = self.tokens[index].level
        index += 1
        while self.tokens[index].level != level or self.tokens[index].nesting >= 0:
            index += 1
        return index

    def inline(self, token: Token, parent: Token, index: int, place: _Place) -> Iterator[Found]:
        content = self.content(token, len(parent.markup) if is_atx(parent) else 0)
        if content is None or not content.text:
            return
        kind = _INLINE_KINDS.get(parent.type, "paragraph")
        starts_item = len(place.parents) > 1 and place.parents[-2] == "list_item_open"
        first = starts_item and self.tokens[index - 2].type == "list_item_open"
        if first:
            kind = "list item"
        yield from self.unit(content, token.children or (), kind, _line(token), place, mode_of(parent), task=first)

    def table(self, start: int, end: int, place: _Place) -> Iterator[Found]:
        if self.silence.holds:
            return
        cells: list[Content] = []
        leading = False
        column = 0
        for token in self.tokens[start:end]:
            if token.type == "tr_open":
                column = 0
                cells = []
            elif token.type == "inline":
                if not cells:
                    cells, leading = self.row(token)
                if column < len(cells) and cells[column].text == token.content and token.content:
                    mode = cell_mode(leading or column > 0)
                    yield from self.unit(
                        cells[column], token.children or (), "table cell", _line(token), place, mode, cell=True
                    )
                column += 1

    def row(self, token: Token) -> tuple[list[Content], bool]:
        """The cells of the row that a cell's token stands in, and whether the row begins with a bar."""
        start = token.meta["starts"][0]
        end = self.lines.text.find("\n", start)
        line = self.lines.text[start : len(self.lines.text) if end < 0 else end]
        return [
            Content(text, [self.lines.at(start + place) for place in where], self.file)
            for text, where in split_row(line)
        ], line.startswith("|")

    def content(self, token: Token, marks: int = 0) -> Content | None:
        """The content of a paragraph or heading with its places, None where they cannot be told.

        A content's lines are those of the file from ``starts`` on; blanks that are left before them may have been
        tabs. ``marks`` is the number of characters that a heading begins with.
        """
        text = self.lines.text
        if "\n" not in token.content:
            start = text.find(token.content, token.meta["starts"][0] + marks)
            if start < 0:
                return None
            begin = self.lines.at(start)
            return Content(token.content, range(begin, begin + len(token.content) + 1), self.file)
        where: list[int] = []
        for number, (line, start) in enumerate(zip(token.content.split("\n"), token.meta["starts"], strict=False)):
            stripped = line.lstrip(" \t") if number else line
            start = start if number else text.find(stripped, start + marks)
            if start < 0 or not text.startswith(stripped, start):
                return None
            begin = self.lines.at(start)
            where += [begin] * (len(line) - len(stripped))
            where += range(begin, begin + len(stripped) + 1)
        return Content(token.content, where, self.file) if len(where) == len(token.content) + 1 else None

    # --- units ------------------------------------------------------------------------------------------------

    def unit(
        self,
        content: Content,
        tokens: Sequence[Token],
        kind: str,
        line: int,
        place: _Place,
        mode: Mode,
        cell: bool = False,
        task: bool = False,
    ) -> list[Found]:
        """The place of a content, with the units inside its codes; only those where it has no words of its own."""
        made = cut(content, tokens, self.env)
        start, end = content.where[0], content.where[-1]
        if task and made.runs and made.runs[0].kind is RunKind.TEXT and (match := TASK.match(made.runs[0].raw)):
            made.runs[0] = replace(
                made.runs[0], raw=made.runs[0].raw[match.end() :], text=made.runs[0].text[match.end() :]
            )
            start += match.end()
        raw = self.file[start:end]
        if "".join(run.raw for run in made.runs) != raw:
            return []  # the places of its parts cannot be told: it stays as it is
        source, codes, spelling = protect(made.runs)
        said = place.said
        for word in made.directives:
            if word.word == "context":
                said = said.and_(Said(context=word.text))
            elif word.word == "note":
                said = said.and_(Said(notes=(word.text,)))
        inner = self.inner(made, codes, content, start, line, replace(place, said=said), cell) if made.sides else []
        if not translatable(source):
            return [one.found for one in inner]
        unit = Unit(source, codes, said.context, said.notes, kind, line, spelling=spelling)
        names = _names(made, codes) if made.shortcuts else []
        shortcuts = {names[run]: label for run, label in made.shortcuts.items()}
        block = Block(unit, raw, mode, self.env, place.quotes, cell, shortcuts)
        return [Found(start, end, unit, lambda coded, codes: write(block, coded, codes), tuple(inner))]

    def inner(
        self, made: Cut, codes: Sequence[Code], content: Content, start: int, line: int, place: _Place, cell: bool
    ) -> list[Inner]:
        names = _names(made, codes)
        begins = [start]
        for run in made.runs:
            begins.append(begins[-1] + len(run.raw))
        return [
            Inner(names[side.run], made.runs[side.run].kind is RunKind.CLOSE, begins[side.run], found)
            for side in made.sides
            for found in self.side(side, content, line, place, cell)
        ]

    def side(self, side: Side, content: Content, line: int, place: _Place, cell: bool) -> list[Found]:
        if side.kind == "title":
            return self.title(content, side.start, side.end, side.quote, line, place, cell)
        if side.kind == "html":
            return self.inline_html(content, side, line, place, cell)
        length = sum(token.meta["at"][1] - token.meta["at"][0] for token in side.tokens)
        inside = content.part(side.start, side.start + length)
        if side.kind == "footnote":
            return self.unit(inside, side.tokens, "footnote", line, place, FOOTNOTE, cell)
        found = self.unit(inside, side.tokens, "alt text", line, place, ALT, cell)
        if side.label is None or not found or found[0].unit.kind != "alt text":
            return found
        return [_named(found[0], side.label, content.raw(side.start + length, side.end), cell)]

    def title(
        self, content: Content, start: int, end: int, quote: str, line: int, place: _Place, cell: bool
    ) -> list[Found]:
        source, codes, spelling = protect(text_runs(content, start, end))
        if not translatable(source):
            return []
        unit = Unit(source, codes, place.said.context, place.said.notes, "title", line, spelling=spelling)
        return [Found(content.where[start], content.where[end], unit, title_writer(unit, quote, cell))]

    def definition(self, token: Token, place: _Place) -> list[Found]:
        """The title of a link reference definition."""
        if self.silence.holds or not token.meta["title"]:
            return []
        text = self.lines.text
        where: list[int] = []
        said: list[str] = []
        for start in token.meta["starts"]:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            said.append(text[start:end])
            begin = self.lines.at(start)
            where += range(begin, begin + end - start + 1)
        content = Content("\n".join(said), where, self.file)
        label = re.compile(r"\[(?:\\.|[^\\\[\]])*\]:", re.DOTALL).match(content.text)
        found = title_in(content.text, label.end(), len(content.text)) if label else None
        if found is None:
            return []
        return self.title(content, found.start, found.end, found.quote, _line(token), place, cell=False)

    # --- HTML -------------------------------------------------------------------------------------------------

    def html_block(self, token: Token, place: _Place) -> Iterator[Found]:
        """The units of an HTML block, but for what lies in an element or between comments that are not translated."""
        starts = token.meta["starts"]
        start = starts[0]
        text = self.lines.text
        last = text.find("\n", starts[-1])
        end = len(text) if last < 0 else last
        # What begins to be left out in this block is left out by the HTML reader, until its end or the block's.
        begin = None if self.silence.holds else start
        for match in TAG_OR_COMMENT.finditer(text, start, end):
            self.silence.follow(match)
            if begin is None and not self.silence.holds:
                begin = match.end()
        self.silence.end_block(text, end)
        if begin is not None and begin < end:
            yield from self.fragment(begin, end, starts, token.map[0] if token.map else 0, place)

    def fragment(self, first: int, until: int, starts: Sequence[int], line: int, place: _Place) -> Iterator[Found]:
        from pinglot.documents.html import fragment

        begin, end = self.lines.at(first), self.lines.at(until)
        raw = self.file[begin:end]
        prefixes: list[tuple[int, str]] = []
        shown = raw
        for start in starts[1:]:
            if start <= first:
                continue
            start_of_line = self.lines.text.rfind("\n", 0, start) + 1
            prefix = self.lines.text[start_of_line:start]
            prefixes.append((self.lines.at(start_of_line), prefix))
            at = self.lines.at(start_of_line) - begin
            shown = shown[:at] + prefix.replace(">", " ") + shown[at + len(prefix) :]
        in_quote = any(">" in prefix for _, prefix in prefixes)
        one_stretch = not BLANK_LINES.search(shown)
        for found in fragment(shown, line + 1):
            found = with_said(moved(found, begin), place.said)
            if one_stretch:
                found = without_blank_lines(found)
            yield quoted(found, prefixes) if in_quote else found

    def inline_html(self, content: Content, side: Side, line: int, place: _Place, cell: bool) -> list[Found]:
        from pinglot.documents.html import fragment

        raw = content.raw(side.start, side.end)
        if "=" not in raw or ("\n" in raw and place.quotes):
            return []
        found = [
            without_blank_lines(with_said(moved(one, content.where[side.start]), place.said))
            for one in fragment(raw, line)
        ]
        return [in_cell(one) for one in found] if cell else found


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _names(made: Cut, codes: Sequence[Code]) -> list[str]:
    """For each run, the name of its code, ``""`` for text."""
    names: list[str] = []
    upcoming = iter(codes)
    opened: list[str] = []
    for run in made.runs:
        if run.kind is RunKind.CLOSE:
            names.append(opened.pop())
        elif run.kind in (RunKind.OPEN, RunKind.SINGLE) or OBJECT in run.text:
            names.append(next(upcoming).name)
            if run.kind is RunKind.OPEN:
                opened.append(names[-1])
        else:
            names.append("")
    return names


def _named(found: Found, label: str, short: str, cell: bool) -> Found:
    """An alternative text that is its image's label as well: the place takes in how the reference ends."""

    def write_named(coded: str, codes: tuple[Code, ...]) -> str:
        raw = found.write(coded, codes)
        return raw + short_or_named(raw, label, short, cell)

    return replace(found, end=found.end + len(short), write=write_named)
