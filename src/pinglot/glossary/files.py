"""Glossary files: CSV and TSV, read strictly and written back without touching what did not change.

The format is RFC 4180 with any of comma, semicolon and tab between cells, UTF-8 with or without a byte order mark,
any line ends. The first line names the columns (``term`` must be one); a file of two columns may leave it out. A
file keeps the spelling of each record, so that a person's quoting, blanks and unknown columns survive a rewriting.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pinglot import locales
from pinglot.brief import cut
from pinglot.errors import GlossaryError, UsageError
from pinglot.files import MAX_FILE_SIZE, read_bytes, write_bytes
from pinglot.model import Case, Status, Term

__all__ = [
    "COLUMNS",
    "Row",
    "Table",
    "amend",
    "canonical",
    "cell",
    "check_place",
    "check_translation",
    "expand",
    "locale_of",
    "lookup",
    "one_line",
    "place",
    "read",
    "render",
    "rewritten",
    "write",
]

COLUMNS = (
    "term", "translation", "variants", "forms", "forbidden", "keep", "case", "status", "pos", "gender", "number",
    "locale", "definition", "note", "reviewer", "reviewed",
)  # fmt: skip
"""The columns that pinglot knows, in the order in which it writes them to a new file."""

SUFFIXES = (".csv", ".tsv")
_Refuse = Callable[[str], GlossaryError]
_LISTS = ("variants", "forms", "forbidden")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})
# First cells of tables that are glossaries under other names; a row of such names is a header, not a term.
_FOREIGN = frozenset(
    (
        *("source", "src", "en", "english", "sourcestring", "sourceterm", "source_term", "sourcelang"),
        *("target", "tgt", "translation", "targetstring", "targetterm", "target_term", "targetlang"),
        *("id", "stringid"),
    )
)
_BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_SEP_LINE = re.compile(r"sep=(?P<delimiter>[,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's own hint
_LINE_END = re.compile(r"\r\n|\r|\n")
_WHOLE_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n)?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a glossary file.

    Attributes:
        cells: as the file has them, blanks and all, without quotation marks.
        term: what they say.
        line: 1-based line where the record begins.
    """

    cells: tuple[str, ...]
    term: Term
    line: int


@dataclass(slots=True)
class _Record:
    raw: str
    cells: tuple[str, ...]
    line: int

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(slots=True)
class Table:
    """A glossary file as read.

    Attributes:
        path: the file.
        columns: the column names in order, lower case, as the header has them; for a file without header, the two
            that it has.
        rows: its rows in order; blank lines are none.
        errors: what could not be read, where reading was asked to go on.
    """

    path: Path
    columns: tuple[str, ...]
    rows: list[Row]
    errors: list[GlossaryError] = field(default_factory=list)
    delimiter: str = ","
    line_end: str = "\n"
    _prefix: str = ""  # byte order mark, Excel's "sep=;" line
    _header: _Record | None = None
    _records: list[_Record] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        """Every row's term, in file order."""
        return [row.term for row in self.rows]

    @property
    def hollow(self) -> list[int]:
        """The lines of rows that hold nothing but what a spreadsheet fills down: a locale, columns nobody knows."""
        filled = ("locale", "status", "case", "keep")
        return [
            record.line
            for record in self._records
            if not record.blank
            and not any(
                text.strip()
                for column, text in zip(self.columns, record.cells, strict=False)
                if column in COLUMNS and column not in filled
            )
        ]

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Columns that pinglot does not know; it keeps them."""
        return tuple(column for column in self.columns if column and column not in COLUMNS)


# --- which files ----------------------------------------------------------------------------------------------


def expand(paths: Iterable[str | Path]) -> list[tuple[Path, bool]]:
    """Every glossary file of files and folders, each once: ``(path, whether it was named itself)``.

    Raises:
        GlossaryError: a path is missing, or a file has neither suffix.
    """
    found: dict[str, tuple[Path, bool]] = {}
    for given in map(Path, paths):
        if given.is_dir():
            for path in _in_folder(given):
                found.setdefault(os.path.realpath(path), (path, False))
        elif not given.exists():
            raise GlossaryError("there is no such file or folder", given)
        elif given.suffix.lower() not in SUFFIXES:
            raise GlossaryError("is no glossary that pinglot reads; save it as .csv or .tsv", given)
        else:
            found[os.path.realpath(given)] = (given, True)
    return list(found.values())


def _in_folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    )


def locale_of(path: str | Path) -> str:
    """The locale in a file's name, ``aid.es-MX.csv`` → ``es-MX``; ``""`` where it has none."""
    name, _, tag = Path(path).stem.rpartition(".")
    if not name:
        return ""
    try:
        return locales.normalize(tag)
    except UsageError:
        return ""  # a full stop in the name itself


def canonical(tag: str) -> str:
    """One tag for each locale that gettext does not tell apart: ``zh-CN`` and ``zh-Hans`` are one."""
    return locales.normalize(locales.gettext_name(tag)) if tag else ""


def lookup(target: str) -> list[str]:
    """The locales whose rows serve a target, narrowest first, in the form of :func:`canonical`.

    ``zh`` is ``zh-Hans`` there, so its rows do not serve ``zh-Hant``.
    """
    if not target:
        return []
    own = canonical(target)
    wider = (canonical(tag) for tag in locales.chain(own))
    return list(dict.fromkeys(tag for tag in wider if f"{own}-".startswith(f"{tag}-")))


def check_place(path: Path, target: str) -> None:
    """Refuses a file that cannot be a glossary for a locale.

    Raises:
        UsageError: its name says another locale, or its suffix another format.
    """
    named = locale_of(path)
    if named and canonical(named) not in lookup(target):
        raise UsageError(
            f"{path} is for {named} by its name; name a file for {target}, such as glossary/terms.{target}.csv"
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path} is no glossary that pinglot reads; end its name in .csv or .tsv")


def one_line(text: str) -> str:
    """A cell's text in a message: on one line and not longer than a message can bear."""
    return cut(_LINE_END.sub(" ", text), 400)


def place(term: Term) -> str:
    """Where a row stands, for messages."""
    return f"{term.path}:{term.line}" if term.path else "given in code"


# --- reading --------------------------------------------------------------------------------------------------


def read(path: str | Path, go_on: bool = False, limit: int = MAX_FILE_SIZE) -> Table:
    """Reads a glossary file.

    Args:
        path: a CSV or TSV file.
        go_on: collect what is wrong with single rows in ``Table.errors`` and leave those rows out, instead of
            raising at the first; an approved row without translation is let through. For lint.
        limit: bytes; a larger file is refused.

    Raises:
        GlossaryError: it cannot be read; the message names the line.
    """
    path = Path(path)
    text = _decode(read_bytes(path, limit, GlossaryError), path)
    prefix = "\ufeff" if text.startswith("\ufeff") else ""
    hint = _SEP_LINE.match(text, len(prefix))
    if hint:
        prefix += hint.group()
    body = text[len(prefix) :]
    first_line = 1 + len(_LINE_END.findall(prefix))
    delimiter = hint["delimiter"] if hint else _delimiter(body, path)
    records = list(_records(body, delimiter, path, first_line))
    end = _LINE_END.search(text)
    table = Table(path, (), [], delimiter=delimiter, line_end=end.group() if end else "\n", _prefix=prefix)
    start = next((index for index, record in enumerate(records) if not record.blank), None)
    if start is None:
        raise GlossaryError("is empty; its first line names the columns: term,translation", path)
    table.columns, headed = _columns(records[start:], path)
    if headed:
        table._header = records[start]
        table._prefix += "".join(record.raw for record in records[:start])
        records = records[start + 1 :]
    table._records = records
    locale = locale_of(path)
    for record in records:
        if record.blank:
            continue
        try:
            term = _term(record.cells, table.columns, locale, str(path), record.line)
            if not go_on:
                check_translation(term)
            table.rows.append(Row(record.cells, term, record.line))
        except GlossaryError as error:
            if not go_on:
                raise
            table.errors.append(error)
    return table


def _decode(data: bytes, path: Path) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            raise GlossaryError(f"is {name}; save it as “CSV UTF-8”", path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        byte = data[trouble.start]
        raise GlossaryError(f"is not UTF-8 (byte 0x{byte:02x}); save it as “CSV UTF-8”", path, line) from None
    if "\0" in text:
        raise GlossaryError(
            "holds a NUL character; it is not a text file", path, text.count("\n", 0, text.index("\0")) + 1
        )
    return text


def _delimiter(body: str, path: Path) -> str:
    """The sign between the cells: the suffix's own where the first line bears it out, else the most frequent."""
    line = next((line for line in _LINE_END.split(body) if line.strip()), "")
    bare = _QUOTED.sub("", line)
    own = "\t" if path.suffix.lower() == ".tsv" else ","
    candidates = sorted((own, *(sign for sign in ",;\t" if sign != own)), key=bare.count, reverse=True)
    for sign in candidates:
        if "term" in (cell.strip().strip('"').strip().lower() for cell in line.split(sign)):
            return sign
    return own if bare.count(own) else candidates[0]


def _records(body: str, delimiter: str, path: Path, line: int) -> Iterator[_Record]:
    """RFC 4180, section 2; a quotation mark inside a cell that does not begin with one is a character."""
    bare = re.compile(rf"[^{delimiter}\r\n]*")
    position, size = 0, len(body)
    while position < size:
        whole = _WHOLE_LINE.match(body, position)
        assert whole  # it matches nothing, too
        if '"' not in whole[1]:
            yield _Record(whole[0], tuple(whole[1].split(delimiter)), line)
            position = whole.end()
            line += 1
            continue
        start, cells = position, []
        while True:
            if body.startswith('"', position):
                quoted = _QUOTED.match(body, position)
                if not quoted:
                    raise GlossaryError("a quotation mark that opens a cell is never closed", path, line)
                cells.append(quoted[1].replace('""', '"'))
                position = quoted.end()
                if position < size and body[position] not in (delimiter, "\r", "\n"):
                    raise GlossaryError(
                        "a cell goes on after its closing quotation mark; "
                        'put the whole cell into quotation marks and double those inside ("")',
                        path,
                        line,
                    )
            else:
                match = bare.match(body, position)
                assert match  # it matches nothing, too
                cells.append(match.group())
                position = match.end()
            if position < size and body[position] == delimiter:
                position += 1
                continue
            break
        end = _LINE_END.match(body, position)
        position = end.end() if end else position
        raw = body[start:position]
        yield _Record(raw, tuple(cells), line)
        line += len(_LINE_END.findall(raw))


def _columns(records: Sequence[_Record], path: Path) -> tuple[tuple[str, ...], bool]:
    """The column names, and whether the first record says them."""
    head = records[0]
    names = tuple(cell.strip().lower() for cell in head.cells)
    if "term" in names:
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice:
            raise GlossaryError(f"has two columns `{one_line(twice)}`", path, head.line)
        return names, True
    shown = one_line(", ".join(cell.strip() for cell in head.cells if cell.strip()))
    if "sourcestring" in names and "targetstring" in names:
        raise GlossaryError(
            f"has no column `term` (it has {shown}); rename sourceString to term and targetString to translation",
            path,
            head.line,
        )
    width = max(len(record.cells) for record in records if not record.blank)
    if width != 2 or _FOREIGN.intersection(names):
        raise GlossaryError(
            f"has no column `term` (its first line is: {shown}); name the columns there, as in term,translation",
            path,
            head.line,
        )
    return ("term", "translation"), False


# A page that saves a row reads the file before and after: all other rows are the same again.
@lru_cache(maxsize=32_768)
def _term(row: tuple[str, ...], columns: tuple[str, ...], file_locale: str, path: str, line: int) -> Term:
    def refuse(reason: str) -> GlossaryError:
        return GlossaryError(one_line(reason), path, line)

    if any(cell.strip() for cell in row[len(columns) :]):
        raise refuse(
            f"the row has {len(row)} cells, but there are {len(columns)} columns; "
            "a cell that holds the delimiter must stand in quotation marks"
        )
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
    extra = tuple(
        (column, cell) for column, cell in zip(columns, row, strict=False) if column not in COLUMNS and cell.strip()
    )
    name = cells.get("term", "")
    if not name:
        raise refuse("the row has no term")
    return Term(
        term=name,
        translation=cells.get("translation", ""),
        variants=_list(cells.get("variants", "")),
        forms=_list(cells.get("forms", "")),
        forbidden=_list(cells.get("forbidden", "")),
        keep=_keep(cells.get("keep", ""), name, refuse),
        case=_case(cells.get("case", ""), name, refuse),
        status=_status(cells.get("status", ""), name, refuse),
        pos=cells.get("pos", ""),
        gender=cells.get("gender", ""),
        number=cells.get("number", ""),
        locale=_locale(cells.get("locale", ""), file_locale, name, refuse),
        definition=cells.get("definition", ""),
        note=cells.get("note", ""),
        reviewer=cells.get("reviewer", ""),
        reviewed=cells.get("reviewed", ""),
        extra=extra,
        path=path,
        line=line,
    )


def check_translation(term: Term) -> None:
    """Refuses an approved row that pins nothing.

    Raises:
        GlossaryError: it has neither a translation nor ``keep``.
    """
    if term.status is Status.APPROVED and not term.target.strip():
        raise GlossaryError(
            f"“{one_line(term.term)}” has no translation; give it one, set keep to yes, or its status to proposed",
            term.path or None,
            term.line,
        )


def _list(cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    return tuple(dict.fromkeys(part for piece in cell.split("|") if (part := piece.strip())))


def _keep(cell: str, name: str, refuse: _Refuse) -> bool:
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise refuse(f"keep of “{name}” is “{cell}”; it can be yes or no")


def _case(cell: str, name: str, refuse: _Refuse) -> Case | None:
    try:
        return Case(cell.lower()) if cell else None
    except ValueError:
        raise refuse(f"case of “{name}” is “{cell}”; it can be exact, any or blank") from None


def _status(cell: str, name: str, refuse: _Refuse) -> Status:
    try:
        return Status(cell.lower()) if cell else Status.APPROVED
    except ValueError:
        raise refuse(
            f"status of “{name}” is “{cell}”; it can be approved, proposed, rejected, deprecated or blank (approved)"
        ) from None


def _locale(cell: str, file_locale: str, name: str, refuse: _Refuse) -> str:
    if not cell:
        return file_locale
    try:
        locale = locales.normalize(cell)
    except UsageError:
        raise refuse(f"locale of “{name}” is “{cell}”; use a BCP 47 tag such as es, es-MX or zh-Hans") from None
    if file_locale and canonical(file_locale) not in lookup(locale):
        raise refuse(f"locale of “{name}” is {locale}, but the file's name says {file_locale}")
    return locale


# --- writing --------------------------------------------------------------------------------------------------


def write(path: str | Path, terms: Iterable[Term]) -> bool:
    """Writes terms to a glossary file, whole or not at all; returns whether anything changed.

    An existing file keeps its columns, their order, delimiter, line ends, byte order mark, and the spelling of every
    row that says the same as before. A changed term whose ``line`` is that of a row keeps the row's other cells. A
    column that a term needs and the file lacks is added at the end. A row whose term is not given is removed.

    Raises:
        GlossaryError: the existing file cannot be read, or a term cannot be written in this format.
        UsageError: the place cannot be written.
    """
    path = Path(path)
    terms = list(terms)
    table = read(path) if path.exists() else _new_table(path, terms)
    return write_bytes(path, _written(table, terms).encode("utf-8"))


def render(name: str, terms: Iterable[Term]) -> bytes:
    """Terms as a new glossary file of this name: its suffix says the sign between cells, its locale what is left out.

    Raises:
        GlossaryError: a term cannot be written in this format.
    """
    terms = list(terms)
    return _written(_new_table(Path(name), terms), terms).encode("utf-8")


def rewritten(path: str | Path, terms: Iterable[Term]) -> bytes:
    """What :func:`write` would make of an existing file."""
    return _written(read(path), list(terms)).encode("utf-8")


def amend(table: Table, changes: Mapping[int, Term | None]) -> bool:
    """Writes a file back with some rows changed; returns whether anything changed.

    Every other record keeps its spelling, those that could not be read too. A changed row keeps the spelling of the
    cells that say the same as before, without outer blanks. A column that a row needs and the file lacks is added at
    the end.

    Args:
        table: the file as :func:`read` gave it, just before.
        changes: the line of a row, and its new term, None to take the row away.

    Raises:
        GlossaryError: a term cannot be written in this format.
        UsageError: the place cannot be written.
    """
    terms = [term for term in changes.values() if term is not None]
    missing = _missing(table, terms)
    columns = (*table.columns, *missing)
    rows = {row.line: row for row in table.rows}
    lines = [_header_line(table, missing)] if table._header or missing else []
    for record in table._records:
        changed = changes.get(record.line)
        if changed is not None:
            written = _cells(changed, columns, rows.get(record.line), locale_of(table.path))
            known = len(table.columns)
            cells = [
                text.strip() if index < known and column in COLUMNS else text
                for index, (column, text) in enumerate(zip(columns, written, strict=True))
            ]
            lines.append(_line(cells, table))
        elif record.line not in changes:
            lines.append(_padded(record, len(columns), table) if missing and not record.blank else record.raw)
    return write_bytes(table.path, (table._prefix + "".join(_ended(lines, table))).encode("utf-8"))


def _padded(record: _Record, width: int, table: Table) -> str:
    end = _LINE_END.search(record.raw[len(record.raw.rstrip("\r\n")) :])
    bare = record.raw[: len(record.raw) - len(end.group())] if end else record.raw
    return bare + table.delimiter * (width - len(record.cells)) + (end.group() if end else "")


def _ended(lines: Sequence[str], table: Table) -> list[str]:
    """The file's last line may have had no end, and now something follows it."""
    lines = [line for line in lines if line]
    ended = [line if line.endswith(("\r", "\n")) else line + table.line_end for line in lines[:-1]]
    return [*ended, *lines[-1:]]


def _missing(table: Table, terms: Sequence[Term]) -> list[str]:
    extra = dict.fromkeys(column for term in terms for column, _ in term.extra)
    return [
        column
        for column in (*COLUMNS, *extra)
        if column not in table.columns and (column not in COLUMNS or _uses(column, terms, table.path))
    ]


def _new_table(path: Path, terms: Sequence[Term]) -> Table:
    used = [column for column in COLUMNS if column in ("term", "translation") or _uses(column, terms, path)]
    extra = dict.fromkeys(column for term in terms for column, _ in term.extra)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    columns = (*used, *extra)
    return Table(path, columns, [], delimiter=delimiter, _header=_Record("", columns, 1))


def _uses(column: str, terms: Sequence[Term], path: Path) -> bool:
    if column == "locale":
        return any(term.locale and canonical(term.locale) != canonical(locale_of(path)) for term in terms)
    if column == "status":
        return any(term.status is not Status.APPROVED for term in terms)
    return any(cell(term, column) for term in terms)


def _written(table: Table, terms: Sequence[Term]) -> str:
    missing = _missing(table, terms)
    columns = (*table.columns, *missing)
    own_locale = locale_of(table.path)
    unchanged: dict[Term, list[Row]] = defaultdict(list)
    for known in reversed(table.rows):
        unchanged[known.term].append(known)
    by_line = {known.line: known for known in table.rows}
    raw = {record.line: record.raw for record in table._records}
    blank_after = _blanks_after(table._records)
    lines = [_header_line(table, missing), blank_after.get(0, "")]
    for term in terms:
        same = unchanged[term].pop() if unchanged.get(term) else None
        row = same or (by_line.get(term.line) if term.path in ("", str(table.path)) else None)
        if same and not missing:
            lines.append(raw[same.line])
        else:
            lines.append(_line(_cells(term, columns, row, own_locale), table))
        lines.append(blank_after.get(row.line, "") if row else "")
    return table._prefix + "".join(_ended(lines, table))


def _header_line(table: Table, missing: Sequence[str]) -> str:
    header = table._header
    if header and header.raw and not missing:
        return header.raw
    if header or missing:
        return _line((*(header.cells if header else table.columns), *missing), table)
    return ""  # a file of two columns that had no header, and needs none


def _blanks_after(records: Sequence[_Record]) -> dict[int, str]:
    """Blank lines, by the line of the row that they follow; 0 for those before the first."""
    found: dict[int, str] = {}
    last = 0
    for record in records:
        if record.blank:
            found[last] = found.get(last, "") + record.raw
        else:
            last = record.line
    return found


def _cells(term: Term, columns: Sequence[str], row: Row | None, own_locale: str) -> tuple[str, ...]:
    cells: list[str] = []
    for index, column in enumerate(columns):
        value = cell(term, column)
        if column == "locale" and canonical(value) == canonical(own_locale):
            value = ""
        had = row.cells[index] if row and index < len(row.cells) else ""
        if row and column == "locale" and row.term.locale == term.locale:
            value = had
        elif row and cell(row.term, column) == cell(term, column):
            value = had  # as it was written: “Approved”, “a | b”, outer blanks
        elif not row and column == "status":
            value = term.status.value
        cells.append(value)
    return tuple(cells)


def cell(term: Term, column: str) -> str:
    """What a column says of a term, as :func:`write` puts it into a new file.

    Raises:
        GlossaryError: a text of a list holds the sign that stands between them.
    """
    if column in _LISTS:
        for text in (texts := getattr(term, column)):
            if "|" in text:
                raise GlossaryError(
                    f"“{one_line(text)}” cannot be written: | stands between {column}", term.path or None, term.line
                )
        return "|".join(texts)
    if column == "keep":
        return "yes" if term.keep else ""
    if column == "case":
        return term.case.value if term.case else ""
    if column == "status":
        return term.status.value
    if column in COLUMNS:
        return str(getattr(term, column))
    return dict(term.extra).get(column, "")


def _line(cells: Sequence[str], table: Table) -> str:
    return table.delimiter.join(_quoted(cell, table.delimiter) for cell in cells) + table.line_end


def _quoted(cell: str, delimiter: str) -> str:
    if any(sign in cell for sign in ('"', delimiter, "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
