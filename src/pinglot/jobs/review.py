"""Review glossary rows one by one: each with its sentences, its translations so far, and what it could be called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pinglot import locales
from pinglot.errors import UsageError
from pinglot.glossary import files
from pinglot.glossary.extract import Context
from pinglot.glossary.review import Conflict, decided, store
from pinglot.jobs.journal import Journal
from pinglot.jobs.project import Project
from pinglot.jobs.rows import file_name
from pinglot.jobs.suggest import Suggester, Suggestion
from pinglot.jobs.usage import Entry, Places, Usage
from pinglot.model import Status, Term

__all__ = ["Decision", "Entry", "Review", "View"]

_SHOWN = 3  # contexts and entries
_AHEAD = 25  # terms for which an engine is asked at once


@dataclass(frozen=True, slots=True)
class View:
    """What a reviewer sees of a row.

    Attributes:
        term: the row.
        number, total: its place among those to be reviewed, from 1.
        contexts: sentences of the articles, up to three.
        entries: entries of the catalogs, up to three.
        suggestions: translations to choose from.
    """

    term: Term
    number: int
    total: int
    contexts: tuple[Context, ...]
    entries: tuple[Entry, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a row: as it was, and as it is in the file now."""

    action: str
    before: Term
    after: Term


@dataclass(slots=True)
class _Step:
    """One thing that can be undone: where it happened, and what changed there, if anything.

    ``name`` is its name in the journal.
    """

    position: int
    decision: Decision | None
    name: str = ""


class Review:
    """The rows that wait, one at a time; every decision is in its file before the next row is shown.

    Args:
        project: the settings.
        target: BCP 47 tag of the translations.
        paths: glossary files and folders; none takes the configured ones.
        articles: files to show sentences from.
        status: which rows are reviewed.
        reviewer: who decides.
        engine: see :class:`pinglot.jobs.suggest.Suggester`.
        today: gives the date of a decision.

    Raises:
        UsageError: there is no glossary.
        PinglotError: bad input, or the engine that was asked for by name is missing.
    """

    def __init__(
        self,
        project: Project,
        target: str,
        *,
        paths: Sequence[Path] = (),
        articles: Sequence[Path] = (),
        status: Status = Status.PROPOSED,
        reviewer: str = "",
        engine: str | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.project = project
        self.target = locales.normalize(target)
        self.reviewer = reviewer
        self._today = today
        self._rows = _rows(paths or project.settings.glossary, self.target, status)
        everything = _rows(paths or project.settings.glossary, self.target)
        chosen = {_key(term) for term in self._rows}
        self._others = [term for term in everything if _key(term) not in chosen]
        self._usage = Usage(project, articles)
        self._placed()  # a file that cannot be read is said before the first row
        self._journal = Journal(project.settings.state)
        self._suggester = Suggester(project, self.target, engine=engine, own=False)
        self._suggestions: dict[int, tuple[Suggestion, ...]] = {}
        self._steps: list[_Step] = []
        self.position = 0
        self.skipped = 0

    @property
    def total(self) -> int:
        """How many rows there are to review."""
        return len(self._rows)

    @property
    def trouble(self) -> str:
        """Why no engine was asked, ``""`` where one was or none was wanted."""
        return self._suggester.trouble

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided so far and not undone, in order."""
        return tuple(step.decision for step in self._steps if step.decision is not None)

    def view(self) -> View | None:
        """The row at hand, None where all have been seen."""
        if self.position >= len(self._rows):
            return None
        term = self._rows[self.position]
        if self.position not in self._suggestions:
            self._look_ahead()
        rows, places = self._placed()
        return View(
            term,
            self.position + 1,
            len(self._rows),
            tuple(places.contexts(rows, self.position, _SHOWN)),
            tuple(places.entries(rows, self.position, _SHOWN)[0]),
            tuple(one for one in self._suggestions[self.position] if one.text != term.translation),
        )

    def approve(self, translation: str = "") -> Conflict | None:
        """The row's translation, or the one given, is right.

        Raises:
            UsageError: there is no translation.
        """
        changes: dict[str, object] = {"translation": translation, "keep": False} if translation else {}
        return self._decide("approved", Status.APPROVED, **changes)

    def keep(self) -> Conflict | None:
        """The term stays as it is in the translation."""
        return self._decide("kept", Status.APPROVED, keep=True, translation="")

    def reject(self, note: str = "") -> Conflict | None:
        """The term is none; the row stays, so that nobody proposes it again."""
        return self._decide("rejected", Status.REJECTED, **({"note": note} if note else {}))

    def edit(self, translation: str) -> Conflict | None:
        """Writes another translation and stays at the row."""
        return self._change("edited", replace(self._current(), translation=translation, keep=False), stay=True)

    def forms(self, forms: Sequence[str]) -> Conflict | None:
        """Adds accepted forms and stays at the row."""
        term = self._current()
        added = tuple(dict.fromkeys([*term.forms, *(form for form in forms if form)]))
        return self._change("edited", replace(term, forms=added), stay=True)

    def skip(self) -> None:
        """Leaves the row for another day."""
        self._current()
        self._steps.append(_Step(self.position, None))
        self.skipped += 1
        self.position += 1

    def undo(self) -> Conflict | None:
        """Takes the last step back, in the file, too.

        Raises:
            UsageError: there is nothing to undo.
        """
        if not self._steps:
            raise UsageError("there is nothing to undo")
        step = self._steps[-1]
        if step.decision is not None:
            conflict = self._store(step.position, step.decision.after, step.decision.before)
            if conflict:
                return conflict
            self._record("undone", step.decision.after, step.decision.before, step.name)
        else:
            self.skipped -= 1
        self._steps.pop()
        self.position = step.position
        return None

    def _current(self) -> Term:
        if self.position >= len(self._rows):
            raise UsageError("there is no row left to review")
        return self._rows[self.position]

    def _decide(self, action: str, status: Status, **changes: object) -> Conflict | None:
        term = self._current()
        return self._change(action, decided(term, status, self.reviewer, self._today().isoformat(), **changes))

    def _change(self, action: str, after: Term, stay: bool = False) -> Conflict | None:
        before = self._current()
        conflict = self._store(self.position, before, after)
        if conflict:
            return conflict
        name = self._record(action, before, after)
        self._steps.append(_Step(self.position, Decision(action, before, after), name))
        self.position += 0 if stay else 1
        return None

    def _record(self, action: str, before: Term, after: Term, undoes: str = "") -> str:
        return self._journal.record(
            self.reviewer, action, [(file_name(self.project, before.path), before, after)], undoes
        )

    def _store(self, position: int, before: Term, after: Term) -> Conflict | None:
        """Writes a row; where the file has another one now, that is the row to review."""
        conflicts = store(before.path, [(before, after)], self.project.settings.state, overturn=True)
        if not conflicts:
            self._rows[position] = after
            return None
        current = conflicts[0].current
        if current is None:
            self.position = position + 1
        else:
            self._rows[position] = current
            self.position = position
        return conflicts[0]

    def _look_ahead(self) -> None:
        chosen = range(self.position, min(self.position + _AHEAD, len(self._rows)))
        rows, places = self._placed()
        terms = {self._rows[place].term: tuple(places.contexts(rows, place, _SHOWN)[:1]) for place in chosen}
        found = self._suggester.suggest(terms)
        for place in chosen:
            self._suggestions[place] = tuple(found[self._rows[place].term])

    def _placed(self) -> tuple[list[Term], Places]:
        """Every row as it is now, those under review first, and where they stand."""
        rows = [*self._rows, *self._others]
        return rows, self._usage.places(self.target, rows)


_Key = tuple[str, int, str]


def _key(term: Term) -> _Key:
    """What a row is known by while its other columns change."""
    return term.path, term.line, term.term


def _rows(paths: Sequence[Path], target: str, status: Status | None = None) -> list[Term]:
    found = [path for path, _ in files.expand(paths)]
    if not found:
        raise UsageError("there is no glossary; name one, or let `pinglot glossary extract` make one")
    chain = files.lookup(target)
    return [
        term
        for path in found
        if not files.locale_of(path) or files.canonical(files.locale_of(path)) in chain
        for term in files.read(path).terms
        if status in (None, term.status) and (not term.locale or files.canonical(term.locale) in chain)
    ]
