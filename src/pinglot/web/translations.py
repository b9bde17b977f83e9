"""The page of translations: a list of entries, and one with its source beside it, to be edited and accepted."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from pinglot.brief import brief
from pinglot.catalogs.bilingual.rows import same_text
from pinglot.jobs.edits import Edit, Outcome, Result, save, undo
from pinglot.jobs.entries import STATES, CatalogName, Entries, Query, Row
from pinglot.jobs.entry_view import View, view
from pinglot.web.app import desk

__all__ = ["blueprint", "read_ahead"]

blueprint = Blueprint("translations", __name__, url_prefix="/translations")

_UNDO = 200  # steps that can be taken back
_NAMES = {
    "waiting": "waiting for somebody",
    "fuzzy": "fuzzy",
    "missing": "not translated",
    "stale": "source has changed",
    "outdated": "terms have changed",
    "pins": "pins not held",
    "machine": "by the machine",
    "people": "by people",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """What one press of a button saved: the outcomes in each catalog."""

    done: tuple[tuple[CatalogName, tuple[Outcome, ...]], ...]


class _Shelf:
    """What the page keeps between requests: the list, and the steps that can be taken back."""

    def __init__(self) -> None:
        self.entries = Entries(desk().project)
        self.steps: list[_Step] = []
        self.lock = threading.Lock()

    def remember(self, step: _Step) -> None:
        with self.lock:
            self.steps.append(step)
            del self.steps[:-_UNDO]


def _shelf() -> _Shelf:
    shelf: _Shelf = current_app.extensions.setdefault("pinglot.translations", _Shelf())
    if shelf.entries.project != desk().project:  # a glossary has come to be
        shelf.entries = Entries(desk().project)
    return shelf


def read_ahead() -> None:
    """Reads what the page shows first.

    Raises:
        PinglotError: something cannot be read; a request says so, too.
    """
    _shelf().entries.look(Query())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the project an entry stands, as addresses and forms name it: ``locale/domain/unit``."""

    catalog: CatalogName
    unit: str

    @property
    def name(self) -> str:
        return f"{self.catalog.locale}/{self.catalog.domain}/{self.unit}"


# --- views ----------------------------------------------------------------------------------------------------


@blueprint.get("/")
def index() -> str:
    """The list, and the entry at hand: the one asked for, else the first of the list."""
    query = _query()
    if request.args.get("at"):
        return _show(query, _place(request.args["at"]))
    return _show(query, None)


@blueprint.post("/save")
def save_one() -> Response | tuple[str, int] | str:
    """Writes an editor's text; refused and conflicting texts come back with their reasons."""
    query, place = _query(), _place(request.form.get("at", ""))
    shelf = _shelf()
    how = request.form.get("how", "save")
    forms = _forms()
    edit = Edit(place.unit, forms, request.form.get("shown", ""), fuzzy=how == "fuzzy", insist=how == "insist")
    after = shelf.entries.look(query, place.catalog, place.unit).after
    (outcome,) = save(desk().project, place.catalog.path, [edit], shelf.entries.judges)
    if outcome.result is Result.SAVED:
        shelf.remember(_Step(((place.catalog, (outcome,)),)))
        flash(_said(outcome, forms), "warning" if outcome.findings else "")
    elif outcome.result is Result.UNCHANGED:
        flash("The catalog says so already; nothing was written.", "")
    elif outcome.result is Result.GONE:
        return render_template("translations/gone.html", place=place, forms=forms, back=_address(query)), 409
    else:
        return _show(query, place, outcome, forms), 409 if outcome.result is Result.CONFLICT else 422
    return redirect(_address(query, _of_row(after) if after else None), 303)


@blueprint.post("/look")
def look() -> str:
    """Judges an editor's text without saving it: a part of the page."""
    place = _place(request.form.get("at", ""))
    return render_template("translations/look.html", view=_view(place, _forms()), place=place)


@blueprint.post("/accept")
def accept() -> Response:
    """Makes the chosen entries people's as they stand; what is refused or has changed meanwhile stays as it is."""
    query = _query()
    shelf = _shelf()
    chosen: dict[CatalogName, list[Edit]] = {}
    for pick in request.form.getlist("pick"):
        name, _, shown = pick.partition("@")
        place = _place(name)
        chosen.setdefault(place.catalog, []).append(Edit(place.unit, None, shown))
    if not chosen:
        flash("No entry was chosen; tick those that shall be accepted.", "warning")
        return redirect(_address(query), 303)
    done = tuple(
        (catalog, tuple(save(desk().project, catalog.path, edits, shelf.entries.judges)))
        for catalog, edits in chosen.items()
    )
    if any(outcome.result is Result.SAVED for _, outcomes in done for outcome in outcomes):
        shelf.remember(_Step(done))
    _tell_batch([outcome for _, outcomes in done for outcome in outcomes])
    return redirect(_address(query), 303)


@blueprint.post("/undo")
def undo_last() -> Response:
    """Takes the last step back."""
    query = _query()
    shelf = _shelf()
    with shelf.lock:
        step = shelf.steps.pop() if shelf.steps else None
    if step is None:
        flash("There is nothing to take back.", "warning")
        return redirect(_address(query), 303)
    results: Counter[Result] = Counter()
    first: _Place | None = None
    for catalog, outcomes in step.done:
        for outcome in undo(desk().project, catalog.path, outcomes):
            results[outcome.result] += 1
            first = first or _Place(catalog, outcome.edit.unit)
    if results[Result.SAVED]:
        flash(f"Taken back: {_entries(results[Result.SAVED])} as before.", "")
    changed = results[Result.CONFLICT] + results[Result.GONE]
    if changed:
        flash(f"{_entries(changed)} changed in the file since then and left as it is now.".capitalize(), "warning")
    return redirect(_address(query, first), 303)


# --- within ---------------------------------------------------------------------------------------------------


def _show(
    query: Query, place: _Place | None, outcome: Outcome | None = None, forms: Sequence[str] | None = None
) -> str:
    """The page; with an outcome, the editor has the author's text again and the reasons beside it."""
    shelf = _shelf()
    catalog, unit = (place.catalog, place.unit) if place else (None, "")
    follow = request.method == "POST" or "page" not in request.args
    look = shelf.entries.look(query, catalog, unit, follow=follow)
    place = place or (_of_row(look.row) if look.row else None)
    return render_template(
        "translations/index.html",
        look=look,
        query=replace(query, number=look.page.number),
        states=STATES,
        state_names=_NAMES,
        place=place,
        view=None if place is None else _view(place, forms),
        outcome=outcome,
        undoable=bool(shelf.steps),
        address=_address,
        place_of=_of_row,
        near=desk().terms.near,
    )


def _view(place: _Place, forms: Sequence[str] | None = None) -> View:
    entries = _shelf().entries
    _, entry = entries.row(place.catalog, place.unit)
    return view(entry, entries.file(place.catalog), entries.judges.of(place.catalog.locale), forms)


def _query() -> Query:
    """The filter, from the address or, where a form was sent, from the form."""
    given = request.args if request.method == "GET" else request.form
    number = given.get("page", "1")
    state = given.get("state", "")
    return Query(
        given.get("locale", ""),
        given.get("domain", ""),
        state if state in STATES else "",
        given.get("q", "")[:200],
        int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )


def _place(name: str) -> _Place:
    """The entry that a name stands for; only catalogs that the project lists are ever opened."""
    locale, _, rest = name.partition("/")
    domain, _, unit = rest.rpartition("/")
    if not (locale and domain and unit):
        raise BadRequest("The address names no entry; go back to the list.")
    return _Place(_shelf().entries.catalog(locale, domain), unit)


def _of_row(row: Row) -> _Place:
    return _Place(row.catalog, row.id)


def _address(query: Query, place: _Place | None = None, number: int | None = None, **changes: Any) -> str:
    """The page's address with a filter, of one entry or of one page of the list."""
    query = replace(query, **changes)
    said = {"locale": query.locale, "domain": query.domain, "state": query.state, "q": query.search}
    if place is not None:
        said["at"] = place.name
    elif (number or query.number) > 1 and not changes:
        said["page"] = str(number or query.number)
    text = urlencode({name: value for name, value in said.items() if value}, safe="/")
    return f"{blueprint.url_prefix}/{'?' if text else ''}{text}"


def _forms() -> tuple[str, ...]:
    """The editor's texts; browsers send line ends as CR and LF."""
    forms = tuple(same_text(text) for text in request.form.getlist("text"))
    if not forms:
        raise BadRequest("The form has no text; load the page again.")
    return forms


def _said(outcome: Outcome, forms: Sequence[str]) -> str:
    if not any(forms):
        return "Emptied; the next run of the machine translates it again."
    what = "Saved as fuzzy, for another look." if outcome.edit.fuzzy else "Saved."
    reasons = [finding.message for finding in outcome.findings]
    return f"{what} The checks say: {'; '.join(reasons)}." if reasons else what


def _tell_batch(outcomes: Sequence[Outcome]) -> None:
    results = Counter(outcome.result for outcome in outcomes)
    done = results[Result.SAVED] + results[Result.UNCHANGED]
    if done:
        flash(f"{_entries(done)} accepted.".capitalize(), "")
    for outcome in outcomes:
        if outcome.result is Result.REFUSED:
            source = outcome.before.msgid if outcome.before else outcome.edit.unit
            reasons = "; ".join(finding.message for finding in outcome.blocking or outcome.findings)
            flash(f"Not accepted: “{brief(source)}”: {reasons}.", "error")
    stale = results[Result.CONFLICT] + results[Result.GONE]
    if stale:
        flash(f"{_entries(stale)} changed in the file meanwhile and not accepted; look again.".capitalize(), "warning")


def _entries(count: int) -> str:
    return "one entry" if count == 1 else f"{count} entries"
