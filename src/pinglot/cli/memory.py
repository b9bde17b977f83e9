"""``pinglot memory``: exchange what people approved with other tools, as TMX."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pinglot import config, locales
from pinglot.cli.groups import CommandGroup
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, shown


@click.group("memory", cls=CommandGroup)
def command() -> None:
    """Import and export what people approved, as TMX 1.4."""


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--to", "targets", multiple=True, metavar="LOCALE", help="Only this locale; may be given several times.")
@click.option("--name", help="What the memory is called (default: the file's name).")
@click.option("--force", is_flag=True, help="Replace a memory of that name.")
@format_option
@quiet_option
def import_(
    files: tuple[Path, ...], targets: tuple[str, ...], name: str | None, force: bool, form: str, quiet: bool
) -> int:
    """Take TMX files into the project's memory (the folder 'memory' beside the configuration).

    From then on, `pinglot translate` uses what is in there as if a person had approved it in another catalog: an
    identical unit or sentence as it is, a nearly identical unit as a fuzzy suggestion. Files that use entities or
    declare their own document type are refused.
    """
    from pinglot.errors import UsageError
    from pinglot.jobs.memories import import_memory
    from pinglot.jobs.project import Project

    if name and len(files) > 1:
        raise UsageError("--name names one memory; import the files one by one")
    project = Project(config.load())
    wanted = tuple(locales.normalize(tag) for tag in targets)
    speaker = Speaker(form, quiet)
    results = [import_memory(project, path, wanted, name or "", force) for path in files]
    speaker.result({"memories": results}, results)
    for result in results:
        counts = ", ".join(f"{count} for {tag}" for tag, count in result.locales.items())
        said = "imported" if result.written else "unchanged"
        skipped = f"; {result.skipped} skipped" if result.skipped else ""
        speaker.write(f"{said}: {shown(result.path)}: {counts}{skipped}")
    return 0


@command.command("export")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option("--to", "targets", multiple=True, metavar="LOCALE", help="Only this locale; may be given several times.")
@click.option(
    "-o",
    "--out",
    "--output",
    "output",
    type=click.Path(path_type=Path),
    help="The file to write (default: standard output).",
)
@click.option("--all", "machine", is_flag=True, help="Take in what no person has touched, too.")
@quiet_option
def export_(paths: tuple[Path, ...], targets: tuple[str, ...], output: Path | None, machine: bool, quiet: bool) -> int:
    """Write what people approved in catalogs, or the catalogs in folders (default: the configured locales), as TMX 1.4.

    The same catalogs give the same bytes. Plural messages and fuzzy texts are left out.
    """
    from pinglot.files import write_bytes
    from pinglot.jobs.memories import export
    from pinglot.jobs.project import Project

    speaker = Speaker("text", quiet)
    exported = export(Project(config.load()), list(paths), tuple(locales.normalize(tag) for tag in targets), machine)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(exported.data)
        sys.stdout.buffer.flush()
    else:
        write_bytes(output, exported.data)
        speaker.write(f"exported: {shown(output)}")
    left_out = f"; {exported.left_out} left out, which TMX cannot hold" if exported.left_out else ""
    speaker.say(f"{counted(exported.pairs, 'translation')}{left_out}")
    return 0
