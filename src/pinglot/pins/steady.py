"""What a pin changed beyond itself, put back as the plain draft has it.

An engine that pins by itself translates the whole sentence anew, and its rules may match otherwise once a term is
known for a noun: an article comes or goes, or two words far from the pin change places. So its draft is laid beside
the plain one. The runs of words that differ and hold a pin stay as they are; the others go back to what the plain
draft says, and with them the runs that hold the same words, since a word that moved stands in two. A pin that is lost
by that is swapped in. What comes out is taken only where it holds as much as before, the displaced rendering stays
away, no word is lost or said twice, and quotations hold what they held; else more runs go back, up to the plain draft
with nothing but swaps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pinglot import locales
from pinglot.model import Draft, Link
from pinglot.pins import grammar
from pinglot.pins.changes import Changes, Displaced, Run, agrees, changed, displaced, still_stands, tokens, words_of
from pinglot.pins.insert import insert
from pinglot.pins.strategy import Candidate, Case, is_sound
from pinglot.pins.swap import swap
from pinglot.pins.verdict import Verdict, examine

__all__ = ["steady"]

_Piece = tuple[bool, int, int]
"""A stretch of one of the drafts: whether of the plain one, start and end in its text."""


def steady(cases: Sequence[Case], locale: str) -> None:
    """Lets every case whose first draft changed words outside its pins begin with a better one, where there is one.

    Args:
        cases: with their first drafts; those of an engine that pins by itself and aligns have a plain one.
        locale: BCP 47 tag of the translation.
    """
    for case in cases:
        plain = case.first.draft.plain
        if plain is not None and plain.text != case.first.draft.text:
            better = _steadied(case, plain, locale)
            if better is not None:
                case.first = case.best = better


def _steadied(case: Case, plain: Draft, locale: str) -> Candidate | None:
    """The candidate with the fewest words changed outside the pins, None where that is the first draft."""
    language = locales.language(locale)
    first, matches = case.first, case.sentence.matches
    # Most need no look at what was displaced, which can only excuse more words.
    if not _compared(case, plain, first.draft.text, first.verdict, [], language).outside:
        return None
    said = displaced(plain, matches, examine(plain.text, matches, locale))
    before = _compared(case, plain, first.draft.text, first.verdict, said, language)
    if not before.outside:
        return None
    best, least = None, before.outside
    for undone in _more_and_more(plain.text, first.draft.text, before, language):
        candidate = _undone(case, plain, before.runs, undone, locale)
        text, verdict = candidate.draft.text, candidate.verdict
        outside = _compared(case, plain, text, verdict, said, language).outside
        if outside >= least or candidate.rank < first.rank or still_stands(said, plain.text, text, _spans(verdict)):
            continue
        if _torn(case, candidate.draft) > _torn(case, first.draft) or not is_sound(case, candidate):
            continue
        if _keeps_words(plain, first, candidate, said, language):
            best, least = candidate, outside
            if not outside:
                break
    return best


def _compared(
    case: Case, plain: Draft, text: str, verdict: Verdict, said: Sequence[Displaced], language: str
) -> Changes:
    return changed(plain.text, text, _spans(verdict), said, case.sentence.matches, language)


def _spans(verdict: Verdict) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in verdict.spans if span]


_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»')


def _torn(case: Case, draft: Draft) -> int:
    """How many links lead from inside a quotation to outside of it, or the other way."""
    source, target = [[found.span() for found in _QUOTED.finditer(text)] for text in (case.sentence.text, draft.text)]
    if not source or len(source) != len(target):
        return 0
    return sum(
        (start <= link.source_start < end) != (first <= link.target_start < last)
        for (start, end), (first, last) in zip(source, target, strict=True)
        for link in draft.alignment or ()
    )


# --- which runs -----------------------------------------------------------------------------------------------


def _more_and_more(plain: str, pinned: str, changes: Changes, language: str) -> Iterator[frozenset[int]]:
    """Sets of runs to undo: those that went astray, those that share a word with one, their neighbours, all."""
    runs = changes.runs
    old, new = words_of(plain), words_of(pinned)
    little = grammar.small_determiners(language)
    gone = [[word for word in old[run.old_start : run.old_end] if word not in little] for run in runs]
    come = [[word for word in new[run.start : run.end] if word not in little] for run in runs]

    def coupled(one: int, other: int) -> bool:
        return any(
            agrees(a, b, language)
            for left, right in ((gone[one], come[other]), (gone[other], come[one]))
            for a in left
            for b in right
        )

    undone = set(changes.astray)
    yield frozenset(undone)
    while len(undone) < len(runs):
        more = {at for at in range(len(runs)) if at not in undone and any(coupled(at, one) for one in undone)}
        if not more:
            more = {at for one in undone for at in (one - 1, one + 1) if 0 <= at < len(runs)} - undone
        undone |= more
        yield frozenset(undone)


# --- the draft with some runs undone --------------------------------------------------------------------------


def _undone(case: Case, plain: Draft, runs: Sequence[Run], undone: Collection[int], locale: str) -> Candidate:
    first, sentence = case.first, case.sentence
    old = tokens(plain.text)
    draft = _joined(plain, first.draft, _pieces(old, tokens(first.draft.text), runs, undone))
    verdict = examine(draft.text, sentence.matches, locale)
    # What agreed with its neighbours in the first draft most likely does so here.
    forms = {index: span.text for index, span in enumerate(first.verdict.spans) if span is not None}
    draft, verdict, swapped = swap(sentence, draft, verdict, locale, forms)
    for index, form in forms.items():
        span = verdict.spans[index]
        if span is not None and " " in form and not span.listed and span.text.lower() != form.lower():
            draft = insert(
                sentence, draft, sentence.matches[index], (span.start, span.end), locales.language(locale), form=form
            )
            verdict = examine(draft.text, sentence.matches, locale)
            swapped.add(index)
    back = [_text(plain.text, old, runs[number].old_start, runs[number].old_end) for number in undone]
    names = [
        "swap" if index in swapped else "plain" if pin.held and any(pin.form in text for text in back) else name
        for index, (pin, name) in enumerate(zip(verdict.pins, first.strategies, strict=True))
    ]
    return Candidate(draft, tuple(names), verdict.named(names))


def _text(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> str:
    return text[places[start][0] : places[end - 1][1]] if start < end else ""


def _pieces(
    old: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]], runs: Sequence[Run], undone: Collection[int]
) -> list[_Piece]:
    """The stretches that the mended draft is made of, each with the blank before its first word.

    What both drafts share comes from the one that the run before it comes from, for its capital or small letter.
    """
    pieces: list[_Piece] = []

    def add(plain: bool, start: int, end: int) -> None:
        places = old if plain else new
        if start == end:
            return
        begin = places[start - 1][1] if start else 0
        if pieces and pieces[-1][0] == plain and pieces[-1][2] == begin:
            begin = pieces.pop()[1]
        pieces.append((plain, begin, places[end - 1][1]))

    plain, at_old, at_new = False, 0, 0
    for number, run in enumerate(runs):
        add(plain, *((at_old, run.old_start) if plain else (at_new, run.start)))
        plain = number in undone
        add(plain, *((run.old_start, run.old_end) if plain else (run.start, run.end)))
        at_old, at_new = run.old_end, run.end
    add(plain, *((at_old, len(old)) if plain else (at_new, len(new))))
    return pieces


def _joined(plain: Draft, pinned: Draft, pieces: Sequence[_Piece]) -> Draft:
    """The pieces as one draft, with the links of each."""
    text = ""
    links: set[Link] = set()
    for is_plain, start, end in pieces:
        draft = plain if is_plain else pinned
        shift = len(text) - start
        said = draft.text[start:end]
        if not text:
            shift += len(said.lstrip()) - len(said)
            said = said.lstrip()
        text += said
        for link in draft.alignment or ():
            first, last = max(link.target_start, start), min(link.target_end, end)
            if first < last:
                links.add(replace(link, target_start=first + shift, target_end=last + shift))
    order = sorted(links, key=lambda link: (link.target_start, link.target_end, link.source_start))
    return replace(pinned, text=text, alignment=tuple(order))


def _keeps_words(
    plain: Draft, first: Candidate, candidate: Candidate, said: Sequence[Displaced], language: str
) -> bool:
    """Whether outside the pins no word is lost, said again or brought back that is not so in the first draft."""
    known = grammar.determiners(language)
    before = _outside(plain.text, ())
    then, now = [_outside(one.draft.text, _spans(one.verdict)) for one in (first, candidate)]
    gone = Counter(word for one in said for word in one.words if word not in known)
    if any(now[word] > max(then[word], before[word] - times) for word, times in gone.items()):
        return False
    (lost_then, more_then), (lost, more) = [_difference(before, one, language) for one in (then, now)]
    return not any(word not in known for word in ((lost - lost_then) + (more - more_then)))


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> Counter[str]:
    """The words outside the pins, in small letters."""
    return Counter(
        text[start:end].lower()
        for start, end in tokens(text)
        if not any(start < last and begin < end for begin, last in spans)
    )


def _difference(before: Counter[str], after: Counter[str], language: str) -> tuple[Counter[str], Counter[str]]:
    """The words that are lost and those that have come, but for those that are other forms of each other."""
    lost, more = before - after, after - before
    for word in list(more.elements()):
        same = next((other for other in lost if lost[other] and agrees(other, word, language)), None)
        if same is not None:
            lost[same] -= 1
            more[word] -= 1
    return +lost, +more
