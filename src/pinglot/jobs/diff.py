"""What a translate run would change in an article's catalogs, unit by unit; nothing is written, no engine opened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot.catalogs import provenance
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.po import Entry
from pinglot.catalogs.provenance import State
from pinglot.catalogs.unit_ids import unit_id
from pinglot.jobs.article import Key, Task
from pinglot.jobs.project import Project
from pinglot.jobs.receipts import rows_of
from pinglot.jobs.translate import plan
from pinglot.jobs.units import count_sentences, examine
from pinglot.model import Unit

__all__ = ["CatalogDiff", "TermChange", "UnitChange", "diff"]


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that re-opens a unit.

    Attributes:
        term: the source term.
        was, now: its translation then and now; ``""`` where it was not, or is no longer, an approved term. Equal
            where something else of the row has changed: forms, gender, spellings.
        sure: whether it is known that this term has changed; without a receipt of the earlier run, every term of the
            unit is named, and ``was`` is unknown (``""``).
    """

    term: str
    was: str
    now: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a run would do with one unit.

    Attributes:
        id: its unit id.
        kind: ``new``; ``changed`` (a similar, split or merged source was there before, see ``previous``); ``revived``
            (it was obsolete); ``missing`` (its entry is empty); ``outdated`` (terms have changed, see ``terms``);
            ``moved``; ``gone``; ``kept`` (a person's text that breaks a pin, and stays).
        action: ``translate`` (engine, or sentences from memory), ``memory`` (a whole approved text), ``suggest`` (an
            approved text for a slightly different source, fuzzy), ``keep``, ``fuzzy`` (a person's text stays and is
            marked), ``obsolete`` (kept as ``#~``), ``drop`` (an entry without translation goes).
        line: 1-based line in the article, 0 for what is gone.
        source: its source.
        previous: what its text was made for.
        terms: which terms have changed; for ``kept``, which pins its text does not hold.
        person: whether its text is a person's.
    """

    id: str
    kind: str
    action: str
    line: int
    source: str
    previous: str = ""
    terms: tuple[TermChange, ...] = ()
    person: bool = False


@dataclass(frozen=True, slots=True)
class CatalogDiff:
    """What a run would change in one article's catalog of one locale.

    Attributes:
        source, locale, catalog: the article, the BCP 47 tag, the catalog.
        changes: in the order of the article, then what is gone.
        unchanged: units of which nothing is to be said.
        people: units whose text is a person's, and stays.
        sentences: sentences that the engine would be asked for.
        remembered: sentences that would come from the memory.
    """

    source: Path
    locale: str
    catalog: Path
    changes: tuple[UnitChange, ...] = ()
    unchanged: int = 0
    people: int = 0
    sentences: int = 0
    remembered: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind, in the order in which they come."""
        kinds = [change.kind for change in self.changes]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def diff(
    project: Project, articles: Sequence[Path], *, domain: str | None = None, input_type: str | None = None
) -> Iterator[CatalogDiff]:
    """Says what :func:`pinglot.jobs.translate.translate_articles` would do with the same arguments.

    Raises:
        PinglotError: bad input, or a usage that makes no sense.
    """
    for task in plan(project, articles, domain=domain, input_type=input_type):
        yield _compare(task)


def _compare(task: Task) -> CatalogDiff:
    before = Catalog.open(task.project.settings.locales, task.locale, task.domain)
    was = {entry.key: entry for entry in before.entries}
    served = task.served()
    moved = _moved([entry.key for entry in before.entries if not entry.obsolete], [unit.key for unit in task.units])
    changes: list[UnitChange] = []
    people = 0
    for unit in task.units:
        state = task.state(unit)
        person = state in (State.PERSON, State.CHANGED)
        people += person
        kind, terms = _kind(task, unit, state, was.get(unit.key), unit.key in moved)
        if kind:
            done = served.get(unit.key)
            how = "translate" if done is None else "suggest" if done.suggested else "memory"
            action = how if state.open else "fuzzy" if _newly_fuzzy(task, unit, was.get(unit.key)) else "keep"
            entry = task.catalog.entry(unit)
            previous = entry.previous_msgid if entry and kind == "changed" else done.previous if done else None
            name = unit_id(unit.context, unit.source)
            changes.append(UnitChange(name, kind, action, unit.line, unit.source, previous or "", terms, person))
    unchanged = len(task.units) - len(changes)
    changes += _gone(was, {entry.key: entry for entry in task.catalog.entries})
    whole = [unit for unit in task.open if unit.key in served]
    asked, known = count_sentences([unit for unit in task.open if unit.key not in served], task.translator)
    remembered = known + sum(count_sentences(whole, task.translator))
    return CatalogDiff(task.path, task.locale, task.catalog.path, tuple(changes), unchanged, people, asked, remembered)


def _kind(task: Task, unit: Unit, state: State, was: Entry | None, moved: bool) -> tuple[str, tuple[TermChange, ...]]:
    """What is to be said of a unit, ``""`` for nothing; and the terms that it is about."""
    if was is None:
        return ("changed" if state in (State.STALE, State.CHANGED) else "new"), ()
    if was.obsolete:
        return "revived", ()
    if state is State.OUTDATED:
        return "outdated", _changed_terms(task, unit)
    if state is State.STALE or (state is State.CHANGED and not was.fuzzy):
        return "changed", ()
    if state is State.MISSING:
        return "missing", ()
    broken = _broken_pins(task, unit) if state is State.PERSON else ()
    return ("kept" if broken else "moved" if moved else ""), broken


def _newly_fuzzy(task: Task, unit: Unit, was: Entry | None) -> bool:
    return task.catalog.fuzzy(unit) and not (was is not None and was.fuzzy)


def _changed_terms(task: Task, unit: Unit) -> tuple[TermChange, ...]:
    entry = task.catalog.entry(unit)
    found = provenance.read(entry) if entry is not None else None
    now = rows_of(task.terms[unit.key], task.glossary)
    was = {} if found is None or found.terms == "-" else task.receipts.rows(found.terms)
    if was is None:
        return tuple(TermChange(term, "", target, sure=False) for term, (target, _) in now.items())
    return tuple(
        TermChange(term, was.get(term, ("", ""))[0], now.get(term, ("", ""))[0])
        for term in dict.fromkeys([*was, *now])
        if was.get(term) != now.get(term)
    )


def _broken_pins(task: Task, unit: Unit) -> tuple[TermChange, ...]:
    text = task.catalog.text(unit)
    if not task.terms[unit.key] or text is None:
        return ()
    pins = examine(unit, (text,) if isinstance(text, str) else text, task.translator, "person").pins
    return tuple(dict.fromkeys(TermChange(pin.term.term, "", pin.term.target) for pin in pins if not pin.held))


def _gone(was: Mapping[Key, Entry], now: Mapping[Key, Entry]) -> Iterator[UnitChange]:
    for key, entry in was.items():
        left = now.get(key)
        carried = left is None and entry.translated  # a changed unit has its text, and names it
        if entry.obsolete or carried or (left is not None and not left.obsolete):
            continue
        person = entry.translated and not provenance.is_machine(entry)
        action = "drop" if left is None else "obsolete"
        yield UnitChange(unit_id(*key), "gone", action, 0, entry.msgid, person=person)


def _moved(was: Sequence[Key], now: Sequence[Key]) -> set[Key]:
    """The fewest units that must have moved: those outside the longest run that kept its order."""
    places = {key: place for place, key in enumerate(was)}
    staying = [key for key in now if key in places]
    tails: list[int] = []  # the smallest last place of an increasing run of each length
    chain: list[int] = []  # for each unit, the length of the longest such run that ends with it
    for key in staying:
        length = bisect_left(tails, places[key])
        tails[length : length + 1] = [places[key]]
        chain.append(length)
    wanted, last, kept = len(tails) - 1, len(was), set()
    for key, length in zip(reversed(staying), reversed(chain), strict=True):
        if length == wanted and places[key] < last:
            kept.add(key)
            wanted, last = wanted - 1, places[key]
    return set(staying) - kept
