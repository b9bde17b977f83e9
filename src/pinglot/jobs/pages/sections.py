"""A catalog as a section of a page: counts, what needs a person, the terms, and the texts side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pinglot import locales
from pinglot.brief import brief
from pinglot.catalogs.po import PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.jobs.entry_view import view
from pinglot.jobs.pages.entries import Side, Unit, row
from pinglot.jobs.pages.frame import document, facts, framed_table
from pinglot.jobs.status import standing
from pinglot.jobs.translator import Translator
from pinglot.markup import Child, Markup, element
from pinglot.model import Pin, Severity

__all__ = ["Section", "page", "section"]

_MOST_WAITING = 200  # listed above the table; all are marked in it


@dataclass(frozen=True, slots=True)
class Section:
    """One catalog on a page.

    Attributes:
        name: what it is called in the page's addresses (``a1``).
        title: the article's or the catalog's path, for people.
        side: its locales.
        facts: names and what they are.
        units: its entries.
        waiting: whether only those that need a person are shown; all are counted.
    """

    name: str
    title: str
    side: Side
    facts: tuple[tuple[str, str], ...]
    units: tuple[Unit, ...]
    waiting: bool = False

    @property
    def shown(self) -> list[Unit]:
        """The entries side by side."""
        return [unit for unit in self.units if unit.reasons or not self.waiting]

    @property
    def heading(self) -> str:
        """For the contents and above the section."""
        tag = self.side.target
        return f"{self.title} → {locales.name(tag)} ({tag})" if tag else self.title

    @property
    def counts(self) -> dict[str, str]:
        """What the table of all sections says of this one."""
        pins = [pin for unit in self.units for pin in unit.pins]
        states = [unit.state for unit in self.units]
        findings = [one.severity for unit in self.units if unit.state != "missing" for one in unit.view.findings]
        return {
            "texts": str(len(self.units)),
            "by machine": str(states.count("machine")),
            "by people": str(states.count("person")),
            "missing": str(states.count("missing")),
            "fuzzy": str(sum(unit.view.entry.fuzzy for unit in self.units)),
            "pins held": f"{sum(pin.held for pin in pins)} of {len(pins)}",
            "errors": str(findings.count(Severity.ERROR)),
            "warnings": str(findings.count(Severity.WARNING)),
            "for a person": str(sum(bool(unit.reasons) for unit in self.units)),
        }


def section(
    number: int,
    title: str,
    file: PoFile,
    translator: Translator,
    facts: Sequence[tuple[str, str]] = (),
    came: Mapping[str, Sequence[Pin]] | None = None,
    waiting: bool = False,
) -> Section:
    """A catalog, looked at.

    Args:
        number: its place on the page, from 1.
        title: the article's or the catalog's path, for people.
        file: the catalog.
        translator: judges it, see :class:`pinglot.jobs.judges.Judges`.
        facts: names and what they are, shown above it.
        came: source → its pins, with how they came about, where that is known.
        waiting: show only what needs a person.
    """
    name = f"a{number}"
    side = Side(translator.source, translator.target)
    units = []
    live = [entry for entry in file.messages if not entry.obsolete]
    for place, entry in enumerate(live, 1):
        why, pins = standing(entry, translator)
        seen = view(entry, file, translator)
        if not any(entry.msgstr):
            pins = tuple(pin for form in seen.forms[:1] for pin in form.pins)
        told = (came or {}).get(entry.msgid, ())
        known = tuple(told) if [pin.term for pin in told] == [pin.term for pin in pins] else pins
        units.append(Unit(f"{name}-{place}", place, unit_id(entry.context, entry.msgid), seen, why, known))
    return Section(name, title, side, tuple(facts), tuple(units), waiting)


def page(title: str, made: str, sections: Sequence[Section]) -> bytes:
    """Every section in one file, with a table of contents where there are several.

    Args:
        title: its heading.
        made: when, and from what, for the line below it.
    """
    body = [
        element("a", "Skip to the texts", href=f"#{sections[0].name}", class_="skip"),
        element("header", element("h1", title), element("p", made, class_="quiet")),
        element("main", _overview(sections), (_section(one) for one in sections)),
    ]
    return document(title, *body)


def _overview(sections: Sequence[Section]) -> Iterator[Markup]:
    names = ["file", *sections[0].counts]
    rows: list[Child] = []
    for one in sections:
        link = element("a", one.heading, href=f"#{one.name}")
        cells = (element("td", said) for said in one.counts.values())
        rows.append(element("tr", element("th", link, scope="row"), cells, "\n"))
    table = framed_table("Counts", names, rows, class_="counts")
    if len(sections) > 1:
        heading = element("h2", "Contents", id="contents")
        yield element("nav", heading, table, aria_labelledby="contents")
    else:
        yield table


def _section(one: Section) -> Markup:
    heading = f"{one.name}-heading"
    waiting = [unit for unit in one.units if unit.reasons]
    body: list[Child] = [element("h2", one.heading, id=heading), facts(list(one.facts)) if one.facts else None]
    body += [element("h3", "For a person"), _waiting(waiting)]
    body += [element("h3", "Side by side")]
    if one.shown:
        names = ["unit", *(_tongue(tag) for tag in (one.side.source, one.side.target)), "notes"]
        rows: list[Child] = [row(unit, one.side) for unit in one.shown]
        label = f"{one.heading}: each text with its translation, and what is to be said of it"
        body.append(framed_table(label, names, rows, class_="units"))
    else:
        body.append(element("p", "There is no text in it." if not one.units else "Nothing needs a person."))
    terms = _terms([pin for unit in one.units for pin in unit.pins if unit.state != "missing"])
    if terms:
        body += [
            element("h3", "Terms"),
            framed_table(f"{one.heading}: the agreed terms in it", _TERMS, terms, class_="terms"),
        ]
    return element("section", body, "\n", id=one.name, aria_labelledby=heading)


def _tongue(tag: str) -> str:
    return locales.name(tag) if tag else "translation"


def _waiting(units: Sequence[Unit]) -> Child:
    if not units:
        return element("p", "Nothing needs a person.", class_="good")
    items = [
        element(
            "li", element("a", f"{unit.number}", href=f"#{unit.name}"), f": {', '.join(unit.reasons)}: ", _start(unit)
        )
        for unit in units[:_MOST_WAITING]
    ]
    more = len(units) - len(items)
    return [element("ul", items), element("p", f"and {more} more, marked in the table") if more else None]


def _start(unit: Unit) -> Markup:
    text = "".join(piece.text for piece in unit.view.forms[0].source if not piece.code)
    return element("span", brief(text, 80), class_="quiet")


_TERMS = ["term", "translation", "what stands there", "times", "held"]


def _terms(pins: Sequence[Pin]) -> list[Child]:
    by_term: dict[tuple[str, str], list[Pin]] = {}
    for pin in pins:
        by_term.setdefault((pin.term.term, pin.term.target), []).append(pin)
    rows: list[Child] = []
    for (term, target), own in sorted(by_term.items(), key=lambda one: one[0][0].casefold()):
        held = [pin for pin in own if pin.held]
        verdict = "all" if len(held) == len(own) else f"{len(held)}"
        rows.append(
            element(
                "tr",
                element("th", term, scope="row"),
                element("td", target),
                element("td", ", ".join(sorted({pin.form for pin in held if pin.form}))),
                element("td", str(len(own)), class_="number"),
                element("td", verdict, class_="number good" if verdict == "all" else "number error"),
                "\n",
            )
        )
    return rows
