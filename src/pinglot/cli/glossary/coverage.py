"""``pinglot glossary coverage``: how far the glossary covers articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pinglot.cli.glossary.shared import article_options, one_target, settings_for, to_option
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, shown, table


@click.command("coverage")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE…")
@to_option
@article_options
@format_option
@quiet_option
def command(
    articles: tuple[Path, ...],
    target: str | None,
    source: str | None,
    input_type: str | None,
    glossary: tuple[Path, ...],
    form: str,
    quiet: bool,
) -> None:
    """Show which approved terms articles use, and which of their names and terms the glossary does not have.

    What is not covered is what `pinglot glossary extract` would propose.
    """
    from pinglot.jobs.coverage import coverage
    from pinglot.jobs.project import Project

    speaker = Speaker(form, quiet)
    settings = settings_for(source, glossary)
    results = coverage(Project(settings), articles, one_target(target, settings), input_type=input_type)
    lines: list[dict[str, Any]] = []
    for result in results:
        one = result.coverage
        lines.append(
            {
                "article": result.article,
                "share": round(one.share, 3),
                "used": [_said(use.term.term, use.term.target, use.count) for use in one.used],
                "proposed": [_said(use.term.term, use.term.target, use.count) for use in one.proposed],
                "uncovered": [
                    {"term": each.term, "count": each.count, "kind": each.kind, "contexts": each.contexts}
                    for each in one.uncovered
                ],
            }
        )
        rows = [["used", str(use.count), use.term.term, use.term.target] for use in one.used]
        rows += [["proposed", str(use.count), use.term.term, use.term.target] for use in one.proposed]
        rows += [["not covered", str(each.count), each.term, ""] for each in one.uncovered]
        speaker.write(f"{shown(result.article)}: {one.share:.0%} of the places of its terms are covered")
        for row in table(rows, ["STATE", "COUNT", "TERM", "TRANSLATION"]) if rows else ():
            speaker.write(row)
    speaker.result({"articles": lines}, lines)
    missing = sum(len(result.coverage.uncovered) for result in results)
    speaker.say(f"{counted(missing, 'term')} not covered; `pinglot glossary extract` proposes them")


def _said(term: str, translation: str, count: int) -> dict[str, object]:
    return {"term": term, "translation": translation, "count": count}
