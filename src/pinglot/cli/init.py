"""``pinglot init``: a configuration and the project's folders."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config, files, locales
from pinglot.cli.output import Speaker, quiet_option
from pinglot.errors import UsageError

_GLOSSARY = "term,translation,variants,forms,forbidden,keep,case,status,pos,gender,number,definition,note\n"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--from", "source", default="en", show_default=True, help="Locale of the articles.")
@click.option("--to", "targets", multiple=True, help="Locale to translate to; may be given several times.")
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
    tags = [locales.normalize(tag) for tag in targets]
    listed = ", ".join(f'"{tag}"' for tag in tags)
    files.write_bytes(
        path,
        (
            "# What pinglot does in this folder; every key may be left out.\n"
            f'source = "{source}"      # locale of the articles\n'
            f"targets = [{listed}]     # locales that `pinglot translate` makes when --to names none\n"
            'engine = "auto"    # argos where a package is installed, else apertium\n'
            'glossary = ["glossary"]\n'
            'locales = "locales"\n'
        ).encode(),
    )
    (folder / "locales").mkdir(parents=True, exist_ok=True)
    (folder / "glossary").mkdir(parents=True, exist_ok=True)
    made = [path, folder / "locales", folder / "glossary"]
    for tag in tags:
        glossary = folder / "glossary" / f"terms.{tag}.csv"
        if not glossary.exists():
            files.write_bytes(glossary, _GLOSSARY.encode())
            made.append(glossary)
    speaker.say("made " + ", ".join(str(item) for item in made))
    speaker.say("next: write terms into glossary/, then 'pinglot translate ARTICLE --to LOCALE'")
