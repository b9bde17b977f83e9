"""Terms counted in translations apart from pinglot's own verdict, and what changed between two translations.

Both counts are of the kind that the terminology tasks of WMT use: a term is there as often as its translation stands
in the target, at most as often as the term stands in the source. *Exact* compares words as written, without case;
*lemma* compares the dictionary forms of simplemma. Neither knows of other terms, so one stretch may serve two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import simplemma

__all__ = ["Span", "changes_outside", "exact", "lemma"]

_WORD = re.compile(r"\w+(?:[-‑]\w+)*|[^\w\s]")
Span = tuple[int, int]


def exact(wanted: Iterable[Sequence[str]], target: str) -> int:
    """How many of the wanted terms, each given by its accepted forms, stand in the target."""
    return _counted(wanted, _words(target))


def lemma(wanted: Iterable[Sequence[str]], target: str, language: str = "es") -> int:
    """The same by dictionary forms."""
    forms = [tuple(" ".join(_lemmas(form, language)) for form in each) for each in wanted]
    return _counted(forms, list(_lemmas(target, language)))


def _counted(wanted: Iterable[Sequence[str]], said: Sequence[str]) -> int:
    found = 0
    for forms, times in Counter(tuple(forms) for forms in wanted).items():
        found += min(times, sum(_times(_words(form), said) for form in forms))
    return found


def _times(form: Sequence[str], said: Sequence[str]) -> int:
    size = len(form)
    return sum(list(said[at : at + size]) == list(form) for at in range(len(said) - size + 1)) if form else 0


def _words(text: str) -> list[str]:
    return [word.lower().replace("‑", "-") for word in _WORD.findall(text)]


@lru_cache(maxsize=100_000)
def _lemmas(text: str, language: str) -> tuple[str, ...]:
    return tuple(simplemma.lemmatize(word, lang=language).lower() for word in _words(text))


def changes_outside(plain: str, pinned: str, spans: Sequence[Span], language: str = "es") -> tuple[int, int, int]:
    """Where two translations of a sentence differ: ``(in pins and beside them, elsewhere in agreement, elsewhere)``.

    A difference is a run of words; it counts to a pin where it touches or neighbours one, a determiner or a
    contraction included. *In agreement*: as many words, each with the same dictionary form as before or a determiner.
    """
    before, after = [list(_WORD.finditer(text)) for text in (plain, pinned)]
    old, new = [[word.group().lower() for word in side] for side in (before, after)]
    near = {
        place
        for place, word in enumerate(after)
        if any(word.start() < end + 1 and start - 1 < word.end() for start, end in spans)
    }
    near |= {place + step for place in near for step in (-1, 1)}
    counts = [0, 0, 0]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if near.intersection(range(c, max(d, c + 1))):
            counts[0] += 1
        elif b - a == d - c and all(map(_agrees, old[a:b], new[c:d], [language] * (b - a))):
            counts[1] += 1
        else:
            counts[2] += 1
    return counts[0], counts[1], counts[2]


_DETERMINER_WORDS = """
    el la los las un una unos unas este esta estos estas ese esa esos esas aquel aquella su sus mi mis del al de a
    lo otro otra otros otras algún alguna algunos algunas ningún ninguna todo toda todos todas mucho mucha muchos
    muchas
"""
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())


def _agrees(one: str, other: str, language: str) -> bool:
    if one in _DETERMINERS and other in _DETERMINERS:
        return True
    first, second = simplemma.lemmatize(one, lang=language), simplemma.lemmatize(other, lang=language)
    return first == second or one.rstrip("aoes") == other.rstrip("aoes")
