"""An engine behind the cache: what it said before is not asked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from functools import cached_property
from typing import Any, cast

from pinglot.engines.alignment import flat, unflat
from pinglot.engines.base import Alternatives, Capabilities, Closing, Engine, Faster, Reproducible, Scores
from pinglot.engines.cache import Cache
from pinglot.engines.machine import installed_version, machine
from pinglot.model import Draft, Sentence, Term

__all__ = ["CachedEngine", "cached"]

# What computes a draft: another version of one of these may say something else.
_DISTRIBUTIONS = ("pinglot", "ctranslate2", "sentencepiece")
_REVISION = 3
"""To be raised with every change to this package that changes a draft, or how one is written down."""


def cached(engine: Engine, cache: Cache) -> Engine:
    """The engine behind the cache, or as it is where it does not promise to say the same twice."""
    return CachedEngine(engine, cache) if isinstance(engine, Reproducible) and engine.digest else engine


class CachedEngine(Closing):
    """An engine that is asked only for what the cache does not have.

    Args:
        engine: a reproducible engine; it is closed with this one.
        cache: the store, which is left open for others.
    """

    def __init__(self, engine: Engine, cache: Cache) -> None:
        self.engine = engine
        self.cache = cache

    @property
    def source(self) -> str:
        return self.engine.source

    @property
    def target(self) -> str:
        return self.engine.target

    @property
    def signature(self) -> str:
        return self.engine.signature

    @property
    def capabilities(self) -> Capabilities:
        return self.engine.capabilities

    @property
    def digest(self) -> str:
        return cast(Reproducible, self.engine).digest

    def faster(self) -> Engine:
        """The engine's faster self behind the same cache, or this one."""
        return CachedEngine(self.engine.faster(), self.cache) if isinstance(self.engine, Faster) else self

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; see :class:`pinglot.engines.base.Engine`.

        A draft that was made for nobody who needed its alignment serves nobody who does: it is made, and kept, anew.
        """
        keys = [self._key(sentence) for sentence in sentences]
        asked: dict[bytes, Sentence] = {}
        for key, sentence in zip(keys, sentences, strict=True):
            if key not in asked or sentence.align:
                asked[key] = sentence
        known: dict[bytes, Draft] = {}
        for key, body in self.cache.get(list(asked)).items():
            draft, aligned = _draft(body)
            if aligned or not asked[key].align:
                known[key] = draft
        missing = {key: sentence for key, sentence in asked.items() if key not in known}
        if missing:
            made = dict(zip(missing, self.engine.translate(list(missing.values())), strict=True))
            self.cache.put({key: _body(draft, asked[key].align) for key, draft in made.items()})
            known |= made
        return [known[key] for key in keys]

    def alternatives(self, sentences: Sequence[Sentence], count: int) -> list[list[Draft]]:
        """As the engine gives them; they are not kept."""
        return cast(Alternatives, self.engine).alternatives(sentences, count)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """As the engine gives it; scores move with the batch, so none is kept."""
        return cast(Scores, self.engine).score(pairs)

    def close(self) -> None:
        self.engine.close()

    @cached_property
    def _prefix(self) -> bytes:
        who = [_REVISION, self.digest, self.signature, self.source, self.target, machine()]
        return json.dumps([*who, *map(installed_version, _DISTRIBUTIONS)]).encode()

    def _key(self, sentence: Sentence) -> bytes:
        said = [sentence.text]
        if self.capabilities.pins:  # any other engine does not see them
            said += [repr((match.start, match.end, match.text, _fields(match.term))) for match in sentence.matches]
        told = json.dumps(said).encode()
        return hashlib.blake2b(self._prefix + b"\0" + told, digest_size=20).digest()


def _fields(term: Term) -> tuple[object, ...]:
    """Everything of a row but where it stands."""
    return astuple(term)[:-2]


def _body(draft: Draft, aligned: bool) -> bytes:
    """A draft, and whether it was asked for with its alignment: one without may be all that the engine can do."""
    return json.dumps([_told(draft), aligned], separators=(",", ":")).encode()


def _told(draft: Draft) -> list[object]:
    plain = None if draft.plain is None else _told(draft.plain)
    links = flat(draft.alignment)
    return [draft.text, links, draft.strategies, draft.score, draft.unknown, draft.truncated, plain]


def _draft(body: bytes) -> tuple[Draft, bool]:
    told, aligned = json.loads(body)
    return _read(told), aligned


def _read(told: list[Any]) -> Draft:
    text, links, strategies, score, unknown, truncated, plain = told
    made = None if plain is None else _read(plain)
    return Draft(text, unflat(links), tuple(strategies), score, tuple(unknown), truncated, made)
