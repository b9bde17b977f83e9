"""A document's units as the entries of a template: references, and comments that say what each code stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pinglot.brief import cut
from pinglot.catalogs.po import Entry
from pinglot.model import Code, Unit

__all__ = ["entries"]

_MAX_SHOWN = 100


def entries(units: Iterable[Unit], source: str) -> list[Entry]:
    """One untranslated entry for each different unit, in the order of the document.

    Equal text in equal context is one entry with several references; where one of them has a plural, the entry has
    it. A unit with neither text nor context has no entry: gettext keeps that key for the header.

    Args:
        source: the document's path, as references shall name it.
    """
    made: dict[tuple[str | None, str], Entry] = {}
    # GNU gettext 0.20 and later put a name with blanks between U+2068 and U+2069.
    name = f"\u2068{source}\u2069" if re.search(r"\s", source) else source
    for unit in units:
        key = unit.key
        if key == (None, ""):
            continue
        entry = made.get(key)
        if entry is None:
            entry = made[key] = Entry(unit.source, context=unit.context)
        if unit.plural is not None and entry.plural is None:
            entry.plural = unit.plural
            entry.msgstr = ["", ""]
        _add(entry.references, [f"{name}:{unit.line}" if unit.line else name])
        _add(entry.extracted, [f" {line}" for line in _comments(unit)])
        _add(entry.flags, [flag for flag in unit.flags if flag != "fuzzy"])
    return list(made.values())


def _add(known: list[str], new: Iterable[str]) -> None:
    for item in new:
        if item not in known:
            known.append(item)


def _comments(unit: Unit) -> Sequence[str]:
    kind = [] if unit.kind in ("", "message") else [unit.kind]
    codes = [_code(code) for code in unit.codes]
    notes = [line.strip() for note in unit.notes for line in note.splitlines()]
    return [*kind, *codes, *filter(None, notes)]


def _code(code: Code) -> str:
    if code.paired:
        return f"<{code.name}>: {_shown(code.open)}…{_shown(code.close)}"
    return f"<{code.name}/>: {_shown(code.open)}"


def _shown(raw: str) -> str:
    text = re.sub(r"[ \t]*\r?\n\s*", "↵", raw)
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return cut(text, _MAX_SHOWN)
