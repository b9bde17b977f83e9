"""``pinglot engine``: what can translate on this machine, and bringing more."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pinglot import locales
from pinglot.cli.groups import CommandGroup
from pinglot.cli.output import Speaker, format_option, plain, quiet_option, table
from pinglot.errors import EngineMissing, UsageError

_timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=20.0,
    show_default=True,
    help="Longest wait for the index or a download to answer.",
)


@click.group("engine", cls=CommandGroup)
def command() -> None:
    """List, install and remove translation engines."""


@command.command("list")
@click.option("--from", "source", metavar="LOCALE", help="Only pairs from this locale.")
@click.option("--to", "target", metavar="LOCALE", help="Only pairs into this locale.")
@click.option("--available", is_flag=True, help="List what Argos's package index offers (needs a network).")
@_timeout_option
@format_option
@quiet_option
def list_(source: str | None, target: str | None, available: bool, timeout: float, form: str, quiet: bool) -> int:
    """List the pairs that can be translated on this machine.

    With --from and --to, exit code 3 says that none serves the pair.
    """
    speaker = Speaker(form, quiet)
    wanted = [None if tag is None else set(locales.chain(tag)) for tag in (source, target)]
    rows: list[dict[str, str]] = []
    if available:
        from pinglot.engines import index

        for package in index.available(timeout=timeout):
            rows.append(
                {"engine": "argos", "from": package.source, "to": package.target, "model": package.name,
                 "version": package.version, "place": package.links[0] if package.links else ""}
            )  # fmt: skip
    else:
        from pinglot.engines import installed_pairs

        for pair in installed_pairs():
            rows.append(
                {"engine": pair.engine, "from": pair.source, "to": pair.target, "model": pair.model,
                 "version": pair.version, "place": pair.place}
            )  # fmt: skip
    rows = [
        row
        for row in rows
        if (wanted[0] is None or row["from"] in wanted[0]) and (wanted[1] is None or row["to"] in wanted[1])
    ]
    speaker.result({"engines": rows}, rows)
    if rows:
        for line in table([list(row.values()) for row in rows], ["ENGINE", "FROM", "TO", "MODEL", "VERSION", "PLACE"]):
            speaker.write(line)
    elif available:
        speaker.say("the index has no such package")
    elif source and target:
        from pinglot.engines import providers

        hints = [hint for each in providers() if (hint := each.install_hint(source, target))]
        raise EngineMissing(
            f"no installed engine translates {source} → {target}"
            + (f"; install one with {' or '.join(f'`{hint}`' for hint in hints)}" if hints else "")
        )
    else:
        speaker.say("no engine is installed; 'pinglot engine install en es', or Debian's apertium-eng-spa")
    return 0


@command.command("install")
@click.argument("what", nargs=-1, required=True, metavar="FROM TO | FILE.argosmodel")
@click.option("--force", is_flag=True, help="Install an older version over a newer one, or the same again.")
@_timeout_option
@format_option
@quiet_option
def install(what: tuple[str, ...], force: bool, timeout: float, form: str, quiet: bool) -> None:
    """Install an Argos package: for a pair from Argos's index, or from a FILE on disk.

    A file is checked before a byte of it is written, and takes the place of an older version in one step.
    """
    from pinglot.engines.install import from_file

    speaker = Speaker(form, quiet)
    if len(what) == 1:
        if not Path(what[0]).suffix and not Path(what[0]).exists():
            raise UsageError(f"'{what[0]}' is no file; name a pair (pinglot engine install en es) or a package file")
        done = from_file(Path(what[0]), force=force)
    elif len(what) == 2:
        source, target = map(locales.normalize, what)
        file = _download(source, target, _cache(), timeout, speaker)
        try:
            done = from_file(file, force=force)
        finally:
            file.unlink(missing_ok=True)
    else:
        raise UsageError("name a pair (pinglot engine install en es) or one package file")
    speaker.result(
        {"from": done.source, "to": done.target, "model": done.name, "version": done.version, "place": done.path}
    )
    speaker.write(f"argos {done.name} {done.version}: {done.change}")


@command.command("fetch")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "-o", "--out", "--output", "output", type=click.Path(path_type=Path), required=True, help="File, or folder for it."
)
@_timeout_option
@quiet_option
def fetch(source: str, target: str, output: Path, timeout: float, quiet: bool) -> None:
    """Download a pair's package to a file, for a machine without a network.

    A download that was cut goes on where it ended.
    """
    speaker = Speaker(quiet=quiet)
    path = _download(locales.normalize(source), locales.normalize(target), output, timeout, speaker)
    click.echo(path)
    speaker.say(f"on the other machine: pinglot engine install {path.name}")


@command.command("remove")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@quiet_option
def remove(source: str, target: str, quiet: bool) -> None:
    """Remove a pair's Argos packages. What apt installed is for apt to remove."""
    from pinglot.engines import install

    for package in install.remove(locales.normalize(source), locales.normalize(target)):
        Speaker(quiet=quiet).say(f"removed argos {package.name} {package.version}")


def _cache() -> Path:
    """A place that stays, so that a download that was cut goes on where it ended."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pinglot"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UsageError(
            f"{folder}, the place for downloads, cannot be made ({trouble.strerror}); "
            "set HOME or XDG_CACHE_HOME to a folder that you may write"
        ) from None
    return folder


@command.command("probe")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--engine", "name", default="auto", show_default=True, help="Which engine's model.")
@click.option("--fresh", is_flag=True, help="Try everything again, whatever is kept from before.")
@click.option("--all", "everything", is_flag=True, help="Show also what may not be used, and why.")
@format_option
@quiet_option
def probe(source: str, target: str, name: str, fresh: bool, everything: bool, form: str, quiet: bool) -> None:
    """Show which nouns may stand in for terms with a pair's model.

    While a sentence with a pinned term is translated, a noun of the same gender and number stands in for the term. Each
    is tried in a few short sentences, once for a model; the result is kept in the user's cache.
    """
    from pinglot import engines, pins

    speaker = Speaker(form, quiet)
    target = locales.normalize(target)
    with engines.open_engine(name, locales.normalize(source), target) as engine:
        if not pins.can_probe(engine):
            raise UsageError(f"{engine.signature} needs no nouns: only engines that decode, from English, use them")
        found = pins.probe(engine, target, fresh=fresh)
    speaker.result(plain(found), found.proxies)
    speaker.write(f"{found.signature} → {found.locale}: {len(found.proxies)} nouns and names may stand in for a term")
    if found.alignment is not None:
        speaker.write(f"alignment: right for {found.alignment:.0%} of the nouns")
    speaker.write(f"a sentence whose pins cost more than {found.tolerance:.1f} nats a token is left to a person")
    groups: dict[tuple[str, str, str], list[str]] = {}
    for proxy in found.proxies:
        same = proxy.source == proxy.target
        groups.setdefault((proxy.kind, proxy.gender, proxy.number), []).append(
            proxy.source if same else f"{proxy.source} = {proxy.target}"
        )
    rows = [(*group, ", ".join(nouns)) for group, nouns in sorted(groups.items())]
    for line in table(rows, ["KIND", "GENDER", "NUMBER", "NOUNS"]):
        speaker.write(line)
    if everything:
        for noun, reason in found.refused:
            speaker.write(f"not {noun}: {reason}")


def _download(source: str, target: str, to: Path, timeout: float, speaker: Speaker) -> Path:
    from pinglot.engines import index

    with speaker.bar(f"downloading {source} → {target}") as update:
        return index.fetch(source, target, to, update, timeout=timeout)
