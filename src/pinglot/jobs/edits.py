"""People's edits of single entries: checked, written under the catalog's lock, and to be taken back.

An edit names the entry and, by a digest, what its author saw there. Where something else stands there now, nothing is
written, and both texts come back: a conflict, for the author to decide.

What would harm the article or the program blocks an edit always: lost or unbalanced codes, placeholders, the wrong
count of plural forms, whatever msgfmt refuses. What else the checks call an error (a pin that is not held, a lost
number) blocks it too, unless the text is saved as fuzzy, for another look, or its author insists: a person's word is
the last. Warnings block nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pinglot.catalogs import review, unit_ids
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.validate import check_entry
from pinglot.errors import UsageError
from pinglot.jobs.check import locale_of, unit_of
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import examine
from pinglot.model import Finding, Severity

__all__ = ["Edit", "Outcome", "Result", "apply", "blocks_always", "judge", "save", "undo"]

_ALWAYS = ("codes.", "placeholders.", "catalog.", "shape.empty", "shape.newline")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants to stand in one entry.

    Attributes:
        unit: the entry's whole unit id, or the 1-based line of its msgid.
        forms: the text, for a plural message one text a form; all empty to have the machine do it again. None keeps
            what stands there and makes it the person's: the fuzzy mark goes, and no run changes the text any more.
        shown: :func:`pinglot.catalogs.review.digest` of the entry as the person saw it; ``""`` takes whatever stands
            there.
        fuzzy: whether somebody must look again.
        insist: whether to write what breaks a pin or loses a number, too.
    """

    unit: str
    forms: tuple[str, ...] | None = None
    shown: str = ""
    fuzzy: bool = False
    insist: bool = False


class Result(StrEnum):
    """What became of an edit.

    ``SAVED``: it is in the file. ``UNCHANGED``: the entry said so already. ``REFUSED``: a finding blocks it.
    ``CONFLICT``: the entry says something else than its author saw. ``GONE``: the catalog has no such entry any more.
    """

    SAVED = "saved"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CONFLICT = "conflict"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An edit, and what became of it.

    Attributes:
        edit: what was asked.
        result: what became of it.
        findings: what the checks notice of the edit's text; those that block it first.
        before: the entry as it stood in the file; None where it is gone.
        after: the entry as it stands now, the same as before where nothing was written.
    """

    edit: Edit
    result: Result
    findings: tuple[Finding, ...] = ()
    before: Entry | None = None
    after: Entry | None = None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings for which the edit was refused; none where it was not."""
        return _blocking(self.findings, self.edit) if self.result is Result.REFUSED else ()

    @property
    def may_insist(self) -> bool:
        """Whether an edit that was refused would be taken if its author insisted, or marked it fuzzy."""
        return bool(self.blocking) and not any(map(blocks_always, self.blocking))


def save(
    project: Project, catalog: str | Path, edits: Sequence[Edit], judges: Judges | None = None, dry: bool = False
) -> list[Outcome]:
    """Writes people's edits into a catalog, under its lock, whole or not at all: one outcome an edit, in order.

    Each edit stands for itself: one that is refused or in conflict leaves the others alone.

    Args:
        project: the settings.
        catalog: the PO file, of any gettext project.
        edits: what shall stand where.
        judges: kept from call to call by whoever saves often.
        dry: say what would become of the edits, and write nothing.

    Raises:
        UsageError: the file cannot be written, or another process holds it.
        CatalogError: the catalog is malformed; it stays as it is.
        GlossaryError: a glossary is broken.
    """
    path = Path(catalog)
    judges = judges or Judges(project)
    with review.changing(path, project.settings.state, dry) as file:
        return apply(file, edits, judges.of(locale_of(path, file)))


def apply(file: PoFile, edits: Sequence[Edit], translator: Translator) -> list[Outcome]:
    """Puts people's edits into a catalog in memory, as :func:`save` does: one outcome an edit, in order.

    Args:
        file: the catalog, which whoever calls has locked and writes.
        edits: what shall stand where.
        translator: judges them, see :class:`pinglot.jobs.judges.Judges`.

    Raises:
        UsageError: an edit names more than one entry.
    """
    entries = _Entries(file)
    return [_one(file, entries.find(edit.unit), edit, translator) for edit in edits]


def undo(project: Project, catalog: str | Path, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Puts entries back as they were before saved edits: text, mark, comments, and whose they are.

    Args:
        project: the settings.
        catalog: the PO file.
        outcomes: what :func:`save` said of edits in it; only those that were saved have something to take back.

    Returns:
        One outcome a saved edit, in order: ``SAVED`` with the entry as it stands now; ``CONFLICT`` or ``GONE`` where
        somebody has changed it since, and then it stays.

    Raises:
        UsageError: the file cannot be written, or another process holds it.
        CatalogError: the catalog is malformed; it stays as it is.
    """
    with review.changing(catalog, project.settings.state) as file:
        entries = _Entries(file)
        return [
            _undone(file, entries, one.before, one.after)
            for one in outcomes
            if one.result is Result.SAVED and one.before is not None and one.after is not None
        ]


def _undone(file: PoFile, entries: _Entries, before: Entry, after: Entry) -> Outcome:
    asked = Edit(unit_ids.unit_id(after.context, after.msgid), tuple(before.msgstr), review.digest(after))
    entry = entries.find(asked.unit)
    if entry is None:
        return Outcome(asked, Result.GONE)
    stood = review.copy_of(entry)
    if review.digest(entry) != asked.shown:
        return Outcome(asked, Result.CONFLICT, (), stood, stood)
    review.put_back(file, entry, before)
    return Outcome(asked, Result.SAVED, (), stood, review.copy_of(before))


def judge(entry: Entry, file: PoFile, translator: Translator) -> tuple[Finding, ...]:
    """What is to be said of an entry as it stands: what msgfmt would refuse, and what the checks notice."""
    rule = review.rule_of(file)
    found = [*_characters(entry), *check_entry(entry, rule)]
    if any(entry.msgstr):
        found += examine(unit_of(entry), entry.msgstr, translator, "").findings
    return tuple(dict.fromkeys(found))


def blocks_always(finding: Finding) -> bool:
    """Whether a text with this finding is never written, whoever insists."""
    return finding.severity is Severity.ERROR and finding.check.startswith(_ALWAYS)


class _Entries:
    """The live entries of a catalog by id and by line."""

    def __init__(self, file: PoFile) -> None:
        self._path = file.path
        self._by_name: dict[str, list[Entry]] = {}
        for entry in file.messages:
            if not entry.obsolete:
                for name in (unit_ids.unit_id(entry.context, entry.msgid), str(entry.line)):
                    self._by_name.setdefault(name, []).append(entry)

    def find(self, name: str) -> Entry | None:
        found = self._by_name.get(name, [])
        if len(found) > 1:
            raise UsageError(f"{self._path}: '{name}' names {len(found)} units; say the line of the one that is meant")
        return found[0] if found else None


def _one(file: PoFile, entry: Entry | None, edit: Edit, translator: Translator) -> Outcome:
    if entry is None:
        return Outcome(edit, Result.GONE)
    before = review.copy_of(entry)
    if edit.shown and review.digest(entry) != edit.shown:
        return Outcome(edit, Result.CONFLICT, (), before, before)
    wanted = review.copy_of(entry)
    review.put(wanted, entry.msgstr if edit.forms is None else edit.forms, edit.fuzzy)
    findings = _miscounted(wanted, file, len(entry.msgstr)) or judge(wanted, file, translator)
    blocking = _blocking(findings, edit)
    findings = tuple(dict.fromkeys([*blocking, *findings]))
    if edit.forms is None and not any(entry.msgstr):
        nothing = Finding("shape.empty", Severity.ERROR, "there is no translation to accept")
        return Outcome(edit, Result.REFUSED, (nothing,), before, before)
    if blocking:
        return Outcome(edit, Result.REFUSED, findings, before, before)
    if wanted.content() == before.content():
        return Outcome(edit, Result.UNCHANGED, findings, before, before)
    review.put(entry, wanted.msgstr, edit.fuzzy)
    return Outcome(edit, Result.SAVED, findings, before, review.copy_of(entry))


def _blocking(findings: Sequence[Finding], edit: Edit) -> tuple[Finding, ...]:
    lenient = edit.fuzzy or edit.insist
    return tuple(one for one in findings if (blocks_always(one) if lenient else one.severity is Severity.ERROR))


def _miscounted(wanted: Entry, file: PoFile, there: int) -> tuple[Finding, ...]:
    """A text in another count of forms than the catalog has cannot be judged any further."""
    rule = review.rule_of(file)
    count = 1 if wanted.plural is None else there if rule is None else rule.count
    if len(wanted.msgstr) == count:
        return ()
    message = f"has {len(wanted.msgstr)} plural forms, where the catalog has {count}"
    return (Finding("catalog.plurals", Severity.ERROR, message, unit=wanted.msgid),)


def _characters(entry: Entry) -> list[Finding]:
    """Characters that no PO file can hold, so that one of them does not keep the whole file from being written."""
    bad = {char for form in entry.msgstr for char in form if char == "\0" or "\ud800" <= char <= "\udfff"}
    return [
        Finding("catalog.character", Severity.ERROR, f"no catalog can hold the character {char!a}; remove it")
        for char in sorted(bad)
    ]
