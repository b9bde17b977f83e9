"""What HTML means to the Markdown around it: comments for pinglot, elements left out, places behind quote marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pinglot.documents.markdown.inline import VOID, is_opaque
from pinglot.documents.reading import Found, Write, directive

__all__ = [
    "BLANK_LINES",
    "TAG_OR_COMMENT",
    "Said",
    "Silence",
    "in_cell",
    "quoted",
    "said_after",
    "with_said",
    "without_blank_lines",
]

TAG_OR_COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
BLANK_LINES = re.compile(r"(\r\n|\n|\r(?!\n))(?:[ \t]*(?:\r\n|\n|\r))+")
_END_MAY_LACK = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the author said about the blocks to come."""

    context: str | None = None
    notes: tuple[str, ...] = ()

    def and_(self, other: Said) -> Said:
        return Said(other.context or self.context, self.notes + other.notes)


def said_after(html: str, said: Said) -> Said:
    """What the comments at the end of an HTML block say about the next block."""
    comments: list[str] = []
    rest = html.rstrip()
    while rest.endswith("-->") and (start := rest.rfind("<!--")) >= 0:
        comments.insert(0, rest[start:])
        rest = rest[:start].rstrip()
    if rest:
        said = Said()  # what was said before was about this block
    for comment in comments:
        word = directive(comment)
        if word is not None and word.word == "context":
            said = said.and_(Said(context=word.text))
        elif word is not None and word.word == "note":
            said = said.and_(Said(notes=(word.text,)))
    return said


@dataclass
class Silence:
    """Whether what comes is left out, as HTML blocks are read one after the other.

    Attributes:
        skipping: between a comment that says to skip and its end.
        hidden: the open elements of the name of the one that is not translated, from that one on.
    """

    skipping: bool = False
    hidden: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.skipping or bool(self.hidden)

    def follow(self, match: re.Match[str]) -> None:
        """Keeps account of comments that say to skip, and of elements that are not translated."""
        closes, name, attributes = match.groups()
        if name is None:
            said = directive(match.group())
            if said is not None and said.word in ("skip", "end") and not self.hidden:
                self.skipping = said.word == "skip"
            return
        name = name.lower()
        if self.skipping:
            return
        if self.hidden:
            if name == self.hidden[0]:
                if closes:
                    self.hidden.pop()
                elif not attributes.endswith("/"):
                    self.hidden.append(name)
        elif not closes and not attributes.endswith("/") and name not in VOID and is_opaque(name, attributes):
            self.hidden.append(name)

    def end_block(self, text: str, position: int) -> None:
        """Forgets an element that ends with its block; or else a forgotten end tag would hide the rest of the file."""
        if self.hidden and (self.hidden[0] in _END_MAY_LACK or not self._closes_later(text, position)):
            self.hidden.clear()

    def _closes_later(self, text: str, position: int) -> bool:
        end_tag = re.compile(rf"</{re.escape(self.hidden[0])}\b", re.IGNORECASE)
        return end_tag.search(text, position) is not None


def with_said(found: Found, said: Said) -> Found:
    unit = found.unit
    return replace(
        found,
        unit=replace(unit, context=unit.context or said.context, notes=said.notes + unit.notes),
        inner=tuple(replace(one, found=with_said(one.found, said)) for one in found.inner),
    )


def _rewritten(found: Found, change: Callable[[str], str]) -> Found:
    return replace(
        found,
        write=_then(found.write, change),
        inner=tuple(replace(one, found=_rewritten(one.found, change)) for one in found.inner),
    )


def without_blank_lines(found: Found) -> Found:
    """A blank line would end the HTML block, or the paragraph, that the place stands in."""
    return _rewritten(found, lambda raw: BLANK_LINES.sub(r"\1", raw))


def quoted(found: Found, prefixes: Sequence[tuple[int, str]]) -> Found:
    """An HTML place inside a quote: the HTML reader saw blanks for the quote's marks.

    ``prefixes`` are what the lines of the HTML block begin with, each with its offset in the file. A line of the place
    gets the one that it had; a line more than there were, the last.
    """
    own = [prefix for at, prefix in prefixes if found.start <= at < found.end] or [prefixes[0][1]]

    def change(raw: str) -> str:
        out = []
        for number, line in enumerate(re.split(r"(?<=\n)|(?<=\r)(?!\n)", raw)):
            if number:
                prefix = own[min(number, len(own)) - 1]
                blank = prefix.replace(">", " ")
                line = prefix + (line.removeprefix(blank) if line.startswith(blank) else line.lstrip(" \t"))
            out.append(line)
        return "".join(out)

    return replace(
        found,
        write=_then(found.write, change),
        inner=tuple(replace(one, found=quoted(one.found, prefixes)) for one in found.inner),
    )


def _then(write: Write, change: Callable[[str], str]) -> Write:
    return lambda coded, codes: change(write(coded, codes))


def in_cell(found: Found) -> Found:
    return _rewritten(found, lambda raw: re.sub(r"(?<!\\)\|", r"\\|", raw))
