"""How long it takes to find a glossary's terms in a text, against one compiled alternation of ``re``.

The peer is what one writes first: ``\\b(?:longest|…|shortest)\\b``, ignoring case. It tries term after term at every
word, so its time grows with the glossary; the automaton's grows with the text alone. The peer finds less: no plurals,
no other blanks, no decomposed letters, no letter case by term, no way back to rows.

The text is made by a fixed seed from syllables, one word in about twelve begins a term, as in an article with a
glossary of its own. Three sizes each of the glossary and of the text show how both grow.
"""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

from bench.measure import Figure, alternate, report, stamp
from pinglot.glossary import Glossary
from pinglot.model import Term

PEER = "re, one alternation"
GLOSSARIES = (500, 5_000, 50_000)
TEXTS = (10_000, 30_000, 100_000)  # code points
PEER_LIMIT = 100_000_000  # terms times code points, above which two rounds must do: the peer takes many seconds
_SYLLABLES = ("ka", "ri", "mo", "ten", "sul", "ba", "ne", "go", "pir", "da", "lu", "vem", "sho", "ti", "ur", "yan")


def made_terms(count: int) -> list[Term]:
    """Terms of one to three words, none twice."""
    chance = random.Random(count)
    names: dict[str, None] = {}
    while len(names) < count:
        names[" ".join(_word(chance) for _ in range(chance.choice((1, 2, 2, 3))))] = None
    return [Term(name, f"t{number}") for number, name in enumerate(names)]


def made_text(terms: list[Term], size: int) -> str:
    """A text of that many code points; about one word in twelve begins a term."""
    chance = random.Random(size)
    words: list[str] = []
    length = 0
    while length <= size:
        words.append(chance.choice(terms).term if chance.random() < 1 / 12 else _word(chance))
        length += len(words[-1]) + 1
    return " ".join(words)[:size]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(3, 5)))


def alternation(terms: list[Term]) -> Callable[[str], list[tuple[int, int]]]:
    """The peer."""
    names = sorted((term.term for term in terms), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    return lambda text: [match.span() for match in pattern.finditer(text)]


def measure(rounds: int = 5) -> list[Figure]:
    """Growing text with the middle glossary, and growing glossaries with the small text."""
    cases = [(GLOSSARIES[1], size) for size in TEXTS] + [(count, TEXTS[0]) for count in GLOSSARIES]
    figures = []
    for count, size in dict.fromkeys(cases):
        terms = made_terms(count)
        text = made_text(terms, size)
        ours, peer = partial(Glossary(terms).find, text), partial(alternation(terms), text)
        # What the peer finds, ours finds: otherwise the times say nothing.
        missing = set(peer()) - {(match.start, match.end) for match in ours()}
        assert not missing, sorted(missing)[:5]
        few = 2 if count * size > PEER_LIMIT else rounds
        figures.append(alternate(f"{count:,} terms in {size:,} code points", ours, PEER, peer, few))
    return figures


def growth() -> list[str]:
    """Lines that say what the largest size costs, and how the time grows from text to text."""
    lines = []
    terms = made_terms(GLOSSARIES[-1])
    tracemalloc.start()
    glossary = Glossary(terms)
    glossary.find("begin")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    lines.append(f"{len(terms):,} terms: {peak / 1048576:.0f} MB of Python objects while they are made ready.")
    start = time.perf_counter()
    fresh = Glossary(terms)
    fresh.find("begin")
    lines.append(f"{len(terms):,} terms: {time.perf_counter() - start:.2f} s to make them ready, once.")
    for size in (10_000, 100_000, 1_000_000):
        text = made_text(terms, size)
        start = time.perf_counter()
        found = len(fresh.find(text))
        seconds = time.perf_counter() - start
        lines.append(
            f"{len(terms):,} terms in {size:,} code points: {seconds:.3f} s, {found:,} found, "
            f"{seconds / size * 1e6:.2f} s a million code points."
        )
    return lines


def main() -> None:
    """Prints the table, and below it how the time grows at the largest glossary, where the peer takes too long."""
    report("matching", measure(), stamp("ahocorasick-rs"))
    print("\n" + "\n".join(f"- {line}" for line in growth()))


if __name__ == "__main__":
    main()
