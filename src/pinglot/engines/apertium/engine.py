"""The engine: sentences through an Apertium mode, with pins rewritten and words aligned."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pinglot import locales
from pinglot.engines.apertium import dates, finish, modes, repairs, tagging
from pinglot.engines.apertium.aside import is_glued, standing_aside
from pinglot.engines.apertium.belt import carry
from pinglot.engines.apertium.filling import Filling, LostHole
from pinglot.engines.apertium.greeting import blocks
from pinglot.engines.apertium.holes import HOLE, Hole, find, put_back
from pinglot.engines.apertium.job import COPY, REWRITE, Job, Places, Spans, stray
from pinglot.engines.apertium.modes import Mode
from pinglot.engines.apertium.morphology import Analyser, Generator, target_analysis
from pinglot.engines.apertium.pins import Planner
from pinglot.engines.apertium.pipeline import LIMIT, Chain
from pinglot.engines.apertium.readings import choose
from pinglot.engines.apertium.stream import END, Word, detach, escape, join, quote, rewrite, words
from pinglot.engines.apertium.units import differ, is_capital, is_genitive, numbers, tags_of, unknown, with_case
from pinglot.engines.base import Capabilities, Closing
from pinglot.errors import EngineError
from pinglot.model import Draft, Link, Sentence

__all__ = ["ApertiumEngine"]

WINDOW = 64
"""Sentences that go through a part of the mode together."""

_MARKED = re.compile(r"((?:\[\[[^\]]*\]\])?)\^\*?(xqpin[a-z]+)((?:[^\\$]|\\.)*)\$", re.DOTALL | re.IGNORECASE)
_UNTRANSLATED = re.compile(r"/@((?:[^\\<$/]|\\.)*)")
_EDGE = r"(?<![^\W_]){}(?![^\W_])"

_Ends = tuple[int, int, int, int]
"""A link as it is sorted: where it begins and ends in the draft, then in the source."""


class ApertiumEngine(Closing):
    """Translates with one installed mode; made by :data:`pinglot.engines.apertium.provider`.

    Each sentence is a block of its own, so that its draft does not depend on its neighbours.

    Args:
        mode: the mode.
        source, target: BCP 47 tags.
        limit: seconds that a program may be silent.
        mend: whether to put right what a reader would put right at first sight (:mod:`.finish`, :mod:`.dates`,
            :mod:`.readings`, :mod:`.repairs`), and to greet the tagger (:mod:`.greeting`). Without it the first draft
            of a new engine, if it is one without matches, equals what ``apertium -u`` prints for the sentence.
    """

    def __init__(self, mode: Mode, source: str, target: str, limit: float = LIMIT, mend: bool = True) -> None:
        self._mode = mode
        self._source, self._target = source, target
        self._signature = f"apertium {mode.name} {modes.version(mode)}" + ("" if mend else " bare")
        self._finish = mend
        self._from_english = locales.language(source) == "en"
        self._has_grammar = any(Path(stage.program).name == "cg-proc" for stage in mode.stages)
        mends = locales.language(target) if mend and self._from_english else ""
        self._lookup_repairs, self._transfer_repairs = repairs.after_lookup(mends), repairs.after_transfer(mends)
        self._lock = threading.Lock()
        parts = (mode.analysis, mode.transfer, mode.generation)
        self._analysis, self._transfer, self._generation = (Chain(part, limit) for part in parts)
        greeting = partial(blocks, locales.language(source), self._analysis)
        self._lookup = Chain(mode.lookup, limit, greeting if mend else None)
        self._tags = tagging.stages(mode)
        self._tagger = Chain(self._tags, limit, greeting if mend else None)
        target_stages = target_analysis(mode)
        self._source_words = Analyser(mode.analysis, limit)
        self._target_words = Analyser(target_stages, limit) if target_stages else None
        self._writer = Generator(mode.generation[0], limit)
        self._planner = Planner(
            locales.language(source), locales.language(target), self._source_words, self._target_words, self._writer
        )

    @property
    def source(self) -> str:
        return self._source

    @property
    def target(self) -> str:
        return self._target

    @property
    def signature(self) -> str:
        return self._signature

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(alignment=True, pins=True)

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        with self._lock:
            return self._rounds(sentences)

    def close(self) -> None:
        parts = (self._analysis, self._lookup, self._transfer, self._generation, self._source_words, self._writer)
        for part in (*parts, self._tagger):
            part.close()
        if self._target_words:
            self._target_words.close()

    def _rounds(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """Rounds: what rewriting did not pin, or not well, goes through once more as an unknown word."""
        jobs = [Job(sentence, [REWRITE] * len(sentence.matches)) for sentence in sentences]
        self._planner.prepare([match for sentence in sentences for match in sentence.matches if match.term.target])
        for job in jobs:
            if any(match.term.target for match in job.sentence.matches):
                job.plain = Job(Sentence(job.sentence.text), [])
                job.asking = self._asks(job.sentence)
        drafts, plains = self._round(jobs)
        late = [index for index, job in enumerate(jobs) if job.reordered and plains[index] is None]
        for index, draft in zip(
            late, self._round([Job(Sentence(jobs[n].sentence.text), []) for n in late])[0], strict=True
        ):
            plains[index] = draft
        self._again(jobs, drafts, self._lost, keep=lambda old, new: True)
        self._again(jobs, drafts, self._displacing, keep=lambda old, new: new.stray < old.stray)
        return [self._judged(job, draft, plain) for job, draft, plain in zip(jobs, drafts, plains, strict=True)]

    def _again(
        self,
        jobs: list[Job],
        drafts: list[Draft],
        choose: Callable[[Job, Draft], list[Hole]],
        keep: Callable[[Job, Job], bool],
    ) -> None:
        """Lets the chosen pins go through as unknown words, and keeps the new drafts where they are better."""
        chosen = [(index, choose(job, drafts[index])) for index, job in enumerate(jobs) if job.holes]
        todo = [
            (index, replace(jobs[index], ways=_copied(jobs[index].ways, holes), plain=None))
            for index, holes in chosen
            if holes
        ]
        for (index, job), draft in zip(todo, self._round([job for _, job in todo])[0], strict=True):
            if keep(jobs[index], job):
                jobs[index], drafts[index] = job, draft

    def _lost(self, job: Job, draft: Draft) -> list[Hole]:
        return [hole for hole in job.holes if hole.match >= 0 and not self._stands(hole, job, draft.text)]

    def _displacing(self, job: Job, draft: Draft) -> list[Hole]:
        """Names in a sentence whose punctuation was left behind: transfer took them for part of a longer phrase."""
        if job.stray <= stray(job.sentence.text):
            return []
        names = [
            hole
            for hole in job.holes
            if hole.match >= 0 and hole.plan and hole.plan.name and job.ways[hole.match] == REWRITE
        ]
        return [hole for hole in names if hole.start > 1] or names

    def _stands(self, hole: Hole, job: Job, text: str) -> bool:
        same = sum(other.form == hole.form for other in job.holes if other.match >= 0)
        return bool(hole.form) and len(re.findall(_EDGE.format(re.escape(hole.form)), text)) >= same

    def _judged(self, job: Job, draft: Draft, plain: Draft | None) -> Draft:
        strategies = [""] * len(job.sentence.matches)
        for hole in job.holes:
            if hole.match >= 0 and self._stands(hole, job, draft.text):
                for index, match in enumerate(job.sentence.matches):  # a term inside a longer one shares its fate
                    if match.term.target and hole.start <= match.start and match.end <= hole.end:
                        strategies[index] = job.ways[hole.match]
        return Draft(draft.text, draft.alignment, tuple(strategies), unknown=draft.unknown, plain=plain)

    def _round(self, jobs: list[Job]) -> tuple[list[Draft], list[Draft | None]]:
        """Once through all programs; several windows are on their way at a time, each in another part of the mode.

        Returns the drafts with the pins, and those without them where the other words may differ.
        """
        windows = [jobs[start : start + WINDOW] for start in range(0, len(jobs), WINDOW)]

        def each(step: Callable[[Job, str], Any]) -> Callable[[int, list[str]], list[Any]]:
            def after(number: int, answers: list[str]) -> list[Any]:
                both = (one for job in windows[number] for one in job.both)
                return [step(*pair) for pair in zip(both, answers, strict=True)]

            return after

        parts = [
            (self._analysis, lambda number, answers: self._after_analysis(windows[number], answers)),
            (self._tagger, lambda number, answers: self._after_tagger(windows[number], answers)),
            (self._lookup, lambda number, answers: self._after_lookups(windows[number], answers)),
            (self._transfer, each(self._after_transfer)),
            (self._generation, each(self._draft)),
        ]
        carried = carry(len(windows), lambda number: self._questions(windows[number]), parts)
        made = iter([draft for window in carried for draft in window])
        drafts = [[next(made) for _ in job.both] for job in jobs]
        return [draft[0] for draft in drafts], [draft[1] if len(draft) > 1 else None for draft in drafts]

    # --- what happens between the programs ------------------------------------------------------------------------

    def _asks(self, sentence: Sentence) -> bool:
        """Whether the tagger may read the other words another way without the pins."""
        return bool(self._tags) and not all(
            self._planner.reads_alike(match) for match in sentence.matches if match.term.target
        )

    def _questions(self, jobs: list[Job]) -> list[str]:
        return [self._question(one) for job in jobs for one in job.both]

    def _question(self, job: Job) -> str:
        """The text with a hole for each match and for whatever is copied."""
        counting = [index for index, match in enumerate(job.sentence.matches) if self._planner.counts(match)]
        job.holes = find(job.sentence, self._dates(job.sentence.text), counting)
        text = job.sentence.text
        parts: list[str] = []
        position = 0
        for hole in job.holes:
            parts += (text[position : hole.start], HOLE)
            position = hole.end
        parts.append(text[position:])
        return quote("".join(parts)) + END

    def _dates(self, text: str) -> list[dates.Date]:
        return list(dates.find(text, self._target)) if self._finish and self._from_english else []

    def _after_analysis(self, jobs: list[Job], streams: list[str]) -> list[str]:
        answers = iter(streams)
        asked = []
        for job in jobs:
            job.analysed = next(answers)
            if job.plain:
                job.plain.filled = self._filled(job.plain, next(answers))
                if job.asking:
                    asked.append(job.plain.filled)
        return asked

    def _after_tagger(self, jobs: list[Job], streams: list[str]) -> list[str]:
        answers = iter(streams)
        for job in jobs:
            if job.plain and job.asking:
                job.choices = tagging.choices(next(answers), job.plain.spans)
            job.filled = self._filled(job, job.analysed)
        return [one.filled for job in jobs for one in job.both]

    def _filled(self, job: Job, stream: str) -> str:
        """The analysed stream with the holes filled, and without readings that are certainly wrong."""
        text = job.sentence.text
        filling = Filling(text)
        if job.holes:
            try:
                filling.fill(stream, job.holes, partial(self._unit, job))
            except LostHole:
                program = self._mode.analysis[-1].title
                advice = "report the sentence to Apertium"
                raise EngineError(f"Apertium's {program} lost a character of '{text[:200]}'; {advice}") from None
        else:
            filling.read(stream)
        job.spans, job.unknown = filling.spans, filling.unknown
        units, blanks = filling.units, filling.blanks
        if self._finish and self._from_english:
            filling.count(job.holes)
            for index, unit in choose(units, blanks, "?" in text, self._has_grammar):
                units[index] = unit
        if job.choices:
            pins = {hole.id for hole in job.holes if hole.match >= 0}
            for index, unit in tagging.kept(units, blanks, job.spans, pins, job.choices):
                units[index] = unit
        if job.ways and self._from_english:
            for hole in standing_aside(text, units, blanks, job.holes):
                job.ways[hole.match] = COPY
                units[hole.id] = unknown(hole)
        return join(blanks, units)

    def _unit(self, job: Job, hole: Hole, article_before: bool) -> str:
        """The analysed unit that goes into a hole."""
        if hole.match < 0:  # a date is said when something was, anything else may be anything
            return f"{hole.marker}/{hole.marker}{hole.plan.tags}" if hole.plan else unknown(hole)
        match = job.sentence.matches[hole.match]
        hole.plan = plan = self._planner.plan(match, article_before)
        if plan.name and is_glued(match, job.sentence.text):
            job.ways[hole.match] = COPY
        if job.ways[hole.match] == COPY:
            return unknown(hole)
        capital = plan.name or is_capital(match, job.sentence.text)
        lemma = with_case(plan.lemma or hole.marker, capital)
        readings = "/".join(source.format(escape(lemma)) for source in plan.sources)
        surface = " ".join(match.text.replace("~", " ").split())
        return f"{escape(with_case(surface, capital))}/{readings}"

    def _after_lookups(self, jobs: list[Job], streams: list[str]) -> list[str]:
        answers = iter(streams)
        asked = []
        for job in jobs:
            asked.append(self._after_lookup(job, next(answers)))
            if job.plain:
                plain = self._after_lookup(job.plain, next(answers))
                if differ(asked[-1], plain, job.by_id):
                    asked.append(plain)
                else:
                    job.plain = None
        return asked

    def _after_lookup(self, job: Job, stream: str) -> str:
        if "/@" in stream:
            job.unknown += (lemma for lemma in _UNTRANSLATED.findall(stream) if not lemma.lower().startswith("xqpin"))
        stream = repairs.mended(stream, self._lookup_repairs)
        if not job.holes:
            return stream
        holes = job.by_id

        def unit(blank: str, content: str) -> str:
            hole = next((holes[number] for number in numbers(blank) if number in holes), None)
            plan = hole.plan if hole else None
            source, _, target = content.partition("/")
            if hole is None or plan is None or source.startswith("*") or is_genitive(source):
                return f"[[{blank}]]^{content}$"
            tags = plan.tags or tags_of(target.split("/")[0])
            lemma = hole.marker.capitalize() if source[:1].isupper() else hole.marker
            return f"[[{blank}]]^{source}/{lemma}{tags}$"

        return rewrite(stream, unit)

    def _after_transfer(self, job: Job, stream: str) -> str:
        stream = repairs.mended(stream, self._transfer_repairs)
        if not job.holes:
            return detach(stream)
        pins = {hole.marker: hole for hole in job.holes if hole.plan is not None}
        if self._finish:
            ordered = repairs.in_order(stream, [hole.id for hole in job.holes if hole.match >= 0])
            job.reordered = ordered != stream
            stream = ordered

        def unit(found: re.Match[str]) -> str:
            blank, lemma, rest = found.groups()
            hole = pins.get(lemma.lower())
            if hole is None or hole.plan is None:
                return found[0]
            before = stream[: found.start()].rpartition("$")[0]
            article = hole.plan.determiner if before.endswith("<pr>") else ""
            hole.form = self._planner.inflect(hole.plan, tags_of(rest))
            if not hole.plan.name and (lemma[0].isupper() or (not before and job.sentence.text[:1].isupper())):
                hole.form = hole.form[:1].upper() + hole.form[1:]
            return f"{article}{blank}^*{escape(hole.generated)}$"

        return detach(_MARKED.sub(unit, stream))

    def _draft(self, job: Job, stream: str) -> Draft:
        """The text and its links from the generated stream."""
        holes = job.by_id
        parts: list[str] = []
        links: list[_Ends] = []
        places = Places([], [], [])
        length = 0
        spans = job.spans
        letter_before = False
        for text, sources, own in words(stream):
            if own:
                places.own.append((length, length + len(text)))
                letter_before = False
            elif text == " ":
                letter_before = False
            else:
                if letter_before and text[0].isalnum():
                    places.edges.append(length)
                letter_before = text[-1].isalnum()
            if holes and not holes.keys().isdisjoint(sources):
                text = self._with_pins(job, holes, (text, sources, own), length, links, places.fixed)
                letter_before = text[-1:].isalnum()
                end = length + len(text)
            else:
                end = length + len(text)
                for number in sources:
                    links.append((length, end, *spans[number]))
            parts.append(text)
            length = end
        return self._finished("".join(parts), links, places, job)

    def _with_pins(
        self, job: Job, holes: dict[int, Hole], word: Word, start: int, links: list[_Ends], fixed: Spans
    ) -> str:
        """A generated word with what its holes stood for; adds the links."""
        text, sources, _ = word
        inner: list[tuple[int, int, int]] = []
        for number in sources:
            if number in holes:
                text, first, last = put_back(text, holes[number])
                if first >= 0:
                    inner.append((number, first, last))
        placed = {number for number, _, _ in inner}
        edge = min((first for _, first, _ in inner), default=len(text))
        for number, first, last in inner:
            links.append((start + first, start + last, *job.spans[number]))
            fixed.append((start + first, start + last))
        stretch = text[:edge].rstrip() or text
        for number in sources:
            if number not in placed:
                links.append((start, start + len(stretch), *job.spans[number]))
        return text

    def _finished(self, text: str, links: list[_Ends], places: Places, job: Job) -> Draft:
        text = text[:-1] if text.endswith(".") else text
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        size = len(text)
        order = [
            Link(first, last, max(0, start - lead), min(size, end - lead))
            for start, end, first, last in sorted(set(links))
            if first < last and start - lead < size and end > lead
        ]
        if job.holes:
            job.stray = stray(text)
        if self._finish:
            found = places.moved(-lead) if lead else places
            text, order = finish.finish(
                job.sentence.text, text, order, found.own, found.edges, found.fixed, self._source, self._target
            )
        return Draft(text, tuple(order), unknown=tuple(dict.fromkeys(job.unknown)))


def _copied(ways: list[str], holes: list[Hole]) -> list[str]:
    chosen = {hole.match for hole in holes}
    return [COPY if index in chosen else way for index, way in enumerate(ways)]
