"""The two jobs of the batch: do it, and say beforehand what it would be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pinglot import files
from pinglot.batch import extra, report
from pinglot.batch.driver import run
from pinglot.batch.events import Ended, Event
from pinglot.batch.journal import Journal
from pinglot.batch.places import Places
from pinglot.batch.reading import Request, listed
from pinglot.batch.report import Report
from pinglot.batch.sources import is_url
from pinglot.config import Settings

__all__ = ["Request", "batch"]


def batch(
    request: Request, settings: Settings, out: str | None = None, locales: str | None = None
) -> Iterator[Event | Report]:
    """Translates every article of the sources to every target of the settings.

    Args:
        request: what to do.
        settings: the targets, the engine, the glossary and the places.
        out: folder or URL of the translated articles, instead of that of the settings.
        locales: folder or URL of the catalogs, likewise.

    Yields:
        what happens; the last is the report, which lies in ``.pinglot/batch/``, too.

    Raises:
        PinglotError: the extra is not installed, bad input, or nothing can go on; what was done is in the journal.
    """
    state = settings.state / "batch"
    extra.distributed(state)
    extra.fsspec()
    places = Places(settings, out, locales, state / "spool")
    path = state / "journal.sqlite"
    with files.locked(path, settings.state, timeout=0.1):
        journal = Journal(path)
        try:
            journal.begin(_asked(request, places.settings, out, locales), request.resume)
            listed(journal, places, request.sources, settings.targets)
            for event in run(request, places, journal, state):
                yield event
                if isinstance(event, Ended):
                    made = report.report_of(journal, event.seconds)
                    report.write(made, state)
                    yield made
        finally:
            journal.close()


def _asked(request: Request, settings: Settings, out: str | None, locales: str | None) -> dict[str, object]:
    """What makes two runs the same: where from, where to, into what."""

    def whole(place: str | Path | None) -> str | None:
        return None if place is None else str(place) if is_url(str(place)) else os.path.abspath(place)

    return {
        "sources": [whole(source) for source in request.sources],
        "targets": list(settings.targets),
        "out": whole(out or settings.out),
        "locales": whole(locales or settings.locales),
    }
