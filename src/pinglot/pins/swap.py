"""Swap of the aligned words: always possible where the engine aligns, and therefore the guarantee.

The words that a matched term became in the draft are found by the alignment and replaced by the term's target. What
stands before them is mended for the new noun: its gender and number, contractions and apostrophes (see
:mod:`pinglot.pins.grammar`). Inline codes and the stretches of other pins are never touched, and where the alignment
points nowhere nothing is done: a term at a wrong place is worse than a term that is missing and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pinglot import locales
from pinglot.engines.base import Engine
from pinglot.model import OBJECT, Draft, Link, Match, Sentence, Term
from pinglot.pins import grammar, inflect
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
    draft, swapped = swap(case.sentence, case.best.draft, case.best.verdict, locale)
    if not swapped:
        return None
    strategies = ["swap" if index in swapped else name for index, name in enumerate(case.best.strategies)]
    return Candidate.of(case.sentence, draft, strategies, locale)


def swap(sentence: Sentence, draft: Draft, verdict: Verdict, locale: str) -> tuple[Draft, set[int]]:
    """Puts every open pin's target where its aligned words stand.

    Returns the new draft, and the indexes of the matches that were swapped; a swap after which no more pins hold
    than before is taken back.
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
            changed = _replaced(sentence, draft, match, place, language)
            after = examine(changed.text, sentence.matches, locale)
            if (after.held, -len(after.forbidden)) > (verdict.held, -len(verdict.forbidden)):
                draft, verdict = changed, after
                swapped.add(index)
                break
    return draft, swapped


# --- which words ----------------------------------------------------------------------------------------------


def _aligned(sentence: Sentence, draft: Draft, match: Match, verdict: Verdict, language: str) -> tuple[int, int] | None:
    """The stretch of the draft that the match became, None where the alignment does not say."""
    if not draft.alignment:
        return None
    said = words(draft.text, language)
    kept = [(span.start, span.end) for span in verdict.spans if span is not None]
    free = [
        index
        for index, word in enumerate(said)
        if word.letters
        and _belongs(word, sentence.text, draft.alignment, match)
        and not _touches(word, kept)
        and not _foreign_number(word, match)
    ]
    free = [index for index in free if not _is_function(said[index], language)]
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
    """Whether what stands between two aligned words belongs to the same phrase: little words, and no code or pin."""
    if OBJECT in draft.text[start:end] or len(between) > 3:
        return False
    if any(_touches(word, kept) for word in between):
        return False
    return all(word.text in "-'" or (word.letters and _is_function(word, language)) for word in between)


_FUNCTION_WORDS = {
    "es": "a al con de del e el en la las lo los o para por que se su sus u un una unos unas y",
    "ca": "a al als amb d de del dels el els en i l la les o per pel pels que un una uns unes",
    "gl": "a á ao aos ás as co coa con cos coas da das de do dos e en na nas no nos o os ou para pola polo por que"
    " un unha",
    "pt": "a à ao aos às as com da das de do dos e em na nas no nos o os ou para pela pelo por que um uma",
    "fr": "à au aux avec d de des du en et l la le les ou par pour que qu un une",
    "it": "a ai al alla con d da dal dalla de degli dei del della delle di e gli i il in l la le lo nel nella o per su"
    " un una",
    "de": "am an auf aus bei das dem den der des die ein eine einem einen einer für im in mit oder und von vom zu"
    " zum zur",
    "nl": "aan bij de een en het in met of op te van voor",
    "en": "a an and at by for from in of on or the to with",
    "ru": "в во и из к на о об от по с со у",
}


def _is_function(word: Word, language: str) -> bool:
    return word.fold in _FUNCTION_WORDS.get(language, "").split()


# --- what comes in --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Noun:
    """A term's target, ready to be set in: its words without an article of the sentence, its gender and number."""

    text: str
    article: str
    gender: str
    number: str


def _replaced(sentence: Sentence, draft: Draft, match: Match, place: tuple[int, int], language: str) -> Draft:
    start, end = place
    text = draft.text
    before = grammar.read_determiner(text, start, language)
    noun = _noun(match, before.number if before else "", language)
    if before is not None:
        head = text[: before.start] + grammar.say_determiner(before, noun.text, noun.gender, noun.number, language)
        cut, said = before.start, noun.text
    else:
        said = noun.text
        joined = grammar.join_article(text[:start], noun.article, noun.text, language) if noun.article else None
        if joined is not None:
            head, cut = joined
        else:
            said = _with_article(noun)
            head, cut = grammar.mend_bare(text[:start], said, language), start
    if not re.search(r"\w", head):
        said = _capital(said)
    rest = _agreeing(sentence, draft, match, end, noun, language)
    changed = head + said + rest
    return replace(draft, text=changed, alignment=_relinked(draft, match, (start, end), cut, len(head), len(said)))


def _agreeing(sentence: Sentence, draft: Draft, match: Match, end: int, noun: _Noun, language: str) -> str:
    """What stands behind the noun, with the adjective right there in the new noun's gender.

    That it is the noun's adjective is read off the source, where it stands right before the term: *the closed
    folder*, *la carpeta cerrada*. Adjectives further off are left to a reader.
    """
    rest = draft.text[end:]
    found = re.match(r"\s+([^\W\d_]+)", rest)
    if not found or not noun.gender:
        return rest
    start, stop = end + found.start(1), end + found.end(1)
    own = any(
        link.target_start <= start
        and stop <= link.target_end
        and link.source_end <= match.start
        and not sentence.text[link.source_end : match.start].strip()
        for link in draft.alignment or ()
    )
    if not own:
        return rest
    return rest[: found.start(1)] + grammar.agree(found.group(1), noun.gender, language) + rest[found.end(1) :]


def _with_article(noun: _Noun) -> str:
    return noun.article + ("" if not noun.article or noun.article.endswith("'") else " ") + noun.text


def _noun(match: Match, number_before: str, language: str) -> _Noun:
    term = match.term
    target = match.text if term.keep else term.target
    if not term.is_name and term.term[0].islower() and re.match(r"[^\W\d_][^\W\d_A-Z]", target):
        # A glossary that begins every cell with a capital does not mean it.
        target = _small(target, language)
    article, rest = _cut_article(target, language)
    gender = term.gender[:1].lower() if term.gender[:1].lower() in ("m", "f") else ""
    plural = term.number == "pl" or (not term.is_name and (number_before == "pl" or _is_plural_source(match)))
    if plural and term.number != "pl" and not article:
        rest = _plural_of(term, rest, language)
    first = re.match(r"[^\W\d_]+", rest)
    guessable = first is not None and (not term.is_name or " " in rest)
    if not gender and first is not None and guessable:
        gender = _article_gender(article, language) or grammar.gender_of(first.group(), language)
    number = "" if term.is_name and not term.number else "pl" if plural else term.number or "sg"
    return _Noun(rest, article, gender, number)


def _small(target: str, language: str) -> str:
    return target if language == "de" else target[0].lower() + target[1:]


def _capital(text: str) -> str:
    first = re.match(r"\w+", text)
    if first is None or any(char.isupper() for char in first.group()):
        return text
    return text[0].upper() + text[1:]


def _cut_article(target: str, language: str) -> tuple[str, str]:
    for article in grammar.articles(language):
        gap = "" if article.endswith("'") else " "
        plain = target.replace("’", "'")
        if plain.startswith(article + gap) and len(target) > len(article) + len(gap):
            return article, target[len(article) + len(gap) :]
    return "", target


def _article_gender(article: str, language: str) -> str:
    genders = {gender for gender, _ in grammar.paradigm_cells(article, language)}
    return genders.pop() if len(genders) == 1 else ""


def _is_plural_source(match: Match) -> bool:
    """Whether the source says the term's plural: an ``s`` more than the glossary has, as in English."""
    said, term = match.text.casefold(), match.term.term.casefold()
    if said == term or said in (variant.casefold() for variant in match.term.variants):
        return False
    plurals = {term + "s", term + "es", term[:-1] + "ies", term[:-1] + "ves"}
    return said in plurals or (said.endswith("s") and not term.endswith("s") and len(said) > len(term))


def _plural_of(term: Term, singular: str, language: str) -> str:
    """A listed plural where there is one, else the plural by rule of the words before the first preposition."""
    by_rule = _plural_by_rule(singular, language)
    for form in term.forms:
        if form.casefold() == by_rule.casefold() or _plural_phrase(singular, form, language):
            return form
    return by_rule


def _plural_phrase(singular: str, form: str, language: str) -> bool:
    ones, others = singular.casefold().split(), form.casefold().split()
    if len(ones) != len(others) or ones == others or len(form) <= len(singular) - 1:
        return False
    return all(
        one == other or inflect.inflected(one, other, language, pos="noun")
        for one, other in zip(ones, others, strict=True)
    )


def _plural_by_rule(singular: str, language: str) -> str:
    said = singular.split(" ")
    for index, word in enumerate(said):
        if word in _FUNCTION_WORDS.get(language, "").split() or "'" in word or "’" in word:
            break
        if word.islower() and word.isalpha():
            said[index] = inflect.pluralize(word, language)
    return " ".join(said)


# --- the alignment after it -----------------------------------------------------------------------------------


def _relinked(
    draft: Draft, match: Match, place: tuple[int, int], cut: int, begin: int, length: int
) -> tuple[Link, ...] | None:
    """The links of the new text: from ``cut`` on it was mended before the noun, which begins at ``begin`` now."""
    if draft.alignment is None:
        return None
    start, end = place
    shift = begin + length - end
    links = [Link(match.start, match.end, begin, begin + length)]
    for link in draft.alignment:
        if link.target_end <= cut:
            links.append(link)
        elif link.target_start >= end:
            links.append(replace(link, target_start=link.target_start + shift, target_end=link.target_end + shift))
        elif link.target_end <= start and begin > cut:  # the determiner, as one
            links.append(replace(link, target_start=cut, target_end=begin))
    return tuple(sorted(set(links), key=lambda link: (link.target_start, link.target_end, link.source_start)))
