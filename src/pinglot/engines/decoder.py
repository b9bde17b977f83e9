"""A loaded Argos package: CTranslate2's translator and the package's tokenizer, the one boundary to both libraries.

Settings are Argos Translate's own (beam 4, length penalty 0.2, unknown pieces copied from the source), so the text is
its text. What differs is how the work is laid out: whole windows of sentences go into a queue, sorted by length into
batches, and every worker has one thread, so that all cores are busy with full batches.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    batch: int = 512

    @classmethod
    def usual(cls) -> Speed:
        """A worker a core, which is the fastest wherever there is more than a batch to do."""
        return cls(cores())


@dataclass(frozen=True, slots=True)
class Output:
    """What the model said to one text: links and offsets are relative to both texts.

    Attributes:
        score: mean log-probability a target token, in nats.
        tokens: target tokens, the end counted.
        unknown: source words that the model has no pieces for and copied.
        truncated: whether it was stopped before it came to an end.
    """

    source: str
    text: str
    links: list[Link]
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

    def begin(self, texts: Sequence[str], count: int = 1, beam: int = BEAM, *, unloop: bool = False) -> Pending:
        """Starts to decode texts; the workers go on while the caller does something else.

        Args:
            texts: plain texts without OBJECTs, none too long for the model.
            count: outputs wanted for each.
            beam: hypotheses that are kept at each step.
            unloop: forbid the model to say the same again and again.
        """
        encoded = [self.tokenizer.encode(text) for text in texts]
        sources = [pieces for pieces, _ in encoded]
        beam = max(beam, count)
        prefix = self._package.target_prefix
        results = self._start(
            sources,
            beam_size=beam,
            num_hypotheses=count,
            length_penalty=LENGTH_PENALTY,
            max_decoding_length=MAX_OUTPUT,
            return_scores=True,
            **(_UNLOOP if unloop else {}),
        )
        # In a batch with a beam, CTranslate2 (4.8) gives the first piece of one sentence the attention of another; with
        # a prefix, only the prefix gets it. It does not depend on what is said: one greedy step gives the right one.
        mending = len(texts) > 1 and beam > 1 and not prefix
        first = self._start(sources, beam_size=1, max_decoding_length=1) if mending else None
        return Pending(self, texts, encoded, results, first)

    def decode(self, texts: Sequence[str], count: int = 1, beam: int = BEAM) -> list[list[Output]]:
        """Up to ``count`` outputs a text, best first."""
        return self.begin(texts, count, beam).outputs()

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[float]:
        """Mean log-probability a target token, in nats, of each pair of texts without OBJECTs."""
        prefix = [self._package.target_prefix] if self._package.target_prefix else []
        with _Boundary(self._package), self._lock:
            results = self._translator.score_batch(
                [self.tokenizer.encode(text)[0] for text in sources],
                [[*prefix, *self.tokenizer.encode(text)[0]] for text in targets],
                max_batch_size=_SCORING_BATCH,
                batch_type="tokens",
            )
        means = []
        for result in results:
            own = list(result.log_probs)[len(prefix) :]
            means.append(sum(own) / max(len(own), 1))
        return means

    def _start(self, sources: Sequence[Sequence[str]], **options: Any) -> list[Any]:
        prefix = self._package.target_prefix
        with _Boundary(self._package), self._lock:
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

    def _output(
        self,
        text: str,
        source_pieces: Sequence[str],
        source_spans: Sequence[Span],
        pieces: Sequence[str],
        attention: Sequence[Sequence[float]],
        score: float,
    ) -> Output:
        # CTranslate2 divides the sum by length ** penalty, the end token counted.
        tokens_in_all = max(len(pieces), 1)
        mean = score * tokens_in_all**LENGTH_PENALTY / tokens_in_all
        ended = bool(pieces) and pieces[-1] == self._end
        rows = list(zip(pieces, attention, strict=False))[: len(pieces) - ended]
        if self._package.target_prefix:
            del rows[:1]
        said: list[str] = []
        unknown: list[str] = []
        for piece, row in rows:
            if piece == self._unknown and source_pieces:
                best = max(range(min(len(row), len(source_pieces))), key=lambda index: row[index])
                said.append(source_pieces[best])
                unknown += _words_at(text, source_spans[best])
            else:
                said.append(piece)
        target, spans = self.tokenizer.decode(said)
        links = from_attention([row for _, row in rows], text, source_spans, target, spans)
        return Output(
            source=text,
            text=target,
            links=by_target(links),
            score=mean,
            tokens=tokens_in_all,
            unknown=tuple(dict.fromkeys(unknown)),
            truncated=not ended,
        )


class Pending:
    """Texts that are being decoded."""

    def __init__(
        self,
        decoder: Decoder,
        texts: Sequence[str],
        encoded: Sequence[tokens.Pieces],
        results: list[Any],
        first: list[Any] | None,
    ) -> None:
        self.texts = texts
        self.source_tokens = sum(len(pieces) for pieces, _ in encoded)
        self._decoder, self._encoded, self._results, self._first = decoder, encoded, results, first

    def outputs(self) -> list[list[Output]]:
        """Waits for the outputs: one list a text, best first.

        Raises:
            EngineError: the model stopped.
        """
        found: list[list[Output]] = []
        for index, (text, encoded) in enumerate(zip(self.texts, self._encoded, strict=True)):
            with _Boundary(self._decoder._package):
                result = self._results[index].result()
                first = None if self._first is None else self._first[index].result().attention[0]
            # An attention matrix in Python's numbers is large: it is let go as soon as it has been read.
            self._results[index] = None
            mended = [first[0]] if first else None
            found.append(
                [
                    self._decoder._output(text, *encoded, pieces, [*mended, *rows[1:]] if mended else rows, score)
                    for pieces, rows, score in zip(result.hypotheses, result.attention, result.scores, strict=True)
                ]
            )
        return found


class _Boundary:
    """Turns what CTranslate2 raises into an EngineError."""

    def __init__(self, package: packages.InstalledPackage) -> None:
        self._name = package.name

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
