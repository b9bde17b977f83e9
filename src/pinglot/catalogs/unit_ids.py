"""How people name an entry on the command line: by a short id that stays, or by its line.

The id is made of context and msgid alone (40 bits of SHA-256 in base 32: eight letters and digits), so it is the same
in every locale, survives reordering, and changes with the source. Among 100,000 entries two share one with a chance
of half a percent; whoever names such an id is told.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from pinglot.catalogs.po import Entry
from pinglot.errors import UsageError

__all__ = ["find", "unit_id"]

_SHORTEST = 4


def unit_id(context: str | None, msgid: str) -> str:
    """Eight characters, ``a``–``z`` and ``2``–``7``, that name a unit in every catalog of its domain."""
    framed = f"{'' if context is None else f'={context}'}\0{msgid}".encode("utf-8", "surrogatepass")
    return base64.b32encode(hashlib.sha256(framed).digest()[:5]).decode("ascii").lower()


def find(entries: Iterable[Entry], wanted: str, path: object = "") -> Entry:
    """The entry that a person names.

    Args:
        entries: the catalog's entries without its header; obsolete ones are never found.
        wanted: a unit id, or its beginning of at least four characters, or the 1-based line of the entry's msgid
            (``42`` or ``:42``), as findings and editors show it.
        path: the catalog, for messages.

    Raises:
        UsageError: there is no such entry, or more than one.
    """
    live = [entry for entry in entries if not entry.obsolete]
    name = wanted.strip().lower().removeprefix(":")
    found = [entry for entry in live if unit_id(entry.context, entry.msgid) == name]
    if not found and name.isdecimal():
        found = [entry for entry in live if entry.line == int(name)]
    elif not found and len(name) >= _SHORTEST:
        found = [entry for entry in live if unit_id(entry.context, entry.msgid).startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{path}: '{wanted}' names {len(found)} units; give more of the id, or a line number")
    raise UsageError(f"{path} has no unit '{wanted}'; 'pinglot catalog status --units' lists them")
