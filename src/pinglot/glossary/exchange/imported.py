"""What a reader of foreign files gives: rows, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pinglot import locales
from pinglot.errors import UsageError
from pinglot.glossary import files
from pinglot.model import Case, Finding, Severity, Status, Term

__all__ = ["Imported", "finding", "made_term"]


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows from a file of another format.

    Attributes:
        terms: in the file's order, with the line that each comes from.
        findings: what was left out, and why.
    """

    terms: list[Term] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def finding(check: str, message: str, path: str | Path, line: int, severity: Severity = Severity.WARNING) -> Finding:
    """A finding about a place in an imported file."""
    return Finding(f"import.{check}", severity, files.one_line(message), str(path), line)


def made_term(
    cells: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    extra: Sequence[tuple[str, str]],
    path: str | Path,
    line: int,
) -> Term | Finding:
    """A row from texts by column, or the finding that says why it is none.

    A row that would be approved and has no translation is proposed.
    """
    name = cells.get("term", "").strip()
    if not name:
        return finding("term", "a row has no term", path, line)
    keep = cells.get("keep", "").strip().lower() in ("yes", "y", "true", "1", "x")
    translation = cells.get("translation", "").strip()
    try:
        case = Case(cells["case"].lower()) if cells.get("case") else None
        status = Status((cells.get("status") or "approved").strip().lower())
        locale = locales.normalize(cells["locale"]) if cells.get("locale") else ""
    except (ValueError, UsageError) as trouble:
        return finding("value", f"“{name}”: {trouble}", path, line)
    if status is Status.APPROVED and not translation and not keep:
        status = Status.PROPOSED
    plain = ("pos", "gender", "number", "definition", "note", "reviewer", "reviewed")
    return Term(
        name,
        translation,
        keep=keep,
        case=case,
        status=status,
        locale=locale,
        extra=tuple(extra),
        path=str(path),
        line=line,
        **{column: tuple(dict.fromkeys(value)) for column, value in lists.items()},  # type: ignore[arg-type]
        **{column: cells.get(column, "").strip() for column in plain},
    )
