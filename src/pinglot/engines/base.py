"""What an engine is, and what brings engines in.

Engines are an entry-point group, ``pinglot.engines``: each entry is a :class:`Provider`. A provider says which pairs
it has installed and opens an :class:`Engine` for one of them. Importing a provider's module must be cheap: whatever
is heavy is imported when a pair is listed or opened.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from pinglot.model import Draft, Sentence

__all__ = [
    "Alternatives",
    "Capabilities",
    "Closing",
    "Engine",
    "Faster",
    "InstalledPair",
    "Provider",
    "Reproducible",
    "Scores",
    "Vocabulary",
    "together",
]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do beyond translating; a strategy that needs what it cannot do is skipped.

    Attributes:
        alignment: its drafts carry links between source and target words, where a sentence asks for them.
        pins: it reads ``Sentence.matches`` and tries to make each come out as the term's target.
        alternatives: it can return several drafts a sentence, :meth:`Alternatives.alternatives`.
        scores: it can score a pair, :meth:`Scores.score`.
    """

    alignment: bool = False
    pins: bool = False
    alternatives: bool = False
    scores: bool = False


@runtime_checkable
class Engine(Protocol):
    """Translates sentences from one locale to another.

    Attributes:
        source, target: BCP 47 tags of the pair.
        signature: engine, model and version, one line: ``apertium eng-spa 0.8.1``. It goes into provenance; two
            engines with the same signature give the same drafts.
        capabilities: see :class:`Capabilities`.
    """

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def signature(self) -> str: ...
    @property
    def capabilities(self) -> Capabilities: ...

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence, in order.

        A sentence is plain text of any length without outer blanks; it may hold :data:`pinglot.model.OBJECT`
        characters, and every one must stand in the draft exactly once. It may hold line breaks as blanks.

        Raises:
            EngineError: the engine stopped or answered nonsense.
        """
        ...

    def close(self) -> None:
        """Ends processes and frees the model; closing twice is harmless."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Closing(ABC):
    """What is closed where its ``with`` ends; engines may stand on it, and what holds an engine."""

    @abstractmethod
    def close(self) -> None:
        """See :meth:`Engine.close`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Alternatives(Protocol):
    """An engine that can return several drafts a sentence."""

    def alternatives(self, sentences: Sequence[Sentence], count: int) -> list[list[Draft]]:
        """Up to ``count`` drafts a sentence, best first."""
        ...


class Scores(Protocol):
    """An engine that can say how likely it finds a translation."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean log-probability per target token, in nats, of each ``(source, target)``."""
        ...


@runtime_checkable
class Vocabulary(Protocol):
    """An engine whose model writes with pieces, and cannot write what it has no pieces for."""

    def unspelt(self, text: str) -> list[str]:
        """The stretches of a target text that the model has no piece for, in order; empty where it can write it.

        Raises:
            EngineError: the model's vocabulary cannot be read.
        """
        ...


@runtime_checkable
class Faster(Protocol):
    """An engine that can be quicker at some cost in quality."""

    def faster(self) -> Engine:
        """An engine for the same pair that is quicker; its signature says so. This one must not be used any more."""
        ...


@runtime_checkable
class Reproducible(Protocol):
    """An engine that says the same to the same sentence and matches, whatever else it is asked with them.

    Attributes:
        digest: of everything that its drafts depend on beside its signature, as the model's files are; ``""`` where
            it cannot promise it after all.
    """

    @property
    def digest(self) -> str: ...


def together(sentences: Iterable[Sentence]) -> dict[str, Sentence]:
    """Sentences by their texts, without their matches: one is aligned where any with that text is to be."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        known = found.get(sentence.text)
        if known is None or (sentence.align and not known.align):
            found[sentence.text] = Sentence(sentence.text, align=sentence.align)
    return found


@dataclass(frozen=True, slots=True)
class InstalledPair:
    """A pair that a provider can open now.

    Attributes:
        engine: the provider's name.
        source, target: BCP 47 tags.
        model: name of the package or mode, ``en_es`` or ``eng-spa``.
        version: of the model, ``""`` where unknown.
        place: where it lies, a path or a Debian package's name.
    """

    engine: str
    source: str
    target: str
    model: str
    version: str = ""
    place: str = ""


class Provider(Protocol):
    """Brings engines of one kind in; the object behind an entry point of ``pinglot.engines``."""

    @property
    def name(self) -> str: ...

    def pairs(self) -> list[InstalledPair]:
        """Every pair installed on this machine; a broken package is left out, never raised."""
        ...

    def open(self, source: str, target: str) -> Engine:
        """Opens the engine for a pair, where a wider tag may serve a narrower one (``es`` for ``es-MX``).

        Raises:
            EngineMissing: nothing installed serves the pair; the message names the command that installs it.
        """
        ...

    def install_hint(self, source: str, target: str) -> str:
        """The command that would install the pair, ``""`` where this engine has no such pair."""
        ...
