"""Who changed which glossary row, when and how: one line of JSON a change, in ``.pinglot/journal.jsonl``.

The columns ``reviewer`` and ``reviewed`` of a row hold its last decision, and travel with the glossary. The journal
holds what came before, for the history of a term and for undoing; it stays on its machine, and without it nothing but
these two is lost.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from pinglot.errors import UsageError
from pinglot.files import locked
from pinglot.jobs.stamped import stamp_of
from pinglot.model import Case, Status, Term

__all__ = ["Change", "Journal"]

_UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change.

    Attributes:
        at: when, as an ISO date and time with its offset.
        who: who changed it.
        what: ``approved``, ``rejected``, ``kept``, ``edited``, ``added``, ``undone``.
        step: a name that the changes of one step share: what is undone together.
        file: the glossary file, from the project's root.
        before, after: the row; None where there was or is none.
        undoes: the step that it takes back, ``""`` for none.
    """

    at: str
    who: str
    what: str
    step: str
    file: str
    before: Term | None
    after: Term | None
    undoes: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that changed; those that say who decided and when are left out."""
        before, after = _cells(self.before), _cells(self.after)
        return tuple(
            name
            for name in dict.fromkeys((*before, *after))
            if name not in ("reviewer", "reviewed") and before.get(name) != after.get(name)
        )


class Journal:
    """The journal of a project.

    Args:
        state: the project's folder for what can be thrown away.
        now: gives the time of a change.
    """

    def __init__(self, state: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = state / "journal.jsonl"
        self._state = state
        self._now = now
        self._changes: list[Change] = []
        self._read_to = 0
        self._inode = 0
        self._lock = Lock()

    def record(
        self,
        who: str,
        what: str,
        changes: Sequence[tuple[str, Term | None, Term | None]],
        undoes: str = "",
    ) -> str:
        """Writes down the changes of one step: ``(file, before, after)`` each; returns the step's name.

        Raises:
            UsageError: the journal cannot be written.
        """
        step = secrets.token_hex(6)
        at = self._now().astimezone().isoformat(timespec="seconds")
        lines = [_line(Change(at, who, what, step, file, before, after, undoes)) for file, before, after in changes]
        with locked(self.path, self._state):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a+b") as file:
                    # After a kill in the midst of a line, the next one begins on a line of its own.
                    if file.tell() and not _ends_line(self.path):
                        file.write(b"\n")
                    file.write("".join(lines).encode())
            except OSError as trouble:
                raise UsageError(
                    f"{self.path} cannot be written ({trouble.strerror}); the glossary was changed all the same, "
                    "and this change cannot be undone here"
                ) from None
        return step

    def changes(self) -> Sequence[Change]:
        """Every change that is written down, in order. Lines that are no changes are passed over."""
        with self._lock:
            stamp = stamp_of(self.path)
            if stamp is None or stamp[1] < self._read_to or stamp[2] != self._inode:
                self._changes, self._read_to = [], 0
            if stamp is not None and stamp[1] > self._read_to:
                self._inode = stamp[2]
                whole = self._added()
                self._read_to += len(whole)
                self._changes += [change for line in whole.splitlines() if (change := _change(line)) is not None]
            return self._changes

    def _added(self) -> bytes:
        """The whole lines that were written since the last look; none where the journal cannot be read."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._read_to)
                added = file.read()
        except OSError:
            return b""
        return added[: added.rfind(b"\n") + 1]

    def history(self, file: str, term: Term) -> list[Change]:
        """What became of a row, the latest change first; under its earlier names, too."""
        found, name = [], term.term
        for change in reversed(self.changes()):
            row = change.after or change.before
            if change.file == file and row is not None and (row.term, row.locale) == (name, term.locale):
                found.append(change)
                name = change.before.term if change.before else name
        return found

    def last_step(self, who: str) -> list[Change]:
        """The changes of somebody's last step that is neither undone nor an undoing itself; empty for none."""
        undone = {change.undoes for change in self.changes() if change.undoes}
        step = ""
        found: list[Change] = []
        for change in reversed(self.changes()):
            if step and change.step != step:
                break
            if change.who == who and change.what != _UNDONE and change.step not in undone:
                step = change.step
                found.append(change)
        return found[::-1]


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def _line(change: Change) -> str:
    said = {
        "at": change.at,
        "who": change.who,
        "what": change.what,
        "step": change.step,
        "file": change.file,
        "before": _cells(change.before) or None,
        "after": _cells(change.after) or None,
    }
    if change.undoes:
        said["undoes"] = change.undoes
    return json.dumps(said, ensure_ascii=True) + "\n"


def _change(line: bytes) -> Change | None:
    try:
        said = json.loads(line)
        at, who, what, step, file = (str(said[name]) for name in ("at", "who", "what", "step", "file"))
        return Change(at, who, what, step, file, _term(said["before"]), _term(said["after"]), said.get("undoes", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _cells(term: Term | None) -> dict[str, Any]:
    """A row's fields that are not empty, in JSON's own types."""
    if term is None:
        return {}
    found: dict[str, Any] = {}
    for item in fields(Term):
        value = getattr(term, item.name)
        if item.name == "path" or not value:
            continue
        found[item.name] = [list(pair) for pair in value] if item.name == "extra" else value
    return found


def _term(cells: dict[str, Any] | None) -> Term | None:
    if not cells:
        return None
    values = dict(cells)
    for name in ("variants", "forms", "forbidden"):
        values[name] = tuple(map(str, values.get(name, ())))
    values["extra"] = tuple((str(column), str(text)) for column, text in values.get("extra", ()))
    values["status"] = Status(values["status"])
    values["case"] = Case(values["case"]) if values.get("case") else None
    return Term(**values)
