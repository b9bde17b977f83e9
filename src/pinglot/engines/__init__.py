"""Engines: what translates a batch of plain sentences, and how one is found for a pair.

Engines come in through the entry-point group ``pinglot.engines``; nothing heavy is imported before one is opened.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module

from pinglot import locales
from pinglot.engines.base import Alternatives, Capabilities, Engine, InstalledPair, Provider, Scores
from pinglot.engines.routes import PivotEngine, open_pivot, pivots
from pinglot.errors import EngineError, EngineMissing, UsageError

__all__ = [
    "Alternatives",
    "Capabilities",
    "Engine",
    "InstalledPair",
    "PivotEngine",
    "Provider",
    "Scores",
    "installed_pairs",
    "open_engine",
    "providers",
]

# `auto` asks these first; engines that others add follow by name.
_PREFERRED = ("argos", "apertium")


def providers() -> Iterator[Provider]:
    """Every provider, in the order in which ``auto`` asks them: the preferred, then the entry-point group's others.

    Each is imported, and the entry points are looked for, when one gets that far: reading what all distributions
    offer takes longer than loading a small model. An entry that cannot be imported is left out: a broken add-on must
    not stop the engines that work.
    """
    for name in _PREFERRED:
        yield import_module(f"pinglot.engines.{name}").provider
    yield from _others()


@functools.cache
def _others() -> tuple[Provider, ...]:
    from importlib.metadata import entry_points

    found: dict[str, Provider] = {}
    for entry in sorted(entry_points(group="pinglot.engines"), key=lambda entry: entry.name):
        if entry.name in _PREFERRED:
            continue
        try:
            found.setdefault(entry.name, entry.load())
        except (ImportError, AttributeError):
            continue
    return tuple(found.values())


def installed_pairs() -> list[InstalledPair]:
    """Every pair that can be opened on this machine, the preferred engine's first, then by name."""
    return _pairs(providers())


def _pairs(of: Iterable[Provider]) -> list[InstalledPair]:
    return [
        pair
        for provider in of
        for pair in sorted(provider.pairs(), key=lambda pair: (pair.source, pair.target, pair.model))
    ]


def open_engine(name: str, source: str, target: str) -> Engine:
    """Opens an engine for a pair.

    Args:
        name: a provider's name, or ``auto``: argos where a package for the pair is installed, else apertium, else
            any other engine that has the pair. Where no asked engine has the pair, the shortest pivot over what is
            installed for those asked.
        source, target: BCP 47 tags; a wider model may serve a narrower locale.

    Raises:
        UsageError: no provider has that name, or a tag is no locale.
        EngineMissing: nothing installed serves the pair; the message names the commands that install something.
        EngineError: an engine is there and cannot be used.
    """
    source, target = locales.normalize(source), locales.normalize(target)
    asked: list[Provider] = []
    trouble: EngineError | None = None
    for provider in [_provider(name)] if name != "auto" else providers():
        if name == "auto" and not _may_be_chosen(provider):
            continue
        asked.append(provider)
        try:
            return provider.open(source, target)
        except EngineMissing:
            continue
        except EngineError as error:
            trouble = trouble or error
    for way in pivots(_pairs(asked), source, target):
        return open_pivot(way, _open_pair, source, target)
    raise trouble if trouble is not None and name != "auto" else _missing(asked, source, target, trouble)


def _may_be_chosen(provider: Provider) -> bool:
    # An engine that takes any pair, as pseudo does, lists none: it must be asked for by name.
    return provider.name in _PREFERRED or bool(provider.pairs())


def _provider(name: str) -> Provider:
    for provider in providers():
        if provider.name == name:
            return provider
    known = ", ".join(["auto", *(provider.name for provider in providers())])
    raise UsageError(f"there is no engine '{name}'; the engines are {known}")


def _open_pair(pair: InstalledPair) -> Engine:
    return _provider(pair.engine).open(pair.source, pair.target)


def _missing(asked: Sequence[Provider], source: str, target: str, trouble: EngineError | None) -> EngineMissing:
    hints = [hint for provider in asked if (hint := provider.install_hint(source, target))]
    commands = " or ".join(f"`{hint}`" for hint in hints)
    message = f"no installed engine translates {source} → {target}"
    if commands:
        message += f"; install one with {commands}"
    if trouble is not None:
        message += f" ({trouble})"
    return EngineMissing(message)
