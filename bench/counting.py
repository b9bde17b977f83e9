"""Terms counted in translations apart from pinglot's own verdict.

Both counts are of the kind that the terminology tasks of WMT use: a term is there as often as its translation stands
in the target, at most as often as the term stands in the source. *Exact* compares words as written, without case;
*lemma* compares the dictionary forms of simplemma. Neither knows of other terms, so one stretch may serve two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import simplemma

__all__ = ["exact", "lemma"]

_WORD = re.compile(r"\w+(?:[-‑]\w+)*|[^\w\s]")


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
