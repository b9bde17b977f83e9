"""``pinglot glossary review``: one term at a time, with a key for each decision."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pinglot.cli.glossary.shared import one_target, settings_for, to_option
from pinglot.cli.output import Speaker, color, counted, format_option, quiet_option, shown
from pinglot.cli.reviewer import reviewer_option, reviewer_or_default
from pinglot.errors import UsageError
from pinglot.glossary.extract import Context
from pinglot.glossary.review import Conflict
from pinglot.jobs.review import Review, View
from pinglot.model import Status

_KEYS = "a approve, e edit, r reject, k keep, f add forms, s skip, u undo, q quit"
_HELP = """\
  a, a TEXT   approve the translation, or TEXT as the translation
  1 … 9       take that suggestion as the translation
  e TEXT      write another translation, and stay
  f A|B       add accepted forms, and stay
  k           keep: the term stays as it is, approved
  r, r NOTE   reject: it is no term; the note says why
  s           skip: leave it for another day
  u           undo the last step
  q           quit; what was decided is in the file already"""


@click.command("review")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[GLOSSARY]…")
@to_option
@reviewer_option
@click.option(
    "--article",
    "articles",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Article to show sentences from; can be given several times.",
)
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    default=Status.PROPOSED.value,
    show_default=True,
    help="Which rows to review.",
)
@click.option("--engine", help="The engine that drafts translations; 'none' asks none (default: what is installed).")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the terms (default: configuration, else en).")
@format_option
@quiet_option
def command(
    paths: tuple[Path, ...],
    target: str | None,
    reviewer: str | None,
    articles: tuple[Path, ...],
    status: str,
    engine: str | None,
    source: str | None,
    form: str,
    quiet: bool,
) -> None:
    """Review terms one by one: approve, edit, reject, keep, add forms, skip, undo.

    Each term is shown in its sentences, with the translations that stand in the catalogs and those that other
    sources suggest. What is decided is in the file at once, with the reviewer and the day; to go on later, start the
    command again.

    On a terminal a key is enough. From a pipe each line is one decision: a, a TEXT, 1, e TEXT, f A|B, k, r, r NOTE,
    s, u, q.
    """
    from pinglot.jobs.project import Project

    speaker = Speaker(form, quiet)
    settings = settings_for(source)
    review = Review(
        Project(settings),
        one_target(target, settings),
        paths=paths,
        articles=articles,
        status=Status(status),
        reviewer=reviewer_or_default(reviewer, settings.root),
        engine=engine,
    )
    if review.total:
        _converse(review, speaker)
    _report(review, speaker)


def _converse(review: Review, speaker: Speaker) -> None:
    interactive = sys.stdin.isatty()
    commands = _keys(review) if interactive else _lines()
    _show(review, speaker, interactive)
    for key, rest in commands:
        if key == "q":
            return
        if key == "?":
            speaker.say(_HELP)
            continue
        try:
            conflict = _act(review, key, rest)
        except UsageError as trouble:
            speaker.say(str(trouble), fg="yellow")
            continue
        if conflict:
            _say_conflict(conflict, speaker)
        if not _show(review, speaker, interactive):
            return


def _lines() -> Iterator[tuple[str, str]]:
    for line in sys.stdin:
        key, _, rest = line.strip().partition(" ")
        if key:
            yield key.lower(), rest.strip()


def _keys(review: Review) -> Iterator[tuple[str, str]]:
    while True:
        try:
            key = click.getchar().lower()
        except EOFError:
            return
        view = review.view()
        rest = ""
        if key == "e" and view:
            rest = click.prompt("translation", default=view.term.translation, show_default=False, err=True)
        elif key == "f":
            rest = click.prompt("forms, with | between them", default="", show_default=False, err=True)
        elif key in ("\x04", "\x1b"):
            key = "q"
        elif key in ("h", "\r", "\n"):
            key = "?"
        yield key, rest


def _act(review: Review, key: str, rest: str) -> Conflict | None:
    if key.isdigit():
        view = review.view()
        suggestions = view.suggestions if view else ()
        if not 1 <= int(key) <= len(suggestions):
            raise UsageError(f"there is no suggestion {key}")
        return review.edit(suggestions[int(key) - 1].text)
    if key == "a":
        return review.approve(rest)
    if key == "k":
        return review.keep()
    if key == "r":
        return review.reject(rest)
    if key == "e":
        if not rest:
            raise UsageError("say the translation: e TEXT")
        return review.edit(rest)
    if key == "f":
        return review.forms([form.strip() for form in rest.split("|")])
    if key == "s":
        review.skip()
        return None
    if key == "u":
        return review.undo()
    raise UsageError(f"“{key}” is no key; {_KEYS}; ? for help")


def _show(review: Review, speaker: Speaker, interactive: bool) -> bool:
    """The row at hand; False where none is left."""
    view = review.view()
    if view is None:
        return False
    for line in _lines_of(view):
        speaker.write(line)
    if interactive:
        speaker.say(f"  {_KEYS}, ? help", dim=True)
    return True


def _lines_of(view: View) -> Iterator[str]:
    term = view.term
    yield ""
    yield f"{view.number} of {view.total}  {click.style(term.term, bold=True)}  {shown(term.path)}:{term.line}"
    said = term.target or "no translation yet"
    yield f"  = {said}" + (" (kept)" if term.keep else "") + (f"  {' | '.join(term.forms)}" if term.forms else "")
    if term.note:
        yield f"  note: {term.note}"
    for context in view.contexts:
        yield f"  {shown(context.path)}:{context.line}: {_marked(context)}"
    for entry in view.entries:
        state = "fuzzy, " if entry.fuzzy else ""
        verdict = "held" if entry.held else "not there" if term.target else "to be seen"
        yield f"  {shown(entry.context.path)}:{entry.context.line}: {_marked(entry.context)}"
        yield f"    → {entry.target} [{state}{verdict}]"
    for number, suggestion in enumerate(view.suggestions[:9], 1):
        yield f"  {number} {suggestion.text} [{suggestion.source}]"


def _marked(context: Context) -> str:
    """A sentence with its term marked, by colours or, where there are none, by signs."""
    text = context.text
    before, inside, after = text[: context.start], text[context.start : context.end], text[context.end :]
    with_colours = color() is not False and sys.stdout.isatty()
    return before + (click.style(inside, bold=True, reverse=True) if with_colours else f"»{inside}«") + after


def _say_conflict(conflict: Conflict, speaker: Speaker) -> None:
    if conflict.current is None:
        speaker.say(f"“{conflict.before.term}” is gone from the file; nothing was written", fg="yellow")
        return
    now = conflict.current
    speaker.say(
        f"“{now.term}” was changed in the file in the meantime: {now.status.value}, “{now.target}”; nothing was "
        "written, look at it again",
        fg="yellow",
    )


def _report(review: Review, speaker: Speaker) -> None:
    last = {(decision.before.path, decision.before.line): decision for decision in review.decisions}
    lines = [
        {
            "term": decision.after.term,
            "action": decision.action,
            "translation": decision.after.target,
            "status": decision.after.status,
            "path": decision.after.path,
        }
        for decision in last.values()
    ]
    left = review.total - len({id for id, one in last.items() if one.action != "edited"})
    speaker.result({"reviewed": lines, "skipped": review.skipped, "left": left}, lines)
    actions = [str(line["action"]) for line in lines]
    said = [f"{actions.count(action)} {action}" for action in ("approved", "kept", "rejected") if action in actions]
    if review.skipped:
        said.append(f"{review.skipped} skipped")
    speaker.say((", ".join(said) + "; " if said else "") + f"{counted(left, 'term')} left to review")
    if review.trouble:
        speaker.say(f"no drafts of an engine: {review.trouble}")
