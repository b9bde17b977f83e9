"""The driver: takes articles, cuts what they need into shards, and finishes each article when its answers are there.

Windows bound what is in memory: so many articles are open, so many sentences wait, so many shards are in flight. All
else is in the journal.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pinglot import files
from pinglot.batch.cluster import Cluster
from pinglot.batch.events import Ended, Event, Joined, Noted, Started
from pinglot.batch.fleet import Fleet
from pinglot.batch.journal import Article, Journal, Outcome
from pinglot.batch.places import Places, Staged
from pinglot.batch.reading import Locale, Reading, Request, read
from pinglot.batch.recipes import Recipe, versions
from pinglot.batch.shards import Shard, unpack
from pinglot.brief import cut
from pinglot.errors import EngineError, InputError, PinglotError, UsageError
from pinglot.jobs import remember
from pinglot.jobs.article import Task
from pinglot.jobs.events import by_check
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Plan, Translator
from pinglot.jobs.units import finish_units, plan_units
from pinglot.model import Unit

__all__ = ["run"]

OPEN = 400
"""Articles, in a locale each, that are open at a time; and as many as :data:`OPEN_FOR` for each worker's thread."""
OPEN_FOR = 8
HELD = 20_000
"""Sentences that wait for answers at a time; and as many as :data:`HELD_FOR` for each worker's thread."""
HELD_FOR = 400
_SAVED = 2_000
"""Articles after which the receipts of terms are saved."""


@dataclass(slots=True, eq=False)
class _Open:
    """An article in a locale that waits for answers."""

    article: Article
    locale: str
    staged: Staged
    task: Task
    units: list[Unit]
    plan: Plan
    keys: list[bytes]
    answers: dict[bytes, bytes]
    lacking: set[bytes] = field(default_factory=set)
    seconds: float = 0.0


def run(request: Request, places: Places, journal: Journal, scratch: Path) -> Iterator[Event]:
    """Translates every article to every target.

    Args:
        request: what to do.
        places: sources and destinations, with the settings.
        journal: begun, with the articles listed.
        scratch: a folder for what the cluster writes.

    Yields:
        what happens; in the end what became of it all.

    Raises:
        PinglotError: nothing can go on: an engine is missing, a worker differs, a destination is full. The journal
            has what was done.
    """
    driver = _Driver(request, places, journal, scratch)
    try:
        yield from driver.run()
    finally:
        driver.close()


class _Driver:
    def __init__(self, request: Request, places: Places, journal: Journal, scratch: Path) -> None:
        self._request = request
        self._places = places
        self._journal = journal
        settings = places.settings
        project = Project(settings)
        project.check_places({})
        self._project = project
        self._locales = {target: Locale(project, target) for target in settings.targets}
        self._digests = {target: _digest(project, shared.translator) for target, shared in self._locales.items()}
        self._fleet = Fleet(self, request.on, request.workers, scratch, request.urls)
        self._waiting: dict[bytes, list[_Open]] = {}
        self._ready: deque[_Open] = deque()
        self._open = 0
        self._done = self._since_saved = 0
        self._cursor = 0
        self._exhausted = False
        self._next: deque[tuple[Article, list[str]]] = deque()
        self._events: deque[Event] = deque()
        self._total = self._letters = 0
        self._looked = time.process_time()

    # --- the loop ---------------------------------------------------------------------------------------------

    def run(self) -> Iterator[Event]:
        count, size = self._journal.count()
        self._total = _todo(self._journal, self._digests)
        yield Started(count, size, len(self._locales), self._total, str(self._journal.path))
        begun = time.monotonic()
        while True:
            self._cursor, self._exhausted = 0, False
            while self._step():
                yield from self._told()
            yield from self._told()
            # What failed is tried again when all the rest is done; by then it may be there, or it is set aside.
            if not _todo(self._journal, self._digests):
                break
        self._journal.end()
        yield Ended(time.monotonic() - begun)

    def _told(self) -> Iterator[Event]:
        while self._events:
            yield self._events.popleft()

    def _step(self) -> bool:
        """Does the most urgent thing; says whether there was anything to do.

        Workers come first; then what makes room, unless they would soon have nothing to do.
        """
        fleet = self._fleet
        fleet.collect()
        fleet.send()
        if self._ready and not (fleet.hungry and self._may_take()):
            self._finish(self._ready.popleft())
        elif self._may_take():
            self._take(*self._next.popleft())
        elif self._ready:
            self._finish(self._ready.popleft())
        elif fleet.busy:
            fleet.send(rest=True)
            fleet.collect(0.5)
            fleet.look_after()
            self._lap()
        else:
            return bool(self._open)
        return True

    def _may_take(self) -> bool:
        threads = self._fleet.threads
        if self._open >= OPEN + OPEN_FOR * threads or len(self._waiting) >= HELD + HELD_FOR * threads:
            return False
        while not self._next and not self._exhausted:
            found, self._cursor = self._journal.todo(self._digests, self._cursor)
            self._next += found
            self._exhausted = self._cursor == 0
        return bool(self._next)

    # --- taking -----------------------------------------------------------------------------------------------

    def _take(self, article: Article, locales: Sequence[str]) -> None:
        try:
            reading = read(article, self._places, locales, self._request.input_type)
        except UsageError:
            raise
        except Exception as trouble:
            for locale in locales:
                self._note(article, locale, _failure(trouble, self._lap()))
            return
        staged = reading.staged
        for locale in locales:
            staged.users += 1
            try:
                self._plan(reading, self._locales[locale])
            except (UsageError, EngineError):
                raise
            except Exception as trouble:
                self._note(article, locale, _failure(trouble, self._lap()))
                self._leave(staged)

    def _plan(self, reading: Reading, shared: Locale) -> None:
        task = reading.task(shared)
        if task.open:
            files.check_writable(task.catalog.path)
            files.check_writable(task.article)
            if shared.memory is None:
                shared.memory = remember.load(self._project, task.locale)
                shared.translator.memory = shared.memory.sentence if len(shared.memory) else None
            task.memory = shared.memory
        units = task.waiting()
        plan = plan_units(units, shared.translator)
        opened = _Open(reading.article, task.locale, reading.staged, task, units, plan, [], {})
        if plan.requests:
            self._ask(opened, shared)
        self._open += 1
        opened.seconds = self._lap()
        if not opened.lacking:
            self._ready.append(opened)

    def _ask(self, opened: _Open, shared: Locale) -> None:
        spelling = shared.spelling
        items = [spelling.item(sentence) for sentence in opened.plan.requests]
        opened.keys = [spelling.key(item) for item in items]
        by_key = dict(zip(opened.keys, items, strict=True))
        fresh = [key for key in by_key if key not in self._waiting]
        opened.answers = self._journal.answers(fresh)
        for key, item in by_key.items():
            if key in opened.answers:
                continue
            opened.lacking.add(key)
            if key not in self._waiting:
                self._fleet.add(opened.locale, key, item)
                self._letters += len(item[0])
            self._waiting.setdefault(key, []).append(opened)

    # --- what the fleet asks and tells ------------------------------------------------------------------------

    def recipes(self) -> dict[str, Recipe]:
        """See :class:`pinglot.batch.fleet.Home`."""
        return {locale: shared.recipe for locale, shared in self._locales.items()}

    def coming(self) -> float:
        """See :class:`pinglot.batch.fleet.Home`: as many for each article as those had that were taken."""
        taken = self._done + self._open
        return self._letters / max(taken, 1) * max(self._total - taken, 0)

    def joined(self, cluster: Cluster) -> None:
        """See :class:`pinglot.batch.fleet.Home`."""
        self._events.append(Joined(cluster.threads, cluster.dashboard))

    def answered(self, shard: Shard, answers: Sequence[bytes], seconds: float) -> None:
        """See :class:`pinglot.batch.fleet.Home`."""
        self._journal.keep(zip(shard.keys, answers, strict=True))
        whole = max(shard.size, 1)
        for key, answer, item in zip(shard.keys, answers, shard.items, strict=True):
            for opened in self._waiting.pop(key, ()):
                opened.answers[key] = answer
                opened.lacking.discard(key)
                opened.seconds += seconds * len(item[0]) / whole
                if not opened.lacking:
                    self._ready.append(opened)

    def refused(self, key: bytes, text: str, reason: str) -> None:
        """See :class:`pinglot.batch.fleet.Home`: every article with the sentence fails."""
        said = f"{reason} (at “{cut(text, 80)}”)"
        for opened in self._waiting.pop(key, []):
            for other in opened.lacking - {key}:
                with contextlib.suppress(KeyError, ValueError):
                    self._waiting[other].remove(opened)
            self._open -= 1
            self._note(opened.article, opened.locale, Outcome("again", said, opened.seconds))
            self._leave(opened.staged)

    # --- finishing --------------------------------------------------------------------------------------------

    def _finish(self, opened: _Open) -> None:
        self._open -= 1
        shared, task = self._locales[opened.locale], opened.task
        try:
            answers = [
                unpack(opened.answers[key], sentence)
                for key, sentence in zip(opened.keys, opened.plan.requests, strict=True)
            ]
            signature = shared.recipe.signature if answers else ""
            done = finish_units(
                opened.units, shared.translator, opened.plan, answers, signature, task.catalog.plural_rule
            )
            keys = (unit.key for unit in opened.units)
            result = task.finish(dict(zip(keys, done, strict=True)), len(answers), opened.plan.remembered)
            self._places.deliver(opened.staged, result)
        except UsageError as trouble:
            raise type(trouble)(_with_resume(str(trouble))) from None
        except Exception as trouble:
            self._note(opened.article, opened.locale, _failure(trouble, self._lap()))
        else:
            stats = result.stats
            outcome = Outcome(
                "done",
                seconds=opened.seconds + self._lap(),
                units=stats.units,
                translated=stats.translated,
                fuzzy=stats.fuzzy,
                sentences=stats.sentences,
                pins=stats.pins,
                held=stats.held,
                findings=by_check(result.findings),
                failed=result.failed,
            )
            self._note(opened.article, opened.locale, outcome)
        self._leave(opened.staged)
        self._since_saved += 1
        if self._since_saved >= _SAVED:
            self._save()

    def _note(self, article: Article, locale: str, outcome: Outcome) -> None:
        outcome = self._journal.note(article, locale, self._digests[locale], outcome)
        if outcome.state != "again":
            self._done += 1
        self._events.append(Noted(article.place, locale, outcome, self._done, self._total))

    def _lap(self) -> float:
        """Processor seconds since it was last asked: one look an article and step, since each is a system call."""
        before, self._looked = self._looked, time.process_time()
        return self._looked - before

    def _leave(self, staged: Staged) -> None:
        staged.users -= 1
        if staged.users <= 0:
            self._places.drop(staged)

    def _save(self) -> None:
        self._since_saved = 0
        for shared in self._locales.values():
            shared.receipts.save()

    def close(self) -> None:
        """Ends the cluster, saves the receipts."""
        self._save()
        self._fleet.close()
        for shared in self._locales.values():
            shared.translator.close()
        self._places.clear()


def _digest(project: Project, translator: Translator) -> str:
    """What stands for all that an article's result depends on besides its source."""
    settings, glossary = project.settings, translator.glossary
    terms = [glossary.digest(glossary.approved), glossary.digest(glossary.proposed)]
    said = [
        settings.source,
        settings.engine,
        settings.fast,
        settings.strict,
        settings.front_matter,
        terms,
        versions()["pinglot"],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _todo(journal: Journal, digests: dict[str, str]) -> int:
    """How many articles, in a locale each, are to be done."""
    count = cursor = 0
    while True:
        found, cursor = journal.todo(digests, cursor, 1000)
        count += sum(len(locales) for _, locales in found)
        if not cursor:
            return count


def _failure(trouble: Exception, seconds: float) -> Outcome:
    known = isinstance(trouble, InputError | PinglotError | OSError)
    reason = str(trouble) if known else f"{type(trouble).__name__}: {trouble}"
    return Outcome("again", reason, seconds)


def _with_resume(reason: str) -> str:
    return reason if "--resume" in reason else f"{reason}; see to it, and go on with --resume"
