"""Glossaries in the formats of other tools: read them, write them, and say what a format could not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import locales
from pinglot.errors import GlossaryError, UsageError
from pinglot.files import MAX_FILE_SIZE, read_bytes
from pinglot.glossary import files
from pinglot.glossary.exchange import tables, tbx, xlsx
from pinglot.glossary.exchange.imported import Imported
from pinglot.model import Term

__all__ = ["FORMATS", "Imported", "Loss", "format_of", "parse", "read", "render"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, the suffix of its files, and its two ways."""

    summary: str
    suffix: str
    write: Callable[[Sequence[Term], str, str], bytes]
    read: Callable[[bytes, Path, str, str], Imported]


def _table(reader: Callable[[bytes, Path], Imported]) -> Callable[[bytes, Path, str, str], Imported]:
    return lambda data, path, source, target: reader(data, path)


def _write_own(suffix: str) -> Callable[[Sequence[Term], str, str], bytes]:
    def write(terms: Sequence[Term], source: str, target: str) -> bytes:
        return files.render(f"glossary{suffix}", terms)

    return write


FORMATS: dict[str, Format] = {
    "csv": Format("pinglot's own CSV", ".csv", _write_own(".csv"), _table(tables.read_table)),
    "tsv": Format("pinglot's own columns with tabs", ".tsv", _write_own(".tsv"), _table(tables.read_table)),
    "tbx": Format("TBX-Basic 3 (ISO 30042:2019)", ".tbx", tbx.write, tbx.read),
    "tbx2": Format(
        "TBX-Basic 2 (ISO 30042:2008)",
        ".tbx",
        lambda terms, source, target: tbx.write(terms, source, target, 2),
        tbx.read,
    ),
    "xlsx": Format("Excel", ".xlsx", xlsx.write, _table(xlsx.read)),
    "deepl": Format("DeepL's CSV", ".csv", tables.write_deepl, _table(tables.read_deepl)),
    "weblate": Format("Weblate's CSV", ".csv", tables.write_weblate, _table(tables.read_weblate)),
    "omegat": Format("OmegaT's glossary", ".txt", tables.write_omegat, _table(tables.read_omegat)),
    "utx": Format("UTX 1.11", ".utx", tables.write_utx, _table(tables.read_utx)),
}
"""Every format by its name; of two with one suffix, the first is taken where no format is named."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format could not hold of a row.

    Attributes:
        term: the row.
        column: the column that is lost or changed, ``""`` where the whole row is left out.
    """

    term: Term
    column: str = ""


def format_of(path: str | Path, name: str | None = None) -> str:
    """The format that is named, else the one that the file's suffix says.

    Raises:
        UsageError: there is no such format, or the suffix says none.
    """
    if name:
        if name not in FORMATS:
            raise UsageError(f"there is no format {name}; the formats are {', '.join(FORMATS)}")
        return name
    suffix = Path(path).suffix.lower()
    found = next((key for key, form in FORMATS.items() if form.suffix == suffix), "tbx" if suffix == ".xml" else None)
    if found is None or suffix == ".txt":
        raise UsageError(f"{path}: its suffix says no format; name one with --as {'|'.join(FORMATS)}")
    return found


def read(
    path: str | Path,
    form: str | None = None,
    source: str = "en",
    target: str = "",
    columns: Mapping[str, str] | None = None,
    limit: int = MAX_FILE_SIZE,
) -> Imported:
    """Rows from a file.

    Args:
        path: the file.
        form: a name of :data:`FORMATS`; None takes what the suffix says.
        source: BCP 47 tag of the terms.
        target: BCP 47 tag of the translations; ``""`` takes every language of a file that has several.
        columns: for a table, our column → its own one.
        limit: bytes; a larger file is refused.

    Raises:
        GlossaryError: it cannot be read in this format; the message names the line.
        UsageError: there is no such format, or ``columns`` are named for one that is no table.
    """
    name = format_of(path, form)
    data = read_bytes(path, limit, GlossaryError)
    if columns:
        if name not in ("csv", "tsv"):
            raise UsageError(f"columns can be named for csv and tsv, not for {name}")
        return tables.read_table(data, Path(path), columns)
    return parse(data, name, path, source, target)


def parse(data: bytes, form: str, path: str | Path = "-", source: str = "en", target: str = "") -> Imported:
    """Rows from bytes in a format; ``path`` is for messages.

    Raises:
        GlossaryError: they cannot be read in this format.
    """
    return FORMATS[form].read(data, Path(path), locales.normalize(source), target)


def render(terms: Sequence[Term], form: str, source: str = "en", target: str = "") -> tuple[bytes, list[Loss]]:
    """Rows in a format, and what it could not hold of them: what is written is read again and compared.

    Args:
        terms: the rows.
        form: a name of :data:`FORMATS`.
        source: BCP 47 tag of the terms.
        target: BCP 47 tag for rows that name no locale.

    Raises:
        UsageError: the format needs a library that is not installed.
        GlossaryError: a row cannot be written at all.
    """
    data = FORMATS[form].write(terms, source, target)
    there = parse(data, form, "-", source, "").terms
    return data, _losses(terms, there, target)


def _losses(terms: Sequence[Term], there: Sequence[Term], target: str) -> list[Loss]:
    left = list(there)
    losses: list[Loss] = []
    for term in terms:
        place = next((place for place, row in enumerate(left[:50]) if _is_same(term, row, target)), None)
        if place is None:
            place = next((place for place, row in enumerate(left) if _is_same(term, row, target)), None)
        if place is None:
            losses.append(Loss(term))
            continue
        row = left.pop(place)
        losses += [Loss(term, column) for column in _columns(term) if not _is_kept(term, row, column, target)]
    return losses


def _is_same(term: Term, row: Term, target: str) -> bool:
    return term.term == row.term and (
        not row.locale or files.canonical(row.locale) == files.canonical(term.locale or target)
    )


def _columns(term: Term) -> list[str]:
    return [*files.COLUMNS, *(column for column, _ in term.extra)]


def _is_kept(term: Term, row: Term, column: str, target: str) -> bool:
    if column == "locale":
        return not row.locale or files.canonical(row.locale) == files.canonical(term.locale or target)
    if column in files.COLUMNS:
        return getattr(term, column) == getattr(row, column)  # type: ignore[no-any-return]
    return dict(term.extra)[column] == dict(row.extra).get(column)
