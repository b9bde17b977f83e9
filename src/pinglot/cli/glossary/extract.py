"""``pinglot glossary extract``: terms that articles suggest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pinglot.cli.glossary.shared import article_options, one_target, settings_for, to_option
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, shown, table


@click.command("extract")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE…")
@to_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.csv", help="Add the terms to this glossary file.")
@click.option("--limit", type=click.IntRange(0), default=100, show_default=True, help="How many at most; 0 for all.")
@click.option("--engine", help="The engine that drafts translations; 'none' asks none (default: what is installed).")
@click.option(
    "--suggest-from",
    "others",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Glossary file or folder to suggest translations from, besides the configured ones.",
)
@article_options
@format_option
@quiet_option
def command(
    articles: tuple[Path, ...],
    target: str | None,
    out: Path | None,
    limit: int,
    engine: str | None,
    others: tuple[Path, ...],
    source: str | None,
    input_type: str | None,
    glossary: tuple[Path, ...],
    form: str,
    quiet: bool,
) -> None:
    """Propose terms from articles, best first.

    Names of persons, places and institutions, acronyms with what they stand for, programme names in quotes, and
    phrases that come back. What the glossary has decided on is left out. Each term comes with its count, up to three
    sentences, and translations to choose from, each with its source: another glossary, what people approved in the
    catalogs, the engine's draft in its sentence.

    --out adds them to a glossary file as proposed rows; a term that stands there is not added again.
    """
    from pinglot.jobs.extract import append, propose
    from pinglot.jobs.project import Project

    speaker = Speaker(form, quiet)
    settings = settings_for(source, glossary)
    project, locale = Project(settings), one_target(target, settings)
    found = propose(
        project,
        articles,
        locale,
        input_type=input_type,
        others=others,
        engine=engine,
        limit=limit,
        also_known=[out] if out else [],
    )
    added = append(project, found.terms, out, locale) if out else 0
    lines: list[dict[str, Any]] = [
        {
            "term": one.candidate.term,
            "count": one.candidate.count,
            "kind": one.candidate.kind,
            "contexts": one.candidate.contexts,
            "suggestions": one.suggestions,
            "short_forms": [{"term": term, "count": count} for term, count in one.candidate.short_forms],
            "long_form": one.candidate.long_form,
            "status": one.candidate.status,
        }
        for one in found.terms
    ]
    speaker.result({"terms": lines}, lines)
    rows = [
        [
            str(line["count"]),
            str(line["kind"]),
            " / ".join([line["term"], *(short["term"] for short in line["short_forms"])]),
            f"{line['suggestions'][0].text} [{line['suggestions'][0].source}]" if line["suggestions"] else "",
        ]
        for line in lines
    ]
    if rows:
        for row in table(rows, ["COUNT", "KIND", "TERM", "SUGGESTION"]):
            speaker.write(row)
    speaker.say(counted(len(lines), "term") + (f"; {counted(added, 'row')} added to {shown(out)}" if out else ""))
    if found.trouble:
        speaker.say(f"no drafts of an engine: {found.trouble}")
