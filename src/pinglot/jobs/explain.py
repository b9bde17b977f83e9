"""How each pin of a catalog came about: the receipts that an entry's provenance has no room for.

One file a catalog, ``.pinglot/receipts/<domain>.<locale>.json``: for the three digests of an entry's provenance, its
pins, each with term, source, form, strategy and cost. It can be thrown away: then a kept entry's pins are judged all
the same, and only how they came about is not known any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pinglot import files
from pinglot.catalogs import provenance
from pinglot.catalogs.po import Entry
from pinglot.errors import UsageError
from pinglot.jobs.receipts import lines, read_receipts
from pinglot.model import Pin

__all__ = ["PinReceipts", "explain"]


def explain(pin: Pin) -> str:
    """One line a pin: ``grant → subvención [proxy, cost 0.2]``."""
    if not pin.held:
        return f"{pin.source} → not held; wanted “{pin.term.target}”"
    said = [pin.strategy or "judged only"] + ([f"cost {pin.cost:.1f}"] if pin.cost is not None else [])
    return f"{pin.source} → {pin.form} [{', '.join(said)}]"


class PinReceipts:
    """The receipts of one catalog.

    Args:
        state: the folder for what can be thrown away (``.pinglot``).
        domain: the catalog's name.
        locale: BCP 47 tag.
    """

    def __init__(self, state: Path, domain: str, locale: str) -> None:
        self.path = state / "receipts" / f"{domain}.{locale}.json"
        self._known = read_receipts(self.path)
        self._kept: dict[str, Any] = {}

    def note(self, entry: Entry | None, pins: Sequence[Pin]) -> None:
        """Keeps the receipt of an entry that was just written."""
        key = _key(entry)
        if key and pins:
            self._kept[key] = [[pin.term.term, pin.source, pin.form, pin.strategy, pin.cost] for pin in pins]

    def recall(self, entry: Entry | None, pins: tuple[Pin, ...]) -> tuple[Pin, ...]:
        """The pins of an entry that was kept, with how they came about, where that is known and still true."""
        key = _key(entry)
        rows = self._known.get(key)
        if not isinstance(rows, list) or len(rows) != len(pins):
            return pins
        self._kept[key] = rows
        told = []
        for pin, row in zip(pins, rows, strict=True):
            match row:
                case [str(term), _, str(form), str(strategy), cost] if pin.held:
                    same = (term, form) == (pin.term.term, pin.form)
                    known = cost if isinstance(cost, int | float) else None
                    told.append(replace(pin, strategy=strategy, cost=known) if same else pin)
                case _:
                    told.append(pin)
        return tuple(told)

    def save(self) -> None:
        """Writes the receipts of the entries seen in this run, and no others.

        A place that cannot be written costs no run its result.
        """
        if self._kept == self._known or not (self._kept or self.path.exists()):
            return
        # No lock: nothing of what is there stays, so the last of two runs is right, whichever it is.
        with contextlib.suppress(UsageError, OSError):
            files.write_bytes(self.path, lines(self._kept), synced=False)


def _key(entry: Entry | None) -> str:
    """The provenance's digests, ``""`` where a person wrote the text that stands there."""
    found = provenance.of_machine(entry) if entry is not None else None
    return f"{found.source} {found.text} {found.terms}" if found is not None else ""
