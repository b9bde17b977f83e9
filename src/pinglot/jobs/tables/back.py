"""People's edits in a table back into the catalogs: all of them, or where one line or one catalog cannot be, none.

A line knows what its text and its entry said when the table was written. A line whose text is the same is no edit,
whatever the catalog says by now. An edited one is a person's: its text is judged as any edit is
(:mod:`pinglot.jobs.edits`), and refused where the source has changed in the catalog meanwhile, or a person has changed
the translation; what only a machine wrote anew gives way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pinglot import files
from pinglot.brief import brief
from pinglot.catalogs import provenance, review
from pinglot.catalogs.bilingual import comma, workbook
from pinglot.catalogs.bilingual.rows import Read, TableError, Version, same_text, text_digest
from pinglot.catalogs.catalog import with_line_ends
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.jobs.check import locale_of
from pinglot.jobs.edits import Edit, Outcome, Result, apply
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.model import Finding

__all__ = ["Change", "Returned", "Trouble", "bring_back"]

_YES = {"yes", "y", "x", "ok", "1", "true", "✓", "✔"}
_NO = {"", "no", "n", "-", "0", "false"}
_OWN = ("unit", "catalog", "version")  # columns in which nothing but the export's own text may stand


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that cannot be taken: where it stands, and why, as a clause."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is a person's now.

    Attributes:
        catalog: its catalog.
        unit: its unit id.
        line: 1-based line of its msgid in the catalog.
        source: its msgid.
        before, after: its forms.
        findings: what the checks notice of the text, errors among them: a person's word is the last.
    """

    catalog: Path
    unit: str
    line: int
    source: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a table.

    Attributes:
        rows: its lines.
        changes: entries that its edits change, in the table's order.
        troubles: lines that cannot be taken; where there is one, nothing is written.
        written: catalogs that were written.
    """

    rows: int
    changes: tuple[Change, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    written: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Wanted:
    """The edited lines of one entry."""

    unit: str
    source: str
    shown: str
    place: str
    texts: dict[int, str] = field(default_factory=dict)
    approved: bool = False


class _Refused(Exception):
    """Ends every catalog's change without writing."""


def bring_back(project: Project, path: Path, into: Path | None = None, check: bool = False) -> Returned:
    """Takes the edits of a table (``.xlsx``, CSV) into its catalogs, under their locks.

    Args:
        project: the settings; catalogs are looked for in its root and its folder of catalogs, and nowhere else.
        path: the table.
        into: the catalog that every line goes to; None takes what each line says.
        check: write nothing; the answer says what would change.

    Raises:
        TableError: the file is no such table.
        UsageError: a catalog cannot be written, or another process holds it; every catalog stays as it is.
        CatalogError: a catalog is malformed.
        GlossaryError: a glossary is broken.
        EngineMissing: openpyxl is needed and not installed.
    """
    lines = _read(project, path)
    troubles: list[Trouble] = []
    wanted: dict[Path, dict[str, _Wanted]] = {}
    for line in lines:
        try:
            _take(line, project, into, wanted)
        except ValueError as trouble:
            troubles.append(Trouble(line.place, str(trouble)))
    judges = Judges(project)
    changes: list[Change] = []
    try:
        with review.changing_all(wanted, project.settings.state) as opened:
            for catalog, file in opened.items():
                made, refused = _change(catalog, file, list(wanted[catalog].values()), judges)
                changes += made
                troubles += refused
            if troubles or check:
                raise _Refused
    except _Refused:
        return Returned(len(lines), () if troubles else tuple(changes), tuple(troubles))
    return Returned(len(lines), tuple(changes), (), tuple(dict.fromkeys(one.catalog for one in changes)))


def _read(project: Project, path: Path) -> list[Read]:
    data = files.read_bytes(path, project.settings.max_file_size, TableError)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("is an old or an encrypted Excel file; save it as .xlsx without a password, or as CSV", path)
    if path.suffix.lower() in (".ods", ".numbers"):
        raise TableError("is of another kind of spreadsheet; save it as .xlsx or as CSV", path)
    is_workbook = data.startswith(b"PK") or path.suffix.lower() == ".xlsx"
    return workbook.read(data, path) if is_workbook else comma.read(data, path)


def _take(line: Read, project: Project, into: Path | None, wanted: dict[Path, dict[str, _Wanted]]) -> None:
    """Puts an edited line to those of its catalog.

    Raises:
        ValueError: it cannot be taken, and why.
    """
    for name in _OWN:
        if name in line.bad:
            raise ValueError(f"'{name}' {line.bad[name]}; leave that column as it was")
    version = Version.read(line.cells.get("version", ""))
    if version is None:
        raise ValueError("was not written by 'pinglot catalog export'; leave the hidden columns, and add no lines")
    approved = _approved(line)
    text, source = (_text(line, name, version) for name in ("translation", "source"))
    edited = text_digest(text) != version.text
    if not edited and not approved:
        return
    if edited and "translation" in line.bad:
        raise ValueError(f"the translation {line.bad['translation']}, not a text; write it as one")
    if edited and not version.whole:
        raise ValueError("the text is longer than a cell can hold; change it in the catalog")
    if edited and not text.strip():
        raise ValueError(
            "the translation was emptied; write one ('pinglot catalog revert' has the machine do it again)"
        )
    catalog = into or _catalog(project, line.cells.get("catalog", ""))
    own = wanted.setdefault(catalog, {})
    unit = line.cells.get("unit", "").strip().lower()
    one = own.setdefault(unit, _Wanted(unit, source, version.entry, line.place))
    one.approved |= approved
    if edited and one.texts.setdefault(version.form, text) != text:
        raise ValueError(f"says something else than {one.place}, which is the same text; keep one of the two")


def _approved(line: Read) -> bool:
    said = line.cells.get("approve", "").strip().lower()
    if said in _YES:
        return True
    if said in _NO and not ("approve" in line.bad and line.bad["approve"].startswith("is a formula")):
        return False
    raise ValueError(f"'approve' says “{said[:40]}”; write yes, or leave it empty")


def _text(line: Read, name: str, version: Version) -> str:
    said = same_text(line.cells.get(name, ""))
    return comma.unguarded(said) if version.kind == "csv" else said


def _catalog(project: Project, name: str) -> Path:
    """The catalog that a line names. A table comes from anywhere, so it may name none outside the project."""
    settings = project.settings
    path = (settings.root / name).resolve()
    if path.suffix != ".po" or not any(
        path.is_relative_to(base.resolve()) for base in (settings.root, settings.locales)
    ):
        raise ValueError(f"names the catalog {name}, which is none of this project; say where it goes with --into")
    if not path.is_file():
        raise ValueError(f"names the catalog {name}, which is not there; say where it goes with --into")
    return path


def _change(
    catalog: Path, file: PoFile, wanted: Sequence[_Wanted], judges: Judges
) -> tuple[list[Change], list[Trouble]]:
    translator = judges.of(locale_of(catalog, file))
    entries = {unit_id(entry.context, entry.msgid): entry for entry in file.messages if not entry.obsolete}
    edits: list[tuple[_Wanted, Edit]] = []
    troubles: list[Trouble] = []
    for one in wanted:
        entry = entries.get(one.unit)
        if entry is None:
            troubles.append(Trouble(one.place, _gone(one, file)))
        elif not _same_source(one.source, entry):
            reason = "the source is not the catalog's; change the translation alone, and leave the source as it was"
            troubles.append(Trouble(one.place, reason))
        elif not _says_so(one, entry):
            edits.append((one, _edit(one, entry)))
    outcomes = apply(file, [edit for _, edit in edits], translator)
    changes: list[Change] = []
    for (one, _), outcome in zip(edits, outcomes, strict=True):
        troubles += (Trouble(one.place, reason) for reason in _refused(outcome))
        if outcome.result is Result.SAVED and outcome.before and outcome.after:
            before = outcome.before
            texts = tuple(before.msgstr), tuple(outcome.after.msgstr)
            said = tuple(replace(each, path=str(catalog), line=before.line) for each in outcome.findings)
            changes.append(Change(catalog, one.unit, before.line, before.msgid, *texts, said))
    return changes, troubles


def _edit(one: _Wanted, entry: Entry) -> Edit:
    """What the lines of an entry want; forms that nobody edited stay as they stand."""
    if not one.texts:
        return Edit(one.unit, None, one.shown, insist=True)
    count = max(len(entry.msgstr), *(form + 1 for form in one.texts))
    there = [*entry.msgstr, *[""] * (count - len(entry.msgstr))]
    forms = tuple(one.texts.get(form, text) for form, text in enumerate(there))
    # A machine's text that took the place of another is nobody's work: a whole new text may replace it unseen.
    free = len(one.texts) == count and (provenance.is_machine(entry) or not any(entry.msgstr))
    return Edit(one.unit, forms, "" if free else one.shown, insist=True)


def _says_so(one: _Wanted, entry: Entry) -> bool:
    """Whether the entry is a person's already and says what the table wants: the table was brought back before."""
    if entry.fuzzy or provenance.is_machine(entry) or not any(entry.msgstr):
        return False
    return all(
        form < len(entry.msgstr) and same_text(entry.msgstr[form]) == same_text(with_line_ends(text, entry.msgid))
        for form, text in one.texts.items()
    )


def _same_source(said: str, entry: Entry) -> bool:
    """Blanks do not count: spreadsheets change them."""
    known = {" ".join(source.split()) for source in (entry.msgid, entry.plural) if source is not None}
    words = " ".join(said.split())
    return words in known or (len(words) > 900 and any(source.startswith(words[:900]) for source in known))


def _gone(one: _Wanted, file: PoFile) -> str:
    now = next(
        (entry.msgid for entry in file.messages if not entry.obsolete and entry.previous_msgid == one.source), None
    )
    what = f"has changed since the table was written; it is “{now}” now" if now else "is not in the catalog any more"
    return f"the source “{brief(one.source, 80)}” {what}; export the table again"


def _refused(outcome: Outcome) -> Iterator[str]:
    if outcome.result is Result.CONFLICT and outcome.before is not None:
        now = " | ".join(outcome.before.msgstr)
        mark = " (fuzzy)" if outcome.before.fuzzy else ""
        yield (
            f"the translation has changed since the table was written: it says “{brief(now, 80)}”{mark} now; "
            "export the table again"
        )
    elif outcome.result is Result.GONE:
        yield "is not in the catalog any more; export the table again"
    for finding in outcome.blocking:
        yield f"{finding.message} [{finding.check}]"
