"""``pinglot init``: a configuration and the project's folders."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config, files, locales
from pinglot.cli.output import Speaker, quiet_option
from pinglot.errors import UsageError

_COLUMNS = "term,translation,variants,forms,forbidden,keep,case,status,pos,gender,number,definition,note"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--from", "source", metavar="LOCALE", default="en", show_default=True, help="Locale of the articles.")
@click.option(
    "--to", "targets", metavar="LOCALE", multiple=True, help="Locale to translate to; may be given several times."
)
@quiet_option
def command(folder: Path, source: str, targets: tuple[str, ...], quiet: bool) -> None:
    """Write pinglot.toml, glossary/ and locales/ in FOLDER (default: the current one).

    What is there already is left as it is; an existing pinglot.toml is an error.
    """
    speaker = Speaker(quiet=quiet)
    path = folder / config.FILE_NAME
    if path.exists():
        raise UsageError(f"{path} is there already; edit it, or delete it to begin anew")
    source = locales.normalize(source)
    tags = list(dict.fromkeys(locales.normalize(tag) for tag in targets))
    if source in tags:
        raise UsageError(f"the articles are in '{source}' already; name other locales with --to")
    # Files in the folder of terms, so that version control keeps it; one for all locales needs a column for them.
    tables = {f"terms.{tag}.csv": _COLUMNS for tag in tags} or {"terms.csv": f"{_COLUMNS},locale"}
    made = []
    for name, columns in tables.items():
        glossary = folder / "glossary" / name
        if not glossary.exists():
            files.write_bytes(glossary, f"{columns}\n".encode())
            made.append(glossary)
    (folder / "locales").mkdir(parents=True, exist_ok=True)
    files.write_bytes(path, _configuration(source, tags).encode())
    made += [folder / "locales", path]
    speaker.say("made " + ", ".join(str(item) for item in made))
    to = "" if tags else " --to LOCALE"
    speaker.say(f"next: write terms into glossary/, then 'pinglot translate ARTICLE{to}'")


def _configuration(source: str, targets: list[str]) -> str:
    listed = ", ".join(f'"{tag}"' for tag in targets)
    lines = {
        f'source = "{source}"': "locale of the articles",
        f"targets = [{listed}]": "what `pinglot translate` makes where --to names no locale",
        'engine = "auto"': "argos where a package is installed, else apertium",
        'glossary = ["glossary"]': "files and folders of terms",
        'locales = "locales"': "folder of templates and catalogs",
    }
    width = max(map(len, lines))
    settings = "".join(f"{line.ljust(width)}  # {meaning}\n" for line, meaning in lines.items())
    return f"# What pinglot does in this folder; every key may be left out.\n{settings}"
