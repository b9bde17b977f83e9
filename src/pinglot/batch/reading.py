"""What is read: the articles of a request, and what each has to be translated in each locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pinglot import documents, files
from pinglot.batch.cluster import LOCAL
from pinglot.batch.journal import Article, Journal
from pinglot.batch.places import Places, Staged
from pinglot.batch.recipes import Recipe, recipe_of
from pinglot.batch.shards import Spelling
from pinglot.batch.sources import find
from pinglot.catalogs.template import Template
from pinglot.jobs.article import Task
from pinglot.jobs.project import Project
from pinglot.jobs.receipts import Receipts
from pinglot.jobs.translate import open_template
from pinglot.jobs.translator import Translator
from pinglot.model import Document

__all__ = ["Locale", "Reading", "Request", "listed", "read"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a batch is asked to do.

    Attributes:
        sources: paths, folders, patterns and URLs.
        on: ``local``, or a scheduler's address.
        workers: of a local cluster; 0 for one a core.
        resume: go on with the run that did not end.
        urls: addresses of packages for workers that lack one.
        input_type: the articles' type, where the suffix does not tell it.
    """

    sources: tuple[str, ...]
    on: str = LOCAL
    workers: int = 0
    resume: bool = False
    urls: tuple[str, ...] = ()
    input_type: str | None = None


def listed(journal: Journal, places: Places, sources: Sequence[str], targets: Sequence[str]) -> None:
    """Finds the articles and takes them into the journal's list.

    Raises:
        UsageError: a source names nothing, or two articles claim one domain.
    """
    with journal.transaction():
        for found in find(sources, targets, places.own):
            places.check(found.place)
            journal.list_article(
                found.place, found.name, places.domain(found.place, found.name), found.stamp, found.size
            )


class Locale:
    """What the articles of one locale share.

    Args:
        project: where the run's settings hold.
        target: BCP 47 tag.

    Attributes:
        memory: what people approved; None until it is asked for.
    """

    def __init__(self, project: Project, target: str) -> None:
        # Without the cache on this machine: workers have none, and the journal keeps more than it would.
        self.translator: Translator = project.translator(target, cached=False)
        self.receipts = Receipts(project.settings.state, target)
        self.memory: Any = None
        self._engine = project.settings.engine

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe of its engine, which is opened for that."""
        own = self.translator
        return recipe_of(own.engine, self._engine, own.glossary, own.source, own.target)

    @cached_property
    def spelling(self) -> Spelling:
        """How its sentences travel."""
        return Spelling(self.recipe.terms, self.recipe.ground)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article that was read."""

    article: Article
    staged: Staged
    document: Document
    template: Template

    def task(self, shared: Locale) -> Task:
        """What is to be done in a locale.

        Raises:
            CatalogError: its catalog cannot be read.
        """
        project, path, domain = self.staged.project, self.staged.path, self.article.domain
        return Task(project, path, self.document, self.template, domain, shared.translator, shared.receipts)


def read(article: Article, places: Places, targets: Sequence[str], input_type: str | None) -> Reading:
    """Reads an article, wherever it lies.

    Args:
        targets: the locales that it is read for.
        input_type: its type, where the suffix does not tell it.

    Raises:
        InputError: it, or its template, cannot be read.
        UsageError: the folder for it cannot be written.
    """
    staged = places.stage(article, targets)
    try:
        kind = input_type or documents.type_of(article.place.partition("::")[0])
        data = files.read_bytes(staged.path, places.settings.max_file_size)
        document = documents.parse(data, kind, article.place, staged.project.options)
        template = open_template(staged.project, staged.path, document, article.domain)
    except BaseException:
        places.drop(staged)
        raise
    return Reading(article, staged, document, template)
