"""The ways to say a term, and where they stand in a text: as listed, or inflected.

A text is read once and remembers where each word stands and which words begin alike, so that a form is compared only
with words that may be it; what two words have to do with each other is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pinglot.model import Term
from pinglot.pins import grammar, inflect
from pinglot.pins.words import Reading, Word, Words, beginning, words

__all__ = ["Form", "find", "key", "read", "spelling", "ways_of"]


@lru_cache(maxsize=2048)
def read(text: str, language: str) -> Words:
    """A text as :func:`find` takes it."""
    return Words(text, language)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say a term: its words, the words one of which must stand before it, and how strictly it is read."""

    words: tuple[Word, ...]
    after: frozenset[str] = frozenset()
    name: bool = False
    strict: bool = False


def key(form: str, language: str) -> tuple[str, ...]:
    """A form's words without their case."""
    return tuple(word.fold for word in words(form, language))


def spelling(form: str) -> tuple[str, ...]:
    """A form's words as they are written."""
    return tuple(word.text for word in words(form))


def ways_of(term: Term, form: str, language: str) -> tuple[Form, ...]:
    """The ways to say a term's form: as it stands, and without an article that it begins with."""
    form_words = words(form, language)
    if not form_words:
        return ()
    name = _said_as_name(term, form)
    strict = name and form != form.lower()
    ways = [Form(form_words, name=name, strict=strict)]
    ways += _without_article(form_words, language, name, strict)
    return tuple(ways)


def _said_as_name(term: Term, form: str) -> bool:
    """A heading's capitals make no name: a translation without any capital is a common noun."""
    return term.is_name and (term.keep or bool(term.pos) or form != form.lower() or form == form.upper())


def _without_article(form: tuple[Word, ...], language: str, name: bool, strict: bool) -> Iterable[Form]:
    known = grammar.articles(language)
    first = form[0].fold + "'" if len(form) > 1 and form[1].text == "'" else form[0].fold
    if first not in known:
        return
    rest = form[2:] if first.endswith("'") else form[1:]
    if not rest:
        return
    if form[0].text == form[0].fold or not name:
        # A small article is the sentence's, not the name's: it may give way to any other word.
        yield Form(rest, name=name, strict=strict)
        return
    contracted = grammar.contractions(first, language)
    if contracted:
        after = frozenset(word.removesuffix("'") for word in contracted)
        yield Form(rest, after=after, name=name, strict=strict)


def find(way: Form, text: Words, term: Term | None, language: str) -> Iterable[tuple[int, int, bool]]:
    """(first word, last word, whether as listed) of every place where a form stands, in order.

    Args:
        term: whose form it is, for its part of speech and gender; None takes the form as it is and no inflection.
    """
    wanted = way.words
    size = len(wanted)
    last_start = len(text) - size
    for start in _beginnings(wanted[0], text, term, language):
        if start > last_start:
            break
        exact = True
        for offset in range(size):
            same = _same(way, offset, text, start + offset, term, language)
            if same is None or (offset and not _joined_alike(wanted, offset, text, start + offset)):
                break
            exact = exact and same
        else:
            last = start + size - 1
            if way.after and not _stands_after(text, start, way.after):
                continue
            if way.name and _cuts_kana(text, start, last):
                continue
            yield start, last, exact


def _beginnings(first: Word, text: Words, term: Term | None, language: str) -> Iterable[int]:
    """Where the first word of a form may stand."""
    if term is None or not first.letters or first.unspaced:
        return [place for place, word in enumerate(text.folds) if word == first.fold]
    if language in _PREFIXING:
        return range(len(text))
    return text.beginning(beginning(first.fold))  # no inflection changes the first two letters but for their accents


def _stands_after(text: Words, start: int, after: frozenset[str]) -> bool:
    before = start - 1
    if before >= 0 and text.readings[before].text == "'":
        before -= 1
    return before >= 0 and text.readings[before].fold in after


def _joined_alike(wanted: Sequence[Word], offset: int, text: Words, place: int) -> bool:
    """Whether a word stands as close to the one before it in the text as it does in the form."""
    before, word = text.readings[place - 1], text.readings[place]
    if word.unspaced or before.unspaced or wanted[offset].unspaced or wanted[offset - 1].unspaced:
        return True  # blanks around Chinese and Japanese signs are a matter of taste
    return word.glued == wanted[offset].glued


def _cuts_kana(text: Words, first: int, last: int) -> bool:
    """Whether a name in katakana would be part of a longer one: インド in インドネシア."""
    said = text.readings
    return (_katakana(said[first]) and said[first].glued and _katakana(said[first - 1])) or (
        _katakana(said[last]) and last + 1 < len(text) and said[last + 1].glued and _katakana(said[last + 1])
    )


def _katakana(word: Reading) -> bool:
    return "\u30a1" <= word.text[0] <= "\u30fa" or word.text[0] == "ー"


def _same(way: Form, offset: int, text: Words, place: int, term: Term | None, language: str) -> bool | None:
    """True where the word is the one wanted, False where it is an inflection of it, None where it is another."""
    wanted, word = way.words[offset], text.readings[place]
    if wanted.fold == word.fold:
        return True if _case_fits(wanted, word, way, offset) else None
    if term is None or not wanted.letters or wanted.unspaced:
        return None
    if not _bends(wanted.text, wanted.fold, word.fold, len(way.words) == 1, way.name, term.pos, term.gender, language):
        return None
    return False if word.letters and not word.unspaced and _case_may_bend(wanted, word, way, offset) else None


@lru_cache(maxsize=1 << 17)
def _bends(text: str, form: str, said: str, alone: bool, in_name: bool, pos: str, gender: str, language: str) -> bool:
    """Whether a folded word is an inflection of another, or has it in it as its language allows.

    Args:
        text, form: the word that is wanted, as it is written and folded.
        said: the other word, folded.
        alone: whether the form is this word alone.
        in_name: whether the form is a name.
        pos, gender: of the term.
    """
    if inflect.unaccented(form[:1]) != inflect.unaccented(said[:1]) and language not in _PREFIXING:
        return False
    if inflect.proclitic(form, said, language):
        return True
    if alone and not in_name and inflect.compound(form, said, language):
        return True
    if _is_acronym(text):
        return False
    name = in_name and (text != form or language in inflect.DECLINES_NAMES)
    if in_name and not name:
        return False
    return inflect.inflected(form, said, language, pos=pos, gender=gender, name=name)


_PREFIXING = frozenset({"ar", "he", "de", "nl", "sv", "da", "nb", "nn", "no", "af", "lb"})


def _case_fits(wanted: Word, word: Reading, way: Form, place: int) -> bool:
    if not way.strict and not _is_acronym(wanted.text):
        return True
    if word.text == wanted.text or word.text == wanted.text.upper():
        return True
    return place == 0 and wanted.text[0].islower() and word.text == wanted.text[0].upper() + wanted.text[1:]


def _case_may_bend(wanted: Word, word: Reading, way: Form, place: int) -> bool:
    if not way.strict or word.text.isupper():
        return True
    return word.text[0].isupper() == wanted.text[0].isupper() or (place == 0 and word.text[0].isupper())


@lru_cache(maxsize=8192)
def _is_acronym(text: str) -> bool:
    return sum(char.isupper() for char in text) > 1
