"""What travels between driver and workers: sentences by key, shards of them, and answers.

A term travels once, with the recipe; a match names it by its number in the recipe's terms.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pinglot.engines.alignment import flat, unflat
from pinglot.model import Finding, Match, Pin, Pinned, Sentence, Severity, Term

__all__ = ["Item", "Pool", "Shard", "Spelling", "pack", "unpack"]

Item = tuple[str, tuple[tuple[int, int, int], ...], bool]
"""A sentence on its way: its text, for each match the number of its term and where it begins and ends, and whether it
is to be aligned."""


class Spelling:
    """Sentences of one recipe as items, with their keys, and back.

    Args:
        terms: the recipe's, in its order.
        ground: stands for everything besides the sentence that its answer depends on.
    """

    def __init__(self, terms: Sequence[Term], ground: str) -> None:
        self._terms = tuple(terms)
        self._ground = bytes.fromhex(ground)[:32]
        self._numbers = {id(term): number for number, term in enumerate(self._terms)}
        self._facts = [_facts(term) for term in self._terms]

    def item(self, sentence: Sentence) -> Item:
        matches = tuple((self._numbers[id(match.term)], match.start, match.end) for match in sentence.matches)
        return sentence.text, matches, sentence.align

    def key(self, item: Item) -> bytes:
        """A digest of all that the item's answer depends on."""
        text, matches, align = item
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._ground)
        digest.update(b"\0aligned" if align else b"")  # an answer without links serves nobody who needs them
        for number, start, end in matches:
            digest.update(b"\0%d,%d," % (start, end) + self._facts[number])
        return digest.digest()

    def sentence(self, item: Item) -> Sentence:
        text, matches, align = item
        found = tuple(Match(self._terms[number], start, end, text[start:end]) for number, start, end in matches)
        return Sentence(text, found, align)


def _facts(term: Term) -> bytes:
    # Notes and reviewers decide nothing; that they cost a sentence a new key is cheap.
    shown = {name: getattr(term, name) for name in Term.__dataclass_fields__ if name not in ("path", "line")}
    return blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def pack(answer: Pinned) -> bytes:
    """An answer as bytes: JSON without the terms, which the one who asked has."""
    said = [
        answer.text,
        flat(answer.alignment),
        [[pin.source, pin.held, pin.form, pin.strategy, pin.cost] for pin in answer.pins],
        answer.unknown,
        answer.truncated,
        [[one.check, one.severity, one.message, one.path, one.line, one.unit] for one in answer.findings],
    ]
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def unpack(data: bytes, sentence: Sentence) -> Pinned:
    """The answer to a sentence from its bytes; its pins have the terms of the sentence's own matches."""
    text, links, pins, unknown, truncated, findings = json.loads(data)
    return Pinned(
        text,
        unflat(links),
        tuple(Pin(match.term, *rest) for match, rest in zip(sentence.matches, pins, strict=True)),
        tuple(unknown),
        truncated,
        tuple(Finding(check, Severity(severity), *rest) for check, severity, *rest in findings),
    )


@dataclass(slots=True)
class Shard:
    """Sentences of one locale that go to a worker together, none twice."""

    locale: str
    keys: list[bytes]
    items: list[Item]

    def halves(self) -> list[Shard]:
        """Two shards, to find the sentence that an engine cannot take."""
        middle = len(self.keys) // 2
        return [
            Shard(self.locale, self.keys[:middle], self.items[:middle]),
            Shard(self.locale, self.keys[middle:], self.items[middle:]),
        ]

    @property
    def size(self) -> int:
        """Code points."""
        return sum(len(text) for text, *_ in self.items)


class Pool:
    """Sentences that wait for a shard, those of each locale in the order in which they came.

    What came first goes first, or articles with a sentence of an unusual length would stay open for long. Within a
    shard they are sorted by length, so that an engine's batches have little padding.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[tuple[bytes, Item]]] = {}
        self._sizes: dict[str, int] = {}

    def add(self, locale: str, key: bytes, item: Item) -> None:
        self._waiting.setdefault(locale, deque()).append((key, item))
        self._sizes[locale] = self._sizes.get(locale, 0) + len(item[0])

    def cut(self, size: int, whole: bool = True) -> Shard | None:
        """A shard of ``size`` code points, from the locale that most waits for.

        Args:
            whole: answer None where there is less.
        """
        locale = max(self._sizes, key=self._sizes.__getitem__, default=None)
        if locale is None or (whole and self._sizes[locale] < size):
            return None
        waiting, found, length = self._waiting[locale], [], 0
        while waiting and length < size:
            found.append(waiting.popleft())
            length += len(found[-1][1][0])
        self._sizes[locale] -= length
        if not waiting:
            del self._waiting[locale], self._sizes[locale]
        found.sort(key=lambda each: len(each[1][0]))
        return Shard(locale, [key for key, _ in found], [item for _, item in found])

    @property
    def size(self) -> int:
        """Code points of all that waits."""
        return sum(self._sizes.values())

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))
