"""Markdown: CommonMark with tables, strikethrough, footnotes, task lists and front matter.

markdown-it-py says what is what (:mod:`~pinglot.documents.markdown_tokens`); a unit is a block's inline content, cut
into runs by :mod:`~pinglot.documents.markdown_inline`, and written by :mod:`~pinglot.documents.markdown_writing`. HTML
blocks are read by the HTML reader. Code is never a unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markdown_it.token import Token

from pinglot.documents import frontmatter
from pinglot.documents.markdown_inline import VOID, Content, Cut, Side, cut, is_opaque, text_runs, title_in
from pinglot.documents.markdown_tokens import parser
from pinglot.documents.markdown_writing import TASK, Block, Mode, short_or_named, title_writer, write
from pinglot.documents.reading import (
    Found,
    Inner,
    Options,
    TextDocument,
    Write,
    decode,
    directive,
    moved,
    translatable,
)
from pinglot.inline import RunKind, protect
from pinglot.model import OBJECT, Code, Unit

__all__ = ["parse"]

_TAG_OR_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_BLANK_LINES = re.compile(r"(\r\n|\n|\r(?!\n))(?:[ \t]*(?:\r\n|\n|\r))+")
_END_MAY_LACK = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup"})
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
class _Said:
    """What the author said about the blocks to come."""

    context: str | None = None
    notes: tuple[str, ...] = ()

    def and_(self, other: _Said) -> _Said:
        return _Said(other.context or self.context, self.notes + other.notes)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: its parents' token types, how many quotes are around it, what was said about it."""

    parents: tuple[str, ...] = ()
    quotes: int = 0
    said: _Said = _Said()


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
        self.skipping = False  # between a skip comment and its end
        self.hidden: list[str] = []  # the open HTML elements from one on that is not translated

    def read(self) -> Iterator[Found]:
        yield from self.front.found
        yield from self.blocks(0, len(self.tokens), _Place())

    # --- blocks -----------------------------------------------------------------------------------------------

    def blocks(self, start: int, end: int, place: _Place) -> Iterator[Found]:
        """The units of sibling blocks. What a comment says holds for the next sibling and all that is in it."""
        said = _Said()
        index = start
        while index < end:
            token = self.tokens[index]
            last = self.closing(index) if token.nesting > 0 else index
            if token.type == "html_block":
                yield from self.html_block(token, replace(place, said=place.said.and_(said)))
                said = _said_after(token.content, said)
            else:
                here = replace(place, said=place.said.and_(said))
                said = _Said()
                if token.type == "definition":
                    yield from self.definition(token, here)
                elif token.type == "table_open":
                    yield from self.table(index, last, here)
                elif token.nesting > 0:
                    inside = replace(
                        here,
                        parents=(*here.parents, token.type),
                        quotes=here.quotes + (token.type == "blockquote_open"),
                    )
                    yield from self.blocks(index + 1, last, inside)
                elif token.type == "inline" and not self.silent:
                    yield from self.inline(token, self.tokens[index - 1], index, here)
            index = last + 1

    @property
    def silent(self) -> bool:
        return self.skipping or bool(self.hidden)

    def closing(self, index: int) -> int:
        level = self.tokens[index].level
        index += 1
        while self.tokens[index].level != level or self.tokens[index].nesting >= 0:
            index += 1
        return index

    def inline(self, token: Token, parent: Token, index: int, place: _Place) -> Iterator[Found]:
        content = self.content(token, len(parent.markup) if _is_atx(parent) else 0)
        if content is None or not content.text:
            return
        kind = _INLINE_KINDS.get(parent.type, "paragraph")
        starts_item = len(place.parents) > 1 and place.parents[-2] == "list_item_open"
        first = starts_item and self.tokens[index - 2].type == "list_item_open"
        if first:
            kind = "list item"
        yield from self.unit(content, token.children or (), kind, _line(token), place, _mode(parent), task=first)

    def table(self, start: int, end: int, place: _Place) -> Iterator[Found]:
        if self.silent:
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
                    mode = _cell_mode(leading or column > 0)
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
        where: list[int] = []
        text = self.lines.text
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
                said = said.and_(_Said(context=word.text))
            elif word.word == "note":
                said = said.and_(_Said(notes=(word.text,)))
        inner = self.inner(made, codes, content, start, line, replace(place, said=said), cell)
        if not translatable(source):
            return [one.found for one in inner]
        unit = Unit(source, codes, said.context, said.notes, kind, line, spelling=spelling)
        names = _names(made, codes)
        shortcuts = {names[run]: label for run, label in made.shortcuts.items()}
        block = Block(unit, raw, mode, self.env, place.quotes, cell, shortcuts)
        return [Found(start, end, unit, lambda coded, codes: write(block, coded, codes), tuple(inner))]

    def inner(
        self, made: Cut, codes: Sequence[Code], content: Content, start: int, line: int, place: _Place, cell: bool
    ) -> list[Inner]:
        if not made.sides:
            return []
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
            return self.unit(inside, side.tokens, "footnote", line, place, _FOOTNOTE, cell)
        found = self.unit(inside, side.tokens, "alt text", line, place, _ALT, cell)
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
        if self.silent or not token.meta["title"]:
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
        begin = None if self.silent else start
        for match in _TAG_OR_COMMENT.finditer(text, start, end):
            self.follow(match)
            if begin is None and not self.silent:
                begin = match.end()
        if self.hidden and (self.hidden[0] in _END_MAY_LACK or not self.closes_later(end)):
            self.hidden.clear()  # it ends with the block; or else a forgotten end tag would hide the rest of the file
        if begin is not None and begin < end:
            yield from self.fragment(begin, end, starts, token.map[0] if token.map else 0, place)

    def closes_later(self, position: int) -> bool:
        return (
            re.compile(rf"</{re.escape(self.hidden[0])}\b", re.IGNORECASE).search(self.lines.text, position) is not None
        )

    def follow(self, match: re.Match[str]) -> None:
        """Keeps account of comments that say to skip, and of elements that are not translated."""
        closes, name, attributes = match.groups()
        if name is None:
            said = directive(match.group())
            if said is not None and said.word in ("skip", "end") and not self.hidden:
                self.skipping = said.word == "skip"
            return
        name = name.lower()
        if self.skipping:
            return
        if self.hidden:
            if name == self.hidden[0]:
                if closes:
                    self.hidden.pop()
                elif not attributes.endswith("/"):
                    self.hidden.append(name)
        elif not closes and not attributes.endswith("/") and name not in VOID and is_opaque(name, attributes):
            self.hidden.append(name)

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
        quoted = any(">" in prefix for _, prefix in prefixes)
        one_stretch = not _BLANK_LINES.search(shown)
        for found in fragment(shown, line + 1):
            found = _with_said(moved(found, begin), place.said)
            if one_stretch:
                found = _without_blank_lines(found)
            yield _quoted(found, prefixes) if quoted else found

    def inline_html(self, content: Content, side: Side, line: int, place: _Place, cell: bool) -> list[Found]:
        from pinglot.documents.html import fragment

        raw = content.raw(side.start, side.end)
        if "=" not in raw or ("\n" in raw and place.quotes):
            return []
        found = [
            _without_blank_lines(_with_said(moved(one, content.where[side.start]), place.said))
            for one in fragment(raw, line)
        ]
        return [_in_cell(one) for one in found] if cell else found


def _is_atx(token: Token) -> bool:
    return token.type == "heading_open" and token.markup.startswith("#")


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


def _said_after(html: str, said: _Said) -> _Said:
    """What the comments at the end of an HTML block say about the next block."""
    comments: list[str] = []
    rest = html.rstrip()
    while rest.endswith("-->") and (start := rest.rfind("<!--")) >= 0:
        comments.insert(0, rest[start:])
        rest = rest[:start].rstrip()
    if rest:
        said = _Said()  # what was said before was about this block
    for comment in comments:
        word = directive(comment)
        if word is not None and word.word == "context":
            said = said.and_(_Said(context=word.text))
        elif word is not None and word.word == "note":
            said = said.and_(_Said(notes=(word.text,)))
    return said


def split_row(line: str) -> list[tuple[str, list[int]]]:
    """The cells of a table's row: text, with ``\\|`` as a bar, and the place of each character and of the end.

    GitHub Flavored Markdown 0.29, section 4.10: a bar behind a backslash parts no cells.
    """
    cells: list[list[tuple[str, int]]] = [[]]
    blanks = " \t\n\r\f\v"
    begin = len(line) - len(line.lstrip(blanks))
    stop = len(line.rstrip(blanks))
    ends: list[int] = []
    for place in range(begin, stop):
        char = line[place]
        escaped = place > begin and line[place - 1] == "\\"
        if char != "|":
            cells[-1].append((char, place))
        elif escaped:
            cells[-1][-1] = ("|", place - 1)
        else:
            ends.append(place)
            cells.append([])
    ends.append(stop)
    if not cells[0]:
        del cells[0], ends[0]
    if cells and not cells[-1]:
        del cells[-1], ends[-1]
    out = []
    for chars, end in zip(cells, ends, strict=True):
        first, last = 0, len(chars)
        while first < last and chars[first][0] in blanks:
            first += 1
        while last > first and chars[last - 1][0] in blanks:
            last -= 1
        where = [place for _, place in chars[first:last]]
        where.append(chars[last][1] if last < len(chars) else end)
        out.append(("".join(char for char, _ in chars[first:last]), where))
    return out


def _with_said(found: Found, said: _Said) -> Found:
    unit = found.unit
    return replace(
        found,
        unit=replace(unit, context=unit.context or said.context, notes=said.notes + unit.notes),
        inner=tuple(replace(one, found=_with_said(one.found, said)) for one in found.inner),
    )


def _rewritten(found: Found, change: Callable[[str], str]) -> Found:
    return replace(
        found,
        write=_then(found.write, change),
        inner=tuple(replace(one, found=_rewritten(one.found, change)) for one in found.inner),
    )


def _without_blank_lines(found: Found) -> Found:
    """A blank line would end the HTML block, or the paragraph, that the place stands in."""
    return _rewritten(found, lambda raw: _BLANK_LINES.sub(r"\1", raw))


def _quoted(found: Found, prefixes: Sequence[tuple[int, str]]) -> Found:
    """An HTML place inside a quote: the HTML reader saw blanks for the quote's marks.

    ``prefixes`` are what the lines of the HTML block begin with, each with its offset in the file. A line of the place
    gets the one that it had; a line more than there were, the last.
    """
    own = [prefix for at, prefix in prefixes if found.start <= at < found.end] or [prefixes[0][1]]

    def change(raw: str) -> str:
        out = []
        for number, line in enumerate(re.split(r"(?<=\n)|(?<=\r)(?!\n)", raw)):
            if number:
                prefix = own[min(number, len(own)) - 1]
                blank = prefix.replace(">", " ")
                line = prefix + (line.removeprefix(blank) if line.startswith(blank) else line.lstrip(" \t"))
            out.append(line)
        return "".join(out)

    return replace(
        found,
        write=_then(found.write, change),
        inner=tuple(replace(one, found=_quoted(one.found, prefixes)) for one in found.inner),
    )


def _then(write: Write, change: Callable[[str], str]) -> Write:
    return lambda coded, codes: change(write(coded, codes))


def _in_cell(found: Found) -> Found:
    return _rewritten(found, lambda raw: re.sub(r"(?<!\\)\|", r"\\|", raw))


def _named(found: Found, label: str, short: str, cell: bool) -> Found:
    """An alternative text that is its image's label as well: the place takes in how the reference ends."""

    def write_named(coded: str, codes: tuple[Code, ...]) -> str:
        raw = found.write(coded, codes)
        return raw + short_or_named(raw, label, short, cell)

    return replace(found, end=found.end + len(short), write=write_named)


# --- how a block is read again --------------------------------------------------------------------------------


def _inlines(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]]:
    return [(token.content, token.children or ()) for token in tokens if token.type == "inline"]


def _only(tokens: Sequence[Token], env: Any, type: str) -> Token | None:
    inlines = _inlines(tokens, env)
    if len(inlines) != 1 or len(inlines[0][1]) != 1 or inlines[0][1][0].type != type:
        return None
    return inlines[0][1][0]


def _alt(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    image = _only(tokens, env, "image")
    return None if image is None else [(image.content, image.children or ())]


def _note(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    reference = _only(tokens, env, "footnote_ref")
    if reference is None:
        return None
    note = env["footnotes"]["list"][reference.meta["id"]]
    return [(note["content"], note["tokens"])] if "tokens" in note else None


def _first_body_cell(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    return _inlines(tokens, env)[2:3] or None


_PARAGRAPH = Mode(lambda raw: raw + "\n", _inlines)
_ALT = Mode(lambda raw: f"![{raw}](x)\n", _alt)
_FOOTNOTE = Mode(lambda raw: f"^[{raw}]\n", _note)


def _mode(parent: Token) -> Mode:
    if _is_atx(parent):
        return Mode(lambda raw: f"{parent.markup} {raw}\n", _inlines)
    if parent.type == "heading_open":
        return Mode(lambda raw: f"{raw}\n{parent.markup * 3}\n", _inlines)
    return _PARAGRAPH


def _cell_mode(barred: bool) -> Mode:
    bar = "|" if barred else ""
    return Mode(lambda raw: f"{bar}{raw}|c|\n{bar}---|---|\n{bar}{raw}|c|\n", _first_body_cell)
