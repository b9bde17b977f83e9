"""A loaded Argos package: CTranslate2's translator and the package's tokenizer, the one boundary to both libraries.

Settings are Argos Translate's own (beam 4, length penalty 0.2, unknown pieces copied from the source), so the text is
its text. What differs is how the work is laid out: whole windows of sentences go into a queue, sorted by length into
batches, and every worker has one thread, so that all cores are busy with full batches.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pinglot.engines import packages, tokens
from pinglot.engines.alignment import by_target, from_attention
from pinglot.errors import EngineError
from pinglot.model import Link
from pinglot.scripts import Span, words, writes_without_blanks

__all__ = ["BEAM", "Decoder", "Output", "Pending", "Speed", "cores", "open_tokenizer", "open_translator"]

BEAM = 4
LENGTH_PENALTY = 0.2
MAX_OUTPUT = 256
"""Target tokens after which the model is stopped, the prefix counted."""
_SCORING_BATCH = 512
"""Source tokens; the same on every machine, because scores move a little with the batch."""

Rows: TypeAlias = Callable[[], Sequence[Sequence[float]]]
"""Gives an attention matrix: one row a target piece, one weight a source piece."""

# For an output that says the same again and again: what it has said costs it a quarter, and no three pieces come twice.
_UNLOOP = {"repetition_penalty": 1.25, "no_repeat_ngram_size": 3}


def cores() -> int:
    """How many cores this process may use, which in a container is less than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Speed:
    """How the work is laid out; it changes no text.

    Attributes:
        workers: batches at once, each with one thread: threads that share a batch wait for each other at every step,
            on a busy machine for very long.
        batch: source tokens in one batch.
    """

    workers: int
    batch: int = 256

    @classmethod
    def usual(cls) -> Speed:
        """A worker a core, which is the fastest wherever there is more than a batch to do."""
        return cls(cores())


@dataclass(frozen=True, slots=True)
class Output:
    """What the model said to one text.

    Attributes:
        links: between both texts, None where nobody asked for them.
        score: mean log-probability a target token, in nats.
        tokens: target tokens, the end counted.
        unknown: source words that the model has no pieces for and copied.
        truncated: whether it was stopped before it came to an end.
    """

    source: str
    text: str
    links: list[Link] | None
    score: float
    tokens: int
    unknown: tuple[str, ...] = ()
    truncated: bool = False


class Decoder:
    """A loaded package.

    Args:
        package: the package.
        speed: how the work is laid out.

    Raises:
        EngineError: the model cannot be loaded.
        PackageError: the tokenizer cannot be read.
    """

    def __init__(self, package: packages.InstalledPackage, speed: Speed) -> None:
        self.tokenizer = open_tokenizer(package)
        self.speed = speed
        self._package = package
        self._lock = threading.Lock()
        self._translator = open_translator(package.path / "model", speed)
        self._end, self._unknown = _special_tokens(package.path / "model" / "config.json")

    def lay_out(self, speed: Speed) -> None:
        """Works at another speed from now on; the model is loaded again for another number of workers."""
        with self._lock:
            if speed.workers != self.speed.workers:
                self._translator = None  # before the other is there, so that never two are
                self._translator = open_translator(self._package.path / "model", speed)
            self.speed = speed

    def begin(
        self,
        texts: Sequence[str],
        count: int = 1,
        beam: int = BEAM,
        *,
        align: Collection[str] = (),
        unloop: bool = False,
    ) -> Pending:
        """Starts to decode texts; the workers go on while the caller does something else.

        Args:
            texts: plain texts without OBJECTs, none too long for the model.
            count: outputs wanted for each.
            beam: hypotheses that are kept at each step.
            align: those of the texts whose outputs are to have links.
            unloop: forbid the model to say the same again and again.
        """
        sources = self.tokenizer.pieces(texts)
        beam = max(beam, count)
        results = self.start(
            sources,
            beam_size=beam,
            num_hypotheses=count,
            length_penalty=LENGTH_PENALTY,
            max_decoding_length=MAX_OUTPUT,
            return_scores=True,
            **(_UNLOOP if unloop else {}),
        )
        # In a batch with a beam, CTranslate2 (4.8) gives the first piece of one sentence the attention of another; with
        # a prefix, only the prefix gets it.
        mending = len(texts) > 1 and beam > 1 and not self._package.target_prefix
        return Pending(self, texts, sources, results, align, mending)

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[float]:
        """Mean log-probability a target token, in nats, of each pair of texts without OBJECTs."""
        prefix = [self._package.target_prefix] if self._package.target_prefix else []
        with _Boundary(self.name), self._lock:
            results = self._translator.score_batch(
                self.tokenizer.pieces(sources),
                [[*prefix, *pieces] for pieces in self.tokenizer.pieces(targets)],
                max_batch_size=_SCORING_BATCH,
                batch_type="tokens",
            )
        means = []
        for result in results:
            own = list(result.log_probs)[len(prefix) :]
            means.append(sum(own) / max(len(own), 1))
        return means

    @property
    def name(self) -> str:
        """The package's."""
        return self._package.name

    def start(self, sources: Sequence[Sequence[str]], **options: Any) -> list[Any]:
        """Puts texts, as pieces, into the model's queue; returns what will hold CTranslate2's results."""
        prefix = self._package.target_prefix
        with _Boundary(self.name), self._lock:
            return list(
                self._translator.translate_batch(
                    sources,
                    target_prefix=[[prefix]] * len(sources) if prefix else None,
                    max_batch_size=self.speed.batch,
                    batch_type="tokens",
                    return_attention=True,
                    return_end_token=True,
                    asynchronous=True,
                    **options,
                )
            )

    def output(
        self, text: str, source: Sequence[str], said: Sequence[str], score: float, rows: Rows, align: bool
    ) -> Output:
        """Reads one hypothesis.

        Args:
            text, source: what was decoded, and its pieces.
            said: the pieces of the hypothesis, with prefix and end.
            score: CTranslate2's.
            rows: gives the attention of each piece; asked only where something depends on it.
            align: whether the output is to have links.
        """
        # CTranslate2 divides the sum by length ** penalty, the end token counted.
        tokens_in_all = max(len(said), 1)
        ended = bool(said) and said[-1] == self._end
        own = slice(1 if self._package.target_prefix else 0, len(said) - ended)
        pieces = list(said[own])
        unknown: list[str] = []
        links = None
        if align or self._unknown in pieces:
            attention = rows()[own]
            spans = self.tokenizer.encode(text)[1]
            for at, row in enumerate(attention):
                if pieces[at] == self._unknown and source:
                    best = max(range(min(len(row), len(source))), key=lambda index: row[index])
                    pieces[at] = source[best]
                    unknown += _words_at(text, spans[best])
        if align:
            target, target_spans = self.tokenizer.decode(pieces)
            links = by_target(from_attention(attention, text, spans, target, target_spans))
        else:
            target = self.tokenizer.joined(pieces)
        return Output(
            source=text,
            text=target,
            links=links,
            score=score * tokens_in_all**LENGTH_PENALTY / tokens_in_all,
            tokens=tokens_in_all,
            unknown=tuple(dict.fromkeys(unknown)),
            truncated=not ended,
        )

    def copies_first(self, result: Any) -> bool:
        """Whether what a hypothesis begins with is copied from the source, which the attention of that piece says."""
        return any(pieces[0] == self._unknown for pieces in result.hypotheses if pieces)


class Pending:
    """Texts that are being decoded.

    Args:
        sources: their pieces.
        results: CTranslate2's, to come.
        align: the texts whose outputs are to have links.
        mending: whether the attention of first pieces is not to be believed.
    """

    def __init__(
        self,
        decoder: Decoder,
        texts: Sequence[str],
        sources: Sequence[Sequence[str]],
        results: list[Any],
        align: Collection[str],
        mending: bool,
    ) -> None:
        self.texts = texts
        self.source_tokens = sum(map(len, sources))
        self._decoder, self._sources, self._results = decoder, sources, results
        self._align = [text in align for text in texts]
        self._mending = mending
        # Few ask for links; their first steps wait in the queue behind the texts themselves.
        self._steps = self._first_steps([index for index, wanted in enumerate(self._align) if wanted])

    def outputs(self) -> list[list[Output]]:
        """Waits for the outputs: one list a text, best first.

        Raises:
            EngineError: the model stopped.
        """
        with _Boundary(self._decoder.name):
            results = [result.result() for result in self._results]
            copying = [index for index, result in enumerate(results) if self._decoder.copies_first(result)]
            self._steps |= self._first_steps([index for index in copying if index not in self._steps])
            first = {index: step.result().attention[0][0] for index, step in self._steps.items()}
        self._results.clear()
        found: list[list[Output]] = []
        for index, (text, source, result) in enumerate(zip(self.texts, self._sources, results, strict=True)):
            outputs = []
            for number, (said, score) in enumerate(zip(result.hypotheses, result.scores, strict=True)):

                def rows(number: int = number, result: Any = result, index: int = index) -> list[list[float]]:
                    # Made of Python's numbers at each reading, and large: only where it is needed, and never kept.
                    given: list[list[float]] = result.attention[number]
                    return [first[index], *given[1:]] if index in first else given

                outputs.append(self._decoder.output(text, source, said, score, rows, self._align[index]))
            found.append(outputs)
        return found

    def _first_steps(self, indexes: Sequence[int]) -> dict[int, Any]:
        """The first step of texts alone: the attention of their first piece, which does not depend on what is said."""
        if not self._mending or not indexes:
            return {}
        started = self._decoder.start([self._sources[at] for at in indexes], beam_size=1, max_decoding_length=1)
        return dict(zip(indexes, started, strict=True))


class _Boundary:
    """Turns what CTranslate2 raises into an EngineError."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (RuntimeError, ValueError)):
            raise EngineError(f"the model {self._name} stopped: {error}") from None


def _special_tokens(config: Path) -> tuple[str, str]:
    """The end and the unknown token, which models older than their ``config.json`` always call the same."""
    try:
        found = json.loads(config.read_bytes())
        return str(found.get("eos_token") or "</s>"), str(found.get("unk_token") or "<unk>")
    except (OSError, ValueError, AttributeError):
        return "</s>", "<unk>"


def open_tokenizer(package: packages.InstalledPackage) -> tokens.Tokenizer:
    """The tokenizer of a package.

    Raises:
        PackageError: its file cannot be read.
    """
    if package.tokenizer == "bpe":
        return tokens.BytePairs(package.path / "bpe.model", package.source_code, package.target_code)
    return tokens.SentencePieces(package.path / "sentencepiece.model")


def open_translator(folder: Path, speed: Speed = Speed(1)) -> Any:
    """CTranslate2's translator for a model's folder.

    Raises:
        EngineError: the model cannot be loaded.
    """
    import ctranslate2

    try:
        # The queue is bounded by the caller, who begins no third window before the first has ended.
        return ctranslate2.Translator(
            str(folder),
            device="cpu",
            inter_threads=speed.workers,
            intra_threads=1,
            max_queued_batches=-1,
        )
    except (RuntimeError, ValueError) as trouble:
        raise EngineError(f"the model in {folder} cannot be loaded ({trouble}); install the package again") from None


def _words_at(text: str, span: Span) -> list[str]:
    touched = [text[start:end] for start, end in words(text) if start < span[1] and end > span[0]]
    return touched if touched and not all(writes_without_blanks(word[0]) for word in touched) else ["".join(touched)]
