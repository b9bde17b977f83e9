"""What a batch tells while it works."""

from __future__ import annotations

from dataclasses import dataclass

from pinglot.batch.journal import Outcome

__all__ = ["Ended", "Event", "Joined", "Noted", "Started"]


@dataclass(frozen=True, slots=True)
class Started:
    """The list of articles is there.

    Attributes:
        articles, bytes: how many, and how large together.
        locales: how many targets.
        todo: articles, in a locale each, that are to be done.
        journal: its path.
    """

    articles: int
    bytes: int
    locales: int
    todo: int
    journal: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The cluster is there, with so many threads; ``dashboard`` is Dask's address, ``""`` where there is none."""

    threads: int
    dashboard: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something became of an article in a locale; ``done`` of ``total`` have come to an end."""

    article: str
    locale: str
    outcome: Outcome
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Everything has come to an end, after so many seconds."""

    seconds: float


Event = Started | Joined | Noted | Ended
