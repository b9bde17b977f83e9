"""The rows of a project's glossary files as a page shows them: named, filtered, read again when changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path

from pinglot.errors import GlossaryError
from pinglot.glossary import files, lint
from pinglot.glossary.matcher import claims, key
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import Stamped
from pinglot.model import Finding, Status, Term

__all__ = ["Filter", "Row", "Rows", "RowsReader", "file_name", "version"]


@dataclass(frozen=True, slots=True)
class Row:
    """A glossary row.

    Attributes:
        id: names it while its term, its locale and its file stay, whatever else changes.
        term: what it says.
        file: its file, from the project's root.
        text: what a search looks in, in small letters.
    """

    id: str
    term: Term
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are wanted; what is empty leaves all.

    Attributes:
        status, locale, file: as a row has them.
        conflict: only rows that contradict another one or themselves.
        text: words that all stand in the row, in any case and order.
    """

    status: str = ""
    locale: str = ""
    file: str = ""
    conflict: bool = False
    text: str = ""


class Rows:
    """The rows of all glossary files, as they were at one time.

    Args:
        every: the rows, file by file.
        files: each glossary file by its path from the root.
        trouble: why files could not be read, a sentence each.
        source: BCP 47 tag of the terms.
        state: changes whenever a file does.
    """

    def __init__(
        self, every: Sequence[Row], files: dict[str, Path], trouble: Sequence[str], source: str, state: str = ""
    ) -> None:
        self.every = tuple(every)
        self.state = state
        self.files = files
        self.trouble = tuple(trouble)
        self._source = source
        self._by_id = {row.id: row for row in self.every}
        self._for_locale: dict[str, tuple[list[Row], list[Term]]] = {}

    def get(self, id: str) -> Row | None:
        """The row of a name."""
        return self._by_id.get(id)

    def select(self, wanted: Filter) -> list[Row]:
        """The rows that a filter leaves, in order."""
        words = wanted.text.casefold().split()
        conflicts = self.conflicts if wanted.conflict else {}
        return [
            row
            for row in self.every
            if (not wanted.status or row.term.status.value == wanted.status)
            and (not wanted.locale or row.term.locale == wanted.locale)
            and (not wanted.file or row.file == wanted.file)
            and (not wanted.conflict or row.id in conflicts)
            and all(word in row.text for word in words)
        ]

    def serving(self, target: str) -> tuple[list[Row], list[Term]]:
        """The rows that serve translations into a locale, its own and those of the wider ones, and their terms."""
        if target not in self._for_locale:
            chain = files.lookup(target)
            rows = [row for row in self.every if not row.term.locale or files.canonical(row.term.locale) in chain]
            self._for_locale[target] = (rows, [row.term for row in rows])
        return self._for_locale[target]

    @cached_property
    def locales(self) -> list[str]:
        """The locales that rows are for, sorted."""
        return sorted({row.term.locale for row in self.every if row.term.locale})

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each status."""
        found = {status.value: 0 for status in Status}
        for row in self.every:
            found[row.term.status.value] += 1
        return found

    @cached_property
    def conflicts(self) -> dict[str, list[Finding]]:
        """The rows that contradict another one or themselves, by name, with the reasons."""
        found: dict[str, list[Finding]] = {}
        at = {(row.term.path, row.term.line): row for row in self.every}
        pinning: dict[tuple[str, str], Row] = {}
        for row in self.every:
            if row.term.status is Status.APPROVED:
                for spelling in claims(row.term):
                    pinning.setdefault((row.term.locale, key(row.term, spelling)), row)
        for finding in lint.lint_terms((row.term for row in self.every), self._source, lint.CONFLICTS):
            row = at[finding.path, finding.line]
            concerned = [row]
            if finding.check == "glossary.duplicate":
                # It is told of the row that does not pin; who looks for conflicts wants to see the one that does, too.
                keys = {(row.term.locale, key(row.term, spelling)) for spelling in claims(row.term)}
                concerned += dict.fromkeys(pinning[one] for one in keys if one in pinning and pinning[one] != row)
            for one in concerned:
                found.setdefault(one.id, []).append(finding)
        return found

    def findings(self, row: Row, term: Term) -> list[Finding]:
        """What is noticed about a row, or would be if it said this: about itself, and beside the rows of its locale."""
        path, line = row.term.path, row.term.line
        if term == row.term:
            beside = self.conflicts.get(row.id, [])
        else:
            term = replace(term, path=path, line=line)
            others = [
                term if one.id == row.id else one.term for one in self.every if one.term.locale == row.term.locale
            ]
            beside = list(lint.lint_terms(others, self._source, lint.CONFLICTS))
        alone = lint.lint_terms([term], self._source, lint.ALONE)
        return [one for one in dict.fromkeys((*alone, *beside)) if (one.path, one.line) == (path, line)]


class RowsReader:
    """Reads the rows of a project's glossary files, each file again only where it has changed.

    Args:
        project: the settings. Where they name no glossary, the folder ``glossary`` is taken as soon as there is one.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files = Stamped(self._read)
        self._last: tuple[object, Rows] | None = None

    @property
    def project(self) -> Project:
        """The settings, with the folder ``glossary`` where there is one and no other is named."""
        settings = self._project.settings
        folder = settings.root / "glossary"
        if not settings.glossary and folder.is_dir():
            return Project(settings.override(glossary=(folder,)))
        return self._project

    def read(self) -> Rows:
        """The rows as they are now.

        Raises:
            GlossaryError: a glossary that the settings name is missing.
        """
        every: list[Row] = []
        trouble, state = [], []
        named = {file_name(self._project, path): path for path, _ in files.expand(self.project.settings.glossary)}
        for name, path in named.items():
            try:
                stamp, rows = self._files.get(path)
            except GlossaryError as error:
                trouble.append(str(error))
                continue
            state.append((name, stamp))
            every += rows
        if self._last is None or self._last[0] != (state, trouble):
            digest = hashlib.sha256(repr((state, trouble)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
            self._last = ((state, trouble), Rows(every, named, trouble, self._project.settings.source, digest))
        return self._last[1]

    def _read(self, path: Path) -> list[Row]:
        name = file_name(self._project, path)
        return list(_rows(files.read(path, limit=self._project.settings.max_file_size).terms, name))


def file_name(project: Project, path: str | Path) -> str:
    """A file's path from the project's root, or its whole path where it lies elsewhere."""
    root = os.path.abspath(project.settings.root)
    absolute = Path(os.path.abspath(path))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(absolute)


def _rows(terms: Iterable[Term], file: str) -> Iterable[Row]:
    seen: dict[tuple[str, str], int] = {}
    for term in terms:
        who = (term.locale, term.term)
        number = seen[who] = seen.get(who, -1) + 1
        yield _row(term, file, number, term.path, term.line)


# Of a file that was saved, all rows but one are the same again. Where a row stands is no part of what it says.
@lru_cache(maxsize=32_768)
def _row(term: Term, file: str, number: int, path: str, line: int) -> Row:
    said = "\0".join((file, term.locale, term.term, str(number)))
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass"))
    texts = (term.term, *term.variants, term.translation, *term.forms, term.definition, term.note)
    return Row(digest.hexdigest()[:16], term, file, "\n".join(texts).casefold())


_COMPARED = tuple(item.name for item in fields(Term) if item.compare)


def version(term: Term) -> str:
    """Sixteen hexadecimal digits that change where anything that a row says changes."""
    said = repr(tuple(getattr(term, name) for name in _COMPARED))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
