"""Entries side by side: source and translation with their marks, and beside them what each mark means.

A mark is a link to its explanation in the notes of the same row: hovering and keyboard focus show it at once, a screen
reader reads it as the link's description, and on paper it stands beside the text all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pinglot import locales
from pinglot.catalogs import provenance
from pinglot.jobs.entry_view import Mark, Piece, View, label_of
from pinglot.markup import Child, Markup, element
from pinglot.model import Pin, Severity

__all__ = ["Side", "Unit", "row"]


@dataclass(frozen=True, slots=True)
class Side:
    """The two locales, BCP 47 tags; ``""`` where a catalog does not say its own."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Unit:
    """An entry on a page.

    Attributes:
        name: what its row is called in the page's addresses (``a1-17``).
        number: its place among the units, from 1.
        id: its unit id.
        view: what stands in it.
        why: why it waits for somebody, as :func:`pinglot.jobs.status.standing` says it.
        pins: its approved pins, with how they came about where that is known.
    """

    name: str
    number: int
    id: str
    view: View
    why: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()

    @property
    def state(self) -> str:
        """``missing``, ``machine`` or ``person``."""
        if not any(self.view.entry.msgstr):
            return "missing"
        return "machine" if provenance.is_machine(self.view.entry) else "person"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why somebody must look, in words: what waits, and what the checks call an error or a warning."""
        said = {"pins": "pins not held", "missing": "not translated"}
        found = [said.get(one, one) for one in self.why]
        if self.state != "missing":
            found += dict.fromkeys(str(one.severity) for one in self.view.findings if one.severity is not Severity.INFO)
        return tuple(dict.fromkeys(found))


@dataclass(slots=True)
class _Notes:
    """The explanations of a row, each with an address of its own."""

    row: str
    lines: dict[str, Child] = field(default_factory=dict)

    def address(self, key: str) -> str | None:
        return f"{self.row}-{list(self.lines).index(key) + 1}" if key in self.lines else None


def row(unit: Unit, side: Side) -> Markup:
    """An entry as a row of a table: number, source, translation, notes."""
    view = unit.view
    notes = _notes(unit)
    reasons = unit.reasons
    heading = any(hint.split(":")[0] in ("heading", "title") for hint in view.hints)
    plural = view.entry.plural is not None
    return element(
        "tr",
        element("th", str(unit.number), element("br"), element("span", unit.id, class_="quiet"), scope="row"),
        element("td", _texts(unit, notes, source=True, plural=plural), **_tongue(side.source)),
        element("td", _texts(unit, notes, source=False, plural=plural), **_tongue(side.target)),
        element("td", _explained(unit, notes), class_="notes"),
        "\n",
        id=unit.name,
        class_=" ".join(["waits"] * bool(reasons) + ["heading"] * heading) or None,
    )


def _tongue(locale: str) -> dict[str, str]:
    return {"lang": locale, "dir": "rtl" if locales.is_rtl(locale) else "ltr"} if locale else {"dir": "auto"}


def _texts(unit: Unit, notes: _Notes, source: bool, plural: bool) -> Iterator[Child]:
    for form in unit.view.forms:
        pieces = form.source if source else form.target
        said: Child = list(_marked(pieces, notes))
        if not plural:
            yield said
            continue
        label = f"n = {form.example}: " if form.example is not None else ""
        yield element("div", element("span", label, class_="quiet", lang="en") if label else None, said, class_="form")


def _marked(pieces: Sequence[Piece], notes: _Notes) -> Iterator[Child]:
    """Pieces in a row that are marked alike are one link; a code inside a pin belongs to it."""
    place = 0
    while place < len(pieces):
        marks = pieces[place].marks
        end = place + 1
        while end < len(pieces) and (pieces[end].marks == marks or _inside(pieces, end, marks)):
            end += 1
        texts = [_text(piece) for piece in pieces[place:end]]
        yield _link(texts, marks, notes) if marks else texts
        place = end


def _inside(pieces: Sequence[Piece], place: int, marks: tuple[Mark, ...]) -> bool:
    """Whether a code without a mark stands between two pieces with these marks."""
    rest = next((piece for piece in pieces[place:] if not piece.code), None)
    return bool(marks) and pieces[place].code and not pieces[place].marks and rest is not None and rest.marks == marks


def _text(piece: Piece) -> Child:
    if not piece.code:
        return piece.text
    return element("span", piece.text, class_="code", dir="ltr", title=piece.meaning or None)


def _link(texts: list[Child], marks: tuple[Mark, ...], notes: _Notes) -> Markup:
    tips = dict.fromkeys(_tip(mark) for mark in marks)
    addresses = [found for mark in marks if (found := notes.address(_key(mark)))]
    kinds = " ".join(dict.fromkeys(mark.kind for mark in marks))
    return element(
        "a",
        texts,
        class_=f"mark {kinds}",
        href=f"#{addresses[0] if addresses else notes.row}",
        data_tip="; ".join(tips),
        aria_describedby=" ".join(dict.fromkeys(addresses)) or None,
    )


_KINDS = {"held": "pin held", "broken": "pin NOT held", "wanted": "pin wanted", "proposed": "proposed term"}


def _tip(mark: Mark) -> str:
    kind = _KINDS.get(mark.kind)
    return f"{kind}: {mark.label}" if kind else mark.label


def _key(mark: Mark) -> str:
    """Marks of one term share an explanation, whether each of them is held or not."""
    return f"pin {mark.label}" if mark.kind in _KINDS else f"said {mark.label}"


def _notes(unit: Unit) -> _Notes:
    """Every explanation of a row: its pins, what else is marked, and what the checks say."""
    notes = _Notes(unit.name)
    by_term: dict[str, list[Pin]] = {}
    for pin in unit.pins:
        by_term.setdefault(f"pin {label_of(pin.term)}", []).append(pin)
    for key, pins in by_term.items():
        notes.lines[key] = _pin(pins, unit.state == "missing")
    for finding in unit.view.findings if unit.state != "missing" else ():
        if finding.severity is not Severity.INFO and not _told(finding.check, unit):
            said = [element("span", f"{finding.severity}: ", class_=str(finding.severity)), finding.message]
            notes.lines.setdefault(f"said {finding.message}", said)
    for form in unit.view.forms:
        for piece in (*form.source, *form.target):
            for mark in piece.marks:
                notes.lines.setdefault(_key(mark), _tip(mark))
    return notes


def _told(check: str, unit: Unit) -> bool:
    """Whether the pins say it already."""
    return check == "terms.missing" and any(not pin.held for pin in unit.pins)


def _pin(pins: Sequence[Pin], untranslated: bool) -> Child:
    term = pins[0].term
    times = f" {len(pins)} times" if len(pins) > 1 else ""
    if untranslated:
        return [f"{pins[0].source} → {term.target}", element("span", f" wanted{times}", class_="quiet")]
    held = [pin for pin in pins if pin.held]
    forms = ", ".join(dict.fromkeys(pin.form for pin in held if pin.form)) or term.target
    how = dict.fromkeys(
        pin.strategy + (f", cost {pin.cost:.1f}" if pin.cost is not None else "") for pin in held if pin.strategy
    )
    if len(held) == len(pins):
        verdict = element("span", f" held{times}", class_="good")
    else:
        share = f" held {len(held)} of {len(pins)} times" if len(pins) > 1 else " NOT held"
        verdict = element("strong", share, class_="error")
    return [
        f"{pins[0].source} → {forms}",
        verdict,
        element("span", f" ({'; '.join(how)})", class_="quiet") if how else None,
    ]


def _explained(unit: Unit, notes: _Notes) -> Iterator[Child]:
    view, reasons = unit.view, unit.reasons
    kinds = {"machine": view.engine, "person": "a person's", "missing": ""}
    if reasons:
        yield element("p", element("span", ", ".join(reasons), class_="state waits"))
    if notes.lines:
        items = (element("li", said, id=notes.address(key)) for key, said in notes.lines.items())
        yield element("ul", items)
    if view.changes:
        yield element("p", "Source now: ", _changes(view.changes), class_="quiet")
    asides = [f"{code}: {meaning}" for code, meaning in view.codes]
    asides += [f"“{comment}”" for comment in view.comments]
    asides += [hint for hint in view.hints if ":" in hint or " " in hint]
    asides += [f"context: {view.entry.context}"] if view.entry.context else []
    asides += [kinds[unit.state]] if kinds[unit.state] else []
    if asides:
        yield element("p", " · ".join(dict.fromkeys(asides)), class_="quiet")


def _changes(changes: Sequence[tuple[str, str]]) -> Iterator[Child]:
    names = {"gone": "del", "new": "ins"}
    for kind, text in changes:
        yield element(names[kind], text) if kind in names else text
