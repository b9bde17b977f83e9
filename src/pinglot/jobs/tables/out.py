"""Catalogs as a table: each text with its source, its pins, and what there is to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import files, locales, workbooks
from pinglot.catalogs import provenance, review
from pinglot.catalogs.bilingual import comma, workbook
from pinglot.catalogs.bilingual.rows import Row, Version, text_digest
from pinglot.catalogs.catalog import read
from pinglot.catalogs.memory import catalogs_of
from pinglot.catalogs.plurals import PluralRule
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import UsageError
from pinglot.jobs.check import locale_of, unit_of
from pinglot.jobs.edits import judge
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.rows import file_name
from pinglot.jobs.status import named_catalogs, standing
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import matches_in
from pinglot.model import Pin, Severity

__all__ = ["FORMATS", "Chosen", "Exported", "export"]

FORMATS = ("xlsx", "html", "csv")
_UNTOUCHED = "… (the text is too long for a cell: change it in the catalog)"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A catalog that goes into a table."""

    locale: str
    domain: str
    path: Path
    file: PoFile


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes:
        path: the file.
        catalogs: the catalogs in it.
        rows: how many texts.
        page: whether it is a page to be read, and nothing comes back from it.
    """

    path: Path
    catalogs: tuple[Path, ...]
    rows: int
    page: bool = False


def export(
    project: Project,
    paths: Sequence[Path],
    out: Path | None = None,
    *,
    form: str = "",
    target: str = "",
    waiting: bool = False,
    force: bool = False,
) -> Exported:
    """Writes catalogs as a table: a workbook or CSV to be edited, or a page to be read.

    Args:
        project: its source locale and glossary are used.
        paths: catalogs and folders; none takes the project's folder of catalogs.
        out: the file; None names one in the current folder after the catalog.
        form: one of :data:`FORMATS`; ``""`` takes what the suffix of ``out`` says.
        target: only catalogs of this locale; ``""`` takes all.
        waiting: only texts that wait for somebody, or of which the checks say something.
        force: also where the file is there already, and may hold somebody's edits.

    Raises:
        UsageError: there is no such catalog or format, or the file cannot be written.
        CatalogError: a catalog is malformed.
        GlossaryError: a glossary is broken.
        EngineMissing: openpyxl is needed and not installed.
    """
    form = form or (out.suffix.lstrip(".").lower() if out else "")
    if form not in FORMATS:
        raise UsageError(f"say what to write with --format: {', '.join(FORMATS)}")
    chosen = _chosen(project, paths, locales.normalize(target) if target else "")
    out = out or Path(f"{_name(chosen)}.{form}")
    if out.exists() and form != "html" and not force:
        raise UsageError(f"{out} is there already and may hold somebody's edits; name another with --out, or --force")
    judges = Judges(project)
    if form == "html":
        from pinglot.jobs.pages.catalogs import catalogs_page

        data, count = catalogs_page(project, [(one.locale, one.path, one.file) for one in chosen], judges, waiting)
        files.write_bytes(out, data)
        return Exported(out, tuple(one.path for one in chosen), count, page=True)
    tables = {
        (one.locale, one.domain): list(_rows(project, one, judges.of(one.locale), form, waiting)) for one in chosen
    }
    rows = [row for own in tables.values() for row in own]
    files.write_bytes(out, workbook.write(tables) if form == "xlsx" else comma.write(rows))
    return Exported(out, tuple(one.path for one in chosen), len(rows))


def _state(entry: Entry, why: Sequence[str]) -> str:
    """Whose text an entry has and why it waits, in words: ``fuzzy, machine``.

    Args:
        why: as :func:`pinglot.jobs.status.standing` says it.
    """
    if not entry.translated:
        return "missing"
    reasons = ["broken pins" if one == "pins" else one for one in why]
    return ", ".join([*reasons, "machine" if provenance.is_machine(entry) else "person"])


def _chosen(project: Project, paths: Sequence[Path], target: str) -> list[Chosen]:
    folder = project.settings.locales
    found = named_catalogs(folder, paths) if paths else catalogs_of(folder)
    chosen = []
    for locale, domain, path in found:
        file = read(path)
        chosen.append(Chosen(locale or locale_of(path, file), domain, path, file))
    wanted = [one for one in chosen if target in ("", one.locale)]
    if not wanted:
        place = ", ".join(map(str, paths)) or folder
        what = f"for {target} there" if chosen else "there"
        raise UsageError(f"{place}: no catalog {what}; 'pinglot translate ARTICLE' makes one")
    return sorted(wanted, key=lambda one: (one.locale, one.domain))


def _name(chosen: Sequence[Chosen]) -> str:
    """A file's name that says what is in it."""
    tags = sorted({one.locale for one in chosen if one.locale})
    stem = chosen[0].domain.rsplit("/", 1)[-1] if len(chosen) == 1 else "catalogs"
    return f"{stem}.{tags[0]}" if len(tags) == 1 else stem


def _rows(project: Project, chosen: Chosen, translator: Translator, kind: str, waiting: bool) -> Iterator[Row]:
    rule = review.rule_of(chosen.file)
    name = file_name(project, chosen.path)
    for entry in chosen.file.messages:
        if entry.obsolete:
            continue
        why, pins = standing(entry, translator)
        found = judge(entry, chosen.file, translator) if entry.translated else ()
        said = [f"{one.severity}: {one.message}" for one in found if one.severity is not Severity.INFO]
        if waiting and not why and not said:
            continue
        common = {
            "unit": unit_id(entry.context, entry.msgid),
            "context": entry.context or "",
            "state": _state(entry, why),
            "pins": "\n".join(_pins(pins) if entry.translated else _wanted(entry, translator)),
            "findings": "\n".join(said),
            "notes": "\n".join(_notes(entry)),
            "catalog": name,
        }
        digest = review.digest(entry)
        for index, text in enumerate(_forms(entry, rule)):
            shown, whole = _fitting(text)
            source = entry.msgid if index == 0 or entry.plural is None else entry.plural
            yield Row(
                **common,
                source=_fitting(source)[0],
                translation=shown,
                form=_form(index, entry, rule),
                version=str(Version(kind, digest, text_digest(shown), index, whole)),
            )


def _forms(entry: Entry, rule: PluralRule | None) -> list[str]:
    missing = rule.count - len(entry.msgstr) if rule is not None and entry.plural is not None else 0
    return [*entry.msgstr, *[""] * missing]


def _form(index: int, entry: Entry, rule: PluralRule | None) -> str:
    if entry.plural is None:
        return ""
    count = len(_forms(entry, rule))
    example = f" (n = {rule.examples[index]})" if rule is not None and index < rule.count else ""
    return f"{index + 1} of {count}{example}"


def _fitting(text: str) -> tuple[str, bool]:
    """A text that a cell can hold, and whether it is the whole one: Excel cuts longer ones without a word."""
    if len(workbooks.encoded(text).encode("utf-16-le", "surrogatepass")) // 2 < workbooks.CELL:
        return text, True
    return text[:1000] + _UNTOUCHED, False


def _pins(pins: Sequence[Pin]) -> Iterator[str]:
    said = Counter(
        f"{'held' if pin.held else 'NOT held'}: {pin.source} → {pin.form if pin.held else pin.term.target}"
        for pin in pins
    )
    yield from (_times(line, count) for line, count in said.items())


def _wanted(entry: Entry, translator: Translator) -> Iterator[str]:
    matches = matches_in(unit_of(entry), translator.glossary)
    said = Counter(f"wanted: {match.text} → {match.term.target}" for match in matches)
    yield from (_times(line, count) for line, count in said.items())


def _times(line: str, count: int) -> str:
    return f"{line} ({count} times)" if count > 1 else line


def _notes(entry: Entry) -> Iterator[str]:
    if entry.fuzzy and entry.previous_msgid is not None:
        yield f"translated for: {entry.previous_msgid}"
    yield from filter(None, (line.strip() for line in entry.extracted))
    yield from filter(None, (line.strip() for line in provenance.peoples_comments(entry)))
