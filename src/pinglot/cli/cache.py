"""``pinglot cache``: what engines said in earlier runs."""

from __future__ import annotations

import click

from pinglot import config
from pinglot.cli.output import Speaker, counted, format_option, shown


@click.group("cache")
def command() -> None:
    """See or clear what engines said in earlier runs.

    The drafts of engines that say the same each time (argos) are kept in the user's cache folder, for all projects, so
    that no sentence is translated twice by the same model. 'cache = false' in the configuration keeps none.
    """


@command.command("info")
@format_option
def info(form: str) -> int:
    """Say where the cache lies, how many drafts are in it and how large it is."""
    from pinglot.engines.cache import Cache

    limit = config.load().cache
    found = Cache(limit).info()
    speaker = Speaker(form)
    speaker.result({"path": found.path, "drafts": found.drafts, "size": found.size, "limit": limit})
    allowed = f"of {limit / 1048576:g} MB" if limit else "and off: 'cache' in the configuration"
    speaker.write(f"{shown(found.path)}: {counted(found.drafts, 'draft')}, {found.size / 1048576:.1f} MB {allowed}")
    return 0


@command.command("clear")
@format_option
def clear(form: str) -> int:
    """Delete the cache. Nothing but time is lost: what is missing is translated again."""
    from pinglot.engines.cache import clear as delete
    from pinglot.engines.cache import place
    from pinglot.errors import UsageError

    try:
        freed = delete()
    except OSError as trouble:
        raise UsageError(f"{trouble.filename} cannot be deleted ({trouble.strerror})") from None
    speaker = Speaker(form)
    speaker.result({"path": place(), "freed": freed})
    speaker.write(f"cleared: {shown(place())}, {freed / 1048576:.1f} MB freed")
    return 0
