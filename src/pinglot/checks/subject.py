"""What is checked, and what a check is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pinglot import inline, locales
from pinglot.model import OBJECT, Match, Severity

if TYPE_CHECKING:
    from pinglot import pins

__all__ = ["Check", "Notice", "Rule", "Subject", "without_addresses"]

Notice = tuple[str, str]
"""A rule's id and the sentence about this text."""

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s\ufffc<>\"“”«»]+|www\.[^\s\ufffc<>\"“”«»]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)


@dataclass(frozen=True)
class Subject:
    """A source text and its translation.

    Attributes:
        source, target: coded text, as a catalog has it (``Read <g1>this</g1>.``).
        source_locale, locale: their BCP 47 tags.
        matches: what the glossary matched, with offsets in the source's plain text.
        flags: gettext flags of the message (``python-format``), for its placeholders.
        plural: whether the target is one form of a plural message; there the number itself may be left out.
    """

    source: str
    target: str
    source_locale: str
    locale: str
    matches: tuple[Match, ...] = ()
    flags: tuple[str, ...] = ()
    plural: bool = False

    @cached_property
    def source_text(self) -> str:
        """The source's plain text, with an OBJECT character for each single code."""
        return inline.parse(self.source).text

    @cached_property
    def target_text(self) -> str:
        """The translation's plain text, with an OBJECT character for each single code."""
        return inline.parse(self.target).text

    @cached_property
    def verdict(self) -> pins.Verdict:
        """The verdict on the pins."""
        from pinglot import pins  # most texts have no term in them

        return pins.examine(self.target_text, self.matches, self.locale)

    @cached_property
    def source_addresses(self) -> tuple[str, ...]:
        """URLs and e-mail addresses of the source."""
        return _addresses(self.source_text)

    @cached_property
    def target_addresses(self) -> tuple[str, ...]:
        """URLs and e-mail addresses of the translation."""
        return _addresses(self.target_text)

    @cached_property
    def source_words(self) -> str:
        """The source's plain text with codes, addresses and matched terms blanked out, offsets kept."""
        text = self.source_text
        for match in self.matches:
            text = text[: match.start] + " " * (match.end - match.start) + text[match.end :]
        return without_addresses(text)

    @cached_property
    def target_words(self) -> str:
        """The translation's plain text with codes, addresses and pinned forms blanked out, offsets kept."""
        text = self.target_text
        for span in self.verdict.spans if self.matches else ():
            if span is not None:
                text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return without_addresses(text)

    @property
    def same_language(self) -> bool:
        return locales.language(self.source_locale) == locales.language(self.locale)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be noticed: its id, how much it matters, and a line for the documentation."""

    id: str
    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Check:
    """A function that looks at a subject, and the rules that it may find broken."""

    rules: tuple[Rule, ...]
    run: Callable[[Subject], Iterable[Notice]]


def _addresses(text: str) -> tuple[str, ...]:
    if not _may_have_addresses(text):
        return ()
    return tuple(_trimmed(found.group()) for found in _ADDRESS.finditer(text))


def _may_have_addresses(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it; a bracket stays where its partner is in the address."""
    while address:
        last = address[-1]
        if (
            last in ".,;:!?'’…。，、；：！？）"
            or (last == ")" and address.count("(") < address.count(")"))
            or (last == "]" and "[" not in address)
        ):
            address = address[:-1]
        else:
            break
    return address


def without_addresses(text: str) -> str:
    """The text with URLs, e-mail addresses and OBJECTs blanked out, offsets kept."""
    if _may_have_addresses(text):
        text = _ADDRESS.sub(lambda found: " " * len(found.group()), text)
    return text.replace(OBJECT, " ")
