"""Front matter: the YAML (``---``) or TOML (``+++``) block that a Markdown file may begin with.

Only the values of named keys are units; what is around them is never touched, and a value keeps its way of quoting as
long as the translation allows. This is no parser of YAML: it knows the scalars of block mappings (YAML 1.2.2, sections
7.3 and 8.1) and leaves everything else alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pinglot.documents.reading import Found, translatable
from pinglot.inline import Run, RunKind, protect, restore
from pinglot.model import OBJECT, Code, Unit

__all__ = ["FrontMatter", "read"]

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n?|\n)")
_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_YAML_KEY = re.compile(r"((?:- +)*)(?:([\"'])([^\"'\n]+)\2|([^\s\"'#&*!|>%@`\[\]{},?:-][^:#\n]*?))[ \t]*:(?:[ \t]+|$)")
_BLOCK_HEADER = re.compile(r"([|>])([-+0-9]*)[ \t]*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"[ \t]*(?:\"([^\"]+)\"|'([^']+)'|([A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*))[ \t]*=[ \t]*"
)
_YAML_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_TOML_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_SOFT = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file begins with: where it ends (0 where there is none), and the units in it."""

    end: int = 0
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    text: str
    number: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))


def read(text: str, keys: Sequence[str]) -> FrontMatter:
    """Finds the front matter of a Markdown text, and the values of ``keys`` in it."""
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter()
    rows, end = _rows(text, opening.end(), opening.group(1))
    wanted = {key.lower() for key in keys}
    if end == 0:
        return FrontMatter()
    if opening.group(1) == "+++":
        return FrontMatter(end, tuple(_toml(text, rows, wanted)))
    if not _is_mapping(rows):
        return FrontMatter()  # a thematic break, a paragraph, and a heading's underline
    return FrontMatter(end, tuple(_yaml(text, rows, wanted)))


def _rows(text: str, start: int, mark: str) -> tuple[list[_Row], int]:
    """The lines up to the closing mark, and where the line after it begins; 0 where it is never closed."""
    rows: list[_Row] = []
    number = 2
    while start < len(text):
        match = _LINE.match(text, start)
        assert match is not None
        line = match.group(1).rstrip(" \t")
        if line == mark or (mark == "---" and line == "..."):
            return rows, match.end()
        rows.append(_Row(start, match.group(1), number))
        number += 1
        start = match.end()
    return [], 0


def _is_mapping(rows: Sequence[_Row]) -> bool:
    lines = [row for row in rows if row.text.strip() and not row.text.lstrip().startswith("#")]
    return not lines or (lines[0].indent == 0 and _YAML_KEY.match(lines[0].text) is not None)


# --- YAML -----------------------------------------------------------------------------------------------------


def _yaml(text: str, rows: Sequence[_Row], wanted: set[str]) -> Iterator[Found]:
    index = 0
    while index < len(rows):
        row = rows[index]
        indent = row.indent
        match = _YAML_KEY.match(row.text, indent)
        if match is None:
            index += 1
            continue
        key = (match.group(3) or match.group(4)).strip().lower()
        column = indent + len(match.group(1))
        value = row.text[match.end() :]
        last = _value_end(rows, index, column)
        header = _BLOCK_HEADER.match(value)
        if key in wanted:
            if header:
                yield from _block_scalar(text, rows[index + 1 : last], key, _stated_indent(header, column))
            elif value.strip():
                yield from _flow_scalar(text, row.start + match.end(), rows[index:last], key)
        # A value that is a mapping or a sequence has keys of its own; a scalar of several lines has none.
        index = last if header or value.strip() else index + 1


def _value_end(rows: Sequence[_Row], index: int, column: int) -> int:
    """The index of the first line that does not belong to the value of the key on a line."""
    index += 1
    while index < len(rows) and (not rows[index].text.strip() or rows[index].indent > column):
        index += 1
    return index


def _stated_indent(header: re.Match[str], column: int) -> int:
    digits = re.sub(r"\D", "", header.group(2))
    return column + int(digits) if digits else 0


def _block_scalar(text: str, rows: Sequence[_Row], key: str, indent: int) -> Iterator[Found]:
    """A unit for each paragraph of a literal or folded scalar."""
    full = [row for row in rows if row.text.strip()]
    if not full:
        return
    indent = indent or full[0].indent
    for paragraph in _paragraphs(rows):
        runs: list[Run] = []
        start = paragraph[0].start + min(indent, paragraph[0].indent)
        for number, row in enumerate(paragraph):
            begin = row.start + min(indent, row.indent)
            stop = row.start + len(row.text.rstrip())
            if number:
                end = paragraph[number - 1].start + len(paragraph[number - 1].text.rstrip())
                runs.append(Run(RunKind.BREAK, text[end:begin], " "))
            runs.append(Run(RunKind.TEXT, text[begin:stop], text[begin:stop]))
        stop = paragraph[-1].start + len(paragraph[-1].text.rstrip())
        yield from _found(start, stop, runs, key, paragraph[0].number, _plain_text)


def _paragraphs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    paragraph: list[_Row] = []
    for row in rows:
        if row.text.strip():
            paragraph.append(row)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _flow_scalar(text: str, start: int, rows: Sequence[_Row], key: str) -> Iterator[Found]:
    stop = rows[-1].end
    line = rows[0].number
    quote = text[start]
    if quote == '"':
        match = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?$', re.DOTALL | re.MULTILINE).match(text, start, stop)
        if match and _rest_is_blank(text, match.end(), stop):
            yield from _quoted(match.start(1), match.end(1), match.group(1), key, line, _YAML_ESCAPES)
    elif quote == "'":
        match = re.compile(r"'((?:[^']|'')*)'[ \t]*(?:#.*)?$", re.MULTILINE).match(text, start, stop)
        if match and _rest_is_blank(text, match.end(), stop):
            yield from _single_quoted(match.start(1), match.end(1), match.group(1), key, line)
    elif quote not in "[{&*!|>%@`#,]}" and not re.match(r"[-?:](?:[ \t]|$)", text[start:stop]):
        end = start + len(re.split(r"[ \t]+#", text[start:stop], maxsplit=1)[0].rstrip())
        value = text[start:end]
        if not re.search(r"(?:\r\n?|\n)[ \t]*(?:\r|\n)|:[ \t\r\n]", value):
            yield from _found(start, end, _with_breaks(value), key, line, _plain_yaml)


def _rest_is_blank(text: str, start: int, stop: int) -> bool:
    return not text[start:stop].strip()


def _with_breaks(raw: str) -> list[Run]:
    runs: list[Run] = []
    done = 0
    for match in _SOFT.finditer(raw):
        if match.start() > done:
            runs.append(Run(RunKind.TEXT, raw[done : match.start()], raw[done : match.start()]))
        runs.append(Run(RunKind.BREAK, match.group(), " "))
        done = match.end()
    if raw[done:]:
        runs.append(Run(RunKind.TEXT, raw[done:], raw[done:]))
    return runs


def _quoted(start: int, end: int, raw: str, key: str, line: int, escapes: dict[str, str]) -> Iterator[Found]:
    """A string in double quotes, whose text may hold them unescaped where it has several lines."""
    runs: list[Run] = []
    done = 0
    for match in re.finditer(
        r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([ \t]*(?:\r\n?|\n)\s*)|(.))", raw
    ):
        runs += _quotes_kept(raw[done : match.start()])
        number = match.group(1) or match.group(2) or match.group(3)
        said = escapes.get(match.group(5)) if match.group(5) else None
        if number and int(number, 16) < 0x110000 and not 0xD800 <= int(number, 16) < 0xE000:
            said = chr(int(number, 16))
        if said is None or said < " " or said == OBJECT:
            runs.append(Run(RunKind.SINGLE, match.group(), label="character"))
        else:
            runs.append(Run(RunKind.TEXT, match.group(), said))
        done = match.end()
    runs += _quotes_kept(raw[done:])
    yield from _found(start, end, runs, key, line, lambda unit: _coded_writer(unit, _escape_quoted))


def _quotes_kept(raw: str) -> list[Run]:
    runs: list[Run] = []
    for number, piece in enumerate(raw.split('"')):
        if number:
            runs.append(Run(RunKind.TEXT, '"', '"', literal=True))
        runs += _with_breaks(piece)
    return runs


def _escape_quoted(text: str) -> str:
    return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def _single_quoted(start: int, end: int, raw: str, key: str, line: int) -> Iterator[Found]:
    runs: list[Run] = []
    done = 0
    for match in re.finditer("''", raw):
        runs += _with_breaks(raw[done : match.start()])
        runs.append(Run(RunKind.TEXT, "''", "'"))
        done = match.end()
    runs += _with_breaks(raw[done:])
    yield from _found(
        start, end, runs, key, line, lambda unit: _coded_writer(unit, lambda text: _one_line(text).replace("'", "''"))
    )


_Writer = Callable[[str, tuple[Code, ...]], str]


def _found(
    start: int, end: int, runs: list[Run], key: str, line: int, writer: Callable[[Unit], _Writer]
) -> Iterator[Found]:
    source, codes, spelling = protect(runs)
    if translatable(source):
        unit = Unit(source, codes, notes=(f"front matter: {key}",), kind="front matter", line=line, spelling=spelling)
        yield Found(start, end, unit, writer(unit))


def _coded_writer(unit: Unit, escape: Callable[[str], str]) -> _Writer:
    return lambda coded, codes: restore(coded, codes, unit.spelling, lambda text, before: escape(text))


def _one_line(text: str) -> str:
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text)


def _plain_text(unit: Unit) -> _Writer:
    # A blank at the begin would be read as deeper indentation.
    return lambda coded, codes: restore(
        _one_line(coded).strip(), codes, unit.spelling, may_break=lambda rest: not rest[:1].isspace()
    )


def _plain_yaml(unit: Unit) -> _Writer:
    """A plain scalar where the text may be one; else the whole in double quotes (YAML 1.2.2, section 7.3.3)."""

    def write(coded: str, codes: tuple[Code, ...]) -> str:
        raw = restore(_one_line(coded).strip(), codes, unit.spelling, may_break=lambda rest: not rest.startswith("#"))
        if _may_be_plain(raw, unit.source) and not (_NOT_TEXT.fullmatch(raw) and not _NOT_TEXT.fullmatch(unit.source)):
            return raw
        return '"' + restore(_one_line(coded).strip(), codes, escape=lambda text, before: _escape_quoted(text)) + '"'

    return write


_NOT_TEXT = re.compile(r"[-+]?[0-9.][0-9_.,:eE+xXobA-Fa-f-]*|true|false|yes|no|on|off|null|~|y|n", re.IGNORECASE)


def _may_be_plain(raw: str, source: str) -> bool:
    first, second = raw[:1], raw[1:2]
    if not first:
        return False
    if first in "-?:" and not second.strip():
        return False
    if first in "[]{},&*!|>%@`\"'#":
        return False
    return not re.search(r":(?:\s|$)|\s#", raw) and all(
        char.isprintable() or char in "\n\r\t\xa0" or char in source for char in raw
    )


# --- TOML -----------------------------------------------------------------------------------------------------


def _toml(text: str, rows: Sequence[_Row], wanted: set[str]) -> Iterator[Found]:
    stop = rows[-1].end if rows else 0
    done = 0
    for row in rows:
        match = _TOML_KEY.match(row.text)
        if match is None or row.start < done:
            continue
        key = (match.group(1) or match.group(2) or match.group(3)).rpartition(".")[2].strip().lower()
        start = row.start + match.end()
        value = _TOML_STRING.match(text, start, stop)
        if value is None:
            continue
        done = value.end()
        if key not in wanted:
            continue
        if value.group(1) is not None:
            yield from _toml_paragraphs(text, value.start(1), value.end(1), key, row.number, basic=True)
        elif value.group(2) is not None:
            yield from _toml_paragraphs(text, value.start(2), value.end(2), key, row.number, basic=False)
        elif value.group(3) is not None:
            yield from _quoted(value.start(3), value.end(3), value.group(3), key, row.number, _TOML_ESCAPES)
        else:
            raw = value.group(4)
            yield from _found(start, value.end(), [Run(RunKind.TEXT, raw, raw)], key, row.number, _toml_literal)


_TOML_STRING = re.compile(
    r"\"\"\"((?:[^\"\\]|\\.|\"(?!\"\"))*\"{0,2})\"\"\"|'''((?:[^']|'(?!''))*'{0,2})'''"
    r"|\"((?:[^\"\\\r\n]|\\.)*)\"|'([^'\r\n]*)'",
    re.DOTALL,
)


def _toml_paragraphs(text: str, start: int, end: int, key: str, line: int, basic: bool) -> Iterator[Found]:
    """A unit for each paragraph of a string of several lines."""
    for match in re.finditer(r"[^\s](?:[^\r\n]|(?:\r\n?|\n)(?![ \t]*(?:\r|\n|\Z)))*", text[start:end]):
        raw = match.group().rstrip()
        begin = start + match.start()
        number = line + len(re.findall(r"\r\n?|\n", text[start:begin]))
        if basic:
            yield from _quoted(begin, begin + len(raw), raw, key, number, _TOML_ESCAPES)
        else:
            yield from _found(begin, begin + len(raw), _with_breaks(raw), key, number, _toml_long_literal)


def _toml_literal(unit: Unit) -> _Writer:
    """A literal string where the text has no apostrophe; else a basic one (TOML 1.0.0, "String")."""

    def write(coded: str, codes: tuple[Code, ...]) -> str:
        raw = restore(_one_line(coded), codes, unit.spelling)
        return f'"{_escape_quoted(raw)}"' if "'" in raw else f"'{raw}'"

    return write


def _toml_long_literal(unit: Unit) -> _Writer:
    # Nothing can be escaped here, so what would end the string is written with another apostrophe.
    return lambda coded, codes: re.sub(r"'(?='')|'\Z", "’", restore(_one_line(coded).strip(), codes, unit.spelling))
