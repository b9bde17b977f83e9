"""One catalog entry as a reviewer sees it: both texts in pieces, with codes, pins and findings where they stand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pinglot import inline
from pinglot.catalogs import provenance, review
from pinglot.catalogs.plurals import PluralRule
from pinglot.catalogs.po import Entry, PoFile
from pinglot.inline import Tag, TagKind
from pinglot.jobs.check import unit_of
from pinglot.jobs.edits import judge
from pinglot.jobs.translator import Translator
from pinglot.jobs.units import TAG, coded_pairs, hidden
from pinglot.model import Finding, Pin, Severity, Status, Term, Unit

__all__ = ["FormView", "Mark", "Piece", "View", "label_of", "view"]

_QUOTED = re.compile("“([^”]+)”")
_LEGEND = re.compile(r"^\s*<([gx]\d+)/?>: (.*)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a piece of a text stands out.

    Attributes:
        kind: ``held``, ``broken``, ``wanted`` (a pin of what is not translated yet), ``proposed`` (a term that
            nobody has approved), ``forbidden``, ``error`` or ``warning`` (a finding).
        label: the term and its translation, or what the finding says.
    """

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that is marked alike throughout.

    Attributes:
        text: what stands there; of an inline code, as the editor has it (``<g1>``), of a placeholder, itself.
        code: whether it is a code or a placeholder.
        meaning: what a code stands for, as the template's comment says it (``**…**``).
        marks: pins first, outermost first.
    """

    text: str
    code: bool = False
    meaning: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def kinds(self) -> str:
        """The kinds of its marks, for a style sheet."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))


@dataclass(frozen=True, slots=True)
class FormView:
    """One text of the entry beside what it translates.

    Attributes:
        source, target: in pieces, which put together are the whole texts.
        text: the translation as an editor has it.
        example: of a plural message a number that takes this form, else None.
        pins: every approved term of the source with its verdict.
    """

    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    text: str
    example: int | None = None
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """An entry as a reviewer sees it.

    Attributes:
        entry: as the catalog has it.
        digest: what an edit gives back, see :class:`pinglot.jobs.edits.Edit`.
        forms: one, or of a plural message as many as the catalog has.
        findings: what msgfmt would refuse, and what the checks notice.
        codes: code → what it stands for.
        hints: what the template says besides: what the unit is, the author's notes.
        comments: people's comments.
        engine: who wrote the text: an engine's signature, ``person``, or ``""`` where nothing stands.
        changes: where the source has changed since: ``(kind, text)`` each, ``same``, ``gone`` or ``new``.
    """

    entry: Entry
    digest: str
    forms: tuple[FormView, ...]
    findings: tuple[Finding, ...]
    codes: tuple[tuple[str, str], ...]
    hints: tuple[str, ...]
    comments: tuple[str, ...]
    engine: str
    changes: tuple[tuple[str, str], ...] = ()


def view(entry: Entry, file: PoFile, translator: Translator, forms: Sequence[str] | None = None) -> View:
    """An entry as a reviewer sees it.

    Args:
        entry: the entry.
        file: its catalog, for the plural rule.
        translator: judges it, see :class:`pinglot.jobs.judges.Judges`.
        forms: an editor's texts, to be looked at instead of those of the catalog.
    """
    shown = review.copy_of(entry)
    if forms is not None:
        shown.msgstr = list(forms)
    rule = review.rule_of(file) if entry.plural is not None else None
    if rule is not None:  # an editor gets a field for each form that the catalog must have
        shown.msgstr += [""] * (rule.count - len(shown.msgstr))
    findings = judge(shown, file, translator)
    legend = [(found[1], found[2]) for line in entry.extracted if (found := _LEGEND.match(line))]
    hints = [line.strip() for line in entry.extracted if not _LEGEND.match(line)]
    machine = provenance.read(entry) if provenance.is_machine(entry) else None
    engine = "" if not any(entry.msgstr) else machine.engine if machine else "person"
    return View(
        entry,
        review.digest(entry),
        tuple(_forms(shown, rule, translator, findings, dict(legend))),
        findings,
        tuple((_as_written(name), meaning) for name, meaning in legend),
        tuple(filter(None, hints)),
        tuple(line.strip() for line in provenance.peoples_comments(entry) if line.strip()),
        engine,
        _changes(entry.previous_msgid, entry.msgid) if entry.previous_msgid is not None else (),
    )


def _forms(
    entry: Entry, rule: PluralRule | None, translator: Translator, findings: Sequence[Finding], legend: dict[str, str]
) -> list[FormView]:
    unit = unit_of(entry)
    found = []
    for index, pair in enumerate(coded_pairs(unit, entry.msgstr)):
        subject = translator.subject(pair.source, pair.target)
        verdict = subject.verdict
        sources: list[tuple[int, int, Mark]] = []
        targets: list[tuple[int, int, Mark]] = []
        for match, pin, span in zip(subject.matches, verdict.pins, verdict.spans, strict=True):
            proposed = pin.term.status is not Status.APPROVED
            kind = "proposed" if proposed else "held" if pin.held else "broken" if pair.target else "wanted"
            mark = Mark(kind, label_of(pin.term))
            sources.append((match.start, match.end, mark))
            if span is not None:
                targets.append((span.start, span.end, mark))
        targets += [
            (one.start, one.end, Mark("forbidden", f"{one.text} must not stand for {one.term.term}"))
            for one in verdict.forbidden
        ]
        for finding in findings:
            if not finding.check.startswith("terms."):
                _place(finding, subject.target_text, targets) or _place(finding, subject.source_text, sources)
        of_one = unit.plural is None or (index == 0 and len(entry.msgstr) > 1)
        text = entry.msgstr[index]
        form = FormView(
            _pieces(unit.source if of_one else unit.plural or "", unit, sources, findings, legend),
            _pieces(text, unit, targets, findings, legend),
            text,
            rule.examples[index] if rule is not None and index < rule.count else None,
            tuple(pin for pin in verdict.pins if pin.term.status is Status.APPROVED),
        )
        found.append(form)
    return found


def _pieces(
    written: str,
    unit: Unit,
    places: Sequence[tuple[int, int, Mark]],
    findings: Sequence[Finding],
    legend: dict[str, str],
) -> tuple[Piece, ...]:
    """A text cut at every code and at both ends of every mark."""
    coded, codes = hidden(written, unit)
    plain = inline.parse(coded)
    own = {code.name: code for code in codes}
    cuts = sorted({0, len(plain.text), *(at for start, end, _ in places for at in (start, end))})
    pieces: list[Piece] = []
    tags = list(plain.tags)

    def code(tag: Tag) -> Piece:
        closing = tag.kind is TagKind.CLOSE
        if tag.name in own:
            text = own[tag.name].close if closing else own[tag.name].open
        else:
            text = f"<{'/' * closing}{tag.name}{'/' * (tag.kind is TagKind.SINGLE)}>"
        return Piece(text, True, legend.get(tag.name, ""), _code_marks(text, findings))

    def run(start: int, end: int) -> None:
        """The text between two cuts, with the codes that stand in it."""
        at = start
        marks = tuple(mark for first, last, mark in places if first <= start and end <= last and first < last)
        while tags and tags[0].position < end:
            tag = tags.pop(0)
            if tag.position > at:
                pieces.append(Piece(plain.text[at : tag.position], marks=marks))
            pieces.append(code(tag))
            at = tag.position + (tag.kind is TagKind.SINGLE)
        if at < end:
            pieces.append(Piece(plain.text[at:end], marks=marks))

    for start, end in pairwise(cuts):
        run(start, end)
    pieces += map(code, tags)
    return tuple(pieces)


def _code_marks(text: str, findings: Sequence[Finding]) -> tuple[Mark, ...]:
    return tuple(
        Mark(_kind(finding), finding.message)
        for finding in findings
        if finding.check.startswith(("codes.", "placeholders.")) and text in _quoted(finding.message)
    )


def _place(finding: Finding, text: str, places: list[tuple[int, int, Mark]]) -> bool:
    """Marks what a finding quotes where it stands in a text; whether it stands there at all."""
    known = len(places)
    for quoted in _quoted(finding.message):
        for found in re.finditer(rf"(?<!\w){re.escape(quoted)}(?!\w)", text):
            places.append((found.start(), found.end(), Mark(_kind(finding), finding.message)))
    return len(places) > known


def _quoted(message: str) -> list[str]:
    return [*_QUOTED.findall(message), *TAG.findall(message)]


def _kind(finding: Finding) -> str:
    return "error" if finding.severity is Severity.ERROR else "warning"


def _changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What of a source is gone and what is new, word by word."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    said: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            said.append(("same", "".join(old[a:b])))
            continue
        said += [(name, "".join(words)) for name, words in (("gone", old[a:b]), ("new", new[c:d])) if words]
    return tuple(said)


def _as_written(name: str) -> str:
    return f"<{name}/>" if name.startswith("x") else f"<{name}>"


def label_of(term: Term) -> str:
    """What a mark says of a term: itself and its translation."""
    return f"{term.term} = {term.target}" if term.target else term.term
