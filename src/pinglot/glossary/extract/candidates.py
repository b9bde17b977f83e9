"""Terms proposed from an article: names, acronyms, programme names and phrases in one list, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log2

from pinglot.glossary.extract import names, phrases, words
from pinglot.glossary.extract.words import Passage
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import Matcher, claims, key
from pinglot.model import Match, Status, Term

__all__ = ["Candidate", "Context", "Kind", "extract"]

_CONTEXTS = 3


class Kind(StrEnum):
    """What a proposal is."""

    NAME = "name"
    ACRONYM = "acronym"
    TITLE = "title"
    """In quotes, or set apart: a programme, a law, a book."""
    PHRASE = "phrase"


_WEIGHT = {Kind.NAME: 4.0, Kind.ACRONYM: 4.0, Kind.TITLE: 4.0, Kind.PHRASE: 0.6}
_WEAK = 1.0  # one common word with a capital: "the Party"


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with the term in it: ``text[start:end]``."""

    text: str
    start: int
    end: int
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that an article suggests.

    Attributes:
        term: as the article has it.
        kind: see :class:`Kind`.
        count: how often it stands there, its short forms included, as a pin would be found.
        contexts: up to three sentences.
        short_forms: shorter names of the same, with how often each stands there: ``(("Wang", 2),)``.
        long_form: of an acronym, what the article says it stands for.
        score: what the list is sorted by; only its order means anything.
        status: ``proposed`` where the glossary has it so already, else ``""``.
    """

    term: str
    kind: Kind
    count: int
    contexts: tuple[Context, ...] = ()
    short_forms: tuple[tuple[str, int], ...] = ()
    long_form: str = ""
    score: float = 0.0
    status: str = ""


@dataclass(slots=True)
class _Draft:
    term: str
    kind: Kind
    weight: float
    value: float = 0.0
    long_form: str = ""
    short_of: str = ""
    places: list[tuple[int, Match]] = field(default_factory=list)

    def score(self) -> float:
        size = log2(len(self.term.split()) + 1)
        if self.kind is Kind.PHRASE:
            return self.weight * self.value
        return self.weight * (1 + log2(len(self.places))) * min(size, 2.0)


def extract(passages: Sequence[Passage], source: str = "en", known: Iterable[Term] = ()) -> list[Candidate]:
    """The terms that sentences suggest, best first.

    Args:
        passages: the sentences, in order.
        source: BCP 47 tag of their language. Capitals, a stop list and a dictionary say what is a name; a language
            written without capitals and blanks has quoted names and acronyms only.
        known: the glossary's rows. What they claim is left out, except where the row is a proposal itself.
    """
    texts = words.read(passages, source)
    known = list(known)
    decided = [term for term in known if term.status is not Status.PROPOSED]
    claimed = {key(term, spelling) for term in decided for spelling in claims(term)}
    drafts = [
        draft for draft in _drafts(texts, source) if not claimed & {fold_text(draft.term), lower(fold_text(draft.term))}
    ]
    _place(drafts, decided, passages, source)
    proposed = {lower(spelling) for term in known if term.status is Status.PROPOSED for spelling in claims(term)}
    kept = [draft for draft in drafts if len(draft.places) >= (2 if draft.kind is Kind.PHRASE else 1)]
    return _ranked(kept, passages, proposed)


def _drafts(texts: Sequence[words.Text], source: str) -> list[_Draft]:
    """Every proposal once; what is a name is not proposed again as a title or a phrase."""
    found = names.names(texts, source)
    drafts: dict[str, _Draft] = {}
    by_small: dict[str, _Draft] = {}

    def add(term: str, kind: Kind, value: float = 0.0) -> _Draft:
        folded = fold_text(term)
        same = drafts.get(folded) or by_small.get(lower(folded))
        if same is None or (kind in (Kind.NAME, Kind.ACRONYM) and same.term != term):
            same = drafts[folded] = _Draft(term, kind, _WEIGHT[kind])
            by_small.setdefault(lower(folded), same)
        same.value = max(same.value, value)
        return same

    strong = {name.text for row in found for name in row if name.strong}
    for name in (name for row in found for name in row):
        acronym = len(name.words) == 1 and name.words[0].is_acronym
        draft = add(name.text, Kind.ACRONYM if acronym else Kind.NAME)
        if name.text not in strong:
            draft.weight = _WEAK
    for short, long in names.fold_names(found, texts, source).items():
        drafts[fold_text(short)].short_of = long
    for short, long in names.acronyms(texts, found).items():
        add(short, Kind.ACRONYM).long_form = long
        add(long, Kind.NAME if long[0].isupper() else Kind.TITLE).weight = _WEIGHT[Kind.NAME]
    for title in (*phrases.quoted(texts, source), *phrases.marked(texts, source)):
        add(title, Kind.TITLE).weight = _WEIGHT[Kind.TITLE]
    for phrase in phrases.phrases(texts, found, source):
        add(phrase.text, Kind.PHRASE, phrase.value)
    return list(drafts.values())


def _place(drafts: Sequence[_Draft], decided: Sequence[Term], passages: Sequence[Passage], source: str) -> None:
    """Where the proposals stand, found as pins are found; what a decided term covers is not counted."""
    terms = [Term(draft.term, status=Status.PROPOSED, pos=_POS[draft.kind]) for draft in drafts]
    owners = {id(term): draft for term, draft in zip(terms, drafts, strict=True)}
    matcher = Matcher([*decided, *terms], source)
    for number, passage in enumerate(passages):
        for match in matcher.find(passage.text):
            owner = owners.get(id(match.term))
            if owner is not None:
                owner.places.append((number, match))


_POS = {Kind.NAME: "proper noun", Kind.ACRONYM: "acronym", Kind.TITLE: "noun", Kind.PHRASE: "noun"}


def _ranked(drafts: Sequence[_Draft], passages: Sequence[Passage], proposed: set[str]) -> list[Candidate]:
    by_term = {draft.term: draft for draft in drafts}
    shorts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    listed = []
    for draft in drafts:
        if draft.short_of in by_term:
            shorts[draft.short_of].append((draft.term, len(draft.places)))
            by_term[draft.short_of].places += draft.places
        else:
            listed.append(draft)
    listed.sort(key=lambda draft: (-draft.score(), min(number for number, _ in draft.places), draft.term))
    return [
        Candidate(
            draft.term,
            draft.kind,
            len(draft.places),
            _contexts(draft, passages),
            tuple(shorts[draft.term]),
            draft.long_form,
            round(draft.score(), 3),
            "proposed" if lower(fold_text(draft.term)) in proposed else "",
        )
        for draft in listed
    ]


def _contexts(draft: _Draft, passages: Sequence[Passage]) -> tuple[Context, ...]:
    """The first sentences with the term, each once; those with the full name before those with a short form."""
    places: dict[str, tuple[int, Match]] = {}
    for number, match in sorted(draft.places, key=lambda place: (place[1].term.term != draft.term, place[0])):
        places.setdefault(passages[number].text, (number, match))
    return tuple(
        Context(passages[number].text, match.start, match.end, passages[number].path, passages[number].line)
        for number, match in list(places.values())[:_CONTEXTS]
    )
