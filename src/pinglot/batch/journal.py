"""The journal of a batch: one SQLite file that makes a run resumable, and that is where the archive is held.

Three tables: the articles that were listed, the answers by their keys, and what became of each article in each locale.
Every change is one transaction with write-ahead logging, so that a kill leaves a file that the next run goes on with.
The format is SQLite's own (https://sqlite.org/wal.html).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pinglot.errors import InputError, UsageError

__all__ = ["TRIES", "Article", "Journal", "Outcome"]

TRIES = 3
"""So often an article is tried before it is set aside."""

_FORMAT = "pinglot batch 1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, name TEXT NOT NULL, domain TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL, size INTEGER NOT NULL, run INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, answer BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS work (
    article INTEGER NOT NULL, locale TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, reason TEXT NOT NULL,
    run INTEGER NOT NULL, recipe TEXT NOT NULL, stamp TEXT NOT NULL, seconds REAL NOT NULL, units INTEGER NOT NULL,
    translated INTEGER NOT NULL, fuzzy INTEGER NOT NULL, sentences INTEGER NOT NULL, pins INTEGER NOT NULL,
    held INTEGER NOT NULL, findings TEXT NOT NULL, failed INTEGER NOT NULL,
    PRIMARY KEY (article, locale)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Article:
    """A listed article.

    Attributes:
        id: its number in the journal.
        place: its path or URL.
        name: its path from where the search for it began, with ``/``.
        domain: its catalog's name.
        stamp: changes where the file changes: size and time, or what its storage says.
        size: bytes.
    """

    id: int
    place: str
    name: str
    domain: str
    stamp: str
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an article in a locale.

    Attributes:
        state: ``done``, ``again`` (it failed and is tried again) or ``aside`` (it failed too often).
        reason: why it failed.
        seconds: processor time, the engine's share included.
        findings: how many of each check.
        failed: whether a finding is of level error.
    """

    state: str
    reason: str = ""
    seconds: float = 0.0
    units: int = 0
    translated: int = 0
    fuzzy: int = 0
    sentences: int = 0
    pins: int = 0
    held: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    failed: bool = False


class Journal:
    """The journal of one run at a time.

    Args:
        path: the file; it and its folder are made.

    Raises:
        InputError: the file is no journal, or of another version.
        UsageError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._trouble():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("PRAGMA journal_mode=WAL")
            # A lost transaction costs work, never truth: the catalogs are synced by themselves.
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute("PRAGMA cache_size=-8192")
            self._base.executescript(_SCHEMA)
            known = self.said("format")
        if known not in (None, _FORMAT):
            raise InputError(f"is a journal of another version of pinglot ({known}); delete it to start over", path)
        self.run = int(self.said("run") or 0)

    def close(self) -> None:
        self._base.close()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as trouble:
            if isinstance(trouble, sqlite3.OperationalError):
                raise UsageError(f"the journal {self.path} cannot be written ({trouble}); see to its disk") from None
            raise InputError(f"is no journal of a batch ({trouble}); delete it to start over", self.path) from None
        except OSError as trouble:
            raise UsageError(f"the journal {self.path} cannot be written ({trouble.strerror})") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything that is written inside, or nothing of it."""
        with self._trouble():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    # --- runs -------------------------------------------------------------------------------------------------

    def said(self, name: str) -> str | None:
        """A value that :meth:`say` kept."""
        row = self._base.execute("SELECT value FROM said WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def say(self, name: str, value: str) -> None:
        with self._trouble():
            self._base.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (name, value))

    def begin(self, request: Mapping[str, Any], resume: bool) -> None:
        """Begins a run, or goes on with the one that did not end. One that came to nothing stands in nobody's way.

        Args:
            request: what is to be done: sources, targets, places.
            resume: whether to go on with the last run.

        Raises:
            UsageError: an unfinished run is there and ``resume`` was not asked for, or it was of something else.
        """
        asked = json.dumps(dict(request), sort_keys=True)
        if resume:
            if self.said("request") not in (None, asked):
                raise UsageError(
                    f"the run in {self.path} was of something else ({self.said('request')}); "
                    "name the same sources, targets and places, or delete it to start over"
                )
        elif self.said("state") == "running" and self._has_results():
            raise UsageError(
                f"a run that did not end is in {self.path}; go on with it by --resume, or delete it to start over"
            )
        with self.transaction():
            if not resume:
                for table in ("articles", "work", "answers"):
                    self._base.execute(f"DELETE FROM {table}")
            self.run += 1
            for name, value in (("format", _FORMAT), ("request", asked), ("run", str(self.run)), ("state", "running")):
                self.say(name, value)

    def _has_results(self) -> bool:
        rows = "EXISTS (SELECT 1 FROM work) OR EXISTS (SELECT 1 FROM answers)"
        return bool(self._base.execute(f"SELECT {rows}").fetchone()[0])

    def end(self) -> None:
        """Says that the run came to its end: its answers stand in the catalogs now and need no second place."""
        with self.transaction():
            self.say("state", "ended")
            if not self.counts().get("aside"):
                self._base.execute("DELETE FROM answers")

    # --- articles ---------------------------------------------------------------------------------------------

    def list_article(self, place: str, name: str, domain: str, stamp: str, size: int) -> None:
        """Takes an article into the list, or notes that it is still there.

        Raises:
            UsageError: another article of this run claims the domain.
        """
        try:
            self._base.execute(
                "INSERT INTO articles (place, name, domain, stamp, size, run) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (place) DO UPDATE SET stamp = excluded.stamp, size = excluded.size, run = excluded.run, "
                "name = excluded.name, domain = excluded.domain",
                (place, name, domain, stamp, size, self.run),
            )
        except sqlite3.IntegrityError:
            other, run = self._base.execute("SELECT place, run FROM articles WHERE domain = ?", (domain,)).fetchone()
            if run < self.run:  # it was listed by an earlier run and has gone
                self._base.execute("DELETE FROM articles WHERE domain = ?", (domain,))
                self.list_article(place, name, domain, stamp, size)
                return
            raise UsageError(
                f"{other} and {place} both claim the domain '{domain}'; rename one, or leave one out"
            ) from None

    def articles(self, after: int = 0, limit: int = 100) -> list[Article]:
        """The articles of this run, in order, ``limit`` of them after the one with that number."""
        rows = self._base.execute(
            "SELECT id, place, name, domain, stamp, size FROM articles WHERE id > ? AND run = ? ORDER BY id LIMIT ?",
            (after, self.run, limit),
        )
        return [Article(*row) for row in rows]

    def count(self) -> tuple[int, int]:
        """How many articles this run has, and their bytes."""
        row = self._base.execute("SELECT count(*), coalesce(sum(size), 0) FROM articles WHERE run = ?", (self.run,))
        count, size = row.fetchone()
        return int(count), int(size)

    def todo(
        self, recipes: Mapping[str, str], after: int = 0, limit: int = 64
    ) -> tuple[list[tuple[Article, list[str]]], int]:
        """What is to be done among the next articles, and the number of the last of them (0 at the end of the list).

        Args:
            recipes: locale → what stands for all that an article's result depends on besides its source. What is done
                by another one is to be done again.
        """
        found = self.articles(after, limit)
        if not found:
            return [], 0
        rows = self._base.execute(
            "SELECT article, locale, state, run, recipe, stamp FROM work WHERE article BETWEEN ? AND ?",
            (found[0].id, found[-1].id),
        )
        known = {(article, locale): tuple(rest) for article, locale, *rest in rows}
        wanted = []
        for article in found:
            open_in = [
                locale
                for locale, recipe in recipes.items()
                if self._is_open(known.get((article.id, locale)), recipe, article.stamp)
            ]
            if open_in:
                wanted.append((article, open_in))
        return wanted, found[-1].id

    def _is_open(self, row: tuple[Any, ...] | None, recipe: str, stamp: str) -> bool:
        if row is None:
            return True
        state, run, made_by, made_of = row
        if state == "done":
            return bool((made_by, made_of) != (recipe, stamp))
        # What was set aside gets another chance in the next run.
        return bool(state == "again" or run != self.run)

    # --- answers ----------------------------------------------------------------------------------------------

    def answers(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The answers that are there, by their keys."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            found |= self._base.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", part)
        return found

    def keep(self, answers: Iterable[tuple[bytes, bytes]]) -> None:
        """Keeps answers; one that is there already stays, since equal keys have equal answers."""
        with self.transaction():
            self._base.executemany("INSERT OR IGNORE INTO answers VALUES (?, ?)", answers)

    # --- outcomes ---------------------------------------------------------------------------------------------

    def note(self, article: Article, locale: str, recipe: str, outcome: Outcome) -> Outcome:
        """Notes an outcome; one that failed gets its state, ``again`` or ``aside``, by how often it failed."""
        tries = 0
        if outcome.state != "done":
            row = self._base.execute(
                "SELECT tries FROM work WHERE article = ? AND locale = ? AND run = ?", (article.id, locale, self.run)
            ).fetchone()
            tries = 1 + (row[0] if row else 0)
            outcome = Outcome("aside" if tries >= TRIES else "again", outcome.reason, outcome.seconds)
        values = (
            *(article.id, locale, outcome.state, tries, outcome.reason, self.run, recipe, article.stamp),
            *(outcome.seconds, outcome.units, outcome.translated, outcome.fuzzy, outcome.sentences),
            *(outcome.pins, outcome.held, json.dumps(outcome.findings), int(outcome.failed)),
        )
        with self._trouble():
            self._base.execute(f"INSERT OR REPLACE INTO work VALUES ({','.join('?' * len(values))})", values)
        return outcome

    def counts(self) -> dict[str, int]:
        """How many outcomes there are of each state, over all locales."""
        rows = self._base.execute(
            "SELECT state, count(*) FROM work JOIN articles ON id = article WHERE articles.run = ? GROUP BY state",
            (self.run,),
        )
        return dict(rows.fetchall())

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a question, one after the other; for reports."""
        yield from self._base.execute(query, values)
