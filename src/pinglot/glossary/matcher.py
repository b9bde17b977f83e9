"""Where terms stand in a text: one pass over it, whatever the number of terms.

An Aho-Corasick automaton (Aho and Corasick, 1975; ``ahocorasick_rs``) over the folded, lower-case forms of all terms
finds every place at once. A place counts where its edges are the edges of words and its letters have the case that
its term asks for. Of places that overlap, the leftmost counts, and of those that begin together the longest.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from pinglot import locales
from pinglot.glossary.english import plurals
from pinglot.glossary.fold import fold, fold_text, lower
from pinglot.model import Case, Match, Term

__all__ = ["Matcher", "claims", "key", "takes_plural"]

# Scripts that put no blank between words: Han, kana, Thai, Lao, Tibetan, Burmese, Khmer.
_UNSPACED = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]"
)
# A run of katakana is one word, though no blank says so.
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
# Korean writes its particles to the noun: 중국은.
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_ELIDING = frozenset({"fr", "it", "ca", "oc", "gl", "pt", "es", "lij", "scn", "srd", "sc"})
_SUFFIXING = frozenset({"tr", "az", "tk", "uz", "crh", "et", "fi"})  # Ankara'da
_JOINS = ".@'-&_"
_ASCII_WORD = bytes(chr(code).isalnum() and code < 128 for code in range(256))


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling that a term claims."""

    term: Term
    folded: str
    made: bool
    matches_case: Callable[[str], bool]
    beside_hyphen: bool


class Matcher:
    """Finds terms.

    Args:
        terms: in order of precedence: of two that claim the same spelling, the first is found.
        source: BCP 47 tag of the language of the texts; plurals are made for English.
    """

    def __init__(self, terms: Iterable[Term], source: str = "en") -> None:
        self._language = locales.language(source)
        self._forms: dict[str, list[_Form]] = {}
        for term in terms:
            for form in _forms(term, self._language):
                self._forms.setdefault(lower(form.folded), []).append(form)
        for forms in self._forms.values():
            forms.sort(key=lambda form: form.made)
        self._keys = list(self._forms)

    @property
    def spellings(self) -> list[str]:
        """Folded, in small letters: a text without any of them, so written, holds no term."""
        return self._keys

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick(self._keys, store_patterns=False)

    def find(self, text: str) -> list[Match]:
        """The places of terms in a text, in order, none overlapping another; ``text[m.start:m.end] == m.text``.

        An English possessive ending is not part of a match: in ``province's`` it is ``province``.
        """
        return list(self._places(text, apart=True))

    def everywhere(self, text: str) -> list[Match]:
        """Every place of a term, overlapping ones too, by start and then longest first."""
        return list(self._places(text, apart=False))

    def _places(self, text: str, apart: bool) -> Iterator[Match]:
        if not self._keys or not text:
            return
        folded = fold(text)
        hits = self._automaton.find_matches_as_indexes(lower(folded.text), overlapping=True)
        # Most hits lie inside longer words. Where both are ASCII that is seen at once; the rest is left to _edges.
        plain = b"\0" + folded.text.encode("ascii", "replace").translate(_ASCII_WORD) + b"\0"
        edged = (
            (start, -end, key)
            for key, start, end in hits
            if not (plain[start] & plain[start + 1] | plain[end] & plain[end + 1])
        )
        addresses = _addresses(folded.text)
        done = 0
        for start, negative_end, key in sorted(edged):
            if (apart and start < done) or _inside(addresses, start, -negative_end):
                continue
            form = self._best(self._forms[self._keys[key]], folded.text, start, -negative_end)
            if form:
                done = -negative_end
                first, last = folded.span(start, done)
                yield Match(form.term, first, last, text[first:last])

    def _best(self, forms: Sequence[_Form], text: str, start: int, end: int) -> _Form | None:
        """The form that counts: one that a row lists before a plural that was made, and of those one written as here
        ("Turkey" is the term Turkey before it is the term turkey at the head of a sentence), and of those the first.
        """
        edges = _edges(text, start, end, self._language)
        if edges is None:
            return None
        surface = text[start:end]
        best: _Form | None = None
        for form in forms:  # by rank
            if best and form.made > best.made:
                break
            if form.matches_case(surface) and (form.beside_hyphen or not edges):
                if form.folded == surface:
                    return form
                best = best or form
        return best


@lru_cache(maxsize=1 << 17)
def claims(term: Term) -> tuple[str, ...]:
    """The folded spellings that a row claims for itself: its term and its variants."""
    spellings = (fold_text(text) for text in (term.term, *term.variants))
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))


def key(term: Term, spelling: str) -> str:
    """What two spellings have in common that are found in the same places: small letters, where case is ignored."""
    return lower(spelling) if _ignores_case(term.case, spelling) else spelling


def _forms(term: Term, language: str) -> Iterator[_Form]:
    spelt = claims(term)
    for spelling in spelt:
        yield _form(term, spelling, made=False)
    if language == "en" and takes_plural(term):
        for spelling in spelt:
            for plural in plurals(spelling):
                if plural not in spelt:
                    yield _form(term, plural, made=True)


def _form(term: Term, spelling: str, made: bool) -> _Form:
    return _Form(term, spelling, made, _case(term.case, spelling), _has_capital(spelling))


def _has_capital(spelling: str) -> bool:
    return spelling.lower() != spelling


def _ignores_case(case: Case | None, spelling: str) -> bool:
    return case is Case.ANY or (case is None and not _has_capital(spelling))


def _case(case: Case | None, spelling: str) -> Callable[[str], bool]:
    if _ignores_case(case, spelling):
        return lambda surface: True
    if case is Case.EXACT:
        return lambda surface: surface == spelling
    # "the FAO" is "The FAO" at the head of a sentence.
    headed = spelling[:1].upper() + spelling[1:]
    return lambda surface: surface in (spelling, headed) or surface.isupper()


def takes_plural(term: Term) -> bool:
    """Whether an English term is found in its plural, too: names, kept terms and what is no noun are not."""
    if term.keep or term.is_name:
        return False
    kind = term.pos.strip().lower()
    if kind:
        return kind in {"noun", "n", "common noun", "noun phrase", "np", "acronym", "abbreviation"}
    words = term.term.split()
    # "Aksu" and "Li" are names, "NGO" is none.
    return not all(word[:1].isupper() for word in words) or term.term.isupper()


# --- addresses ------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|www\.)[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]}']|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def _addresses(text: str) -> list[tuple[int, int]]:
    """Web and mail addresses, in order: what stands in one is a name of its own, and stays as it is."""
    if "://" not in text and "@" not in text and "www." not in text:
        return []
    return [found.span() for found in _ADDRESS.finditer(text)]


def _inside(addresses: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch is a part of an address, and not the whole of it."""
    if not addresses:
        return False
    before = bisect_right(addresses, start, key=lambda address: address[0]) - 1
    first, last = addresses[max(before, 0)]
    return first <= start and end <= last and (first, last) != (start, end)


# --- edges of words -------------------------------------------------------------------------------------------


def _edges(text: str, start: int, end: int, language: str) -> str | None:
    """None where the stretch is part of a longer word; else ``-`` where a hyphen ties it to another word, or ``""``."""
    left = _left_edge(text, start, language)
    if left is None:
        return None
    right = _right_edge(text, end, language)
    return None if right is None else left or right


def _left_edge(text: str, start: int, language: str) -> str | None:
    if start == 0:
        return ""
    first, before = text[start], text[start - 1]
    if _is_mark(first):
        return None
    if before == " ":
        return ""
    if _KATAKANA.match(first) and _KATAKANA.match(before):
        return None
    if _UNSPACED.match(first) or _UNSPACED.match(before):
        return ""
    if not _is_word(first):
        return None if first in _JOINS and _is_word(before) else ""
    if _is_word(before):
        return None
    if before not in _JOINS or start == 1 or not _is_word(text[start - 2]):
        return ""
    if before == "'":
        return "" if language in _ELIDING else None
    if before == "-":
        return "-" if _is_plain_word(_word_before(text, start - 1)) else None
    return "" if before == "&" or _missing_blank(text, start - 1) else None


def _right_edge(text: str, end: int, language: str) -> str | None:
    if end == len(text):
        return ""
    last, after = text[end - 1], text[end]
    if _is_mark(after):
        return None
    if after == " ":
        return ""
    if _KATAKANA.match(last) and _KATAKANA.match(after):
        return None
    if _UNSPACED.match(last) or _UNSPACED.match(after) or (_HANGUL.match(last) and _HANGUL.match(after)):
        return ""
    if not _is_word(last):
        return None if last in _JOINS and _is_word(after) else ""
    if _is_word(after):
        return None
    if after not in _JOINS or end + 1 >= len(text) or not _is_word(text[end + 1]):
        return ""
    if after == "'":
        return "" if _word_after(text, end + 1) in ("s", "S") or language in _SUFFIXING else None
    if after == "-":
        return "-" if _is_plain_word(_word_after(text, end + 1)) else None
    return "" if after == "&" or _missing_blank(text, end) else None


def _is_mark(char: str) -> bool:
    return char > "\u02ff" and unicodedata.category(char)[0] == "M"


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or _is_mark(char)


def _word_before(text: str, end: int) -> str:
    start = end
    while start and _is_word(text[start - 1]):
        start -= 1
    return text[start:end]


def _word_after(text: str, start: int) -> str:
    end = start
    while end < len(text) and _is_word(text[end]):
        end += 1
    return text[start:end]


def _is_plain_word(word: str) -> bool:
    """``based`` after ``China-``; but ``19`` after ``COVID-`` and ``CoV`` after ``SARS-`` make one name with it."""
    return not any(char.isdigit() for char in word) and (word.islower() or word.isupper() or word.istitle())


def _missing_blank(text: str, dot: int) -> bool:
    """``in China.The`` is a slip between two sentences; ``node.js`` and ``U.S`` are words."""
    return text[dot] == "." and text[dot - 1].islower() and text[dot + 1].isupper()
