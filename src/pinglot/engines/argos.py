"""Argos Translate's packages, translated by CTranslate2 and SentencePiece directly.

The whole document goes into one call, so that the model's threads have full batches. Settings are Argos Translate's
own (beam 4, length penalty 0.2, unknown pieces copied from the source), so the text is its text; its translator
module, its sentence splitter and their networks are never imported.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pinglot import locales
from pinglot.engines import packages, tokens
from pinglot.engines.alignment import by_target, from_attention, identity
from pinglot.engines.base import Capabilities, InstalledPair
from pinglot.engines.objects import put_back, take_out
from pinglot.errors import EngineError, EngineMissing
from pinglot.model import Draft, Link, Sentence
from pinglot.scripts import Span, words, writes_without_blanks

__all__ = ["ArgosEngine", "ArgosProvider", "provider"]

BEAM = 4
LENGTH_PENALTY = 0.2
MAX_BATCH = 512
"""Source tokens in one batch."""
MAX_OUTPUT = 256
"""Target tokens after which the model is stopped, the prefix counted."""
MAX_INPUT = 180
"""Source tokens of one chunk: a longer sentence is cut at a clause, or its translation would not fit the output."""
_WORTH_HALVING = 24

_LETTER = re.compile(r"[^\W\d_]")
_CLAUSE_END = re.compile(r"[;:,،、，；：。—–)\]]\s*|\s[-–—]\s")
# Blanks of any kind, and what no encoder takes; each becomes one character, so that offsets stay.
_BLANKS = re.compile(r"\s")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class ArgosEngine:
    """One installed package. The model is loaded at the first translation.

    Args:
        package: what to translate with.
        source, target: the locales asked for, where they are narrower than the package's.
    """

    capabilities = Capabilities(alignment=True, alternatives=True, scores=True)

    def __init__(self, package: packages.InstalledPackage, source: str = "", target: str = "") -> None:
        self.package = package
        self.source = source or package.source
        self.target = target or package.target
        self._closed = False
        self._model: _Model | None = None

    @property
    def signature(self) -> str:
        return f"argos {self.package.name} {self.package.version}".rstrip()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the model's and the tokenizer's files: what the drafts depend on.

        Raises:
            EngineError: a file cannot be read.
        """
        whole = hashlib.sha256()
        try:
            for path in sorted([*self.package.path.glob("model/*"), *self.package.path.glob("*.model")]):
                with path.open("rb") as file:
                    whole.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
        except OSError as trouble:
            raise EngineError(f"{trouble.filename} cannot be read ({trouble.strerror})") from None
        return whole.hexdigest()

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; see :class:`pinglot.engines.base.Engine`."""
        return [drafts[0] for drafts in self._drafts(sentences, 1)]

    def alternatives(self, sentences: Sequence[Sentence], count: int) -> list[list[Draft]]:
        """Up to ``count`` drafts a sentence, best first, none twice."""
        return self._drafts(sentences, max(count, 1))

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean log-probability per target token, in nats; OBJECTs are not seen."""
        model = self._loaded()
        sources = [model.tokenizer.encode(take_out(_clean(source)).text)[0] for source, _ in pairs]
        targets = [model.tokenizer.encode(take_out(_clean(target)).text)[0] for _, target in pairs]
        return model.score(sources, targets)

    def unspelt(self, text: str) -> list[str]:
        """The stretches that the tokenizer has no piece for; the model itself is not loaded for it.

        Raises:
            PackageError: the tokenizer cannot be read.
        """
        return self._tokenizer.unknown(_clean(text))

    @cached_property
    def _tokenizer(self) -> tokens.Tokenizer:
        return open_tokenizer(self.package)

    def close(self) -> None:
        self._closed = True
        self._model = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _loaded(self) -> _Model:
        if self._closed:
            raise EngineError(f"the engine {self.signature} was closed")
        if self._model is None:
            self._model = _Model(self.package)
        return self._model

    def _drafts(self, sentences: Sequence[Sentence], count: int) -> list[list[Draft]]:
        cleaned = [_clean(sentence.text) for sentence in sentences]
        bare = {text: take_out(text) for text in cleaned}
        # Equal sentences are decoded once; what has no letters is never sent.
        wanted = list(dict.fromkeys(it.text for it in bare.values() if _LETTER.search(it.text)))
        decoded = dict(zip(wanted, self._decode(wanted, count), strict=True)) if wanted else {}
        made: dict[tuple[str, str], list[Draft]] = {}
        results: list[list[Draft]] = []
        for sentence, text in zip(sentences, cleaned, strict=True):
            key = (text, sentence.text)
            if key not in made:
                outputs = decoded.get(bare[text].text)
                if outputs is None:
                    made[key] = [Draft(sentence.text, identity(sentence.text))]
                else:
                    made[key] = _distinct(_draft(text, output) for output in outputs)
            results.append(made[key])
        return results

    def _decode(self, texts: Sequence[str], count: int) -> list[list[_Output]]:
        """Decodes texts without OBJECTs; of one that had to be cut, there is only the best output."""
        model = self._loaded()
        chunks = [list(_chunks(text, model.tokenizer)) for text in texts]
        flat = list(dict.fromkeys(chunk for cut in chunks for chunk in cut))
        outputs = dict(zip(flat, model.decode(flat, count), strict=True))
        halves = {text: _halved(text) for text, best in outputs.items() if best[0].truncated and _long(best[0])}
        again = [text for pair in halves.values() for text in pair]
        if again:
            second = dict(zip(again, model.decode(again, 1), strict=True))
            for text, pair in halves.items():
                outputs[text] = [self._joined(text, pair, [second[half][0] for half in pair])]
        return [
            outputs[cut[0]] if len(cut) == 1 else [self._joined(text, cut, [outputs[chunk][0] for chunk in cut])]
            for text, cut in zip(texts, chunks, strict=True)
        ]

    def _joined(self, text: str, parts: Sequence[str], outputs: Sequence[_Output]) -> _Output:
        glue = "" if locales.language(self.target) in {"zh", "ja", "th", "lo", "km", "my"} else " "
        said, links = "", []
        position = 0
        for part, output in zip(parts, outputs, strict=True):
            position = text.index(part, position)
            said += glue if said and output.text else ""
            links += [_shifted(link, position, len(said)) for link in output.links]
            said += output.text
            position += len(part)
        total = sum(output.tokens for output in outputs)
        return _Output(
            source=text,
            text=said,
            links=links,
            score=sum(output.score * output.tokens for output in outputs) / max(total, 1),
            tokens=total,
            unknown=tuple(word for output in outputs for word in output.unknown),
            truncated=any(output.truncated for output in outputs),
        )


@dataclass(frozen=True, slots=True)
class _Output:
    """What the model said to one text: links and offsets are relative to both texts."""

    source: str
    text: str
    links: list[Link]
    score: float
    tokens: int
    unknown: tuple[str, ...] = ()
    truncated: bool = False


def _long(output: _Output) -> bool:
    return len(words(output.source)) >= _WORTH_HALVING


def _shifted(link: Link, source: int, target: int) -> Link:
    return Link(
        link.source_start + source, link.source_end + source, link.target_start + target, link.target_end + target
    )


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _BLANKS.sub(" ", text))


def _draft(full: str, output: _Output) -> Draft:
    """Carries an output, which knows the bare text, back to the full one."""
    bare = take_out(full)
    links = [
        Link(bare.origin[link.source_start], bare.origin[link.source_end - 1] + 1, link.target_start, link.target_end)
        for link in output.links
    ]
    text, links = put_back(full, bare, output.text, links)
    return Draft(text, tuple(links), score=output.score, unknown=output.unknown, truncated=output.truncated)


def _distinct(drafts: Iterator[Draft]) -> list[Draft]:
    by_text: dict[str, Draft] = {}
    for draft in drafts:
        by_text.setdefault(draft.text, draft)
    return list(by_text.values())


# --- long texts -----------------------------------------------------------------------------------------------


def _chunks(text: str, tokenizer: tokens.Tokenizer) -> Iterator[str]:
    """Cuts a text that is too long for the model: after a clause, else at a blank, else where it must be."""
    while True:
        _, spans = tokenizer.encode(text)
        if len(spans) <= MAX_INPUT:
            yield text
            return
        limit = max(spans[MAX_INPUT - 1][0], 1)
        cut = _cut(text, limit // 2, limit)
        yield text[:cut].strip()
        text = text[cut:].strip()


def _halved(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    cut = _cut(text, middle // 2, middle + middle // 2)
    return text[:cut].strip(), text[cut:].strip()


def _cut(text: str, low: int, high: int) -> int:
    ends = [match.end() for match in _CLAUSE_END.finditer(text, low, high)]
    if ends:
        return ends[-1]
    blank = text.rfind(" ", low, high)
    return blank if blank > 0 else high


# --- the one boundary to libraries without types --------------------------------------------------------------


class _Model:
    """A loaded package: CTranslate2's translator and the package's tokenizer."""

    def __init__(self, package: packages.InstalledPackage) -> None:
        self.tokenizer = open_tokenizer(package)
        self._translator = open_translator(package.path / "model", threads=_cores())
        self._prefix = package.target_prefix
        self._name = package.name
        self._end, self._unknown = _special_tokens(package.path / "model" / "config.json")

    def decode(self, texts: Sequence[str], count: int) -> list[list[_Output]]:
        encoded = [self.tokenizer.encode(text) for text in texts]
        sources = [pieces for pieces, _ in encoded]
        results = self._translate(
            sources,
            beam_size=max(BEAM, count),
            num_hypotheses=count,
            length_penalty=LENGTH_PENALTY,
            max_decoding_length=MAX_OUTPUT,
            return_scores=True,
        )
        first_rows = self._first_rows(sources) if len(texts) > 1 and not self._prefix else [None] * len(texts)
        return [
            [
                self._output(text, *cut, pieces, [row, *attention[1:]] if row is not None else attention, score)
                for pieces, attention, score in zip(result.hypotheses, result.attention, result.scores, strict=True)
            ]
            for text, cut, result, row in zip(texts, encoded, results, first_rows, strict=True)
        ]

    def _translate(self, sources: Sequence[Sequence[str]], **options: Any) -> list[Any]:
        return self._call(
            "translate_batch",
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            max_batch_size=MAX_BATCH,
            batch_type="tokens",
            return_attention=True,
            return_end_token=True,
            **options,
        )

    def _first_rows(self, sources: Sequence[Sequence[str]]) -> list[Any]:
        """The attention of each first piece.

        In a batch with a beam, CTranslate2 (4.8) gives the first piece of one sentence the attention of another (with
        a prefix, only the prefix gets it). It does not depend on what is said, so one greedy step gives the right one.
        """
        steps = self._translate(sources, beam_size=1, max_decoding_length=1)
        return [step.attention[0][0] if step.attention[0] else None for step in steps]

    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        prefix = [self._prefix] if self._prefix else []
        results = self._call(
            "score_batch",
            sources,
            [[*prefix, *target] for target in targets],
            max_batch_size=MAX_BATCH,
            batch_type="tokens",
        )
        means = []
        for result in results:
            own = list(result.log_probs)[len(prefix) :]
            means.append(sum(own) / max(len(own), 1))
        return means

    def _output(
        self,
        text: str,
        source_pieces: Sequence[str],
        source_spans: Sequence[Span],
        pieces: Sequence[str],
        attention: Sequence[Sequence[float]],
        score: float,
    ) -> _Output:
        # CTranslate2 divides the sum by length ** penalty, the end token counted.
        tokens_in_all = max(len(pieces), 1)
        mean = score * tokens_in_all**LENGTH_PENALTY / tokens_in_all
        ended = bool(pieces) and pieces[-1] == self._end
        rows = list(zip(pieces, attention, strict=False))[: len(pieces) - ended]
        if self._prefix:
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
        return _Output(
            source=text,
            text=target,
            links=by_target(links),
            score=mean,
            tokens=tokens_in_all,
            unknown=tuple(dict.fromkeys(unknown)),
            truncated=not ended,
        )

    def _call(self, method: str, *arguments: Any, **options: Any) -> list[Any]:
        try:
            return list(getattr(self._translator, method)(*arguments, **options))
        except (RuntimeError, ValueError) as trouble:
            raise EngineError(f"the model {self._name} stopped: {trouble}") from None


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


def open_translator(folder: Path, threads: int = 1) -> Any:
    """CTranslate2's translator for a model's folder, with ``threads`` workers of one thread each.

    Raises:
        EngineError: the model cannot be loaded.
    """
    import ctranslate2

    try:
        return ctranslate2.Translator(str(folder), device="cpu", inter_threads=threads, intra_threads=1)
    except (RuntimeError, ValueError) as trouble:
        raise EngineError(f"the model in {folder} cannot be loaded ({trouble}); install the package again") from None


def _cores() -> int:
    # What this process may use, which in a container is less than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _words_at(text: str, span: Span) -> list[str]:
    touched = [text[start:end] for start, end in words(text) if start < span[1] and end > span[0]]
    return touched if touched and not all(writes_without_blanks(word[0]) for word in touched) else ["".join(touched)]


# --- provider -------------------------------------------------------------------------------------------------


class ArgosProvider:
    """Opens Argos packages."""

    name = "argos"

    def pairs(self) -> list[InstalledPair]:
        """Every pair that a package is installed for, the newest package of each."""
        try:
            found = packages.installed()
        except EngineError:
            return []  # open() says why
        by_name: dict[str, InstalledPair] = {}
        for package in found:
            pair = InstalledPair(
                self.name, package.source, package.target, package.name, package.version, str(package.path)
            )
            by_name.setdefault(package.name, pair)
        return list(by_name.values())

    def open(self, source: str, target: str) -> ArgosEngine:
        """Opens the newest package for a pair.

        Raises:
            EngineMissing: there is none.
            EngineError: Argos Translate cannot be used at all, and why.
        """
        source, target = locales.normalize(source), locales.normalize(target)
        package = packages.find(source, target)
        if package is None:
            raise EngineMissing(
                f"no Argos package for {source} → {target} is installed; `{self.install_hint(source, target)}` gets one"
            )
        return ArgosEngine(package, source, target)

    def install_hint(self, source: str, target: str) -> str:
        wanted = (locales.from_engine_code(locales.argos_codes(tag)[0]) for tag in (source, target))
        return " ".join(["pinglot engine install", *wanted])


provider = ArgosProvider()
