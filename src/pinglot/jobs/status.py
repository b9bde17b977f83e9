"""How far each catalog is: whose texts it holds, and what waits for whom. Nothing is written, no engine opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pinglot.catalogs import paths as places
from pinglot.catalogs import provenance
from pinglot.catalogs.catalog import read
from pinglot.catalogs.compile import find_catalogs
from pinglot.catalogs.memory import catalogs_of
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.provenance import State
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import UsageError
from pinglot.jobs.check import locale_of, unit_of
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import matches_in, pins_of
from pinglot.model import Pin

__all__ = ["CatalogStatus", "UnitStatus", "named_catalogs", "standing", "status"]


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """A unit that waits for somebody.

    Attributes:
        id: its unit id.
        line: 1-based line of its msgid in the catalog, 0 where it is not there yet.
        source: its msgid.
        why: ``missing``, ``fuzzy``, ``stale``, ``outdated``, ``pins``: as many as hold.
        person: whether a person wrote its text.
        terms: the terms of pins that are not held.
    """

    id: str
    line: int
    source: str
    why: tuple[str, ...]
    person: bool = False
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """One catalog, counted. Every unit is in exactly one of ``machine``, ``people``, ``fuzzy`` and ``missing``.

    Attributes:
        locale: BCP 47 tag, ``""`` where neither header nor path says one (then no term is checked).
        domain: the catalog's name.
        path: the catalog; it need not exist.
        units: how many there are.
        machine, people: translated by pinglot, and by people, without a fuzzy mark.
        fuzzy: translated, and a person must look.
        missing: without translation; units of the template that the catalog lacks are counted here.
        stale: of the others, those whose source has changed since; they are fuzzy.
        outdated: of the others, the machine's whose terms have changed since; the next run translates them again.
        broken: of the others, those with a pin that is not held.
        pins, held: occurrences of approved terms in what is translated, and how many are held.
        waiting: every unit that waits for somebody, in the catalog's order.
    """

    locale: str
    domain: str
    path: Path
    units: int = 0
    machine: int = 0
    people: int = 0
    fuzzy: int = 0
    missing: int = 0
    stale: int = 0
    outdated: int = 0
    broken: int = 0
    pins: int = 0
    held: int = 0
    waiting: tuple[UnitStatus, ...] = ()

    @property
    def done(self) -> float:
        """The share that is translated and waits for nobody's eye, 0 to 1; 1 where there is no unit."""
        return (self.machine + self.people) / self.units if self.units else 1.0


def status(project: Project, paths: Sequence[Path] = ()) -> Iterator[CatalogStatus]:
    """Counts catalogs, sorted by locale and domain.

    Args:
        project: its source locale and glossary are used, and its targets: a domain with a template and without a
            catalog for one of them is listed as missing.
        paths: catalogs and folders; none takes the project's folder of catalogs.

    Raises:
        UsageError: a path does not exist, or there is no catalog.
        CatalogError: a catalog is malformed.
        GlossaryError: a glossary is broken.
    """
    folder = project.settings.locales
    chosen = named_catalogs(folder, paths) if paths else _all(project)
    if not chosen:
        raise UsageError(f"{folder}: no catalog there; 'pinglot translate ARTICLE' makes one")
    judge = cache(Judges(project).of)  # one locale's glossary is looked for once a run
    for known, domain, path in sorted(chosen, key=lambda one: one[:2]):
        file = read(path) if path.exists() else PoFile(path=str(path))
        locale = known or locale_of(path, file)
        template = places.template_path(folder, domain)
        wanted = read(template).messages if template.exists() and _lies_in(path, folder) else []
        yield _count(locale, domain, path, file, wanted, judge(locale))


def _all(project: Project) -> list[tuple[str, str, Path]]:
    """Every catalog of the project, and those that its templates and targets ask for."""
    folder = project.settings.locales
    found = catalogs_of(folder)
    there = {(locale, domain) for locale, domain, _ in found}
    wanted = sorted({*project.settings.targets, *(locale for locale, _, _ in found)})
    for template in sorted(folder.rglob("*.pot")) if folder.is_dir() else ():
        domain = template.relative_to(folder).with_suffix("").as_posix()
        found += (
            (locale, domain, places.catalog_path(folder, locale, domain))
            for locale in wanted
            if (locale, domain) not in there
        )
    return found


def named_catalogs(folder: Path, paths: Iterable[Path]) -> list[tuple[str, str, Path]]:
    """Locale, domain and path of the catalogs among paths; ``""`` and the stem for one that lies elsewhere."""
    known = {path.resolve(): (locale, domain) for locale, domain, path in catalogs_of(folder)}
    return [(*known.get(path.resolve(), ("", path.stem)), path) for path in find_catalogs(paths)]


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _count(
    locale: str, domain: str, path: Path, file: PoFile, wanted: Sequence[Entry], translator: Translator
) -> CatalogStatus:
    live = [entry for entry in file.messages if not entry.obsolete]
    keys = {entry.key for entry in live}
    absent = [entry for entry in wanted if not entry.obsolete and entry.key not in keys]
    waiting: list[UnitStatus] = []
    pins: list[Pin] = []
    machine = people = fuzzy = 0
    for entry in live:
        why, own = standing(entry, translator)
        pins += own
        person = entry.translated and not provenance.is_machine(entry)
        machine += entry.translated and not entry.fuzzy and not person
        people += entry.translated and not entry.fuzzy and person
        fuzzy += entry.translated and entry.fuzzy
        if why:
            terms = tuple(dict.fromkeys(pin.term.term for pin in own if not pin.held))
            name = unit_id(entry.context, entry.msgid)
            waiting.append(UnitStatus(name, entry.line, entry.msgid, why, person, terms))
    waiting += (UnitStatus(unit_id(one.context, one.msgid), 0, one.msgid, ("missing",)) for one in absent)
    units = len(live) + len(absent)
    return CatalogStatus(
        locale,
        domain,
        path,
        units,
        machine,
        people,
        fuzzy,
        units - machine - people - fuzzy,
        sum("stale" in one.why for one in waiting),
        sum("outdated" in one.why for one in waiting),
        sum("pins" in one.why for one in waiting),
        len(pins),
        sum(pin.held for pin in pins),
        tuple(waiting),
    )


def standing(entry: Entry, translator: Translator) -> tuple[tuple[str, ...], tuple[Pin, ...]]:
    """Why an entry waits for somebody, as :class:`UnitStatus` says it, and its pins, each judged."""
    unit = unit_of(entry)
    terms = [match.term for match in matches_in(unit, translator.glossary)]
    state = provenance.state_of(entry, translator.glossary.digest(terms) if terms else "")
    pins = pins_of(unit, entry.msgstr, translator) if terms and entry.translated else ()
    reasons = {
        "missing": not entry.translated,
        "fuzzy": entry.translated and entry.fuzzy,
        "stale": state in (State.STALE, State.CHANGED),
        "outdated": state is State.OUTDATED,
        "pins": not all(pin.held for pin in pins),
    }
    return tuple(name for name, holds in reasons.items() if holds), pins
