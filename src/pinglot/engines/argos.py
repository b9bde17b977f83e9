"""Argos Translate's packages, translated by CTranslate2 and SentencePiece directly.

A document goes through in windows, so that the model's threads have full batches and the memory that a run needs does
not grow with the document; while one window is decoded, the one before is read. Argos Translate's translator module,
its sentence splitter and their networks are never imported.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pinglot import locales
from pinglot.engines import packages, tokens, tuning
from pinglot.engines.alignment import identity
from pinglot.engines.base import Capabilities, Closing, InstalledPair, together
from pinglot.engines.chunks import halved, is_long, joined, parts
from pinglot.engines.decoder import BEAM, Decoder, Output, Pending, Speed, open_tokenizer
from pinglot.engines.objects import Bare, put_back, take_out
from pinglot.engines.tuning import Tuner
from pinglot.errors import EngineError, EngineMissing
from pinglot.model import OBJECT, Draft, Link, Sentence
from pinglot.scripts import repeated, words

__all__ = ["ArgosEngine", "ArgosProvider", "provider"]

FAST_BEAM = 1
WINDOW = 512
"""Sentences that are decoded together: some twenty batches."""
_IN_FLIGHT = 2
"""Windows that may wait for the model or for being read."""

_LETTER = re.compile(r"[^\W\d_]")
# Blanks of any other kind, and what no encoder takes; each becomes one character, so that offsets stay.
_BLANKS = re.compile(r"[^\S ]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class ArgosEngine(Closing):
    """One installed package. The model is loaded at the first translation.

    Args:
        package: what to translate with.
        source, target: the locales asked for, where they are narrower than the package's.
        beam: hypotheses kept at each step of a search; fewer are faster and a little worse.
        speed: how the work is laid out, always; None for all cores, and for the way that turns out the fastest.
    """

    capabilities = Capabilities(alignment=True, alternatives=True, scores=True)

    def __init__(
        self,
        package: packages.InstalledPackage,
        source: str = "",
        target: str = "",
        beam: int = BEAM,
        speed: Speed | None = None,
    ) -> None:
        self.package = package
        self.source = source or package.source
        self.target = target or package.target
        self.beam = beam
        self._given = speed
        self._closed = False
        self._decoder: Decoder | None = None
        self._begun = 0
        self._loading = threading.Lock()

    @property
    def signature(self) -> str:
        narrow = "" if self.beam == BEAM else f" beam {self.beam}"
        return f"argos {self.package.name} {self.package.version}".rstrip() + narrow

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

    def faster(self) -> ArgosEngine:
        """The same package with the narrowest search."""
        return ArgosEngine(self.package, self.source, self.target, FAST_BEAM, self._given)

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; see :class:`pinglot.engines.base.Engine`. Equal sentences are translated once."""
        asked = together(sentences)
        made = dict(zip(asked, self.stream(asked.values()), strict=True))
        return [made[sentence.text] for sentence in sentences]

    def stream(self, sentences: Iterable[Sentence]) -> Iterator[Draft]:
        """As :meth:`translate`, a window at a time: the memory that it needs does not grow with the sentences.

        Equal sentences are translated once in each window, not in the whole.
        """
        return (drafts[0] for drafts in self._windows(sentences, 1))

    def alternatives(self, sentences: Sequence[Sentence], count: int) -> list[list[Draft]]:
        """Up to ``count`` drafts a sentence, best first, none twice."""
        return list(self._windows(sentences, max(count, 1)))

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean log-probability per target token, in nats; OBJECTs are not seen."""
        sources = [take_out(_clean(source)).text for source, _ in pairs]
        return self._loaded().score(sources, [take_out(_clean(target)).text for _, target in pairs])

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
        self._decoder = None

    @cached_property
    def _tuner(self) -> Tuner:
        return Tuner(self.package)

    def _loaded(self) -> Decoder:
        with self._loading:  # a server asks from several threads
            if self._closed:
                raise EngineError(f"the engine {self.signature} was closed")
            if self._decoder is None:
                self._decoder = Decoder(self.package, self._given or self._tuner.best)
            return self._decoder

    def _windows(self, sentences: Iterable[Sentence], count: int) -> Iterator[list[Draft]]:
        coming = iter(sentences)
        waiting: deque[_Window] = deque()
        while some := list(islice(coming, tuning.WINDOW if self._trial(count) else WINDOW)):
            trial = self._trial(count)
            self._begun += len(some)
            if trial is not None:
                yield from self._tried(some, trial)
                continue
            waiting.append(self._begin(some, count))
            # A trial is timed alone.
            while len(waiting) == _IN_FLIGHT or (waiting and self._trial(count)):
                yield from self._drafts(waiting.popleft(), count)
        while waiting:
            yield from self._drafts(waiting.popleft(), count)
        if self._decoder is not None and self._given is None:
            self._decoder.lay_out(self._tuner.best)

    def _trial(self, count: int) -> Speed | None:
        """Another way to lay the work out that is to be timed with the next window, if there is one."""
        if self._given is not None:  # a worker of a batch shares the machine with others
            return None
        return self._tuner.trial if count == 1 and self._begun >= tuning.WARM_UP else None

    def _tried(self, sentences: Sequence[Sentence], trial: Speed) -> list[list[Draft]]:
        self._loaded().lay_out(trial)
        begun = time.perf_counter()
        window = self._begin(sentences, 1)
        drafts = self._drafts(window, 1)
        if window.pending is not None:
            self._tuner.note(trial, window.pending.source_tokens, time.perf_counter() - begun)
        return drafts

    def _begin(self, sentences: Sequence[Sentence], count: int) -> _Window:
        cleaned = [_clean(sentence.text) for sentence in sentences]
        bare = [take_out(text) for text in cleaned]
        # Equal sentences are decoded once; what has no letters is never sent.
        wanted = list(dict.fromkeys(one.text for one in bare if _LETTER.search(one.text)))
        if not wanted:
            return _Window(sentences, cleaned, bare, {}, frozenset(), None)
        decoder = self._loaded()
        cut = parts(wanted, decoder.tokenizer)
        # An OBJECT finds its place by the links.
        linked = {one.text for sentence, one in zip(sentences, bare, strict=True) if sentence.align or one.gaps}
        align = frozenset(chunk for text in linked for chunk in cut.get(text, ()))
        flat = list(dict.fromkeys(chunk for chunks in cut.values() for chunk in chunks))
        return _Window(sentences, cleaned, bare, cut, align, decoder.begin(flat, count, self.beam, align=align))

    def _drafts(self, window: _Window, count: int) -> list[list[Draft]]:
        decoded = self._finished(window, count)
        made: dict[tuple[str, str], list[Draft]] = {}
        results: list[list[Draft]] = []
        for sentence, text, bare in zip(window.sentences, window.cleaned, window.bare, strict=True):
            key = (text, sentence.text)
            if key not in made:
                outputs = decoded.get(bare.text)
                if outputs is None:
                    made[key] = [Draft(sentence.text, identity(sentence.text))]
                else:
                    made[key] = _distinct(_draft(text, bare, output) for output in outputs)
            results.append(made[key])
        return results

    def _finished(self, window: _Window, count: int) -> dict[str, list[Output]]:
        """The outputs for each bare text; of one that had to be cut, there is only the best output."""
        if window.pending is None:
            return {}
        outputs = dict(zip(window.pending.texts, window.pending.outputs(), strict=True))
        if count == 1:
            outputs |= self._without_loops([text for text, best in outputs.items() if _loops(best[0])], window.align)
        halves = {text: halved(text) for text, best in outputs.items() if best[0].truncated and is_long(text)}
        if halves:
            again = list(dict.fromkeys(half for pair in halves.values() for half in pair))
            align = {half for text, pair in halves.items() if text in window.align for half in pair}
            decoded = self._loaded().begin(again, 1, self.beam, align=align).outputs()
            said = {text: best[0] for text, best in zip(again, decoded, strict=True)}
            for text, pair in halves.items():
                outputs[text] = [joined(text, pair, [said[half] for half in pair], self.target)]
        return {
            text: outputs[cut[0]]
            if len(cut) == 1
            else [joined(text, cut, [outputs[chunk][0] for chunk in cut], self.target)]
            for text, cut in window.parts.items()
        }

    def _without_loops(self, texts: list[str], align: Collection[str]) -> dict[str, list[Output]]:
        """What the model says where it may not repeat itself, for the texts that this mends."""
        if not texts:
            return {}
        again = self._loaded().begin(texts, 1, self.beam, align=align, unloop=True).outputs()
        return {text: found for text, found in zip(texts, again, strict=True) if _is_sane(found[0])}


@dataclass(frozen=True, slots=True)
class _Window:
    """Sentences on their way: cleaned, without their OBJECTs, in which parts they are decoded, and which get links."""

    sentences: Sequence[Sentence]
    cleaned: Sequence[str]
    bare: Sequence[Bare]
    parts: dict[str, list[str]]
    align: frozenset[str]
    pending: Pending | None


def _loops(output: Output) -> bool:
    """Whether the model says the same again and again, or came to no end, which is nearly always that."""
    return bool((output.truncated or repeated(output.text)) and not repeated(output.source))


def _is_sane(output: Output) -> bool:
    """Whether an output that may not repeat itself is no mere avoiding of that, which goes on and on."""
    return not _loops(output) and output.tokens <= 3 * len(words(output.source)) + 10


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _BLANKS.sub(" ", text))


def _draft(full: str, bare: Bare, output: Output) -> Draft:
    """Carries an output, which knows the bare text, back to the full one."""
    text, links = output.text, output.links
    if bare.gaps or OBJECT in text:
        moved = [
            Link(bare.origin[one.source_start], bare.origin[one.source_end - 1] + 1, one.target_start, one.target_end)
            for one in links or ()
        ]
        text, moved = put_back(full, bare, text, moved)
        links = None if links is None else moved
    alignment = None if links is None else tuple(links)
    return Draft(text, alignment, score=output.score, unknown=output.unknown, truncated=output.truncated)


def _distinct(drafts: Iterable[Draft]) -> list[Draft]:
    by_text: dict[str, Draft] = {}
    for draft in drafts:
        by_text.setdefault(draft.text, draft)
    return list(by_text.values())


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
