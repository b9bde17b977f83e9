"""A paragraph that was split in two, or two that were merged, recognised by their sentences.

Where an old entry's source and translation have as many sentences, each sentence of the source has its translation.
A new unit all of whose sentences stand in entries that have left the document takes those translations, in its own
order, as a fuzzy text. Inline codes are told apart by their order within a sentence, since a unit numbers its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pinglot import inline
from pinglot.catalogs import provenance
from pinglot.catalogs.po import Entry

__all__ = ["Cutter", "carried"]

_CODE = re.compile(r"<(/?)([gx])([1-9][0-9]{0,3})(/?)>")


@dataclass(frozen=True, slots=True)
class Cutter:
    """How to cut coded texts into sentences.

    Attributes:
        source, target: coded text → its sentences, each a coded text; None where a pair of codes spans two of them.
        joint: what stands between two sentences of the target, ``""`` where its script has no blanks.
    """

    source: Callable[[str], list[str] | None]
    target: Callable[[str], list[str] | None]
    joint: str = " "


@dataclass(frozen=True, slots=True)
class _Piece:
    """The translation of one sentence of an old entry, its codes named by their order in the sentence."""

    text: str
    owner: Entry
    place: int


def carried(
    new: Sequence[tuple[int, Entry]], leftovers: Sequence[Entry], cutter: Cutter
) -> Iterator[tuple[int, Entry]]:
    """The new entries that sentences of old ones make up: each with its index, as a fuzzy entry.

    Args:
        new: untranslated entries, each with an index that is handed back.
        leftovers: entries whose units have left the document; they are not changed.
        cutter: cuts both sides.
    """
    pieces: dict[tuple[str | None, str], list[_Piece]] = {}
    for owner in leftovers:
        if owner.plural is None and owner.translated:
            for sentence, piece in _pieces(owner, cutter):
                pieces.setdefault((owner.context, sentence), []).append(piece)
    for index, want in new if pieces else ():
        if want.plural is not None:
            continue
        made = _made_up(want, cutter, pieces)
        if made is not None:
            yield index, made


def _pieces(owner: Entry, cutter: Cutter) -> Iterator[tuple[str, _Piece]]:
    sources, targets = cutter.source(owner.msgid), cutter.target(owner.msgstr[0])
    if sources is None or targets is None or len(sources) != len(targets):
        return
    for place, (source, target) in enumerate(zip(sources, targets, strict=True)):
        names = _names(source)
        if not inline.verify(source, target):
            yield _renamed(source, names), _Piece(_renamed(target, names), owner, place)


def _made_up(want: Entry, cutter: Cutter, pieces: dict[tuple[str | None, str], list[_Piece]]) -> Entry | None:
    sentences = cutter.source(want.msgid) or []
    chosen: list[_Piece] = []
    texts: list[str] = []
    for sentence in sentences:
        names = _names(sentence)
        known = pieces.get((want.context, _renamed(sentence, names)))
        if not known:
            return None
        last = chosen[-1] if chosen else None
        follows = [one for one in known if last and one.owner is last.owner and one.place == last.place + 1]
        chosen.append((follows or known)[0])
        texts.append(_renamed(chosen[-1].text, {new: old for old, new in names.items()}))
    text = cutter.joint.join(texts)
    if not text or inline.verify(want.msgid, text):
        return None
    return _entry(want, text, list({id(one.owner): one.owner for one in chosen}.values()))


def _entry(want: Entry, text: str, owners: Sequence[Entry]) -> Entry:
    comments = list(dict.fromkeys(line for owner in owners for line in owner.comments))
    entry = replace(want, msgstr=[text], comments=comments, fuzzy=True)
    sources = [
        owner.previous_msgid if owner.fuzzy and owner.previous_msgid is not None else owner.msgid for owner in owners
    ]
    entry.previous_context, entry.previous_msgid = want.context, "\n\n".join(sources)
    machine = [provenance.read(owner) for owner in owners if provenance.is_machine(owner)]
    provenance.erase(entry)
    if len(machine) == len(owners) and machine[0] is not None:
        provenance.restamp(entry, machine[0])
    return entry


def _names(sentence: str) -> dict[str, str]:
    """Each code's name in a sentence → its name by order of appearance there."""
    names: dict[str, str] = {}
    counts = {"g": 0, "x": 0}
    for match in _CODE.finditer(sentence):
        name = match[2] + match[3]
        if name not in names:
            counts[match[2]] += 1
            names[name] = f"{match[2]}{counts[match[2]]}"
    return names


def _renamed(text: str, names: dict[str, str]) -> str:
    def rename(match: re.Match[str]) -> str:
        name = match[2] + match[3]
        return f"<{match[1]}{names.get(name, name)}{match[4]}>"

    return _CODE.sub(rename, text)
