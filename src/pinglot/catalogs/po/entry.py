"""One message of a PO file, and its lines in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Entry"]

_ESCAPES = {
    "\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v"
}  # fmt: skip
_TO_ESCAPE = re.compile(r'["\\\x07-\r]')
_PIECE = re.compile(r"[^\n]*\n|[^\n]+")
_MSGID = re.compile(r"^(?:#~[ \t]*)?msgid\b", re.MULTILINE)


@dataclass(slots=True)
class Entry:
    """One message of a catalog or template.

    Attributes:
        msgid: the source.
        msgstr: its translations: one, or as many as the catalog has plural forms.
        context: ``msgctxt``; None and ``""`` are two things.
        plural: ``msgid_plural``, None where the message has none.
        comments: translator comments, each line as it stands after ``#``.
        extracted: extracted comments, each line as it stands after ``#.``.
        references: ``file:line`` each, in the catalog's spelling.
        flags: without the mark fuzzy: ``python-format``, ``no-wrap``, …
        fuzzy: whether the mark ``fuzzy`` is set.
        previous_context, previous_msgid, previous_plural: what ``#|`` lines say, None where there are none.
        obsolete: whether it is commented out with ``#~``.
        line: 1-based line of its msgid in the file, 0 for one that was neither read nor written.
    """

    msgid: str
    msgstr: list[str] = field(default_factory=lambda: [""])
    context: str | None = None
    plural: str | None = None
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    fuzzy: bool = False
    previous_context: str | None = None
    previous_msgid: str | None = None
    previous_plural: str | None = None
    obsolete: bool = False
    line: int = field(default=0, compare=False)
    _raw: str = field(default="", compare=False, repr=False)
    _as_read: tuple[object, ...] = field(default=(), compare=False, repr=False)

    @property
    def key(self) -> tuple[str | None, str]:
        """Context and msgid: what makes it one entry."""
        return (self.context, self.msgid)

    @property
    def is_header(self) -> bool:
        return self.msgid == "" and self.context is None

    @property
    def translated(self) -> bool:
        """Whether anything stands in msgstr, fuzzy or not. gettext looks at the first form only."""
        return self.msgstr[0] != ""

    def content(self) -> tuple[object, ...]:
        """Everything the entry says, as one comparable value."""
        return (
            self.context, self.msgid, self.plural, tuple(self.msgstr), tuple(self.comments), tuple(self.extracted),
            tuple(self.references), tuple(self.flags), self.fuzzy, self.previous_context, self.previous_msgid,
            self.previous_plural, self.obsolete,
        )  # fmt: skip

    def forget_previous(self) -> None:
        self.previous_context = self.previous_msgid = self.previous_plural = None

    def text(self) -> str:
        """The entry as lines of a PO file, without the last line's end."""
        if self._raw and self._as_read == self.content():
            return self._raw
        return "\n".join(_lines(self))

    def settle(self, text: str, first: int) -> None:
        """Takes the entry as read from its lines, the first of which is that of the 1-based number ``first``."""
        msgid = _MSGID.search(text)
        self.line = first + (text.count("\n", 0, msgid.start()) if msgid else 0)
        self.comments, self.extracted = [*map(_unjoined, self.comments)], [*map(_unjoined, self.extracted)]
        self._raw, self._as_read = text, self.content()


def _lines(entry: Entry) -> list[str]:
    lines = [f"#{_unjoined(line)}" for line in entry.comments]
    lines += [f"#.{_unjoined(line)}" for line in entry.extracted]
    if entry.references:
        lines.append("#: " + " ".join(entry.references))
    flags = ["fuzzy"] * entry.fuzzy + entry.flags
    if flags:
        lines.append("#, " + ", ".join(flags))
    mark, was = ("#~ ", "#~| ") if entry.obsolete else ("", "#| ")
    if entry.previous_context is not None:
        lines.append(_field(was, "msgctxt", entry.previous_context))
    if entry.previous_msgid is not None:
        lines.append(_field(was, "msgid", entry.previous_msgid))
    if entry.previous_plural is not None:
        lines.append(_field(was, "msgid_plural", entry.previous_plural))
    if entry.context is not None:
        lines.append(_field(mark, "msgctxt", entry.context))
    lines.append(_field(mark, "msgid", entry.msgid))
    if entry.plural is None:
        lines.append(_field(mark, "msgstr", entry.msgstr[0]))
        return lines
    lines.append(_field(mark, "msgid_plural", entry.plural))
    lines += [_field(mark, f"msgstr[{index}]", form) for index, form in enumerate(entry.msgstr)]
    return lines


def _unjoined(comment: str) -> str:
    """One line that gettext's lexer does not join with the next, as it does where a backslash ends it."""
    line = comment.replace("\n", " ")
    return f"{line}\u00a0" if line.endswith("\\") else line


def _field(mark: str, keyword: str, text: str) -> str:
    if "\n" not in text[:-1]:
        return f'{mark}{keyword} "{_escaped(text)}"'
    return "\n".join([f'{mark}{keyword} ""', *(f'{mark}"{_escaped(piece)}"' for piece in _PIECE.findall(text))])


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text)
