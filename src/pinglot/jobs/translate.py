"""Translate articles: template, catalogs and the finished article, and only what changed.

For each article and locale: read the document, bring the catalog up to date with its units, keep what is done (an
entry as we wrote it whose terms did not change, or a person's), translate the rest in one batch, check everything,
write catalog and article. Nothing changed means nothing written and no engine opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pinglot import config, documents, files
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.provenance import State
from pinglot.catalogs.template import Template
from pinglot.glossary import Glossary
from pinglot.jobs.events import ArticleResult, Progress, Stats
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import Done, examine, matches_in, translate_units
from pinglot.model import Document, Finding, Pin, Severity, Unit

__all__ = ["translate_articles", "translate_bytes", "translate_file"]


def translate_file(path: str | Path, target: str, **options: Any) -> ArticleResult:
    """Translates one article to one locale: writes its template, its catalog and the article.

    Args:
        path: the article.
        target: BCP 47 tag.
        options: settings that differ from the configuration, as :class:`pinglot.config.Settings` names them
            (``source``, ``engine``, ``glossary``, ``locales``, ``out``, ``strict``), and ``domain``, ``input_type``
            and ``check`` as :func:`translate_articles` takes them.

    Raises:
        PinglotError: bad input, or a missing engine.
    """
    own = {name: options.pop(name) for name in ("domain", "input_type", "check") if name in options}
    for name in ("locales", "out"):
        if options.get(name) is not None:
            options[name] = Path(options[name])
    if isinstance(options.get("glossary"), str | Path):
        options["glossary"] = [options["glossary"]]
    if options.get("glossary") is not None:
        options["glossary"] = tuple(Path(name) for name in options["glossary"])
    project = Project(config.load().override(targets=(target,), **options))
    results = [event for event in translate_articles(project, [Path(path)], **own) if isinstance(event, ArticleResult)]
    return results[0]


def translate_articles(
    project: Project,
    articles: Sequence[Path],
    *,
    domain: str | None = None,
    input_type: str | None = None,
    check: bool = False,
) -> Iterator[Progress | ArticleResult]:
    """Translates articles to every target locale of the settings.

    Every article, glossary and catalog is read, and a missing engine noticed, before the first file is written, so
    that bad input leaves everything as it was.

    Args:
        project: the settings and places.
        articles: the files, in the order of the results.
        domain: the catalog's name, for a single article; None derives it from the path.
        input_type: the articles' type; None takes what the suffix says.
        check: write nothing and open no engine; the results say what is stale.

    Yields:
        Progress while sentences are translated, and an ArticleResult for each article and locale.

    Raises:
        PinglotError: bad input, a usage that makes no sense, or a missing engine.
    """
    settings = project.settings
    articles = list(dict.fromkeys(articles))
    domains = project.domains(articles, domain)
    read = [(path, documents.read(path, input_type, project.options)) for path in articles]
    templates = {path: _template(project, path, document, domains[path]) for path, document in read}
    translators = {
        target: Translator(settings.source, target, settings.engine, project.glossary(target))
        for target in settings.targets
    }
    tasks = [
        _Task(project, path, document, templates[path], domains[path], translators[target])
        for target in settings.targets
        for path, document in read
    ]
    if check:
        yield from (task.compare() for task in tasks)
        return
    try:
        for translator in {id(task.translator): task.translator for task in tasks if task.open}.values():
            translator.engine  # noqa: B018  a missing engine is noticed here, before anything is written
        for task in tasks:
            yield from task.run()
    finally:
        for translator in translators.values():
            translator.close()


def translate_bytes(project: Project, data: bytes, input_type: str, target: str) -> tuple[bytes, ArticleResult]:
    """Translates a document from memory, without any catalog.

    Returns:
        the translated document, and what became of it; its paths are ``-``.

    Raises:
        PinglotError: bad input, or a missing engine.
    """
    settings = project.settings
    document = documents.parse(data, input_type, "-", project.options)
    units = _distinct(document.units)
    with Translator(settings.source, target, settings.engine, project.glossary(target)) as translator:
        done = dict(zip((unit.key for unit in units), translate_units(units, translator), strict=True))
        sentences = translator.sentences_translated
    shown = {
        index: done[unit.key].forms if unit.plural is not None else done[unit.key].forms[0]
        for index, unit in enumerate(document.units)
        if not (settings.strict and done[unit.key].fuzzy)
    }
    findings = tuple(_located(finding, "-", unit) for unit in units for finding in done[unit.key].findings)
    pins = tuple(pin for unit in units for pin in done[unit.key].pins)
    fuzzy = sum(one.fuzzy for one in done.values())
    stats = Stats(len(units), len(units), 0, 0, fuzzy, sentences, len(pins), sum(pin.held for pin in pins))
    here = Path("-")
    return document.render(shown, target), ArticleResult(here, target, here, here, here, stats, findings, pins)


def _distinct(units: Iterable[Unit]) -> list[Unit]:
    """Each unit once: equal text in equal context is one catalog entry."""
    return list({unit.key: unit for unit in reversed(list(units))}.values())[::-1]


def _template(project: Project, path: Path, document: Document, domain: str) -> Template:
    template = Template.open(project.settings.locales, domain)
    if not _same(template.path, path):
        template.update(document.units, _named(project, path))
    return template


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _named(project: Project, path: Path) -> str:
    """The article as references name it: from the root, or by its bare name from elsewhere."""
    absolute, root = Path(os.path.abspath(path)), Path(os.path.abspath(project.settings.root))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path.name


def _located(finding: Finding, path: str, unit: Unit) -> Finding:
    return replace(finding, path=finding.path or path, line=finding.line or unit.line, unit=unit.source)


@dataclass(slots=True)
class _Task:
    """One article into one locale."""

    project: Project
    path: Path
    document: Document
    template: Template
    domain: str
    translator: Translator
    catalog: Catalog = field(init=False)
    units: list[Unit] = field(init=False)
    terms: dict[tuple[str | None, str], str] = field(init=False)
    open: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        self.catalog = Catalog.open(self.project.settings.locales, self.locale, self.domain)
        if not _same(self.catalog.path, self.path):
            self.catalog.update(self.document.units, _named(self.project, self.path), self.template.created)
        self.units = [unit for unit in _distinct(self.document.units) if self.catalog.entry(unit) is not None]
        self.terms = {unit.key: self._terms(unit) for unit in self.units}
        self.open = [unit for unit in self.units if self.catalog.state(unit, self.terms[unit.key]).open]

    @property
    def locale(self) -> str:
        return self.translator.target

    @property
    def glossary(self) -> Glossary:
        return self.translator.glossary

    @property
    def article(self) -> Path:
        return self.project.article_path(self.path, self.locale)

    def compare(self) -> ArticleResult:
        """What a run would change."""
        stale = [
            path
            for path, is_stale in (
                (self.template.path, self._writes_template() and self.template.changed),
                (self.catalog.path, self._writes_catalog() and (bool(self.open) or self.catalog.changed)),
                (self.article, bool(self.open) or not _holds(self.article, self._render())),
            )
            if is_stale
        ]
        return self._result(stats=Stats(len(self.units), fuzzy=self._fuzzy()), stale=tuple(stale))

    def run(self) -> Iterator[Progress | ArticleResult]:
        """Translates what is open, checks everything, and writes."""
        fresh: dict[tuple[str | None, str], Done] = {}
        before = self.translator.sentences_translated
        if self.open:
            steps: list[Progress] = []

            def note(done: int, total: int) -> None:
                steps.append(Progress(str(self.path), self.locale, done, total))

            for done in translate_units(self.open, self.translator, self.catalog.plural_rule, note):
                unit = self.open[len(fresh)]
                refused = self.catalog.set(
                    unit, done.forms, engine=done.origin, terms=self.terms[unit.key], fuzzy=done.fuzzy
                )
                fresh[unit.key] = replace(done, findings=(*done.findings, *refused))
            yield from steps
        findings: list[Finding] = list(self.catalog.findings)
        pins: list[Pin] = []
        people = 0
        for unit in self.units:
            seen = fresh.get(unit.key) or self._kept(unit)
            findings += (_located(finding, str(self.path), unit) for finding in seen.findings)
            pins += seen.pins
            people += unit.key not in fresh and self.catalog.origin(unit) == "person"
        stats = Stats(
            units=len(self.units),
            translated=len(fresh),
            kept=len(self.units) - len(fresh),
            people=people,
            fuzzy=self._fuzzy(),
            sentences=self.translator.sentences_translated - before,
            pins=len(pins),
            held=sum(pin.held for pin in pins),
        )
        written = self._write()
        yield self._result(stats, tuple(findings), tuple(pins), written=written)

    def _write(self) -> tuple[Path, ...]:
        state = self.project.settings.state
        written = []
        if self._writes_template() and self.template.changed and self.template.save(state):
            written.append(self.template.path)
        if self._writes_catalog() and self.catalog.save(state):
            written.append(self.catalog.path)
        if files.write_bytes(self.article, self._render()):
            written.append(self.article)
        return tuple(written)

    def _writes_template(self) -> bool:
        # An article without a unit needs no catalog; a template that is itself the source is not ours to write.
        return (bool(self.units) or self.template.path.exists()) and not _same(self.template.path, self.path)

    def _writes_catalog(self) -> bool:
        return bool(self.units) or self.catalog.path.exists()

    def _render(self) -> bytes:
        strict = self.project.settings.strict
        shown: dict[int, str | Sequence[str]] = {}
        for index, unit in enumerate(self.document.units):
            text = self.catalog.text(unit)
            if text is not None and not (strict and self.catalog.fuzzy(unit)):
                shown[index] = text
        return self.document.render(shown, self.locale)

    def _kept(self, unit: Unit) -> Done:
        """A translation that stands in the catalog, judged as if it were new."""
        text = self.catalog.text(unit)
        if text is None:
            return Done(("",))
        forms = (text,) if isinstance(text, str) else text
        done = examine(unit, forms, self.translator, self.catalog.origin(unit))
        if self.catalog.state(unit, self.terms[unit.key]) is State.CHANGED:
            changed = Finding(
                "catalog.changed", Severity.WARNING, "its source has changed since a person translated it; see to it"
            )
            return replace(done, findings=(*done.findings, changed))
        return done

    def _terms(self, unit: Unit) -> str:
        terms = [match.term for match in matches_in(unit, self.glossary)]
        return self.glossary.digest(terms) if terms else ""

    def _fuzzy(self) -> int:
        return sum(self.catalog.fuzzy(unit) for unit in self.units)

    def _result(
        self,
        stats: Stats,
        findings: tuple[Finding, ...] = (),
        pins: tuple[Pin, ...] = (),
        stale: tuple[Path, ...] = (),
        written: tuple[Path, ...] = (),
    ) -> ArticleResult:
        return ArticleResult(
            self.path,
            self.locale,
            self.article,
            self.catalog.path,
            self.template.path,
            stats,
            findings,
            pins,
            stale,
            written,
        )


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
