"""Translate articles: template, catalogs and the finished article, and only what changed.

For each article and locale: read the document, bring the catalog up to date with its units, keep what is done (an
entry as we wrote it whose terms did not change, or a person's), translate the rest in one batch, check everything,
write catalog and article. Nothing changed means nothing written and no engine opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pinglot import config, documents, files
from pinglot.catalogs.template import Template
from pinglot.jobs import remember
from pinglot.jobs.article import Task, named
from pinglot.jobs.events import ArticleResult, Progress
from pinglot.jobs.project import Project
from pinglot.jobs.receipts import Receipts
from pinglot.model import Document

__all__ = ["open_template", "plan", "translate_articles", "translate_file"]


def translate_file(path: str | Path, target: str, **options: Any) -> ArticleResult:
    """Translates one article to one locale: writes its template, its catalog and the article.

    Args:
        path: the article.
        target: BCP 47 tag.
        options: settings that differ from the configuration, as :class:`pinglot.config.Settings` names them
            (``source``, ``engine``, ``glossary``, ``locales``, ``out``, ``strict``, ``accept_changes``), and
            ``domain``, ``input_type`` and ``check`` as :func:`translate_articles` takes them.

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
    from pinglot.jobs import settled

    events = list(settled.translate_articles(project, [Path(path)], **own))
    return next(event for event in events if isinstance(event, ArticleResult))


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
    tasks = plan(project, articles, domain=domain, input_type=input_type)
    if check:
        yield from (task.compare() for task in tasks)
        return
    try:
        for task in tasks:
            # A missing engine and a place that cannot be written are noticed here, before any work.
            if task.open:
                files.check_writable(task.catalog.path)
                files.check_writable(task.article)
            if task.needs_engine:
                task.translator.engine  # noqa: B018
        for task in tasks:
            yield from task.run()
    finally:
        for task in tasks:
            task.receipts.save()
            task.translator.close()


def plan(
    project: Project, articles: Sequence[Path], *, domain: str | None = None, input_type: str | None = None
) -> list[Task]:
    """What is to be done, locale by locale, articles in the order they were named: see :func:`translate_articles`.

    Nothing is written and no engine opened.

    Raises:
        PinglotError: bad input, or a usage that makes no sense.
    """
    settings = project.settings
    # One article may be named twice, and in two ways.
    articles = list({os.path.abspath(path): path for path in reversed(articles)}.values())[::-1]
    domains = project.domains(articles, domain)
    project.check_places(domains)
    read = [(path, documents.read(path, input_type, project.options)) for path in articles]
    templates = {path: open_template(project, path, document, domains[path]) for path, document in read}
    tasks: list[Task] = []
    for target in dict.fromkeys(settings.targets):
        translator = project.translator(target)
        receipts = Receipts(settings.state, target)
        own = [
            Task(project, path, document, templates[path], domains[path], translator, receipts)
            for path, document in read
        ]
        if any(task.open for task in own):
            memory = remember.load(project, target)
            translator.memory = memory.sentence if len(memory) else None
            for task in own:
                task.memory = memory
        tasks += own
    return tasks


def open_template(project: Project, path: Path, document: Document, domain: str) -> Template:
    """An article's template, brought up to its units and not yet written.

    Raises:
        CatalogError: the file that is there is malformed.
    """
    template = Template.open(project.settings.locales, domain)
    if not project.is_catalog(path):
        template.update(document.units, named(project, path))
    return template
