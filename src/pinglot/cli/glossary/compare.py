"""``pinglot glossary diff`` and ``merge``: two versions of a glossary, and three."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, shown
from pinglot.errors import GlossaryError
from pinglot.glossary import files
from pinglot.glossary.compare import Clash, Difference, Kind
from pinglot.glossary.compare import diff as compare
from pinglot.model import Term

_SIGNS = {Kind.ADDED: ("+", "green"), Kind.REMOVED: ("-", "red"), Kind.CHANGED: ("~", "yellow")}


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path), metavar="A")
@click.argument("after", type=click.Path(path_type=Path), metavar="B")
@format_option
@quiet_option
def diff(before: Path, after: Path, form: str, quiet: bool) -> int:
    """Show what differs between two glossary files, or two folders of them, term by term and column by column.

    Order, quoting and blanks of the files do not count. Exit code 1 says that there is a difference.
    """
    speaker = Speaker(form, quiet)
    found = compare(_terms(before), _terms(after))
    lines = [
        {"kind": one.kind, "term": one.term, "columns": one.columns, "before": one.before, "after": one.after}
        for one in found
    ]
    speaker.result({"differences": lines}, lines)
    for one in found:
        sign, colour = _SIGNS[one.kind]
        speaker.write(f"{sign} {_described(one)}", fg=colour)
    kinds = [sum(one.kind is kind for one in found) for kind in Kind]
    speaker.say(f"{kinds[0]} added, {kinds[1]} removed, {kinds[2]} changed")
    return int(bool(found))


def _terms(path: Path) -> list[Term]:
    return [term for file, _ in files.expand([path]) for term in files.read(file).terms]


def _described(one: Difference) -> str:
    if one.before is None or one.after is None:
        row = one.before or one.after
        assert row is not None
        return f"{row.term} = {row.target or 'no translation'} ({row.status.value}, {row.locale or 'any locale'})"
    changes = [f"{column} “{_value(one.before, column)}” → “{_value(one.after, column)}”" for column in one.columns]
    return f"{one.term}: {', '.join(changes)}"


def _value(term: Term, column: str) -> str:
    try:
        return files.cell(term, column)
    except GlossaryError:  # a bar inside a form, which no file can hold
        return " ".join(getattr(term, column))


@click.command("merge")
@click.argument("base", type=click.Path(path_type=Path), metavar="BASE")
@click.argument("ours", type=click.Path(path_type=Path), metavar="OURS")
@click.argument("theirs", type=click.Path(path_type=Path), metavar="THEIRS")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where the result goes (default: stdout).")
@format_option
@quiet_option
def merge(base: Path, ours: Path, theirs: Path, out: Path | None, form: str, quiet: bool) -> int:
    """Merge two versions of a glossary file that began as BASE, term by term and column by column.

    Where both changed a column differently, OURS stays and the row of THEIRS follows it as a proposed one, for
    `pinglot glossary review`; nothing is dropped. Exit code 1 says that there are such conflicts.

    As git's merge driver: git config merge.pinglot.driver 'pinglot glossary merge %O %A %B --out %A -q', and in
    .gitattributes: glossary/*.csv merge=pinglot
    """
    from pinglot.jobs.exchange import merge_files

    speaker = Speaker(form, quiet)
    merged, data = merge_files(base, ours, theirs, out, config.load().state)
    speaker.result(
        {
            "rows": len(merged.terms),
            "conflicts": [
                {"term": one.term, "columns": one.columns, "base": one.base, "ours": one.ours, "theirs": one.theirs}
                for one in merged.clashes
            ],
        }
    )
    if out is None and speaker.for_people:
        click.echo(data, nl=False)
    for clash in merged.clashes:
        click.echo(f"conflict: {_clash(clash)}", err=True)
    if out is not None:
        speaker.say(f"{counted(len(merged.terms), 'row')} written to {shown(out)}")
    return int(bool(merged.clashes))


def _clash(clash: Clash) -> str:
    if clash.ours is None or clash.theirs is None:
        who = "ours" if clash.ours is None else "theirs"
        return f"{clash.term} was taken away in {who} and changed in the other; it stays as it was changed"
    ours, theirs = clash.ours, clash.theirs
    said = [f"{column} “{_value(ours, column)}” / “{_value(theirs, column)}”" for column in clash.columns]
    return f"{clash.term}: {', '.join(said)}"
