"""One article into one locale: what is done, what is open, and the run that does it.

The catalog is brought up to the document in memory when a task is made; only :meth:`Task.run` writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pinglot import files
from pinglot.catalogs import provenance
from pinglot.catalogs.catalog import Catalog, read
from pinglot.catalogs.memory import Memory
from pinglot.catalogs.provenance import State
from pinglot.catalogs.template import Template
from pinglot.glossary import Glossary
from pinglot.jobs.cutting import cutter
from pinglot.jobs.events import ArticleResult, Explained, Progress, Stats
from pinglot.jobs.explain import PinReceipts
from pinglot.jobs.project import Project
from pinglot.jobs.receipts import Receipts
from pinglot.jobs.remember import serve
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import Done, count_sentences, distinct, examine, located, matches_in, translate_units
from pinglot.model import Document, Finding, Severity, Term, Unit

__all__ = ["Task", "named", "same_file"]

Key = tuple[str | None, str]

_BATCH = 64
"""Units translated at a time: enough to fill an engine's batches, few enough that a bar moves every few seconds."""


@dataclass(slots=True)
class Task:
    """One article into one locale.

    Attributes:
        catalog: brought up to the document, not yet written.
        units: the document's units that have an entry, each once.
        terms: for each unit's key, the rows that match in it.
        open: units that an engine or the memory may write.
        memory: what people approved; empty until somebody fills it in.
        receipts: which rows an entry was made with.
    """

    project: Project
    path: Path
    document: Document
    template: Template
    domain: str
    translator: Translator
    receipts: Receipts
    memory: Memory = field(default_factory=lambda: Memory(()))
    catalog: Catalog = field(init=False)
    units: list[Unit] = field(init=False)
    terms: dict[Key, list[Term]] = field(init=False)
    open: list[Unit] = field(init=False)
    _digests: dict[Key, str] = field(init=False)
    _pin_receipts: PinReceipts = field(init=False)
    _served: dict[Key, Done] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.catalog = Catalog.open(self.project.settings.locales, self.locale, self.domain)
        if self._is_catalog:
            if not same_file(self.catalog.path, self.path):
                file = read(self.path)  # its references and comments are another tool's, and stay
                wanted = [entry for entry in file.messages if not entry.obsolete]
                self.catalog.update_from(wanted, file.header.get("POT-Creation-Date") or "")
        else:
            cut = cutter(self.project.settings.source, self.locale)
            self.catalog.update(self.document.units, named(self.project, self.path), self.template.created, cut)
        self._pin_receipts = PinReceipts(self.project.settings.state, self.domain, self.locale)
        self.units = [unit for unit in distinct(self.document.units) if self.catalog.entry(unit) is not None]
        self.terms = {unit.key: [match.term for match in matches_in(unit, self.glossary)] for unit in self.units}
        self._digests = {key: self.glossary.digest(terms) if terms else "" for key, terms in self.terms.items()}
        self.open = [unit for unit in self.units if self.state(unit).open]

    @property
    def locale(self) -> str:
        return self.translator.target

    @property
    def glossary(self) -> Glossary:
        return self.translator.glossary

    @property
    def article(self) -> Path:
        return self.project.article_path(self.path, self.locale, self.domain)

    @property
    def needs_engine(self) -> bool:
        """Whether a run would ask the engine for something."""
        if not len(self.memory):
            return bool(self.open)
        return count_sentences(self.waiting(), self.translator)[0] > 0

    def state(self, unit: Unit) -> State:
        """What the unit's entry is, given today's glossary."""
        return self.catalog.state(unit, self._digests[unit.key])

    def served(self) -> dict[Key, Done]:
        """What the memory has for whole units that are open."""
        if self._served is None:
            asked = self.open if len(self.memory) else []
            found = {unit.key: serve(unit, self.memory, self.catalog, self.translator) for unit in asked}
            self._served = {key: done for key, done in found.items() if done is not None}
        return self._served

    def compare(self) -> ArticleResult:
        """What a run would change."""
        stale = [
            path
            for path, is_stale in (
                (self.template.path, self._writes_template() and self.template.changed),
                (self.catalog.path, self._writes_catalog() and (bool(self.open) or self.catalog.changed)),
                (self.article, not self._is_catalog and (bool(self.open) or not _holds(self.article, self._render()))),
            )
            if is_stale
        ]
        return self._result(stats=Stats(len(self.units), fuzzy=self._fuzzy()), stale=tuple(stale))

    def run(self) -> Iterator[Progress | ArticleResult]:
        """Translates what is open, checks everything, and writes."""
        fresh: dict[Key, Done] = {}
        before, known = self.translator.sentences_translated, self.translator.sentences_remembered
        waiting = self.waiting()
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH]
            answers = translate_units(batch, self.translator, self.catalog.plural_rule)
            fresh |= zip((unit.key for unit in batch), answers, strict=True)
            yield Progress(str(self.path), self.locale, start + len(batch), len(waiting))
        translated = self.translator.sentences_translated - before
        yield self.finish(fresh, translated, self.translator.sentences_remembered - known)

    def waiting(self) -> list[Unit]:
        """The open units that the memory does not have."""
        served = self.served()
        return [unit for unit in self.open if unit.key not in served]

    def finish(self, translated: Mapping[Key, Done], sentences: int, remembered: int) -> ArticleResult:
        """Takes the translations of what was waiting, checks everything, and writes.

        Args:
            translated: for the key of each unit of :meth:`waiting`, its translation.
            sentences: how many sentences of them the engine was asked for.
            remembered: how many of their sentences came from the memory.

        Raises:
            PinglotError: a file cannot be written.
        """
        fresh: dict[Key, Done] = {}
        served = self.served() | dict(translated)
        whole = [unit for unit in self.open if unit.key not in translated]
        for unit in self.open:
            done = served[unit.key]
            refused = self.catalog.set(
                unit,
                done.forms,
                engine=done.origin,
                terms=self._digests[unit.key],
                fuzzy=done.fuzzy,
                previous=done.previous if done.previous != unit.source else None,
            )
            fresh[unit.key] = replace(done, findings=(*done.findings, *refused))
            self._pin_receipts.note(self.catalog.entry(unit), done.pins)
        findings: list[Finding] = list(self.catalog.findings)
        explained: list[Explained] = []
        people = 0
        for unit in self.units:
            seen = fresh.get(unit.key) or self._kept(unit)
            findings += (located(finding, str(self.path), unit) for finding in seen.findings)
            if seen.pins:
                explained.append(Explained(unit.line, unit.source, seen.pins))
            people += unit.key not in fresh and self.catalog.origin(unit) == "person"
        pins = [pin for one in explained for pin in one.pins]
        stats = Stats(
            units=len(self.units),
            translated=len(fresh),
            kept=len(self.units) - len(fresh),
            people=people,
            fuzzy=self._fuzzy(),
            sentences=sentences,
            remembered=remembered + sum(count_sentences(whole, self.translator)),
            pins=len(pins),
            held=sum(pin.held for pin in pins),
        )
        written = self._write()
        self._note_terms()
        self._pin_receipts.save()
        return self._result(stats, tuple(findings), tuple(explained), written=written)

    def _write(self) -> tuple[Path, ...]:
        state = self.project.settings.state
        written = []
        if self._writes_template() and self.template.changed and self.template.save(state):
            written.append(self.template.path)
        if self._writes_catalog() and self.catalog.save(state):
            written.append(self.catalog.path)
        if not self._is_catalog and files.write_bytes(self.article, self._render()):
            written.append(self.article)
        return tuple(written)

    def _writes_template(self) -> bool:
        # An article without a unit needs no catalog; of a catalog the template is not ours to write.
        return (bool(self.units) or self.template.path.exists()) and not self._is_catalog

    @property
    def _is_catalog(self) -> bool:
        return self.project.is_catalog(self.path)

    def _writes_catalog(self) -> bool:
        return bool(self.units) or self.catalog.path.exists()

    def _render(self) -> bytes:
        strict = self.project.settings.strict
        shown: dict[int, str | Sequence[str]] = {}
        for index, unit in enumerate(self.document.units):
            text = self.catalog.text(unit)
            if text is not None and not (strict and self.catalog.fuzzy(unit)):
                shown[index] = text
        return self.document.render(shown, self.locale)

    def _kept(self, unit: Unit) -> Done:
        """A translation that stands in the catalog, judged as if it were new."""
        text = self.catalog.text(unit)
        if text is None:
            return Done(("",))
        forms = (text,) if isinstance(text, str) else text
        done = examine(unit, forms, self.translator, self.catalog.origin(unit))
        done = replace(done, pins=self._pin_receipts.recall(self.catalog.entry(unit), done.pins))
        if self.state(unit) is State.CHANGED:
            changed = Finding(
                "catalog.changed", Severity.WARNING, "its source has changed since a person translated it; see to it"
            )
            return replace(done, findings=(*done.findings, changed))
        return done

    def _note_terms(self) -> None:
        """Keeps which rows the machine's entries were made with."""
        for unit in self.units:
            entry = self.catalog.entry(unit)
            found = provenance.read(entry) if entry is not None and self.terms[unit.key] else None
            if found is not None and self.state(unit) is State.MACHINE:
                self.receipts.note(found.terms, self.terms[unit.key], self.glossary)

    def _fuzzy(self) -> int:
        return sum(self.catalog.fuzzy(unit) for unit in self.units)

    def _result(
        self,
        stats: Stats,
        findings: tuple[Finding, ...] = (),
        explained: tuple[Explained, ...] = (),
        stale: tuple[Path, ...] = (),
        written: tuple[Path, ...] = (),
    ) -> ArticleResult:
        return ArticleResult(
            self.path,
            self.locale,
            self.article,
            self.catalog.path,
            self.template.path,
            stats,
            findings,
            explained,
            stale,
            written,
        )


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def same_file(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def named(project: Project, path: Path) -> str:
    """The article as references name it: from the root, or by its bare name from elsewhere."""
    absolute, root = Path(os.path.abspath(path)), Path(os.path.abspath(project.settings.root))
    name = absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path.name
    # A reference is one line of UTF-8, which a file's name need not be.
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "?", name)
