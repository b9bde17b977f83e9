"""Swap of the aligned words: always possible where the engine aligns, and therefore the guarantee.

The words that a matched term became in the draft are found by the alignment and replaced by the term's target. What
stands before them is mended for the new noun: its gender and number, contractions and apostrophes (see
:mod:`pinglot.pins.grammar`). Inline codes and the stretches of other pins are never touched, and where the alignment
points nowhere nothing is done: a term at a wrong place is worse than a term that is missing and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pinglot import locales
from pinglot.engines.base import Engine
from pinglot.model import OBJECT, Draft, Link, Match, Sentence
from pinglot.pins.insert import insert, is_function
from pinglot.pins.strategy import Candidate, Case, open_pins
from pinglot.pins.verdict import Verdict, examine
from pinglot.pins.words import Word, words

__all__ = ["Swap", "swap"]


class Swap:
    """The strategy: one swap after the other, each seen by the verdict."""

    def suits(self, engine: Engine) -> bool:
        return engine.capabilities.alignment

    def propose(self, engine: Engine, cases: Sequence[Case], locale: str) -> list[Candidate | None]:
        return [_swap_case(case, locale) for case in cases]


def _swap_case(case: Case, locale: str) -> Candidate | None:
    # Where the best so far holds and costs too much, the plain draft is what another way begins with.
    base = case.best if open_pins(case.best.verdict) else case.first
    draft, verdict, swapped = swap(case.sentence, base.draft, base.verdict, locale)
    if not swapped:
        return None
    strategies = ["swap" if index in swapped else name for index, name in enumerate(base.strategies)]
    return Candidate(draft, tuple(strategies), verdict.named(strategies))


def swap(
    sentence: Sentence, draft: Draft, verdict: Verdict, locale: str, forms: Mapping[int, str] | None = None
) -> tuple[Draft, Verdict, set[int]]:
    """Puts every open pin's target where its aligned words stand.

    Args:
        forms: what shall stand there instead of the target, by the index of the match.

    Returns the new draft, the verdict on it, and the indexes of the matches that were swapped; a swap after which no
    more pins hold than before is taken back.
    """
    language = locales.language(locale)
    swapped: set[int] = set()
    for index in open_pins(verdict):
        if verdict.pins[index].held:
            continue
        # A forbidden form is what must go, wherever the words before it are aligned.
        match = sentence.matches[index]
        bad = [(span.start, span.end) for span in verdict.forbidden if span.term == match.term]
        places = [place] if (place := _aligned(sentence, draft, match, verdict, language)) else []
        for place in dict.fromkeys((*bad, *places)):
            changed = insert(sentence, draft, match, place, language, form=(forms or {}).get(index, ""))
            after = examine(changed.text, sentence.matches, locale)
            if (after.held, -len(after.forbidden)) > (verdict.held, -len(verdict.forbidden)):
                draft, verdict = changed, after
                swapped.add(index)
                break
    return draft, verdict, swapped


# --- which words ----------------------------------------------------------------------------------------------


def _aligned(sentence: Sentence, draft: Draft, match: Match, verdict: Verdict, language: str) -> tuple[int, int] | None:
    """The stretch of the draft that the match became, None where the alignment does not say."""
    if not draft.alignment:
        return None
    own = [link for link in draft.alignment if link.source_start < match.end and match.start < link.source_end]
    said = words(draft.text, language)
    kept = [(span.start, span.end) for span in verdict.spans if span is not None]
    free = [
        index
        for index, word in enumerate(said)
        if word.letters
        and any(link.target_start < word.end and word.start < link.target_end for link in own)
        and _belongs(word, sentence.text, draft.alignment, match)
        and not _touches(word, kept)
        and not _foreign_number(word, match)
    ]
    free = [index for index in free if not is_function(said[index].fold, language)]
    if not free:
        return None
    runs: list[list[int]] = [[free[0]]]
    for index in free[1:]:
        between = said[runs[-1][-1] + 1 : index]
        if _bridges(between, draft, match, kept, language, said[runs[-1][-1]].end, said[index].start):
            runs[-1].append(index)
        else:
            runs.append([index])
    best = max(runs, key=lambda run: sum(len(said[index].text) for index in run))
    return said[best[0]].start, said[best[-1]].end


def _belongs(word: Word, source: str, links: Sequence[Link], match: Match) -> bool:
    """Whether at least as much of what the word came from lies in the match as outside."""
    inside = outside = 0
    for link in links:
        if link.target_start < word.end and word.start < link.target_end:
            if OBJECT in source[link.source_start : link.source_end]:
                continue
            shared = min(link.source_end, match.end) - max(link.source_start, match.start)
            length = link.source_end - link.source_start
            inside += max(shared, 0)
            outside += length - max(shared, 0)
    return inside > 0 and inside >= outside


def _touches(word: Word, kept: Sequence[tuple[int, int]]) -> bool:
    return any(word.start < end and start < word.end for start, end in kept)


def _foreign_number(word: Word, match: Match) -> bool:
    digits = re.findall(r"\d+", word.text)
    return any(run not in match.text for run in digits)


def _bridges(
    between: Sequence[Word],
    draft: Draft,
    match: Match,
    kept: Sequence[tuple[int, int]],
    language: str,
    start: int,
    end: int,
) -> bool:
    """Whether what stands between two aligned words belongs to the same phrase: little words, and no pin.

    A code does only where the term itself has one inside.
    """
    if draft.text.count(OBJECT, start, end) > match.text.count(OBJECT) or len(between) > 3:
        return False
    if any(_touches(word, kept) for word in between):
        return False
    return all(word.text in "-'" or (word.letters and is_function(word.fold, language)) for word in between)
