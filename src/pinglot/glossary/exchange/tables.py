"""Tables of other tools: DeepL's and Weblate's CSV, OmegaT's TSV, UTX, and any table whose columns are named.

- DeepL: ``source,target,en,es`` without a header (DeepL's documentation, "Formatting glossaries").
- Weblate: the columns of the Translate Toolkit, ``location,source,target,id,fuzzy,context,translator_comments,
  developer_comments``.
- OmegaT: ``source``, ``target``, ``comment`` with tabs, UTF-8; a line that begins with ``#`` is a comment.
- UTX 1.11 (Asia-Pacific Association for Machine Translation): tabs, header lines that begin with ``#``, one of them the
  columns; ``term status`` is ``provisional``, ``approved``, ``non-standard`` or ``forbidden``, and rows with one
  ``concept ID`` belong together.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import files
from pinglot.glossary.exchange.imported import Imported, finding, made_term
from pinglot.model import Finding, Status, Term

__all__ = [
    "read_deepl",
    "read_omegat",
    "read_table",
    "read_utx",
    "read_weblate",
    "write_deepl",
    "write_omegat",
    "write_utx",
    "write_weblate",
]

_LISTS = ("variants", "forms", "forbidden")
ALIASES = {
    "term": ("source", "src", "sourcestring", "source term", "source_term", "sourceterm", "original", "english", "en"),
    "translation": ("target", "tgt", "targetstring", "target term", "target_term", "targetterm", "translated"),
    "definition": ("description", "explanation", "meaning"),
    "pos": ("part of speech", "partofspeech", "part_of_speech", "wordclass"),
    "note": ("comment", "comments", "notes", "remark", "remarks"),
    "variants": ("synonyms", "variant"),
    "status": ("term status",),
}
"""Names under which other tables have our columns, in small letters."""

_WEBLATE = ("location", "source", "target", "id", "fuzzy", "context", "translator_comments", "developer_comments")
_UTX_POS = {"noun": "noun", "proper noun": "properNoun", "verb": "verb", "adjective": "adjective", "adverb": "adverb"}
_UTX_POS_BACK = {value.lower(): key for key, value in _UTX_POS.items()}
_UTX_OWN = ("variants", "keep", "case", "gender", "number", "locale", "definition", "reviewer", "reviewed")


# --- any table ------------------------------------------------------------------------------------------------


def read_table(data: bytes, path: Path, columns: Mapping[str, str] | None = None) -> Imported:
    """Rows from a CSV or TSV file with named columns.

    Args:
        data: its bytes, in UTF-8.
        path: for messages; its suffix says the sign between cells where the first line does not.
        columns: our column → the table's one; without, our own names and the usual other ones are looked for. A
            column that is not taken becomes one that pinglot keeps and does not use, except numbers of rows.

    Raises:
        GlossaryError: it is no table, or lacks a column that was named, or one for the terms.
    """
    rows = list(_rows(data, path, _delimiter(data, path)))
    if not rows:
        raise GlossaryError("is empty", path)
    line, head = rows[0]
    names = [cell.strip() for cell in head]
    small = [name.lower() for name in names]
    if not columns and len(names) == 2 and not set(small) & _known():
        places, body = {"term": 0, "translation": 1}, rows
    else:
        places, body = _places(names, columns or {}, path, line), rows[1:]
    given = set(places.values())
    mapped = bool(columns) or "term" not in small
    extras = [
        place
        for place, name in enumerate(small)
        if place not in given and name and not (mapped and name in _COUNTERS) and body is not rows
    ]
    terms: list[Term] = []
    findings: list[Finding] = []
    for number, cells in body:
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            findings.append(finding("cells", f"the row has {len(cells)} cells, {len(names)} are named", path, number))
            continue
        padded = [*cells, *[""] * (len(names) - len(cells))]
        said = {column: padded[place] for column, place in places.items()}
        lists = {column: _split(said.pop(column, "")) for column in _LISTS}
        extra = [(small[place], padded[place]) for place in extras if padded[place].strip()]
        _take(made_term(said, lists, extra, path, number), terms, findings)
    return Imported(terms, findings)


_COUNTERS = {"id", "stringid", "sourcelang", "targetlang", "location"}


def _known() -> set[str]:
    return {*files.COLUMNS, *(alias for aliases in ALIASES.values() for alias in aliases), *_COUNTERS}


def _places(names: Sequence[str], columns: Mapping[str, str], path: Path, line: int) -> dict[str, int]:
    """Our column → its place in the table."""
    small = [name.lower() for name in names]
    found: dict[str, int] = {}
    for column, name in columns.items():
        if column not in files.COLUMNS:
            raise UsageError(f"there is no column {column}; the columns are {', '.join(files.COLUMNS)}")
        if name.lower() not in small:
            raise GlossaryError(f"has no column {name} (it has {', '.join(names)})", path, line)
        found[column] = small.index(name.lower())
    for column in files.COLUMNS:
        if column in found:
            continue
        alias = next((name for name in (column, *ALIASES.get(column, ())) if name in small), None)
        if alias is not None and small.index(alias) not in found.values():
            found[column] = small.index(alias)
    if "term" not in found:
        raise GlossaryError(
            f"has no column for the terms (it has {', '.join(names)}); name it with --column term=NAME", path, line
        )
    return found


def _delimiter(data: bytes, path: Path) -> str:
    first = data.split(b"\n", 1)[0].decode("utf-8", "replace")
    own = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    return max((own, *(sign for sign in ",;\t" if sign != own)), key=first.count)


# --- DeepL ----------------------------------------------------------------------------------------------------


def write_deepl(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Approved rows as DeepL's CSV of four columns; DeepL takes a source once, so a second row of it is left out."""
    seen: set[str] = set()
    rows = []
    for term in terms:
        if term.status is Status.APPROVED and term.term not in seen:
            seen.add(term.term)
            rows.append([term.term, term.target, source, term.locale or target])
    return _csv(rows)


def read_deepl(data: bytes, path: Path) -> Imported:
    """Rows from DeepL's CSV of two to five columns."""
    terms: list[Term] = []
    findings: list[Finding] = []
    for line, cells in _rows(data, path, ","):
        if len(cells) < 2:
            findings.append(finding("cells", f"“{' '.join(cells)}” has no translation", path, line))
            continue
        locale = cells[3].strip() if len(cells) > 3 else ""
        said = {"term": cells[0], "translation": cells[1], "locale": locale}
        _take(made_term(said, {}, (), path, line), terms, findings)
    return Imported(terms, findings)


# --- Weblate --------------------------------------------------------------------------------------------------


def write_weblate(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Approved and proposed rows as Weblate's CSV; a proposed one "needs editing" there."""
    rows = [list(_WEBLATE)]
    for number, term in enumerate(terms, 1):
        if term.status in (Status.APPROVED, Status.PROPOSED):
            fuzzy = "True" if term.status is Status.PROPOSED else "False"
            rows.append(["", term.term, term.target, str(number), fuzzy, "", term.note, term.definition])
    return _csv(rows)


def read_weblate(data: bytes, path: Path) -> Imported:
    """Rows from Weblate's CSV, with or without its header."""
    rows = list(_rows(data, path, ","))
    names = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "source" in names:
        rows = rows[1:]
    elif names and len(names) == 2:
        names = ["source", "target"]
    else:
        names = list(_WEBLATE)
    terms: list[Term] = []
    findings: list[Finding] = []
    for line, cells in rows:
        row = dict(zip(names, cells, strict=False))
        fuzzy = row.get("fuzzy", "").strip().lower() in ("true", "1", "yes")
        said = {
            "term": row.get("source", ""),
            "translation": row.get("target", ""),
            "status": "proposed" if fuzzy else "approved",
            "note": row.get("translator_comments", ""),
            "definition": row.get("developer_comments", ""),
        }
        _take(made_term(said, {}, (), path, line), terms, findings)
    return Imported(terms, findings)


# --- OmegaT ---------------------------------------------------------------------------------------------------


def write_omegat(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Approved rows as OmegaT's glossary: term, translation, comment."""
    rows = [
        [term.term, term.target, term.note]
        for term in terms
        if term.status is Status.APPROVED and not term.term.startswith("#")
    ]
    return _tsv(rows)


def read_omegat(data: bytes, path: Path) -> Imported:
    """Rows from OmegaT's glossary."""
    terms: list[Term] = []
    findings: list[Finding] = []
    for line, cells in _plain_rows(data, path):
        if cells[0].startswith("#"):
            continue
        said = {"term": cells[0], "translation": _at(cells, 1), "note": _at(cells, 2)}
        _take(made_term(said, {}, (), path, line), terms, findings)
    return Imported(terms, findings)


# --- UTX ------------------------------------------------------------------------------------------------------


def write_utx(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Every row as UTX 1.11; forms and forbidden forms are rows of the same concept.

    What UTX has no column for stands in columns with our names, as UTX allows; a status that it does not know is in
    the column ``pinglot status``.
    """
    extras = list(dict.fromkeys(column for term in terms for column, _ in term.extra))
    own = [column for column in _UTX_OWN if any(files.cell(term, column) for term in terms)]
    names = ["src", "tgt", "src:pos", "tgt:pos", "term status", "tgt:comment", "concept ID", "pinglot status", *own]
    names += [f"x-{column}" for column in extras]
    rows = []
    for number, term in enumerate(terms, 1):
        if term.term.startswith("#"):
            continue  # it would read as a comment
        concept = str(number)
        status = {Status.APPROVED: "approved", Status.PROPOSED: "provisional"}.get(term.status, "")
        more = [files.cell(term, column) for column in own]
        more += [dict(term.extra).get(column, "") for column in extras]
        own_status = "" if status else term.status.value
        pos = _UTX_POS.get(term.pos, term.pos)
        translation = "" if term.keep and not term.translation else term.translation
        rows.append([term.term, translation or term.target, pos, pos, status, term.note, concept, own_status, *more])
        for kind, forms in (("non-standard", term.forms), ("forbidden", term.forbidden)):
            rows += [[term.term, form, pos, "", kind, "", concept] for form in forms]
    head = f"#UTX 1.11; {source}/{target}; copyright: ; license: ;\n#" + "\t".join(names) + "\n"
    return head.encode() + _tsv(rows)


def read_utx(data: bytes, path: Path) -> Imported:
    """Rows from UTX 1.00 to 1.20: rows of one concept with other statuses are the forms of its first.

    Raises:
        GlossaryError: it has no line that names the columns.
    """
    names: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for line, cells in _plain_rows(data, path):
        if cells[0].startswith("#"):
            bare = [cell.strip().lstrip("#").strip() for cell in cells]
            if "src" in bare[:1] and "tgt" in bare:
                names = bare
            continue
        if not names:
            raise GlossaryError("has no line “#src…tgt…” that names its columns, so it is no UTX", path, line)
        rows.append((line, dict(zip(names, cells, strict=False))))
    terms: list[Term] = []
    findings: list[Finding] = []
    taken: set[int] = set()
    for index, (line, row) in enumerate(rows):
        if index in taken:
            continue
        forms: dict[str, list[str]] = {"forms": [], "forbidden": []}
        concept = row.get("concept ID", "").strip()
        status = row.get("term status", "").strip().lower()
        if status not in ("non-standard", "forbidden"):
            for later in range(index + 1, len(rows) if concept else index + 1):
                other = rows[later][1]
                kind = {"non-standard": "forms", "forbidden": "forbidden"}.get(
                    other.get("term status", "").strip().lower(), ""
                )
                if later not in taken and kind and other.get("concept ID", "").strip() == concept:
                    taken.add(later)
                    forms[kind].append(other.get("tgt", "").strip())
        _take(_utx_term(row, status, forms, names, path, line), terms, findings)
    return Imported(terms, findings)


def _utx_term(
    row: Mapping[str, str], status: str, forms: Mapping[str, Sequence[str]], names: Sequence[str], path: Path, line: int
) -> Term | Finding:
    pos = (row.get("tgt:pos") or row.get("src:pos") or "").strip()
    said = {column: row.get(column, "") for column in _UTX_OWN}
    said |= {
        "term": row.get("src", ""),
        "translation": row.get("tgt", ""),
        "pos": _UTX_POS_BACK.get(pos.lower(), pos) if pos != "-" else "",
        "status": row.get("pinglot status", "").strip() or _UTX_STATUS.get(status, "approved"),
        "note": row.get("tgt:comment") or row.get("src:comment") or row.get("comment") or "",
    }
    if said.get("keep") and said["translation"].strip() == said["term"].strip():
        said["translation"] = ""
    lists = {**forms, "variants": _split(said.pop("variants"))}
    extra = [(name[2:], row.get(name, "")) for name in names if name.startswith("x-") and row.get(name, "").strip()]
    return made_term(said, lists, extra, path, line)


_UTX_STATUS = {"approved": "approved", "provisional": "proposed", "non-standard": "deprecated", "forbidden": "rejected"}


# --- rows -----------------------------------------------------------------------------------------------------


def _text(data: bytes, path: Path) -> str:
    for bom, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        raise GlossaryError("is not UTF-8; save it as “CSV UTF-8”", path, line) from None


def _rows(data: bytes, path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records that hold something, each with the line where it begins."""
    reader = csv.reader(io.StringIO(_text(data, path), newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as trouble:
        raise GlossaryError(f"cannot be read as a table ({trouble})", path, line) from None


def _plain_rows(data: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines cut at tabs, without any quoting."""
    for line, text in enumerate(re.split(r"\r\n|\r|\n", _text(data, path)), 1):
        if text.strip():
            yield line, text.split("\t")


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _tsv(rows: Iterable[Sequence[str]]) -> bytes:
    lines = ("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in row) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for piece in cell.split("|") if (part := piece.strip())))


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _take(made: Term | Finding, terms: list[Term], findings: list[Finding]) -> None:
    if isinstance(made, Finding):
        findings.append(made)
    else:
        terms.append(made)
