"""The way of a sentence: coded text in, coded text with pins and findings out.

    source ──inline──▶ plain text ──glossary──▶ matches ──sentences──▶ sentences ──pins over an engine──▶ drafts
           ──inline──▶ coded text ──checks──▶ Translation

The whole batch goes to the engine in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pinglot import checks, engines, inline, locales, scripts, sentences
from pinglot.engines.base import Closing, Engine, Faster
from pinglot.glossary import Glossary
from pinglot.inline import Plain
from pinglot.model import OBJECT, Finding, Link, Match, Pin, Pinned, Sentence, Severity, Status, Translation

if TYPE_CHECKING:
    from pinglot.engines.cache import Cache

__all__ = ["Plan", "Translator"]


@dataclass(slots=True)
class _Job:
    """One text on its way: where its sentences are, and which of them go to the engine."""

    source: str
    plain: Plain
    matches: list[Match]
    spans: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What stands for one sentence, and who said it; ``""`` for the engine."""

    pinned: Pinned
    origin: str = ""


@dataclass(slots=True)
class Plan:
    """Texts on their way: what goes to the engine, for which sentence of which text, and what is known already.

    Attributes:
        requests: the sentences that the engine is asked for, each with its matches, in order; equal ones are listed
            each time.
    """

    requests: list[Sentence] = field(default_factory=list)
    _jobs: list[_Job] = field(default_factory=list)
    _owners: list[tuple[int, int]] = field(default_factory=list)
    _answers: dict[tuple[int, int], _Answer] = field(default_factory=dict)

    @property
    def remembered(self) -> int:
        """How many sentences the memory has."""
        return len(self._answers)


class Translator(Closing):
    """Translates texts from one locale to another with the terms of a glossary pinned.

    The engine is opened when a text first needs it, and closed with the translator (it is a context manager).

    Args:
        source, target: BCP 47 tags.
        engine: ``auto``, or an engine's name, or an engine.
        glossary: the terms; those approved are pinned.
        memory: asked for each plain sentence before the engine: its translation and where that stands, or None. What
            does not hold the sentence's pins is not taken.
        cache: keeps what the engine said between runs; None keeps nothing.
        fast: use the engine's quicker way, where it has one, at some cost in quality.
    """

    def __init__(
        self,
        source: str,
        target: str,
        engine: str | Engine = "auto",
        glossary: Glossary | None = None,
        memory: Callable[[str], tuple[str, str] | None] | None = None,
        cache: Cache | None = None,
        fast: bool = False,
    ) -> None:
        self.source = locales.normalize(source)
        self.target = locales.normalize(target)
        self.glossary = glossary if glossary is not None else Glossary(target=self.target)
        self._name = engine if isinstance(engine, str) else ""
        self._engine = None if isinstance(engine, str) else engine
        self._cache = cache
        self._fast = fast
        self.sentences_translated = 0
        """How many sentences went to the engine so far."""
        self.memory = memory
        self.sentences_remembered = 0
        """How many sentences came from the memory so far."""

    def close(self) -> None:
        """Closes the engine, if it was opened."""
        if self._engine is not None:
            self._engine.close()
        if self._cache is not None:
            self._cache.close()

    @property
    def engine(self) -> Engine:
        """The engine, opened at first use.

        Raises:
            EngineMissing: nothing installed serves the pair.
        """
        if self._engine is None:
            opened = engines.open_engine(self._name, self.source, self.target)
            if self._fast and isinstance(opened, Faster):
                opened = opened.faster()
            if self._cache is not None:
                from pinglot.engines.cached import cached

                opened = cached(opened, self._cache)
            self._engine = opened
        return self._engine

    def translate(self, texts: Iterable[str]) -> list[Translation]:
        """Translates plain texts: one result a text, in order.

        A text may hold several sentences; its line breaks and outer blanks come back as they were.
        """
        sources = [inline.build(Plain(text.replace(OBJECT, ""))) for text in texts]
        done = self.translate_coded(sources)
        return [Translation(inline.parse(one.text).text, one.pins, one.findings, one.origin) for one in done]

    def translate_coded(self, sources: Sequence[str]) -> list[Translation]:
        """Translates coded texts (``Read <g1>this</g1>.``): one result a text, in order.

        Args:
            sources: coded texts, as :attr:`pinglot.model.Unit.source` has them.

        Raises:
            EngineMissing: the engine is needed and nothing installed serves the pair.
            EngineError: the engine stopped.
        """
        plan = self.plan(sources)
        self.sentences_remembered += plan.remembered
        return self.finish(plan, self.ask(plan.requests))

    def ask(self, requests: Sequence[Sentence]) -> list[Pinned]:
        """Asks the engine for sentences with their pins: one answer a sentence, in order; equal ones are asked once.

        Raises:
            EngineMissing: the engine is needed and nothing installed serves the pair.
            EngineError: the engine stopped.
        """
        distinct = list(dict.fromkeys(requests))
        answers: dict[Sentence, Pinned] = {}
        for start in range(0, len(distinct), _BATCH):
            batch = distinct[start : start + _BATCH]
            answers.update(zip(batch, self._pinned(batch), strict=True))
        self.sentences_translated += len(requests)
        return [answers[request] for request in requests]

    def _pinned(self, batch: Sequence[Sentence]) -> list[Pinned]:
        if not any(sentence.matches for sentence in batch):
            return [Pinned.of(draft) for draft in self.engine.translate(batch)]
        from pinglot import pins  # not imported where no term is

        return pins.translate(self.engine, batch, self.target)

    def finish(self, plan: Plan, answers: Sequence[Pinned], signature: str = "") -> list[Translation]:
        """The texts of a plan with the engine's answers in their places, every check done.

        Args:
            plan: see :meth:`plan`.
            answers: one for each of its requests, from :meth:`ask` or from an engine elsewhere.
            signature: of the engine that answered; ``""`` for this translator's own.
        """
        known = plan._answers | dict(zip(plan._owners, map(_Answer, answers), strict=True))
        return [
            self._finish(job, [known.get((number, index)) for index in range(len(job.spans))], signature)
            for number, job in enumerate(plan._jobs)
        ]

    def count(self, sources: Sequence[str]) -> tuple[int, int]:
        """How many sentences of coded texts would go to the engine, and how many would come from the memory."""
        plan = self.plan(sources)
        return len(plan.requests), plan.remembered

    def plan(self, sources: Sequence[str]) -> Plan:
        """What coded texts need from the engine. No engine is opened."""
        plan = Plan(_jobs=[self._prepare(source) for source in sources])
        for number, job in enumerate(plan._jobs):
            for index, (start, end) in enumerate(job.spans):
                text = job.plain.text[start:end]
                inside = tuple(
                    Match(match.term, match.start - start, match.end - start, match.text)
                    for match in job.matches
                    if start <= match.start and match.end <= end
                )
                if not inside and not _has_words(text):
                    continue
                known = self._remembered(job.plain, start, end, inside)
                if known is None:
                    # Nothing but codes asks for links here; pins ask for their own.
                    plan.requests.append(Sentence(text, inside, align=bool(job.plain.tags)))
                    plan._owners.append((number, index))
                else:
                    plan._answers[number, index] = known
        return plan

    def _remembered(self, plain: Plain, start: int, end: int, matches: Sequence[Match]) -> _Answer | None:
        """What the memory has for a sentence without codes in it, if its pins hold there."""
        text = plain.text[start:end]
        if self.memory is None or OBJECT in text or any(start < tag.position < end for tag in plain.tags):
            return None
        found = self.memory(text)
        if found is None:
            return None
        said, origin = found
        whole = (Link(0, len(text), 0, len(said)),)
        if not matches:
            return _Answer(Pinned(said, whole, ()), f"memory {origin}")
        from pinglot import pins

        verdict = pins.examine(said, matches, self.target)
        if any(finding.severity is Severity.ERROR for finding in pins.findings_of(verdict)):
            return None
        named = tuple(replace(pin, strategy="memory") for pin in verdict.pins)
        return _Answer(Pinned(said, whole, named), f"memory {origin}")

    def _prepare(self, source: str) -> _Job:
        plain = inline.parse(source)
        matches = self.glossary.find(plain.text)
        keep = [(match.start, match.end) for match in matches]
        return _Job(source, plain, matches, sentences.split(plain.text, self.source, keep))

    def _finish(self, job: _Job, answers: Sequence[_Answer | None], signature: str) -> Translation:
        text = job.plain.text
        out: list[str] = []
        links: list[Link] = []
        came: dict[tuple[int, int], Pin] = {}
        findings: list[Finding] = []
        length = done = 0
        for (start, end), one in zip(job.spans, answers, strict=True):
            answer = None if one is None else one.pinned
            gap = self._gap(text[done:start], first=done == 0)
            out.append(gap)
            length += len(gap)
            if answer is None:
                piece = text[start:end]
                links.append(Link(start, end, length, length + len(piece)))
                links += [
                    Link(start + at, start + at + 1, length + at, length + at + 1)
                    for at, char in enumerate(piece)
                    if char == OBJECT
                ]
            else:
                piece = answer.text
                if job.plain.tags:
                    links += [
                        Link(
                            link.source_start + start,
                            link.source_end + start,
                            link.target_start + length,
                            link.target_end + length,
                        )
                        for link in answer.alignment or ()
                    ]
                inside = (match for match in job.matches if start <= match.start and match.end <= end)
                came.update(zip(map(_place, inside), answer.pins, strict=True))
                # What the terms have to say is said of the whole text below, by the same verdict.
                findings += (one for one in answer.findings if one.check == "terms.cost" or one.check[:6] != "terms.")
            out.append(piece)
            length += len(piece)
            done = end
        out.append(text[done:])
        moved, sure = inline.project(job.plain, "".join(out), links)
        target = inline.build(moved)
        if not sure:
            findings.append(
                Finding(
                    "codes.position",
                    Severity.ERROR,
                    "the place of an inline code in the translation is a guess; look whether it stands right",
                )
            )
        if all(answer is None for answer in answers):
            return Translation(target, origin="source")
        subject = self._subject(job.source, target, job.matches)
        findings += checks.run(subject)
        judged = tuple(_as_it_came(pin, came.get(_place(match))) for match, pin in self._approved(subject))
        return Translation(target, judged, tuple(dict.fromkeys(findings)), self._origin(answers, signature))

    def _origin(self, answers: Sequence[_Answer | None], signature: str) -> str:
        origins = dict.fromkeys(one.origin for one in answers if one is not None)
        if "" in origins:
            del origins[""]
            return " + ".join((signature or self.engine.signature, *origins))
        return " + ".join(origins)

    def judge(self, source: str, target: str) -> Translation:
        """Judges a translation that somebody else made, without the engine: its pins, and what the checks notice.

        Args:
            source, target: coded texts.
        """
        subject = self.subject(source, target)
        verdicts = tuple(pin for _, pin in self._approved(subject))
        return Translation(target, verdicts, checks.run(subject))

    def judge_pins(self, source: str, target: str) -> tuple[Pin, ...]:
        """The pins that :meth:`judge` gives, without its checks, which cost far more."""
        matches = self.glossary.find(inline.parse(source).text)
        if not matches:
            return ()
        subject = checks.Subject(source, target, self.source, self.target, tuple(matches))
        return tuple(pin for _, pin in self._approved(subject))

    def subject(self, source: str, target: str) -> checks.Subject:
        """What is judged: both coded texts, with the approved and the proposed terms in the source."""
        return self._subject(source, target, self.glossary.find(inline.parse(source).text))

    def _approved(self, subject: checks.Subject) -> list[tuple[Match, Pin]]:
        """The approved terms in a text, each with the verdict on the whole of its translation."""
        if not subject.matches:
            return []
        pairs = zip(subject.matches, subject.verdict.pins, strict=True)
        return [(match, pin) for match, pin in pairs if pin.term.status is Status.APPROVED]

    def _subject(self, source: str, target: str, matches: Sequence[Match]) -> checks.Subject:
        proposed = self.glossary.find(inline.parse(source).text, Status.PROPOSED)
        found = tuple(sorted([*matches, *proposed], key=_place))
        return checks.Subject(source, target, self.source, self.target, found)

    def _gap(self, gap: str, first: bool) -> str:
        """The blanks between two sentences, as the target's script has them."""
        if gap.strip(" ") or first:
            return gap
        if scripts.is_unspaced(self.target):
            return ""
        return gap or " "  # the source's script needs none


_BATCH = 2048
"""Sentences in one call of the engine: bounds memory, and is far more than any engine needs to fill its batches."""


def _as_it_came(pin: Pin, came: Pin | None) -> Pin:
    """The verdict on a pin in the whole text, with how it came about in its sentence.

    The two differ where sentences share terms: a forbidden form in one spoils the pins of the other.
    """
    if not pin.held or came is None:
        return pin
    return Pin(pin.term, pin.source, pin.held, pin.form, came.strategy or "plain", came.cost)


def _place(match: Match) -> tuple[int, int]:
    return match.start, match.end


def _has_words(text: str) -> bool:
    """Whether there is anything to translate beside figures, marks, codes and addresses."""
    return any(char.isalpha() for char in checks.without_addresses(text))
