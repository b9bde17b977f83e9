"""How much a batch would be, and how long it might take: every article is read and planned, and nothing written."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pinglot import documents, files, pins
from pinglot.batch.cluster import LOCAL, Cluster
from pinglot.batch.driver import Request, listed
from pinglot.batch.journal import Article, Journal
from pinglot.batch.places import Places, Staged
from pinglot.batch.recipes import Recipe, open_recipe, recipe_of
from pinglot.batch.shards import Spelling
from pinglot.config import Settings
from pinglot.engines.decoder import cores
from pinglot.errors import InputError
from pinglot.jobs.article import Task
from pinglot.jobs.project import Project
from pinglot.jobs.receipts import Receipts
from pinglot.jobs.translate import open_template
from pinglot.jobs.translator import Plan, Translator
from pinglot.jobs.units import finish_units, plan_units
from pinglot.model import Document, Unit

__all__ = ["Estimate", "Share", "estimate"]

_SAMPLE = 64
"""Sentences that are translated to see how fast the engine is."""
_WARM = 4
"""Of them, those that go before the clock runs: they load the model and probe it."""


@dataclass(slots=True)
class Share:
    """What one locale is.

    Attributes:
        done: articles that need nothing from an engine.
        todo: articles that do.
        units, sentences: what is open.
        distinct: sentences that differ, which is what workers get.
        letters: code points of those.
        engine_seconds: processor time that they would take one thread, from the sample.
        driver_seconds: processor time of the driver for the articles, without writing, from reading all of them and
            finishing the sample.
    """

    done: int = 0
    todo: int = 0
    units: int = 0
    sentences: int = 0
    distinct: int = 0
    letters: int = 0
    engine_seconds: float = 0.0
    driver_seconds: float = 0.0

    def expected(self, workers: int) -> float:
        """Seconds: the engine's share divided among threads, or the driver's, whichever is longer."""
        return max(self.engine_seconds / max(workers, 1), self.driver_seconds)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch would be: bytes are those of the sources, workers are threads."""

    articles: int
    bytes: int
    workers: int
    locales: dict[str, Share]
    unreadable: list[tuple[str, str]]


def estimate(request: Request, settings: Settings, out: str | None, locales: str | None) -> Estimate:
    """What :func:`pinglot.batch.job.batch` would do. What it keeps is in a temporary folder, and goes with it.

    Raises:
        PinglotError: bad input, or a missing engine.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        places = Places(settings, out, locales, scratch / "spool")
        journal = Journal(scratch / "journal.sqlite")
        try:
            journal.begin({}, resume=False)
            listed(journal, places, request.sources, settings.targets)
            count, size = journal.count()
            unreadable: list[tuple[str, str]] = []
            shares = {}
            for target in settings.targets:
                with _Survey(places, target, scratch / f"{target}.sqlite", request) as survey:
                    shares[target] = survey.take(journal, unreadable)
            return Estimate(count, size, _threads(request, scratch), shares, sorted(set(unreadable)))
        finally:
            journal.close()


def _threads(request: Request, scratch: Path) -> int:
    if request.on == LOCAL:
        return request.workers or cores()
    cluster = Cluster(request.on, 0, scratch)
    try:
        return cluster.threads
    finally:
        cluster.close()


@dataclass(slots=True)
class _Sampled:
    units: Sequence[Unit]
    plan: Plan
    task: Task


@dataclass(slots=True)
class _Survey:
    """One locale: distinct sentences by their keys in a file, since they may be many."""

    places: Places
    target: str
    path: Path
    request: Request
    share: Share = field(default_factory=Share)
    sampled: list[_Sampled] = field(default_factory=list)
    translator: Translator = field(init=False)
    receipts: Receipts = field(init=False)
    seen: sqlite3.Connection = field(init=False)
    spelling: Spelling | None = None

    def __post_init__(self) -> None:
        settings = self.places.settings
        Project(settings).check_places({})
        self.translator = Project(settings).translator(self.target, cached=False)
        self.receipts = Receipts(settings.state, self.target)
        self.seen = sqlite3.connect(self.path, isolation_level=None)
        self.seen.execute("PRAGMA synchronous=OFF")
        self.seen.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, letters INTEGER) WITHOUT ROWID")

    def __enter__(self) -> _Survey:
        return self

    def __exit__(self, *_: object) -> None:
        self.seen.close()
        self.translator.close()

    def take(self, journal: Journal, unreadable: list[tuple[str, str]]) -> Share:
        started = time.process_time()
        for article in _all(journal):
            try:
                staged = self.places.stage(article, [self.target])
                try:
                    self._count(article, staged)
                finally:
                    self.places.drop(staged)
            except InputError as trouble:
                unreadable.append((article.place, str(trouble)))
        self.share.distinct, self.share.letters = self.seen.execute(
            "SELECT count(*), coalesce(sum(letters), 0) FROM seen"
        ).fetchone()
        self.share.driver_seconds = time.process_time() - started
        if self.sampled:
            self._measure()
        return self.share

    def _count(self, article: Article, staged: Staged) -> None:
        kind = self.request.input_type or documents.type_of(article.place.partition("::")[0])
        data = files.read_bytes(staged.path, self.places.settings.max_file_size)
        document: Document = documents.parse(data, kind, article.place, staged.project.options)
        template = open_template(staged.project, staged.path, document, article.domain)
        task = Task(staged.project, staged.path, document, template, article.domain, self.translator, self.receipts)
        units = task.waiting()
        plan = plan_units(units, self.translator)
        share = self.share
        share.units += len(units)
        share.sentences += len(plan.requests)
        share.todo += bool(plan.requests)
        share.done += not plan.requests
        if not plan.requests:
            return
        if self.spelling is None:
            recipe = self._recipe()
            self.spelling = Spelling(recipe.terms, recipe.ground)
        items = map(self.spelling.item, plan.requests)
        self.seen.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?)", ((self.spelling.key(item), len(item[0])) for item in items)
        )
        if sum(len(one.plan.requests) for one in self.sampled) < _SAMPLE:
            self.sampled.append(_Sampled(units, plan, task))

    def _recipe(self) -> Recipe:
        translator = self.translator
        return recipe_of(
            translator.engine,
            self.places.settings.engine,
            translator.glossary,
            translator.source,
            translator.target,
        )

    def _measure(self) -> None:
        """Translates and finishes the sampled articles, in memory alone."""
        requests = list({one.text: one for each in self.sampled for one in each.plan.requests}.values())
        with open_recipe(self._recipe(), threads=1) as engine:
            warm = requests[:_WARM] if len(requests) > _WARM else []
            pins.translate(engine, requests[: len(warm)] or requests[:1], self.target)
            started = time.process_time()
            timed = requests[len(warm) :]
            pins.translate(engine, timed, self.target)
            seconds = time.process_time() - started
            per_letter = seconds / max(sum(len(one.text) for one in timed), 1)
            self.share.engine_seconds = per_letter * self.share.letters
            finishing = 0.0
            for each in self.sampled:
                answers = pins.translate(engine, each.plan.requests, self.target)
                started = time.process_time()
                finish_units(
                    each.units, self.translator, each.plan, answers, engine.signature, each.task.catalog.plural_rule
                )
                finishing += time.process_time() - started
        self.share.driver_seconds += finishing / len(self.sampled) * self.share.todo


def _all(journal: Journal) -> Iterator[Article]:
    after = 0
    while found := journal.articles(after, 100):
        yield from found
        after = found[-1].id
