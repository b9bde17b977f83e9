"""What travels between driver and workers: sentences by key, shards of them, and answers.

A term travels once, with the recipe; a match names it by its number in the recipe's terms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from pinglot.model import Finding, Link, Match, Pin, Sentence, Severity, Term
from pinglot.pins import Pinned

__all__ = ["Item", "Pool", "Shard", "Spelling", "pack", "unpack"]

Item = tuple[str, tuple[tuple[int, int, int], ...]]
"""A sentence on its way: its text, and for each match the number of its term, and where it begins and ends."""


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
        return sentence.text, tuple(
            (self._numbers[id(match.term)], match.start, match.end) for match in sentence.matches
        )

    def key(self, item: Item) -> bytes:
        """A digest of all that the item's answer depends on."""
        text, matches = item
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._ground)
        for number, start, end in matches:
            digest.update(b"\0%d,%d," % (start, end) + self._facts[number])
        return digest.digest()

    def sentence(self, item: Item) -> Sentence:
        text, matches = item
        return Sentence(
            text, tuple(Match(self._terms[number], start, end, text[start:end]) for number, start, end in matches)
        )


def _facts(term: Term) -> bytes:
    # Notes and reviewers decide nothing; that they cost a sentence a new key is cheap.
    shown = {name: getattr(term, name) for name in Term.__dataclass_fields__ if name not in ("path", "line")}
    return blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def pack(answer: Pinned) -> bytes:
    """An answer as bytes: JSON without the terms, which the one who asked has."""
    links = None
    if answer.alignment is not None:
        links = [
            number
            for link in answer.alignment
            for number in (link.source_start, link.source_end, link.target_start, link.target_end)
        ]
    said = [
        answer.text,
        links,
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
        None if links is None else tuple(Link(*links[at : at + 4]) for at in range(0, len(links), 4)),
        tuple(Pin(match.term, *rest) for match, rest in zip(sentence.matches, pins, strict=True)),
        tuple(unknown),
        truncated,
        tuple(Finding(check, Severity(severity), *rest) for check, severity, *rest in findings),
    )


@dataclass(slots=True)
class Shard:
    """Sentences of one locale that go to a worker together: about equally long, none twice."""

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
        return sum(len(text) for text, _ in self.items)


@dataclass(slots=True)
class Pool:
    """Sentences that wait for a shard, by locale and length, so that an engine's batches have little padding."""

    _classes: dict[tuple[str, int], Shard] = field(default_factory=dict)
    _sizes: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, locale: str, key: bytes, item: Item) -> None:
        where = locale, _length_class(len(item[0]))
        shard = self._classes.setdefault(where, Shard(locale, [], []))
        shard.keys.append(key)
        shard.items.append(item)
        self._sizes[where] = self._sizes.get(where, 0) + len(item[0])

    def full(self, size: int) -> Shard | None:
        """A shard of at least ``size`` code points, if there is one."""
        return self._take(lambda where: self._sizes[where] >= size)

    def largest(self) -> Shard | None:
        """The largest shard that can be cut, if there is anything at all."""
        most = max(self._sizes.values(), default=0)
        return self._take(lambda where: self._sizes[where] == most)

    def __len__(self) -> int:
        return sum(len(shard.keys) for shard in self._classes.values())

    def _take(self, suits: Callable[[tuple[str, int]], bool]) -> Shard | None:
        for where in self._classes:
            if suits(where):
                del self._sizes[where]
                return self._classes.pop(where)
        return None


def _length_class(length: int) -> int:
    """Lengths within a factor of about 1.4 share a class."""
    squared = length * length
    return squared.bit_length()
