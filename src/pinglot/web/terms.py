"""The page of terms: the list with its filters, a term with its editor, and where it is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from pinglot.errors import InputError, PinglotError
from pinglot.jobs.outcomes import Saved
from pinglot.jobs.rows import Filter, Row, Rows, version
from pinglot.model import Severity, Status, Term
from pinglot.web.app import desk
from pinglot.web.forms import FIELDS, Editor, shown, values_of, wanted

__all__ = ["blueprint", "read_ahead"]

blueprint = Blueprint("terms", __name__, url_prefix="/terms")

PER_PAGE = 50
_CONTEXTS = 5
_ENTRIES = 20
_MOST_ENTRIES = 500
_AHEAD = 10  # terms for which suggestions are made along with those of the one at hand

_Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class _List:
    """The list at hand: the filters, what they leave, and the page of it that is shown."""

    filter: Filter
    rows: Rows
    selected: list[Row]
    page: int
    current: Row | None
    place: int | None  # of the current row in `selected`

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.selected) // PER_PAGE))

    @property
    def shown(self) -> list[Row]:
        return self.selected[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    def beside(self, step: int) -> Row | None:
        """The row before or after the current one; the first where the current one has left the list."""
        if self.place is None:
            return self.selected[0] if self.selected and step > 0 else None
        place = self.place + step
        return self.selected[place] if 0 <= place < len(self.selected) else None

    def url(self, endpoint: str = "terms.index", **changes: object) -> str:
        """An address with the filters of this list, and what is said besides."""
        said: dict[str, Any] = {**_as_arguments(self.filter), **changes}
        return url_for(endpoint, **{name: value for name, value in said.items() if value})


def _say(sentence: str, kind: str) -> None:
    """A message for the next page that is shown."""
    flash(desk().terms.near(sentence), kind)


def _as_arguments(filter: Filter) -> dict[str, str]:
    return {
        "status": filter.status,
        "locale": filter.locale,
        "file": filter.file,
        "conflict": "1" if filter.conflict else "",
        "q": filter.text,
    }


def _list(id: str = "") -> _List:
    said = request.args
    filter = Filter(
        said.get("status", ""), said.get("locale", ""), said.get("file", ""), bool(said.get("conflict")),
        said.get("q", "").strip(),
    )  # fmt: skip
    rows = desk().terms.rows()
    selected = rows.select(filter)
    id = id or said.get("term", "")
    current = rows.get(id) if id else None
    if id and current is None and request.method == "GET":
        _say("That term is no longer in its file; this is the list as it is now.", "warning")
    pages = max(1, -(-len(selected) // PER_PAGE))
    page = min(max(said.get("page", 1, type=int), 1), pages)
    if current is None and selected:
        current = selected[(page - 1) * PER_PAGE]
    place = next((place for place, row in enumerate(selected) if current and row.id == current.id), None)
    if place is not None:
        page = place // PER_PAGE + 1
    return _List(filter, rows, selected, page, current, place)


@blueprint.get("/")
def index() -> _Answer:
    """The list, a term and where it is used."""
    return _page(_list())


def read_ahead() -> None:
    """Reads what the page shows first.

    Raises:
        PinglotError: something cannot be read; a request says so, too.
    """
    terms = desk().terms
    for row in terms.rows().every[:1]:
        terms.uses(row, _CONTEXTS, _ENTRIES)


def _page(at: _List, editor: Editor | None = None, code: int = 200) -> _Answer:
    terms = desk().terms
    told: dict[str, Any] = {}
    if at.current is not None:
        row = at.current
        if editor is None:
            values = {one.column: shown(row.term, one.column) for one in FIELDS}
            editor = Editor(values, version(row.term), terms.reasons(row, row.term))
        most = _MOST_ENTRIES if request.args.get("entries") == "all" else _ENTRIES
        contexts, entries, count = terms.uses(row, _CONTEXTS, most)
        told = {
            "row": row,
            "target": terms.target(row),
            "contexts": contexts,
            "entries": entries,
            "count": count,
            "history": terms.history(row),
            "conflicts": at.rows.conflicts.get(row.id, ()),
        }
        if request.args.get("suggest"):
            told["suggestions"], told["trouble"] = terms.suggest(row)
    page = render_template(
        "terms/index.html",
        at=at,
        editor=editor,
        version=version,
        last=terms.journal.last_step(terms.reviewer),
        statuses=[status.value for status in Status],
        name_of=terms.name,
        near=terms.near,
        **told,
    )
    return page if code == 200 else (page, code)


@blueprint.get("/suggestions")
def suggestions() -> _Answer:
    """The suggestions for a term, which may have to wait for an engine."""
    at = _list()
    if at.current is None or at.current.id != request.args.get("term"):
        raise NotFound("That term is no longer in its file.")
    place = at.place or 0
    try:
        found, trouble = desk().terms.suggest(at.current, at.selected[place + 1 : place + 1 + _AHEAD])
    except PinglotError as error:  # this is a part of a page: what is wrong is said there, and the rest works
        found, trouble = [], str(error)
    return render_template(
        "terms/suggestions.html",
        at=at,
        row=at.current,
        suggestions=found,
        trouble=trouble,
        target=desk().terms.target(at.current),
    )


# --- decisions ------------------------------------------------------------------------------------------------


@blueprint.post("/save")
def save() -> _Answer:
    """Saves a term as the form has it; ``action`` says whether it is approved or rejected by that."""
    form, terms = request.form, desk().terms
    id, action = form.get("id", ""), form.get("action", "save")
    at = _list(id)
    row = at.rows.get(id)
    editor = Editor(values_of(form), form.get("version", ""), saved=False)
    if row is None:
        return _gone(at, editor, form.get("file", ""), form.get("locale", ""), action)
    at = _List(at.filter, at.rows, at.selected, at.page, row, at.place)
    if "use" in form:
        editor.values |= {"translation": form["use"], "keep": ""}
        return _page(at, editor)
    after, reasons = wanted(row.term, form)
    if action in ("approve", "reject"):
        status = Status.APPROVED if action == "approve" else Status.REJECTED
        editor.values["status"] = status.value
        after = replace(after, status=status)
    if reasons:
        editor.reasons = reasons
        return _refuse(at, editor)
    try:
        saved = terms.save(id, editor.version, after, overturn=bool(form.get("overturn")))
    except PinglotError as error:
        _say(f"Not saved: {error}", "error")
        return _page(at, editor, 409 if isinstance(error, InputError) else 422)
    return _answer(at, editor, saved, action)


def _answer(at: _List, editor: Editor, saved: Saved, action: str) -> _Answer:
    if saved.conflict:
        row = saved.row
        editor.theirs, editor.gone = (row.term if row else None), row is None
        if row is not None:
            editor.version = version(row.term)
        _say("Not saved: the file was changed in the meantime. Nothing is lost; see both versions below.", "error")
        return _page(
            _List(at.filter, desk().terms.rows(), at.selected, at.page, row or at.current, at.place), editor, 409
        )
    editor.reasons, editor.takes_back = saved.reasons, saved.takes_back
    if saved.takes_back or any(reason.severity is Severity.ERROR for reason in saved.reasons):
        return _refuse(at, editor)
    done = {"approve": "approved", "reject": "rejected"}.get(action, "saved")
    assert saved.row is not None
    name = saved.row.term.term
    _say(f"“{name}” is {done}." if saved.changed else f"“{name}” stands like that already.", "done")
    for reason in saved.reasons:
        if reason.severity is Severity.WARNING:
            _say(f"“{name}”: {reason.message}", "warning")
    following = at.beside(1) if action in ("approve", "reject") else saved.row
    if following is None:
        following = at.beside(-1) or saved.row
    return redirect(at.url(term=following.id), 303)


def _refuse(at: _List, editor: Editor) -> _Answer:
    if editor.takes_back:
        _say("Not saved: this takes a decision back; say so beside the status.", "error")
    else:
        _say("Not saved: see the reasons beside the fields.", "error")
    return _page(at, editor, 422)


def _gone(at: _List, editor: Editor, file: str, locale: str, action: str) -> _Answer:
    """The row that was edited is no longer in its file: what was typed is shown, and may be put there anew."""
    name = editor.values.get("term", "")
    row = Row("", Term(name if name.strip() else "–", locale=locale), file, "")
    at = _List(at.filter, at.rows, at.selected, at.page, row, None)
    editor.gone = True
    if action != "add":
        _say("Not saved: the row is no longer in its file. Nothing is lost; what you wrote is below.", "error")
        return _page(at, editor, 409)
    after, editor.reasons = wanted(row.term, request.form)
    if editor.reasons:
        return _refuse(at, editor)
    try:
        saved = desk().terms.add(file, after)
    except PinglotError as error:
        _say(f"Not saved: {error}", "error")
        return _page(at, editor, 422)
    return _answer(at, editor, saved, "save")


@blueprint.post("/batch")
def batch() -> _Answer:
    """Approves or rejects the rows that were ticked, or all of the list."""
    at, form = _list(), request.form
    status = {"approve": Status.APPROVED, "reject": Status.REJECTED}.get(form.get("action", ""))
    if status is None:
        raise NotFound()
    if form.get("all"):
        if form["all"] != at.rows.state:
            _say("Nothing was changed: the list has changed since it was shown. Look at it again.", "error")
            return redirect(at.url(), 303)
        chosen = [(row.id, version(row.term)) for row in at.selected]
    else:
        chosen = [(id, seen) for id, _, seen in (value.partition(".") for value in form.getlist("row"))]
    if not chosen:
        _say("Nothing was changed: tick the terms first.", "warning")
        return redirect(at.url(), 303)
    result = desk().terms.decide(chosen, status)
    _say(f"{result.done} {'term is' if result.done == 1 else 'terms are'} {status.value}.", "done")
    for term, reason in result.left[:5]:
        _say(f"“{term}” {reason}." if term else reason, "warning")
    if len(result.left) > 5:
        _say(f"{len(result.left) - 5} more were left for such reasons.", "warning")
    return redirect(at.url(), 303)


@blueprint.post("/undo")
def undo() -> _Answer:
    """Takes the last step back."""
    at = _list()
    try:
        undone = desk().terms.undo()
    except PinglotError as error:
        _say(f"Nothing was undone: {error}", "error")
        return redirect(at.url(), 303)
    names = [f"“{row.term}”" for change in undone.changes if (row := change.before or change.after)]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        _say(f"Undone: {', '.join(names[:3])}{more}.", "done")
    for term in undone.left[:5]:
        _say(f"“{term}” has been changed since; it was left as it is.", "warning")
    row = undone.changes[0].before if undone.changes else None
    found = next((one for one in desk().terms.rows().every if row is not None and one.term == row), None)
    return redirect(at.url(term=found.id if found and len(undone.changes) == 1 else ""), 303)


@blueprint.get("/save")
@blueprint.get("/batch")
@blueprint.get("/undo")
def back() -> Response:
    """Who loads the address of a form again finds the list."""
    return redirect(url_for("terms.index"), 303)


# --- proposals ------------------------------------------------------------------------------------------------


@blueprint.route("/extract", methods=["GET", "POST"])
def extract() -> _Answer:
    """Proposes terms from an article."""
    terms = desk().terms
    form = request.form
    if request.method == "POST":
        try:
            found = terms.propose(
                form.get("article", ""),
                form.get("locale", ""),
                form.get("file", ""),
                limit=form.get("limit", 100, type=int),
                engine=bool(form.get("engine")),
            )
        except PinglotError as error:
            _say(f"Nothing was proposed: {error}", "error")
        else:
            _say(
                f"{found.found} {'term' if found.found == 1 else 'terms'} found; {found.added} "
                f"{'row' if found.added == 1 else 'rows'} added to {found.file}.",
                "done",
            )
            if found.trouble:
                _say(f"No drafts of an engine: {found.trouble}", "warning")
            return redirect(url_for("terms.index", status="proposed", file=found.file), 303)
    rows = terms.rows()
    targets = list(dict.fromkeys([*terms.project.settings.targets, *rows.locales]))
    page = render_template(
        "terms/extract.html",
        articles=list(terms.articles()),
        files=list(rows.files),
        targets=targets,
        form=form,
        limits=(25, 50, 100, 200),
    )
    return page if request.method == "GET" else (page, 422)
