"""A term's target set into a draft in place of other words, with what stands before and behind mended for it.

Before it: determiner, contraction and apostrophe (see :mod:`pinglot.pins.grammar`). Behind it: its own adjective. The
links follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pinglot.model import OBJECT, Draft, Link, Match, Sentence, Term
from pinglot.pins import grammar, inflect

__all__ = ["Noun", "contracted", "insert", "is_function", "is_plural_source", "noun_of"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A term's target, ready to be set in: its words without an article of the sentence, its gender and number."""

    text: str
    article: str
    gender: str
    number: str


def insert(
    sentence: Sentence,
    draft: Draft,
    match: Match,
    place: tuple[int, int],
    language: str,
    number: str = "",
    form: str = "",
) -> Draft:
    """The draft with the match's target at ``place``, instead of what stands there.

    Args:
        sentence, draft: what was translated, and how.
        match: the term's occurrence in the sentence.
        place: start and end in the draft's text, in code points.
        language: of the draft, a subtag.
        number: ``sg`` or ``pl`` where it is known; else what stands before it and the source tell.
        form: what shall stand there instead of the target, in the number that the source has.
    """
    start, end = place
    text = draft.text
    before = grammar.read_determiner(text, start, language)
    noun = noun_of(match, number or (before.number if before else ""), language)
    if form:
        noun = replace(noun, text=form, article="")
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
    # Codes in what is replaced come to stand behind the noun.
    codes = re.findall(rf"\s*{OBJECT}", text[start:end])
    rest = _agreeing(sentence, draft, match, end, noun, language)
    begin = len(head) + len(said)
    links = _relinked(draft, match, (start, end), cut, len(head), begin, begin + len("".join(codes)))
    return replace(draft, text=head + said + "".join(codes) + rest, alignment=links)


def _agreeing(sentence: Sentence, draft: Draft, match: Match, end: int, noun: Noun, language: str) -> str:
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


def contracted(draft: Draft, language: str) -> Draft:
    """The draft with the contractions that its language always makes; the links follow.

    Only Spanish is sure: its *el* is an article alone, while *de le voir* is right in French.
    """
    for found in reversed(list(_APART.finditer(draft.text)) if language == "es" else []):
        said = found[1] + "l"  # de el → del, a el → al
        start, end, shift = found.start(), found.end(), len(said) - len(found[0])

        def moved(link: Link, start: int = start, end: int = end, shift: int = shift) -> Link:
            begin, stop = link.target_start, link.target_end
            begin = begin + shift if begin >= end else min(begin, start)
            stop = stop if stop <= start else max(stop, end) + shift
            return replace(link, target_start=begin, target_end=stop)

        links = draft.alignment and tuple(map(moved, draft.alignment))
        draft = replace(draft, text=draft.text[:start] + said + draft.text[end:], alignment=links)
    return draft


_APART = re.compile(r"(?<!\w)([dD]e|[aA]) el(?= [^\W\d_])")


def _with_article(noun: Noun) -> str:
    return noun.article + ("" if not noun.article or noun.article.endswith("'") else " ") + noun.text


def noun_of(match: Match, number_before: str, language: str) -> Noun:
    """What a match brings in; ``number_before`` is that of the determiner it comes to stand behind, or ``""``."""
    term = match.term
    target = match.text if term.keep else term.target
    if not term.is_name and term.term[0].islower() and re.match(r"[^\W\d_][^\W\d_A-Z]", target):
        # A glossary that begins every cell with a capital does not mean it.
        target = _small(target, language)
    article, rest = _cut_article(target, language)
    gender = term.gender[:1].lower() if term.gender[:1].lower() in ("m", "f") else ""
    plural = term.number == "pl" or (not term.is_name and (number_before == "pl" or is_plural_source(match)))
    if plural and term.number != "pl" and not article:
        rest = _plural_of(term, rest, language)
    first = re.match(r"[^\W\d_]+", rest)
    guessable = first is not None and (not term.is_name or " " in rest)
    if not gender and first is not None and guessable:
        gender = _article_gender(article, language) or grammar.gender_of(first.group(), language)
    number = "" if term.is_name and not term.number else "pl" if plural else term.number or "sg"
    return Noun(rest, article, gender, number)


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


def is_plural_source(match: Match) -> bool:
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
    draft: Draft, match: Match, place: tuple[int, int], cut: int, begin: int, stop: int, after: int
) -> tuple[Link, ...] | None:
    """The links of the new text.

    From ``cut`` on it was mended before the noun, which stands from ``begin`` to ``stop`` now; codes follow it to
    ``after``.
    """
    if draft.alignment is None:
        return None
    start, end = place
    shift = after - end
    links = [Link(match.start, match.end, begin, stop)]
    inside = [at for at in range(start, end) if draft.text[at] == OBJECT]
    for link in draft.alignment:
        if link.target_start in inside and link.target_end == link.target_start + 1:
            # The codes are the last of what is new, each with its blank or without.
            behind = draft.text[link.target_end : end]
            at = after - 1 - len("".join(re.findall(rf"\s*{OBJECT}", behind)))
            links.append(replace(link, target_start=at, target_end=at + 1))
            continue
        if link.target_end <= cut:
            links.append(link)
        elif link.target_start >= end:
            start_now, end_now = link.target_start + shift, link.target_end + shift
            links.append(Link(link.source_start, link.source_end, start_now, end_now))
        elif link.target_end <= start and begin > cut:  # the determiner, as one
            links.append(replace(link, target_start=cut, target_end=begin))
    return tuple(sorted(set(links), key=lambda link: (link.target_start, link.target_end, link.source_start)))


# --- little words ---------------------------------------------------------------------------------------------

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


def is_function(word: str, language: str) -> bool:
    """Whether a folded word is an article, a preposition or the like."""
    return word in _FUNCTION_WORDS.get(language, "").split()
