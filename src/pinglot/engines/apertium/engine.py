"""The engine: sentences through an Apertium mode, with pins rewritten and words aligned."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pinglot import locales
from pinglot.engines.apertium import dates, finish, modes, repairs
from pinglot.engines.apertium.greeting import blocks
from pinglot.engines.apertium.modes import Mode
from pinglot.engines.apertium.morphology import Analyser, Generator, target_analysis
from pinglot.engines.apertium.pins import Plan, Planner, marker
from pinglot.engines.apertium.pipeline import LIMIT, Chain
from pinglot.engines.apertium.readings import choose
from pinglot.engines.apertium.stream import END, analyses, detach, escape, join, quote, rewrite, split, words
from pinglot.engines.base import Capabilities
from pinglot.errors import EngineError
from pinglot.model import OBJECT, Draft, Link, Match, Sentence

__all__ = ["ApertiumEngine"]

WINDOW = 64
"""Sentences that go through a part of the mode together."""

REWRITE, COPY = "rewrite", "copy"

_HOLE = "\ue000"
# What is carried past the programs and put back: inline codes, addresses, placeholders, and characters that the
# stream or UTF-8 cannot hold.
_COPIED = re.compile(
    rf"[{OBJECT}\0\ue000-\uf8ff\ud800-\udfff]"
    r"|(?:https?|ftp)://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?()\[\]{}'’]"
    r"|\bwww\.[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?()\[\]{}'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|%\(\w+\)[a-z]|(?<![\w%])%[sd](?!\w)|\$?\{\w*\}",
)
_ANALYSED = re.compile(rf"\\.|\[\[[^\]]*\]\]|\[(?:[^\]\\]|\\.)*\]|\^(?:[^\\$]|\\.)*\$|{_HOLE}", re.DOTALL)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "‹": "›"}
_TAG = re.compile(r"<[^>]+>")
# English 's with all its readings, of which the possessive is one.
_POSSESSIVE = re.compile(r"(['’]s)(?:/.*?)?/([^/]*<gen>)(?:/.*)?")
_LEMMA = re.compile(r"(\*?)([A-Za-z]+)(.*)", re.DOTALL)
_UNTRANSLATED = re.compile(r"/@((?:[^\\<$/]|\\.)*)")
_EDGE = r"(?<![^\W_]){}(?![^\W_])"


@dataclass(slots=True)
class _Hole:
    """A stretch of the source that goes through as one made-up word."""

    start: int
    end: int
    literal: str
    marker: str
    match: int = -1
    before: str = ""  # quotation marks that go with a match
    after: str = ""
    behind: int = 0
    plan: Plan | None = None
    form: str = ""
    id: int = -1

    @property
    def inner(self) -> tuple[int, int]:
        """Where it stands in the source without the quotation marks."""
        return self.start + len(self.before), self.end - self.behind

    @property
    def generated(self) -> str:
        """What stands for it in the generated stream: the form, so that the words around it fit its letters."""
        # A tilde would be the post-generator's own mark, so such a form is put in afterwards.
        return self.written if self.match >= 0 and "~" not in self.form else self.marker

    @property
    def written(self) -> str:
        """The form with the quotation marks around it."""
        return self.before + self.form + self.after


@dataclass(slots=True)
class _Job:
    """A sentence on its way."""

    sentence: Sentence
    ways: list[str]
    holes: list[_Hole] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stray: int = 0  # punctuation marks behind a blank in the draft as Apertium wrote it

    def holes_end_at(self, position: int) -> bool:
        """Whether a match ends at a place in the source."""
        return any(hole.end == position and hole.match >= 0 for hole in self.holes)

    @property
    def by_id(self) -> dict[int, _Hole]:
        return {hole.id: hole for hole in self.holes}


class ApertiumEngine:
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
        for part in (self._analysis, self._lookup, self._transfer, self._generation, self._source_words, self._writer):
            part.close()
        if self._target_words:
            self._target_words.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rounds(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """Rounds: what rewriting did not pin, or not well, goes through once more as an unknown word."""
        jobs = [_Job(sentence, [REWRITE] * len(sentence.matches)) for sentence in sentences]
        self._planner.prepare([match for sentence in sentences for match in sentence.matches if match.term.target])
        drafts = self._round(jobs)
        self._again(jobs, drafts, self._lost, keep=lambda old, new: True)
        self._again(jobs, drafts, self._displacing, keep=lambda old, new: new.stray < old.stray)
        return [self._judged(job, draft) for job, draft in zip(jobs, drafts, strict=True)]

    def _again(
        self,
        jobs: list[_Job],
        drafts: list[Draft],
        choose: Callable[[_Job, Draft], list[_Hole]],
        keep: Callable[[_Job, _Job], bool],
    ) -> None:
        """Lets the chosen pins go through as unknown words, and keeps the new drafts where they are better."""
        chosen = [(index, choose(job, drafts[index])) for index, job in enumerate(jobs) if job.holes]
        todo = [
            (index, replace(jobs[index], ways=_copied(jobs[index].ways, holes))) for index, holes in chosen if holes
        ]
        for (index, job), draft in zip(todo, self._round([job for _, job in todo]), strict=True):
            if keep(jobs[index], job):
                jobs[index], drafts[index] = job, draft

    def _lost(self, job: _Job, draft: Draft) -> list[_Hole]:
        return [hole for hole in job.holes if hole.match >= 0 and not self._stands(hole, job, draft.text)]

    def _displacing(self, job: _Job, draft: Draft) -> list[_Hole]:
        """Names in a sentence whose punctuation was left behind: transfer took them for part of a longer phrase."""
        if job.stray <= _stray(job.sentence.text):
            return []
        names = [hole for hole in job.holes if hole.plan and hole.plan.name and job.ways[hole.match] == REWRITE]
        return [hole for hole in names if hole.start > 1] or names

    def _stands(self, hole: _Hole, job: _Job, text: str) -> bool:
        same = sum(other.form == hole.form for other in job.holes if other.match >= 0)
        return bool(hole.form) and len(re.findall(_EDGE.format(re.escape(hole.form)), text)) >= same

    def _judged(self, job: _Job, draft: Draft) -> Draft:
        strategies = [""] * len(job.sentence.matches)
        for hole in job.holes:
            if hole.match >= 0 and self._stands(hole, job, draft.text):
                for index, match in enumerate(job.sentence.matches):  # a term inside a longer one shares its fate
                    if match.term.target and hole.start <= match.start and match.end <= hole.end:
                        strategies[index] = job.ways[hole.match]
        return Draft(draft.text, draft.alignment, tuple(strategies), unknown=draft.unknown)

    def _round(self, jobs: list[_Job]) -> list[Draft]:
        """Once through all programs; several windows are on their way at a time, each in another part of the mode."""
        windows = [jobs[start : start + WINDOW] for start in range(0, len(jobs), WINDOW)]
        steps = (self._analysed, self._looked_up, self._transferred)
        if len(windows) < 2:
            blocks = [self._question(job) for job in jobs]
            for step in steps:
                blocks = step(jobs, blocks)
            return self._generated(jobs, blocks)
        workers = [ThreadPoolExecutor(1, "apertium") for _ in range(len(steps) + 1)]
        try:
            # A worker takes its windows in order, so that it does not matter how fast the others are.
            waiting: list[Future[list[str]]] = [
                workers[0].submit(self._analysed, window, [self._question(job) for job in window]) for window in windows
            ]
            for worker, step in zip(workers[1:], steps[1:], strict=False):
                waiting = [
                    worker.submit(_after, step, window, before) for window, before in zip(windows, waiting, strict=True)
                ]
            last = [
                workers[-1].submit(_after, self._generated, window, before)
                for window, before in zip(windows, waiting, strict=True)
            ]
            return [draft for future in last for draft in future.result()]
        finally:
            for worker in workers:
                worker.shutdown(cancel_futures=True)

    def _analysed(self, jobs: list[_Job], blocks: list[str]) -> list[str]:
        return [self._after_analysis(*pair) for pair in zip(jobs, self._analysis.run(blocks), strict=True)]

    def _looked_up(self, jobs: list[_Job], blocks: list[str]) -> list[str]:
        return [self._after_lookup(*pair) for pair in zip(jobs, self._lookup.run(blocks), strict=True)]

    def _transferred(self, jobs: list[_Job], blocks: list[str]) -> list[str]:
        return [self._after_transfer(*pair) for pair in zip(jobs, self._transfer.run(blocks), strict=True)]

    def _generated(self, jobs: list[_Job], blocks: list[str]) -> list[Draft]:
        return [self._draft(*pair) for pair in zip(jobs, self._generation.run(blocks), strict=True)]

    # --- what happens between the programs ------------------------------------------------------------------------

    def _question(self, job: _Job) -> str:
        """The text with a hole for each match and for whatever is copied."""
        job.holes = _holes(job.sentence, self._dates(job.sentence.text))
        job.spans, job.unknown = [], []
        text = job.sentence.text
        parts: list[str] = []
        position = 0
        for hole in job.holes:
            parts += (text[position : hole.start], _HOLE)
            position = hole.end
        parts.append(text[position:])
        return quote("".join(parts)) + END

    def _dates(self, text: str) -> list[dates.Date]:
        return list(dates.find(text, self._target)) if self._finish and self._from_english else []

    def _after_analysis(self, job: _Job, stream: str) -> str:
        text = job.sentence.text
        if job.holes:
            blanks, units = self._filled(job, stream)
        else:
            blanks, units = split(stream)
            position, size = 0, len(text)
            for unit in units:
                position = self._seen(job, unit, position, size)
        if self._finish and self._from_english:
            for index, unit in choose(units, blanks, "?" in text, self._has_grammar):
                units[index] = unit
        return join(blanks, units)

    def _filled(self, job: _Job, stream: str) -> tuple[list[str], list[str]]:
        """The stream cut into blanks and units, with the made-up words in the holes."""
        text = job.sentence.text
        holes = iter(job.holes)
        upcoming = next(holes, None)
        blanks: list[str] = []
        units: list[str] = []
        position, copied = 0, 0
        unit_before, extra = "", ""
        genitive = -1  # where a possessive 's right behind a hole is in `units`
        for match in _ANALYSED.finditer(stream):
            found = match[0]
            if found.startswith("^"):
                blanks.append(extra + stream[copied : match.start()])
                copied, extra = match.end(), ""
                unit_before = found[1:-1]
                position = self._seen(job, unit_before, position, upcoming.start if upcoming else len(text))
                units.append(unit_before)
                if genitive >= 0 and _may_be_owned(unit_before):
                    units[genitive] = _POSSESSIVE.sub(r"\1/\2", units[genitive])
                follows = position > 0 and job.holes_end_at(job.spans[-1][0])
                genitive = len(units) - 1 if follows and _POSSESSIVE.fullmatch(unit_before) else -1
            elif found == _HOLE:
                if upcoming is None:
                    raise self._nonsense(text)
                blank = extra + stream[copied : match.start()]
                copied, extra, genitive = match.end(), "", -1
                determiner = blank == " " and bool(unit_before) and _is_determiner(unit_before)
                unit = self._unit(job, upcoming, determiner)
                start, end = upcoming.inner
                if determiner and upcoming.plan is not None and upcoming.plan.article:
                    units.pop()  # the term's own article stands for the one before it
                    blank, start = blanks.pop(), job.spans.pop()[0]
                upcoming.id = len(units)
                job.spans.append((start, end))
                blanks.append(blank)
                units.append(unit)
                if upcoming.after and text[upcoming.end - 2] == " ":
                    extra = " "  # the blank before a misplaced closing quotation mark belongs behind it
                position, unit_before = upcoming.end, ""
                upcoming = next(holes, None)
        if upcoming is not None:
            raise self._nonsense(text)
        blanks.append(extra + stream[copied:])
        return blanks, units

    def _nonsense(self, text: str) -> EngineError:
        program = self._mode.analysis[-1].title
        return EngineError(f"Apertium's {program} lost a character of '{text[:200]}'; report the sentence to Apertium")

    def _seen(self, job: _Job, unit: str, position: int, limit: int) -> int:
        """Notes where a unit stands in the source, and whether it is unknown."""
        text = job.sentence.text
        surface, readings = analyses(unit)
        start = text.find(surface, position, limit)
        if start < 0:
            job.spans.append((position, position))  # the full stop at the end
            return position
        if readings and readings[0].startswith("*"):
            job.unknown.append(surface)
        job.spans.append((start, start + len(surface)))
        return start + len(surface)

    def _unit(self, job: _Job, hole: _Hole, article_before: bool) -> str:
        """The analysed unit that goes into a hole."""
        if hole.match < 0:
            return f"{hole.marker}/*{hole.marker}"
        match = job.sentence.matches[hole.match]
        hole.plan = plan = self._planner.plan(match, article_before)
        if plan.name and _is_glued(match, job.sentence.text):
            job.ways[hole.match] = COPY  # anti-SARS: as a name it would leave its prefix behind
        if job.ways[hole.match] == COPY:
            return f"{hole.marker}/*{hole.marker}"
        capital = plan.name or _is_capital(match, job.sentence.text)
        lemma = _with_case(plan.lemma or hole.marker, capital)
        readings = "/".join(source.format(escape(lemma)) for source in plan.sources)
        surface = " ".join(match.text.replace("~", " ").split())
        return f"{escape(_with_case(surface, capital))}/{readings}"

    def _after_lookup(self, job: _Job, stream: str) -> str:
        if "/@" in stream:
            job.unknown += (lemma for lemma in _UNTRANSLATED.findall(stream) if not lemma.lower().startswith("xqpin"))
        stream = repairs.mended(stream, self._lookup_repairs)
        if not job.holes:
            return stream
        holes = job.by_id

        def unit(blank: str, content: str) -> str:
            hole = next((holes[number] for number in _numbers(blank) if number in holes), None)
            plan = hole.plan if hole else None
            source, _, target = content.partition("/")
            if hole is None or plan is None or source.startswith("*") or _is_genitive(source):
                return (f"[[{blank}]]" if blank else "") + f"^{content}$"
            tags = plan.tags or "".join(_TAG.findall(target.split("/")[0]))
            lemma = hole.marker.capitalize() if source[:1].isupper() else hole.marker
            return f"[[{blank}]]^{source}/{lemma}{tags}$"

        return rewrite(stream, unit)

    def _after_transfer(self, job: _Job, stream: str) -> str:
        stream = repairs.mended(stream, self._transfer_repairs)
        if not job.holes:
            return detach(stream)
        pins = {hole.marker: hole for hole in job.holes if hole.match >= 0}
        before = ""

        def unit(blank: str, content: str) -> str:
            nonlocal before
            before, last = content, before
            article = ""
            match = _LEMMA.match(content)
            hole = pins.get(match[2].lower()) if match else None
            if hole is not None and match is not None and hole.plan is not None:
                hole.form = self._planner.inflect(hole.plan, "".join(_TAG.findall(match[3])))
                if last.endswith("<pr>"):
                    article = hole.plan.determiner
                if not hole.plan.name and (match[2][0].isupper() or (not last and job.sentence.text[:1].isupper())):
                    hole.form = hole.form[:1].upper() + hole.form[1:]
                content = f"*{escape(hole.generated)}"
            return article + (f"[[{blank}]]^{content}$[[/]]" if blank else f"^{content}$")

        return rewrite(stream, unit)

    def _draft(self, job: _Job, stream: str) -> Draft:
        """The text and its links from the generated stream."""
        holes = job.by_id
        parts: list[str] = []
        links: list[Link] = []
        own: list[tuple[int, int]] = []
        length = 0
        for word in words(stream):
            text = word.text
            if word.own:
                own.append((length, length + len(text)))
            if not holes or holes.keys().isdisjoint(word.sources):
                end = length + len(text)
                links += [Link(*job.spans[number], length, end) for number in word.sources]
                parts.append(text)
                length = end
                continue
            inner: list[tuple[int, int, int]] = []
            for number in word.sources:
                if number in holes:
                    text, start, end = _put_back(text, holes[number])
                    if start >= 0:
                        inner.append((number, start, end))
            placed = {number for number, _, _ in inner}
            others = [number for number in word.sources if number not in placed]
            edge = min((start for _, start, _ in inner), default=len(text))
            for number, start, end in inner:
                links.append(Link(*job.spans[number], length + start, length + end))
            stretch = text[:edge].rstrip() or text
            for number in others:
                links.append(Link(*job.spans[number], length, length + len(stretch)))
            parts.append(text)
            length += len(text)
        return self._finished("".join(parts), links, own, job)

    def _finished(self, text: str, links: list[Link], own: list[tuple[int, int]], job: _Job) -> Draft:
        text = text[:-1] if text.endswith(".") else text
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        size = len(text)
        kept = [
            Link(
                link.source_start, link.source_end, max(0, link.target_start - lead), min(size, link.target_end - lead)
            )
            for link in links
            if link.source_end > link.source_start
        ]
        job.stray = _stray(text) if job.holes else 0
        if self._finish:
            own = [(start - lead, end - lead) for start, end in own]
            text, kept = finish.finish(job.sentence.text, text, kept, own, self._source, self._target)
        order = sorted(
            {link for link in kept if link.target_end > link.target_start},
            key=lambda link: (link.target_start, link.target_end, link.source_start, link.source_end),
        )
        return Draft(text, tuple(order), unknown=tuple(dict.fromkeys(job.unknown)))


_Result = TypeVar("_Result")


def _after(step: Callable[[list[_Job], list[str]], _Result], jobs: list[_Job], before: Future[list[str]]) -> _Result:
    return step(jobs, before.result())


def _put_back(text: str, hole: _Hole) -> tuple[str, int, int]:
    """A stretch with the hole's made-up word replaced by what it stood for, and where that is now."""
    wanted = hole.generated
    found = re.search(re.escape(wanted), text, re.IGNORECASE) if wanted else None
    if not found:
        return text, -1, -1
    literal = hole.written if hole.match >= 0 else hole.literal
    start, end = found.start() + len(hole.before), found.start() + len(literal) - len(hole.after)
    return text[: found.start()] + literal + text[found.end() :], start, end


def _copied(ways: list[str], holes: list[_Hole]) -> list[str]:
    chosen = {hole.match for hole in holes}
    return [COPY if index in chosen else way for index, way in enumerate(ways)]


def _stray(text: str) -> int:
    """How many punctuation marks stand behind a blank."""
    return len(re.findall(r"\s[,.;:!?)](?!\w)", text))


def _holes(sentence: Sentence, found_dates: Sequence[dates.Date] = ()) -> list[_Hole]:
    text = sentence.text
    found: list[tuple[int, int, int]] = []
    order = sorted(range(len(sentence.matches)), key=lambda i: (sentence.matches[i].start, -sentence.matches[i].end))
    end = 0
    for index in order:
        match: Match = sentence.matches[index]
        if match.start >= end and match.term.target:
            start, stop = _with_quotes(text, match, end)
            found.append((start, stop, index))
            end = stop
    taken = list(found)
    for copied in _COPIED.finditer(text):
        inside = next((span for span in taken if span[0] < copied.end() and copied.start() < span[1]), None)
        if inside is None:
            found.append((*copied.span(), -1))
        else:  # a code inside a term comes behind it
            found += [(inside[1], inside[1], -1)] * copied[0].count(OBJECT)
    said: dict[int, str] = {}
    for when in found_dates:
        if all(when.end <= start or stop <= when.start for start, stop, _ in found):
            found.append((when.start, when.end, -1))
            said[when.start] = when.said
    holes: list[_Hole] = []
    for start, stop, index in sorted(found, key=lambda span: (span[0], span[1])):
        literal = said.get(start, text[start:stop]) if start < stop else OBJECT
        hole = _Hole(start, stop, literal, marker(len(holes)), max(index, -1))
        if index >= 0:
            match = sentence.matches[index]
            hole.before, hole.after = text[start : match.start], text[match.end : stop].strip(" ")
            hole.behind = stop - match.end
        holes.append(hole)
    return holes


def _with_quotes(text: str, match: Match, free: int) -> tuple[int, int]:
    """The match, with the quotation marks right around it: transfer would leave them where the words were."""
    opening = text[match.start - 1 : match.start] if match.start > free else ""
    closing = _QUOTES.get(opening)
    if not closing:
        return match.start, match.end
    rest = text[match.end :]
    blank = len(rest) - len(rest.lstrip(" "))
    if rest[blank : blank + 1] != closing or (closing == "'" and rest[blank + 1 : blank + 2].isalnum()):
        return match.start, match.end
    return match.start - 1, match.end + blank + 1


def _numbers(blank: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", blank)]


def _is_capital(match: Match, text: str) -> bool:
    """Whether the match has a capital because of where it stands, and not because the glossary spells it so."""
    if not match.text[:1].isupper():
        return False
    if not any(character.isalnum() for character in text[: match.start]):
        return True
    word = match.text.split()[0]
    named = any(letter.isupper() for letter in word[1:])  # COVID-19 of a term "covid-19 cases" is no title's capital
    return not named and not any(spelling[:1].isupper() for spelling in (match.term.term, *match.term.variants))


def _may_be_owned(unit: str) -> bool:
    _, readings = analyses(unit)
    return any("<n>" in reading or "<np>" in reading or reading.startswith("*") for reading in readings)


def _with_case(text: str, capital: bool) -> str:
    """The text with its first letter as asked: some programs give a lemma the case of its surface form."""
    return (text[:1].upper() if capital else text[:1].lower()) + text[1:]


def _is_glued(match: Match, text: str) -> bool:
    """Whether the match is part of a word with hyphens."""
    before, after = text[max(0, match.start - 2) : match.start], text[match.end : match.end + 2]
    return bool(re.fullmatch(r"\w[-‐‑]", before) or re.fullmatch(r"[-‐‑]\w", after))


def _is_determiner(unit: str) -> bool:
    _, readings = analyses(unit)
    return bool(readings) and all("<det>" in reading and "+" not in reading for reading in readings)


def _is_genitive(source: str) -> bool:
    return "<gen>" in source or "<apos>" in source
