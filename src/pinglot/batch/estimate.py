"""How much a batch would be, and how long it might take: every article is read and planned, and nothing written."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pinglot import pins
from pinglot.batch.cluster import LOCAL, Cluster
from pinglot.batch.journal import Article, Journal
from pinglot.batch.places import Places
from pinglot.batch.reading import Locale, Reading, Request, listed, read
from pinglot.batch.recipes import open_recipe
from pinglot.config import Settings
from pinglot.engines.base import Closing
from pinglot.engines.decoder import cores
from pinglot.errors import InputError
from pinglot.jobs.article import Task
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Plan
from pinglot.jobs.units import finish_units, plan_units
from pinglot.model import Unit

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
            with ExitStack() as surveys:
                taken = {
                    target: surveys.enter_context(_Survey(places, target, scratch / f"{target}.sqlite"))
                    for target in settings.targets
                }
                unreadable = _survey(journal, places, taken, request.input_type)
                shares = {target: survey.share() for target, survey in taken.items()}
            return Estimate(count, size, _threads(request, scratch), shares, unreadable)
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


def _survey(
    journal: Journal, places: Places, surveys: Mapping[str, _Survey], input_type: str | None
) -> list[tuple[str, str]]:
    """Reads every article once for all locales; the places and reasons of those that cannot be read."""
    unreadable: dict[str, str] = {}
    for article in _all(journal):
        started = time.process_time()
        try:
            reading = read(article, places, list(surveys), input_type)
        except InputError as trouble:
            unreadable[article.place] = str(trouble)
            continue
        share = (time.process_time() - started) / len(surveys)
        for survey in surveys.values():
            try:
                survey.count(reading, share)
            except InputError as trouble:
                unreadable[article.place] = str(trouble)
        places.drop(reading.staged)
    return sorted(unreadable.items())


@dataclass(slots=True)
class _Sampled:
    units: Sequence[Unit]
    plan: Plan
    task: Task


class _Survey(Closing):
    """One locale: distinct sentences by their keys in a file, since they may be many."""

    def __init__(self, places: Places, target: str, path: Path) -> None:
        project = Project(places.settings)
        project.check_places({})
        self._target = target
        self._shared = Locale(project, target)
        self._share = Share()
        self._sampled: list[_Sampled] = []
        self._seen = sqlite3.connect(path, isolation_level=None)
        self._seen.execute("PRAGMA synchronous=OFF")
        self._seen.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, letters INTEGER) WITHOUT ROWID")

    def close(self) -> None:
        self._seen.close()
        self._shared.translator.close()

    def count(self, reading: Reading, seconds: float) -> None:
        """Takes an article in, which took so many processor seconds to read.

        Raises:
            CatalogError: its catalog cannot be read.
        """
        started = time.process_time()
        task = reading.task(self._shared)
        units = task.waiting()
        plan = plan_units(units, self._shared.translator)
        share = self._share
        share.units += len(units)
        share.sentences += len(plan.requests)
        share.todo += bool(plan.requests)
        share.done += not plan.requests
        if plan.requests:
            spelling = self._shared.spelling
            items = map(spelling.item, plan.requests)
            self._seen.executemany(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", ((spelling.key(item), len(item[0])) for item in items)
            )
            if sum(len(one.plan.requests) for one in self._sampled) < _SAMPLE:
                self._sampled.append(_Sampled(units, plan, task))
        share.driver_seconds += seconds + time.process_time() - started

    def share(self) -> Share:
        """What the locale is, when every article was counted."""
        share = self._share
        share.distinct, share.letters = self._seen.execute(
            "SELECT count(*), coalesce(sum(letters), 0) FROM seen"
        ).fetchone()
        if self._sampled:
            self._measure(share)
        return share

    def _measure(self, share: Share) -> None:
        """Translates and finishes the sampled articles, in memory alone."""
        requests = list({one.text: one for each in self._sampled for one in each.plan.requests}.values())
        with open_recipe(self._shared.recipe, threads=1) as engine:
            warm = requests[:_WARM] if len(requests) > _WARM else []
            pins.translate(engine, warm or requests, self._target)
            started = time.process_time()
            timed = requests[len(warm) :]
            made = dict(zip(timed, pins.translate(engine, timed, self._target), strict=True))
            share.engine_seconds = (time.process_time() - started) / sum(len(one.text) for one in timed) * share.letters
            others = {one for each in self._sampled for one in each.plan.requests} - made.keys()
            made |= zip(others, pins.translate(engine, list(others), self._target), strict=True)
            started = time.process_time()
            for each in self._sampled:
                answers = [made[one] for one in each.plan.requests]
                rule = each.task.catalog.plural_rule
                finish_units(each.units, self._shared.translator, each.plan, answers, engine.signature, rule)
            finishing = time.process_time() - started
        share.driver_seconds += finishing / len(self._sampled) * share.todo


def _all(journal: Journal) -> Iterator[Article]:
    after = 0
    while found := journal.articles(after, 100):
        yield from found
        after = found[-1].id
