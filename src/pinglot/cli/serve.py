"""``pinglot serve``: the review page."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from threading import Timer

import click

from pinglot.cli.glossary.shared import settings_for
from pinglot.cli.output import Speaker, glossary_option, quiet_option
from pinglot.cli.reviewer import reviewer_option, reviewer_or_default
from pinglot.errors import EngineMissing, UsageError


@click.command("serve")
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path), metavar="[ARTICLE]…")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 for a free one.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Loopback address to listen on."
)
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@glossary_option
@reviewer_option
@click.option("--engine", help="The engine that drafts suggestions; 'none' asks none (default: what is installed).")
@click.option(
    "--api",
    is_flag=True,
    help="Also translate for other programs of this machine at /translate, as LibreTranslate does.",
)
@click.option("--api-key", default="", metavar="KEY", help="With --api: what those programs must send as api_key.")
@quiet_option
def command(
    articles: tuple[Path, ...],
    port: int,
    host: str,
    no_browser: bool,
    glossary: tuple[Path, ...],
    reviewer: str | None,
    engine: str | None,
    api: bool,
    api_key: str,
    quiet: bool,
) -> None:
    """Review terms and translations in a browser, on this machine alone.

    The page shows the project's glossaries and catalogs, and takes decisions into their files at once. ARTICLEs are
    shown beside the terms that stand in them; without any, those that the project holds.

    It listens on a loopback address, and asks for the key in the address that is printed; nothing else can read or
    write through it. Ctrl+C ends it.

    With --api, clients of LibreTranslate can translate at the same address without that key (`/languages`,
    `/translate`, `/detect`), with the project's terms pinned.
    """
    from pinglot.jobs.project import Project

    try:
        import flask  # noqa: F401  only to see that it is there
        import waitress  # noqa: F401
    except ImportError:
        raise EngineMissing("the review page needs the extra 'web': pip install 'pinglot[web]'") from None
    from pinglot.web.server import has_screen, listen, serve

    if api_key and not api:
        raise UsageError("--api-key is for --api; give both")
    speaker = Speaker(quiet=quiet)
    settings = settings_for(None, glossary)
    opened = serve(
        Project(settings),
        listen(host, port),
        reviewer=reviewer_or_default(reviewer, settings.root),
        articles=articles,
        engine=engine,
        api=api,
        api_key=api_key,
    )
    click.echo(opened.url)
    speaker.say("the review page is at this address until Ctrl+C")
    if not no_browser and has_screen():
        timer = Timer(0.3, webbrowser.open, [opened.url])
        timer.daemon = True
        timer.start()
    opened.run()
    speaker.say("ended; what was saved is in the files")
