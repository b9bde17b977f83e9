"""Translate a document from memory: no catalog, no file, and nothing imported that only those need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pinglot import documents, locales
from pinglot.catalogs import plurals
from pinglot.errors import UsageError
from pinglot.jobs.events import ArticleResult, Explained, Stats
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import distinct, located, translate_units

__all__ = ["Piped", "translate_bytes"]


@dataclass(frozen=True, slots=True)
class Piped:
    """A document that was translated from memory: its bytes, the same as text, and what became of it.

    The paths of ``result`` are ``-``; ``text`` is ``""`` where the document is binary, as a .docx is.
    """

    data: bytes
    text: str
    result: ArticleResult


def translate_bytes(
    project: Project, data: bytes, input_type: str, target: str, translator: Translator | None = None
) -> Piped:
    """Translates a document from memory, without any catalog.

    Args:
        translator: the one to use, which stays open; None opens one for the project's source locale and closes it.

    Raises:
        PinglotError: bad input, or a missing engine.
    """
    settings = project.settings
    if translator is None:
        if target == settings.source:
            raise UsageError(f"the text is in '{target}' already; name another target, or its locale with --from")
        with project.translator(target) as own:
            return translate_bytes(project, data, input_type, target, own)
    before = translator.sentences_translated
    document = documents.parse(data, input_type, "-", project.options)
    units = distinct(document.units)
    rule = plurals.parse(locales.plural_forms(target))
    done = dict(zip((unit.key for unit in units), translate_units(units, translator, rule), strict=True))
    shown = {
        index: done[unit.key].forms if unit.plural is not None else done[unit.key].forms[0]
        for index, unit in enumerate(document.units)
        if not (settings.strict and done[unit.key].fuzzy)
    }
    findings = tuple(located(finding, "-", unit) for unit in units for finding in done[unit.key].findings)
    explained = tuple(Explained(unit.line, unit.source, done[unit.key].pins) for unit in units if done[unit.key].pins)
    pins = [pin for one in explained for pin in one.pins]
    fuzzy = sum(one.fuzzy for one in done.values())
    stats = Stats(
        units=len(units),
        translated=len(units),
        fuzzy=fuzzy,
        sentences=translator.sentences_translated - before,
        pins=len(pins),
        held=sum(pin.held for pin in pins),
    )
    here = Path("-")
    result = ArticleResult(here, target, here, here, here, stats, findings, explained)
    rendered = document.render(shown, target)
    text = rendered.decode(document.encoding).removeprefix("\ufeff") if document.encoding else ""
    return Piped(rendered, text, result)
