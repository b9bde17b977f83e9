"""Review the terms of a whole project: find rows, see where they are used, decide on one or many, undo, propose more.

This is what the review page shows. Every decision is in its file, under the file's lock, before the answer; a row that
has changed since it was seen is a conflict and is not overwritten; a status goes back only where that is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import RLock
from time import monotonic

from pinglot import documents, locales
from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import files
from pinglot.glossary.extract import Context
from pinglot.glossary.review import add, decided, overturns, store
from pinglot.jobs.articles import articles_of
from pinglot.jobs.extract import append, propose
from pinglot.jobs.journal import Change, Journal
from pinglot.jobs.outcomes import Batch, Proposed, Saved, Undone
from pinglot.jobs.project import Project
from pinglot.jobs.reasons import Reason, reason_of, unwritable
from pinglot.jobs.rows import Row, Rows, RowsReader, file_name, version
from pinglot.jobs.suggest import NO_ENGINE, Suggestion
from pinglot.jobs.suggestions import Suggestions
from pinglot.jobs.usage import Entry, Places, Usage
from pinglot.model import Severity, Status, Term

__all__ = ["Terms"]

_CHANGED = "has changed in its file since it was shown"
_Changed = tuple[str, Term | None, Term | None]  # file, before, after
_LOOKED_FOR = 5.0  # seconds for which the list of articles holds: a large folder takes a while to look through
_MOST_ARTICLES = 100  # that sentences are shown from where nobody names one


class Terms:
    """The terms of a project. Its methods may be called from several threads.

    Args:
        project: the settings.
        reviewer: who decides.
        articles: files to show sentences from and to extract from; none takes what the project holds.
        engine: see :class:`pinglot.jobs.suggest.Suggester`.
        today: gives the date of a decision.

    Raises:
        DocumentError: an article that was named cannot be read.
        GlossaryError: a glossary that the settings name is missing.
    """

    def __init__(
        self,
        project: Project,
        *,
        reviewer: str = "",
        articles: Sequence[Path] = (),
        engine: str | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.reviewer = reviewer
        self.journal = Journal(project.settings.state)
        self._reader = RowsReader(project)
        self._named = {file_name(project, path): path for path in articles}
        for path in articles:
            documents.read(path, None, project.options)
        self._articles: tuple[float, dict[str, Path]] | None = None
        self._engine = engine
        self._today = today
        self._usage = Usage(project, tolerant=True)
        self._suggestions = Suggestions(engine)
        self._lock = RLock()
        self.rows()

    @property
    def project(self) -> Project:
        """The settings, with the glossary that has come to be since the start."""
        return self._reader.project

    def rows(self) -> Rows:
        """Every row as it is now.

        Raises:
            GlossaryError: a glossary that the settings name is missing.
        """
        with self._lock:
            return self._reader.read()

    def articles(self) -> dict[str, Path]:
        """The articles by their paths from the root: those that were named, else those that the project holds."""
        if self._named:
            return self._named
        now = monotonic()
        if self._articles is None or now - self._articles[0] > _LOOKED_FOR:
            self._articles = (now, articles_of(self.project))
        return self._articles[1]

    def name(self, path: str | Path) -> str:
        """A file's path from the project's root, or its whole path where it lies elsewhere."""
        return file_name(self.project, path)

    def near(self, sentence: str) -> str:
        """A sentence with its paths from the project's root, as the page names files."""
        return sentence.replace(f"{os.path.abspath(self.project.settings.root)}{os.sep}", "")

    # --- what is seen of a term -------------------------------------------------------------------------------

    def target(self, row: Row) -> str:
        """The locale that a row translates into; where it says none, the only one of the settings, else ``""``."""
        targets = self.project.settings.targets
        return row.term.locale or (targets[0] if len(targets) == 1 else "")

    def uses(self, row: Row, contexts: int, entries: int) -> tuple[list[Context], list[Entry], int]:
        """Sentences of articles with a term, entries of its locale's catalogs, and how many of these there are.

        Args:
            row: the row.
            contexts, entries: how many at most.
        """
        with self._lock:
            index, terms, places = self._placed(row)
            if row.id not in index:
                return [], [], 0
            shown, count = places.entries(terms, index[row.id], entries)
            return places.contexts(terms, index[row.id], contexts), shown, count

    def _placed(self, row: Row) -> tuple[dict[str, int], Sequence[Term], Places]:
        """The rows of a row's locale, by id and as terms, and where they stand."""
        target = self.target(row)
        self._usage.articles = tuple(list(self.articles().values())[:_MOST_ARTICLES])
        serving, terms = self.rows().serving(target) if target else ([row], [row.term])
        return {one.id: place for place, one in enumerate(serving)}, terms, self._usage.places(target, terms)

    def suggest(self, row: Row, ahead: Sequence[Row] = ()) -> tuple[list[Suggestion], str]:
        """Translations to choose from for a row.

        Args:
            row: the row.
            ahead: rows that will probably be asked for next; an engine that must be asked is asked for them as well.

        Returns:
            the suggestions, and why no engine was asked, ``""`` where one was or none was wanted.
        """
        target = self.target(row)
        if not target:
            return [], "the row says no locale, and neither does the configuration"
        wanted = [row, *(one for one in ahead if self.target(one) == target)]
        with self._lock:
            index, terms, places = self._placed(row)
            contexts = {
                one.term.term: tuple(places.contexts(terms, index[one.id], 1) if one.id in index else ())
                for one in wanted
            }
        found, trouble = self._suggestions.of(self.project, target, row.term.term, contexts)
        return [one for one in found if one.text != row.term.translation], trouble

    def history(self, row: Row) -> list[Change]:
        """What became of a row, as far as the journal on this machine knows, the latest first."""
        return self.journal.history(row.file, row.term)

    def reasons(self, row: Row, term: Term) -> list[Reason]:
        """What is to be said about a row if it said this; errors keep it from being saved."""
        found = list(unwritable(term))
        said = {reason.column for reason in found}
        more = (reason_of(finding) for finding in self.rows().findings(row, term))
        return [*found, *(reason for reason in more if reason.column not in said)]

    # --- decisions --------------------------------------------------------------------------------------------

    def save(self, id: str, seen: str, wanted: Term, overturn: bool = False) -> Saved:
        """Writes a row.

        Args:
            id: the row's name.
            seen: the :func:`pinglot.jobs.rows.version` of the row that was seen.
            wanted: what it shall say; reviewer and day are put in where it is a decision.
            overturn: whether a status may take a decision back.

        Raises:
            GlossaryError: its file cannot be read.
            UsageError: its file cannot be written.
        """
        with self._lock:
            rows = self.rows()
            row = rows.get(id)
            if row is None or version(row.term) != seen:
                return Saved(row, conflict=True)
            before, after = row.term, self._decided(row.term, wanted)
            reasons = tuple(self.reasons(row, after))
            if any(reason.severity is Severity.ERROR for reason in reasons):
                return Saved(None, reasons)
            if overturns(before.status, after.status) and not overturn:
                return Saved(None, reasons, takes_back=True)
            if after == before:
                return Saved(row, reasons)
            conflicts = store(rows.files[row.file], [(before, after)], self._state, overturn)
            if conflicts:
                return Saved(self.rows().get(id), conflict=True)
            more = self._record(_action(before, after), [(row.file, before, after)])
            return Saved(self._row_of(row.file, after), (*reasons, *more), changed=True)

    def add(self, file: str, term: Term) -> Saved:
        """Adds a row to one of the glossary files, where a row for the term is gone or was never there.

        Raises:
            UsageError: there is no such glossary file.
            GlossaryError: the file cannot be read.
        """
        with self._lock:
            rows = self.rows()
            if file not in rows.files:
                raise UsageError(f"{file} is none of the project's glossary files")
            new = self._decided(replace(term, status=Status.PROPOSED), term)
            reasons = tuple(self.reasons(Row("", replace(new, path=str(rows.files[file]), line=0), file, ""), new))
            if any(reason.severity is Severity.ERROR for reason in reasons):
                return Saved(None, reasons)
            there = add(rows.files[file], new, self._state)
            if there is not None:
                return Saved(self._row_of(file, there), conflict=True)
            more = self._record("added", [(file, None, new)])
            return Saved(self._row_of(file, new), (*reasons, *more), changed=True)

    def decide(self, chosen: Sequence[tuple[str, str]], status: Status) -> Batch:
        """Gives many rows a status; what would take a decision back, or has changed since it was seen, is left.

        Args:
            chosen: name and seen version of each row.
            status: ``approved`` or ``rejected``.

        Raises:
            UsageError: a file cannot be written.
        """
        result = Batch()
        with self._lock:
            rows = self.rows()
            by_file: dict[str, list[tuple[Term, Term]]] = {}
            for id, seen in dict(chosen).items():
                row = rows.get(id)
                if row is None or version(row.term) != seen:
                    result.left.append((row.term.term, _CHANGED) if row else ("", f"A term {_CHANGED}."))
                    continue
                reason = self._undecidable(row, status)
                if reason:
                    result.left.append((row.term.term, reason))
                elif row.term.status is not status:
                    after = decided(row.term, status, self.reviewer, self._day)
                    by_file.setdefault(row.file, []).append((row.term, after))
            done: list[_Changed] = []
            for file, changes in by_file.items():
                try:
                    conflicts = {one.before for one in store(rows.files[file], changes, self._state)}
                except GlossaryError as error:
                    result.left += [(before.term, str(error)) for before, _ in changes]
                    continue
                result.left += [(one.term, _CHANGED) for one in conflicts]
                done += [(file, before, after) for before, after in changes if before not in conflicts]
            if done:
                result.left += [("", one.message) for one in self._record(status.value, done)]
            result.done = len(done)
        return result

    def undo(self) -> Undone:
        """Takes the reviewer's last step back, in the files, too.

        Raises:
            UsageError: there is nothing to undo, or a file cannot be written.
            GlossaryError: a file cannot be read.
        """
        with self._lock:
            changes = self.journal.last_step(self.reviewer)
            if not changes:
                raise UsageError("there is nothing to undo")
            known = self.rows().files
            done: list[Change] = []
            left: list[str] = []
            for file in dict.fromkeys(change.file for change in changes):
                own = [change for change in changes if change.file == file]
                failed = self._take_back(known.get(file), own)
                done += [change for change in own if change not in failed]
                left += [_name_of(change) for change in failed]
            # Also what could not be taken back is done with, or it would bar the way to the steps before it.
            taken = [(change.file, change.after, change.before) for change in done]
            self._record("undone", taken or [("", None, None)], undoes=changes[0].step)
            return Undone(tuple(done), tuple(left))

    def _take_back(self, path: Path | None, changes: Sequence[Change]) -> list[Change]:
        """Takes changes of one file back; returns those that could not be."""
        if path is None:
            return list(changes)
        failed = []
        standing = [(change, replace(change.after, path=str(path))) for change in changes if change.after]
        conflicts = {
            one.before
            for one in store(path, [(now, change.before) for change, now in standing], self._state, overturn=True)
        }
        failed += [change for change, now in standing if now in conflicts]
        for change in changes:
            if change.after is None and change.before is not None and add(path, change.before, self._state):
                failed.append(change)
        return failed

    # --- proposals --------------------------------------------------------------------------------------------

    def new_file(self, target: str) -> str:
        """The glossary file that proposals for a locale go to where no other is chosen, from the root.

        ``""`` where the settings name single files only.
        """
        settings = self.project.settings
        folder = next((path for path in settings.glossary if path.is_dir()), None)
        if folder is None and not settings.glossary:
            folder = settings.root / "glossary"
        return self.name(folder / f"terms.{target}.csv") if folder else ""

    def propose(self, article: str, target: str, file: str = "", limit: int = 100, engine: bool = True) -> Proposed:
        """Proposes terms from one of the articles and adds them to a glossary file as proposed rows.

        Args:
            article: its path from the root, as :meth:`articles` lists it.
            target: BCP 47 tag of the translations.
            file: one of the project's glossary files, ``""`` for :meth:`new_file`.
            limit: how many at most, 0 for all.
            engine: whether an engine drafts translations.

        Raises:
            UsageError: there is no such article or glossary file, or the file is for another locale.
            PinglotError: the article or a glossary cannot be read.
        """
        target = locales.normalize(target)
        path = self.articles().get(article)
        if path is None:
            raise UsageError(f"{article} is none of the project's articles")
        name = file or self.new_file(target)
        place = self.rows().files.get(name)
        if place is None and name and name == self.new_file(target):
            place = self.project.settings.root / name
        if place is None:
            raise UsageError(f"{name or 'nothing'} is none of the project's glossary files; choose one of them")
        files.check_place(place, target)
        chosen = self._engine if engine else NO_ENGINE
        found = propose(self.project, [path], target, engine=chosen, limit=limit, also_known=[place])
        with self._lock:
            before = {one.id for one in self.rows().every}
            added = append(self.project, found.terms, place, target)
            new = [one for one in self.rows().every if one.file == name and one.id not in before]
            if new:
                self._record("proposed", [(name, None, one.term) for one in new])
        return Proposed(len(found.terms), added, name, found.trouble)

    # --- small things -----------------------------------------------------------------------------------------

    @property
    def _state(self) -> Path:
        return self.project.settings.state

    @property
    def _day(self) -> str:
        return self._today().isoformat()

    def _record(self, what: str, changes: Sequence[_Changed], undoes: str = "") -> list[Reason]:
        """Writes into the journal; what keeps that from being done is no reason to call the change itself off."""
        try:
            self.journal.record(self.reviewer, what, changes, undoes)
        except UsageError as error:
            return [Reason("", Severity.WARNING, str(error))]
        return []

    def _decided(self, before: Term, wanted: Term) -> Term:
        """What a person wants of a row, with who and when where it is a decision."""
        if wanted.status is Status.PROPOSED or wanted == before:
            return wanted
        if wanted.status is Status.APPROVED and not wanted.target.strip():
            return wanted  # an error will be said of it
        return decided(wanted, wanted.status, self.reviewer, self._day)

    def _undecidable(self, row: Row, status: Status) -> str:
        if overturns(row.term.status, status):
            return f"is {row.term.status.value}; open it to take that decision back"
        if status is Status.APPROVED:
            after = replace(row.term, status=status)
            errors = [one for one in self._alone(row, after) if one.severity is Severity.ERROR]
            return errors[0].message if errors else ""
        return ""

    def _alone(self, row: Row, after: Term) -> Iterable[Reason]:
        """As :meth:`reasons`, of the row by itself: no error is about two rows, and a batch may be long."""
        yield from unwritable(after)
        alone = Rows([replace(row, term=after)], {}, (), self.project.settings.source)
        yield from map(reason_of, alone.findings(row, after))

    def _row_of(self, file: str, term: Term) -> Row | None:
        """The row that says this; one for the same term where the file cannot hold it to the letter."""
        near = [
            row
            for row in self.rows().every
            if row.file == file and (row.term.term, row.term.locale) == (term.term, term.locale)
        ]
        return next((row for row in near if row.term == term), next(iter(near), None))


def _action(before: Term, after: Term) -> str:
    if after.status is before.status:
        return "edited"
    return "kept" if after.keep and after.status is Status.APPROVED else after.status.value


def _name_of(change: Change) -> str:
    row = change.after or change.before
    return row.term if row else ""
