"""A glossary row as a form, and the form as the row that a person wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pinglot.catalogs.bilingual.rows import same_text
from pinglot.jobs.reasons import Reason
from pinglot.model import Case, Severity, Status, Term

__all__ = ["FIELDS", "Editor", "Field", "shown", "wanted"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column in the editor.

    Attributes:
        column: its name in the glossary.
        label: what stands above it.
        kind: ``line``, ``text``, ``list`` (one a line), ``choice`` or ``check``.
        hint: what it is for.
        of_target: whether its text is in the language of the translations.
        choices: value and name of each choice.
        rare: whether it is folded away until it holds something.
    """

    column: str
    label: str
    kind: str
    hint: str = ""
    of_target: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    rare: bool = False

    @property
    def name(self) -> str:
        """Its name in the form, where filters have names of their own."""
        return f"col_{self.column}"


_STATUSES = tuple((status.value, status.value) for status in Status)
_GENDERS = (("", "not said"), ("m", "masculine"), ("f", "feminine"), ("n", "neuter"), ("c", "common"))
_NUMBERS = (("", "not said"), ("sg", "singular"), ("pl", "plural"))
_CASES = (("", "by its capitals"), ("exact", "exactly as written"), ("any", "in any case"))

FIELDS = (
    Field("term", "Term", "line"),
    Field("translation", "Translation", "line", "what must stand in the translation", of_target=True),
    Field("keep", "Keep the term as it is in the source", "check"),
    Field("status", "Status", "choice", choices=_STATUSES),
    Field("forms", "Other accepted forms", "list", "one a line", of_target=True),
    Field("forbidden", "Forbidden forms", "list", "one a line", of_target=True),
    Field("note", "Note", "text"),
    Field("definition", "Definition", "text", rare=True),
    Field("variants", "Other spellings", "list", "one a line; short forms are rows of their own", rare=True),
    Field("pos", "Part of speech", "line", "of the translation: noun, proper noun, …", rare=True),
    Field("gender", "Gender", "choice", "of the translation", choices=_GENDERS, rare=True),
    Field("number", "Number", "choice", "of the translation", choices=_NUMBERS, rare=True),
    Field("case", "Letters are matched", "choice", choices=_CASES, rare=True),
)
"""The columns that a reviewer edits, in the order of the form."""


@dataclass(slots=True)
class Editor:
    """What the form of a row shows.

    Attributes:
        values: column → text.
        version: of the row that was seen.
        reasons: what is to be said about its columns.
        theirs: the row as it is in the file, where that is another one than was seen.
        gone: whether the row is no longer in its file.
        takes_back: whether saving takes a decision back, which the person must say.
        saved: whether the values are those of the file.
    """

    values: dict[str, str]
    version: str
    reasons: Sequence[Reason] = ()
    theirs: Term | None = None
    gone: bool = False
    takes_back: bool = False
    saved: bool = True
    fields: tuple[Field, ...] = field(default=FIELDS)

    def at(self, column: str) -> list[Reason]:
        """What is to be said at a column, errors first; each sentence once."""
        own = dict.fromkeys(reason for reason in self.reasons if reason.column == column)
        return sorted(own, key=lambda reason: reason.severity is not Severity.ERROR)

    def is_wrong(self, column: str) -> bool:
        """Whether a column keeps the row from being saved."""
        return any(reason.severity is Severity.ERROR for reason in self.at(column))

    @property
    def first_wrong(self) -> str:
        """The first column that keeps the row from being saved, ``""`` for none."""
        return next((one.column for one in self.fields if self.is_wrong(one.column)), "")

    @property
    def shows_rare(self) -> bool:
        """Whether the columns that are folded away hold anything."""
        return any(one.rare and (self.values.get(one.column) or self.at(one.column)) for one in self.fields)

    def choices(self, one: Field) -> list[tuple[str, str]]:
        """The choices of a column; what stands there is among them, even where it is none of ours."""
        value = self.values.get(one.column, "")
        known = list(one.choices)
        return known if value in dict(known) else [*known, (value, value)]

    @property
    def differences(self) -> list[tuple[Field, str, str]]:
        """Where the values and the file's row differ: the field, what the form has, what the file has."""
        if self.theirs is None:
            return []
        return [
            (one, self.values.get(one.column, ""), theirs)
            for one in self.fields
            if (theirs := shown(self.theirs, one.column)) != self.values.get(one.column, "")
        ]


def shown(term: Term, column: str) -> str:
    """A column of a row as the form has it."""
    value = getattr(term, column)
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def wanted(before: Term, form: Mapping[str, str]) -> tuple[Term, list[Reason]]:
    """The row that a form asks for, and what cannot be taken from it.

    A column that the form leaves as it was shown keeps its value to the letter.
    """
    changes: dict[str, Any] = {}
    reasons: list[Reason] = []
    for one in FIELDS:
        if one.name not in form and one.kind != "check":
            continue
        text = same_text(form.get(one.name, ""))
        if text == same_text(shown(before, one.column)):
            continue
        try:
            changes[one.column] = _value(one, text)
        except ValueError:
            allowed = " or ".join(repr(value) for value, _ in one.choices)
            reasons.append(Reason(one.column, Severity.ERROR, f"{text!r} is none of the choices {allowed}"))
    if "term" in changes and not changes["term"]:
        del changes["term"]
        reasons.append(Reason("term", Severity.ERROR, "a row needs a term; reject it if it is none"))
    return replace(before, **changes), reasons


def values_of(form: Mapping[str, str]) -> dict[str, str]:
    """The texts of a form as they were typed, by column."""
    # Line ends as a browser has them in a field; in a form it sends others.
    return {one.column: same_text(form.get(one.name, "")) for one in FIELDS}


def _value(one: Field, text: str) -> object:
    if one.kind == "list":
        return tuple(dict.fromkeys(_lines(text)))
    if one.kind == "check":
        return text == "yes"
    if one.column == "status":
        return Status(text)
    if one.column == "case":
        return Case(text) if text else None
    return text.strip()


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())
