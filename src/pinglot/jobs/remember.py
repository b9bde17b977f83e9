"""The project's memory at work: what people approved in any catalog or imported, before the engine is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from pinglot import sentences
from pinglot.catalogs import tmx
from pinglot.catalogs.catalog import Catalog, read
from pinglot.catalogs.memory import Hit, Memory, Pair, catalogs_of, pairs_of
from pinglot.errors import CatalogError
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import Done, examine
from pinglot.model import Finding, Severity, Unit

__all__ = ["imported", "load", "serve"]


def load(project: Project, locale: str) -> Memory:
    """The memory of one locale: what people approved in the project's catalogs, then what was imported.

    Raises:
        CatalogError: a catalog or a memory file is malformed.
    """
    settings = project.settings
    if settings.memory is None:
        return Memory(())
    return Memory(
        [*_approved(project, locale), *_imported(project, locale)],
        partial(sentences.split, locale=settings.source),
        partial(sentences.split, locale=locale),
    )


def imported(project: Project) -> list[Path]:
    """The project's memory files, sorted."""
    folder = project.settings.memory
    return sorted(folder.glob("*.tmx")) if folder is not None and folder.is_dir() else []


def serve(unit: Unit, memory: Memory, catalog: Catalog, translator: Translator) -> Done | None:
    """What the memory has for a whole unit, judged by every check; None where the engine must be asked.

    An identical source gives the approved text as it is; one that people translated in two ways, or nearly the same
    source, gives a suggestion: fuzzy, with what it was made for. Whatever fails a check, as a pin of today's glossary,
    is not taken.

    Args:
        unit: the unit.
        memory: of the catalog's locale.
        catalog: where the unit's translation goes.
        translator: judges; its engine is not asked.
    """
    exact = memory.exact(unit.source, unit.context, unit.plural)
    if exact is not None:
        return _taken(unit, exact, catalog, translator)
    if unit.plural is not None:
        return None
    for hit in memory.near(unit.source, unit.context, without=catalog.domain):
        done = _taken(unit, hit, catalog, translator)
        if done is not None:
            return done
    return None


def _taken(unit: Unit, hit: Hit, catalog: Catalog, translator: Translator) -> Done | None:
    if len(hit.pair.texts) != (1 if unit.plural is None else catalog.plural_rule.count):
        return None
    done = examine(unit, hit.pair.texts, translator, f"memory {hit.pair.origin}")
    if done.fuzzy:
        return None
    said: list[Finding] = []
    if hit.source != unit.source:
        message = f"is a suggestion from the memory of {hit.pair.origin}, made for a slightly different source"
        said.append(Finding("memory.near", Severity.WARNING, message))
    if hit.others:
        where = ", ".join((hit.pair.origin, *hit.others))
        message = f"people translated this source in several ways ({where}); choose one"
        said.append(Finding("memory.several", Severity.WARNING, message))
    if not said:
        return done
    return replace(done, findings=(*done.findings, *said), suggested=True, previous=hit.source)


def _approved(project: Project, locale: str) -> Iterator[Pair]:
    for _, domain, path in catalogs_of(project.settings.locales, locale):
        with _remedy():
            yield from pairs_of(read(path), domain)


def _imported(project: Project, locale: str) -> Iterator[Pair]:
    for path in imported(project):
        with _remedy():
            units = tmx.read(path, limit=project.settings.max_file_size).units
        for unit in units:
            yield from unit.pairs(project.settings.source, locale, path.stem)


@contextmanager
def _remedy() -> Iterator[None]:
    """Says how to go on when another catalog than the one at hand is broken."""
    try:
        yield
    except CatalogError as error:
        reason = f"{error.reason} (memory is made of it; --no-memory leaves that out)"
        raise CatalogError(reason, error.path, error.line) from None
