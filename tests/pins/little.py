"""A little engine that decodes: word by word, with articles and adjectives that agree with the noun they belong to.

It knows a few English nouns and says them in Spanish; what it does not know it copies. It scores a pair by how many
words it would have said itself. It has no model, and is right or wrong in ways that a test can foresee.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pinglot.engines.base import Capabilities, Closing
from pinglot.model import OBJECT, Draft, Link, Sentence

NOUNS = {
    "book": ("libro", "libros", "m"), "house": ("casa", "casas", "f"), "bridge": ("puente", "puentes", "m"),
    "window": ("ventana", "ventanas", "f"), "tree": ("árbol", "árboles", "m"), "table": ("mesa", "mesas", "f"),
    "folder": ("carpeta", "carpetas", "f"), "guide": ("guía", "guías", "f"), "doctor": ("médico", "médicos", "m"),
    "girl": ("chica", "chicas", "f"), "car": ("coche", "coches", "m"), "water": ("agua", "aguas", "f"),
}  # fmt: skip
PLURALS = {f"{noun}s": noun for noun in NOUNS}
ENDINGS = {("m", False): "o", ("f", False): "a", ("m", True): "os", ("f", True): "as"}
ADJECTIVES = {"old": "viej", "new": "nuev", "red": "roj", "closed": "cerrad"}
WORDS = {"is": "es", "are": "son", "saw": "vieron", "they": "ellos", "in": "en", "and": "y", "of": "de", "was": "fue",
         "important": "importante", "bought": "compró", "can": "puede", "see": "ver", "has": "ha", "been": "sido",
         "sold": "vendido", "by": "por", "need": "necesitan", "not": "no"}  # fmt: skip
ARTICLES = {("m", False): "el", ("f", False): "la", ("m", True): "los", ("f", True): "las"}
DETERMINERS = {"the": ARTICLES, "this": {("m", False): "este", ("f", False): "esta"},
               "these": {("m", True): "estos", ("f", True): "estas"},
               "a": {("m", False): "un", ("f", False): "una"}}  # fmt: skip
DETERMINERS["an"] = DETERMINERS["a"]


class Little(Closing):
    """See the module; ``spoil`` changes the drafts it would give, ``calls`` keeps what it was asked.

    With some ``doubt`` it is that much less sure of every sentence, in nats a token.
    """

    source = "en"
    target = "es"
    capabilities = Capabilities(alignment=True, scores=True)

    def __init__(
        self,
        name: str = "little",
        spoil: Callable[[str, Draft], Draft] = lambda text, draft: draft,
        doubt: float = 0.0,
    ) -> None:
        self.signature = name
        self.doubt = doubt
        self.spoil = spoil
        self.calls: list[list[str]] = []
        self.scored: list[tuple[str, str]] = []

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        self.calls.append([sentence.text for sentence in sentences])
        return [self.spoil(sentence.text, said(sentence.text, self.doubt)) for sentence in sentences]

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.scored += pairs
        return [likelihood(source, target) - self.doubt for source, target in pairs]

    def close(self) -> None:
        pass


def said(text: str, doubt: float = 0.0) -> Draft:
    """The draft of a text, with its score."""
    pieces = list(re.finditer(rf"{OBJECT}|\w+|[^\w\s]", text))
    nouns = {at: _noun(piece.group()) for at, piece in enumerate(pieces) if _noun(piece.group())}
    out, links = "", []
    order = _noun_first(pieces, nouns)
    for at in order:
        piece = pieces[at]
        word = _word(piece.group(), _owner(at, nouns, len(pieces)))
        if out and re.match(r"\w|\ufffc", word):
            out += " "
        if not out and piece.group()[0].isupper():
            word = word[0].upper() + word[1:]
        links.append(Link(piece.start(), piece.end(), len(out), len(out) + len(word)))
        out += word
    return Draft(out, tuple(links), score=likelihood(text, out) - doubt)


def likelihood(source: str, target: str) -> float:
    """Minus how much of the target the engine would not have said."""
    own = _draft_words(source)
    words = re.findall(r"\w+", target.lower())
    return -2.0 * sum(word not in own for word in words) / max(len(words), 1)


def _draft_words(source: str) -> set[str]:
    pieces = re.findall(r"\w+", source)
    nouns = {at: _noun(piece) for at, piece in enumerate(pieces) if _noun(piece)}
    return {_word(piece, _owner(at, nouns, len(pieces))).lower() for at, piece in enumerate(pieces)}


def _noun(word: str) -> tuple[str, str, bool] | None:
    """(what is said, gender, whether plural)"""
    word = word.lower()
    if word in NOUNS:
        one, _, gender = NOUNS[word]
        return one, gender, False
    if word in PLURALS:
        _, many, gender = NOUNS[PLURALS[word]]
        return many, gender, True
    return None


def _owner(at: int, nouns: dict[int, tuple[str, str, bool] | None], count: int) -> tuple[str, bool]:
    """Gender and number of the noun behind a word within two words, else of the last noun before it."""
    for other in range(at, min(at + 3, count)):
        if (noun := nouns.get(other)) is not None:
            return noun[1], noun[2]
    before = [noun for other, noun in nouns.items() if other < at and noun is not None]
    return (before[0][1], before[0][2]) if before else ("m", False)


def _word(word: str, agreeing: tuple[str, bool]) -> str:
    low = word.lower()
    noun = _noun(word)
    if noun is not None:
        return noun[0]
    if low in DETERMINERS:
        return DETERMINERS[low].get(agreeing, DETERMINERS[low][next(iter(DETERMINERS[low]))])
    if low in ADJECTIVES:
        return ADJECTIVES[low] + ENDINGS[agreeing]
    return WORDS.get(low, word)


def _noun_first(pieces: Sequence[re.Match[str]], nouns: dict[int, tuple[str, str, bool] | None]) -> list[int]:
    order = list(range(len(pieces)))
    for at in nouns:
        if at and pieces[at - 1].group().lower() in ADJECTIVES:
            order[at - 1], order[at] = at, at - 1
    return order
