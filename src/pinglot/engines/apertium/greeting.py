"""What a tagger hears before its first sentence, so that no sentence's reading depends on those before it.

``apertium-tagger`` numbers the sets of readings that its model does not know as it meets them, and looks up their
probabilities, and those of unknown words, by these numbers (``Collection::operator[]`` in apertium 3.8). So the same
sentence could be tagged differently in another company: 20 of TICO-19's 3,071 sentences between English and Spanish,
248 between English and Galician. Every tagger therefore hears one word for each such set first, in a fixed order. The
words were found in millions of words of running text; a set that none of them has is still numbered as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import combinations

from pinglot.engines.apertium.pipeline import Chain
from pinglot.engines.apertium.stream import END, quote

__all__ = ["blocks"]

_UNIT = re.compile(r"\^((?:[^\\$]|\\.)*)\$")
_OTHER = "xqz 19 1,000 3.5 , : ; ( ) - – ' \" ? ! % $"
_READINGS = re.compile(r"(?:[^\\/]|\\.)+")
_MOST = 5  # readings of a word up to which each choice of them is thought of
_TOGETHER = 20  # words in a block: a block each would cost more than the words


def blocks(language: str, analysis: Chain) -> list[str]:
    """The greeting, analysed, as the tagger of a pair reads it; empty where no words are known for the language.

    Args:
        language: of the source.
        analysis: the pair's analyser.
    """
    words = _words(language)
    if not words:
        return []
    (stream,) = analysis.run([quote(f"{_OTHER} {' . '.join(words)}") + END])
    (end,) = analysis.run([quote("") + END])
    units = [match[1] for match in _UNIT.finditer(stream)]
    known: dict[frozenset[str], str] = {}
    for way in (*units, *(some for unit in units for some in _choices(unit))):
        known.setdefault(_tags(way), f"^{way}$")
    ways = list(known.values())
    # A sentence's end behind each keeps the tagger from weighing one against the other.
    stop = end.rstrip("[]")
    return [stop.join([*ways[at : at + _TOGETHER], end]) for at in range(0, len(ways), _TOGETHER)]


def _choices(unit: str) -> Iterator[str]:
    """A unit with some of its readings: rules may take the others away before the tagger sees it."""
    surface, *readings = _READINGS.findall(unit)
    if len(readings) <= _MOST:
        for count in range(1, len(readings)):
            for some in combinations(readings, count):
                yield "/".join((surface, *some))


def _tags(unit: str) -> frozenset[str]:
    """What the tagger sees of a unit: the readings without their lemmas."""
    return frozenset(reading[reading.find("<") :] for reading in _READINGS.findall(unit)[1:])


@cache
def _words(language: str) -> Sequence[str]:
    file = resources.files("pinglot.engines.apertium") / f"words.{language}.txt"
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(" ".join(line for line in lines if not line.startswith("#")).split())
