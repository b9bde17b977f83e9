"""A source with proxies in the place of terms, and the way back: which noun stands in for which, and where.

Two things need it: translating with proxies (:mod:`pinglot.pins.proxy`), and weighing a translation by a sentence
that the model can judge (:mod:`pinglot.pins.cost`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pinglot.model import OBJECT, Draft, Link, Match, Sentence
from pinglot.pins import english
from pinglot.pins.insert import is_plural_source, noun_of
from pinglot.pins.probe import Proxy, find_form
from pinglot.pins.words import words

__all__ = ["Plan", "Put", "plan"]


@dataclass(frozen=True, slots=True)
class Put:
    """A proxy in the place of the match with this index; ``copied`` where the term itself is what the model copies."""

    index: int
    proxy: Proxy
    copied: bool = False


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the source, and where what replaced it stands in the new text."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A source with proxies.

    Attributes:
        text: the new source.
        puts: what stands in for what, in order of the source.
    """

    text: str
    puts: tuple[Put, ...]
    edits: tuple[_Edit, ...]

    @property
    def changed(self) -> bool:
        """Whether the new source differs from the old one: not where every term is a name that is copied."""
        return not all(put.copied for put in self.puts)

    def traced(self, draft: Draft) -> Draft:
        """A draft of the new source with its links from the old one."""
        if draft.alignment is None:
            return draft
        return replace(draft, alignment=tuple(_traced(link, self.edits) for link in draft.alignment))


def plan(
    sentence: Sentence,
    draft: Draft,
    indexes: Collection[int],
    known: Sequence[Proxy],
    language: str,
    tried: Collection[str] = (),
) -> Plan | None:
    """The source with a proxy for each match that one is found for, None where there is none at all.

    A proxy stands nowhere in the sentence or its draft, and no two are the same.

    Args:
        sentence, draft: the source, and its plain draft.
        indexes: the matches that want a proxy.
        known: what the probe found, best first.
        language: of the target, a subtag.
        tried: sources of proxies that are not to be used.
    """
    taken = {word.fold for word in (*words(sentence.text), *words(draft.text, language))}
    taken |= {source.casefold() for source in tried}
    puts: list[Put] = []
    reach = 0
    for index in sorted(indexes, key=lambda index: sentence.matches[index].start):
        match = sentence.matches[index]
        if match.start < reach or OBJECT in match.text:
            continue
        if match.text not in tried and _is_copied(sentence, draft, match, language):
            puts.append(Put(index, Proxy("name", match.text, match.text, "", "sg", 0.0), copied=True))
            reach = match.end
            continue
        proxy = next(_fitting(sentence.text, match, known, taken, language), None)
        if proxy is not None:
            puts.append(Put(index, proxy))
            taken |= {proxy.source.casefold(), proxy.target.casefold()}
            reach = match.end
    return _written(sentence, puts) if puts else None


def _is_copied(sentence: Sentence, draft: Draft, match: Match, language: str) -> bool:
    """Whether a name came through the model as it was: then it is its own proxy.

    Not after an article: it and whatever agrees with it may be of another gender than the pin.
    """
    return (
        match.term.is_name
        and not english.has_determiner(sentence.text, match.start, reach=1)
        and len(find_form(sentence.text, match.text, "")) == 1
        and len(find_form(draft.text, match.text, language)) == 1
    )


def _fitting(text: str, match: Match, known: Sequence[Proxy], taken: set[str], language: str) -> Iterator[Proxy]:
    """The proxies for a match, best first: of its kind, its gender and its number, and not taken."""
    number = _number(match)
    gender = noun_of(match, number, language).gender or match.term.gender[:1].lower()
    for kind in _kinds(text, match, number):
        for proxy in known:
            if (
                proxy.kind == kind
                and proxy.number == number
                and (not gender or not proxy.gender or proxy.gender == gender)
                and not {proxy.source.casefold(), proxy.target.casefold()} & taken
            ):
                yield proxy


def _number(match: Match) -> str:
    term = match.term
    if term.number == "pl" or (not term.is_name and is_plural_source(match)):
        return "pl"
    return "pl" if not term.number and not term.is_name and english.is_plural(term.term) else "sg"


def _kinds(text: str, match: Match, number: str) -> tuple[str, ...]:
    if match.term.is_name and not english.has_determiner(text, match.start, reach=1):
        return ("place", "name") if english.names_a_place(text, match.start) else ("name", "place")
    if english.is_person(match.term.term):
        return ("person", "thing")
    if number == "sg" and not english.has_determiner(text, match.start):
        return ("mass", "thing")
    return ("thing",)


def _written(sentence: Sentence, puts: Sequence[Put]) -> Plan:
    text, done = "", 0
    edits: list[_Edit] = []
    for put in puts:
        match = sentence.matches[put.index]
        before = sentence.text[done : match.start]
        noun = put.proxy.source
        if not put.copied:
            before = english.mended_article(before, noun)
            if not (text + before).strip(" “\"'(«¿¡"):
                noun = noun[0].upper() + noun[1:]
        text += before
        edits.append(_Edit(match.start, match.end, len(text), len(text) + len(noun)))
        text += noun
        done = match.end
    return Plan(text + sentence.text[done:], tuple(puts), tuple(edits))


def _traced(link: Link, edits: Sequence[_Edit]) -> Link:
    return replace(
        link,
        source_start=_origin(link.source_start, edits, end=False),
        source_end=_origin(link.source_end, edits, end=True),
    )


def _origin(position: int, edits: Sequence[_Edit], *, end: bool) -> int:
    shift = 0
    for edit in edits:
        if position < edit.new_start or (end and position == edit.new_start):
            break
        if position < edit.new_end or (end and position == edit.new_end):
            return edit.end if end else edit.start
        shift = edit.end - edit.new_end
    return position + shift
