"""Check catalogs alone: pins, codes, numbers and the rest, without an engine and without the articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pinglot import locales
from pinglot.catalogs import paths as places
from pinglot.catalogs import validate
from pinglot.catalogs.catalog import read
from pinglot.catalogs.compile import find_catalogs
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import UsageError
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import examine
from pinglot.model import Finding, Pin, Severity, Unit

__all__ = ["CatalogResult", "check_catalogs", "locale_of", "unit_of"]


@dataclass(frozen=True, slots=True)
class CatalogResult:
    """What was found in one catalog.

    Attributes:
        path: the catalog.
        locale: BCP 47 tag, ``""`` where neither its header nor its path says one (then no term is checked).
        entries: entries with a translation.
        fuzzy, untranslated: entries that wait for a person, and that have no translation.
        findings: with the catalog's path and the entry's line.
        pins: every pin with its verdict.
        ids: the unit id of each entry with a translation, by its line.
    """

    path: Path
    locale: str
    entries: int = 0
    fuzzy: int = 0
    untranslated: int = 0
    findings: tuple[Finding, ...] = ()
    pins: tuple[Pin, ...] = ()
    ids: Mapping[int, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_catalogs(project: Project, paths: Sequence[Path]) -> Iterator[CatalogResult]:
    """Checks catalogs, and the catalogs in folders.

    Every translated entry is checked, fuzzy ones too, since their text stands in the article; what ``msgfmt -c``
    would refuse is found as well.

    Args:
        project: the settings; its source locale and glossary are used.
        paths: catalogs and folders.

    Raises:
        UsageError: a path does not exist, or holds no catalog.
        CatalogError: a catalog is malformed.
        GlossaryError: a glossary is broken.
    """
    found = find_catalogs(paths)
    if not found:
        raise UsageError(f"{', '.join(map(str, paths))}: no catalog there; 'pinglot translate ARTICLE' makes one")
    files = [(path, read(path)) for path in found]
    judge = cache(Judges(project).of)  # one locale's glossary is looked for once a run
    for path, file in files:
        locale = locale_of(path, file)
        yield _check(path, file, locale, judge(locale))


def locale_of(path: Path, file: PoFile) -> str:
    """The BCP 47 tag that a catalog says of itself in its header, else by its path; ``""`` where neither does."""
    try:
        return locales.normalize(file.header.get("Language") or "")
    except UsageError:
        return places.locale_of(path)


def _check(path: Path, file: PoFile, locale: str, translator: Translator) -> CatalogResult:
    findings = list(validate.check(file, use_fuzzy=True))
    pins: list[Pin] = []
    live = [entry for entry in file.messages if not entry.obsolete]
    translated = [entry for entry in live if entry.translated]
    for entry in translated:
        done = examine(unit_of(entry), entry.msgstr, translator, "")
        findings += (replace(finding, path=str(path), line=entry.line, unit=entry.msgid) for finding in done.findings)
        pins += done.pins
    return CatalogResult(
        path,
        locale,
        len(translated),
        sum(entry.fuzzy for entry in translated),
        len(live) - len(translated),
        tuple(dict.fromkeys(findings)),
        tuple(pins),
        {entry.line: unit_id(entry.context, entry.msgid) for entry in translated},
    )


def unit_of(entry: Entry) -> Unit:
    """An entry as a unit; one with a format flag is a program's message, whose placeholders count as codes."""
    message = entry.plural is not None or any(flag.endswith("-format") for flag in entry.flags)
    return Unit(
        entry.msgid,
        context=entry.context,
        kind="message" if message else "paragraph",
        plural=entry.plural,
        flags=tuple(entry.flags),
    )
