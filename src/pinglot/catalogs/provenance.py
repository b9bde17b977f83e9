"""Who wrote an entry: one translator comment, ``# pinglot: <engine> [<source> <text> <terms>]``.

The comment survives what people and tools do to a catalog: msgmerge replaces ``#.`` and drops unknown flags but keeps
``#``; editors move comments and wrap them at 76 columns. So everything stands in one bracket whose words hold no
hyphen, and is read across line breaks. The three words are digests (40 bits, base 32): of context, msgid and plural;
of the msgstr that was written; and of the glossary rows that matched, ``-`` where none did. ``fuzzy`` follows where
the entry was written with that mark.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pinglot.catalogs.po import Entry

__all__ = [
    "Provenance",
    "State",
    "erase",
    "is_machine",
    "of_machine",
    "peoples_comments",
    "read",
    "restamp",
    "stamp",
    "state_of",
]

_MAX_ENGINE = 48
_DIGEST = r"[a-z2-7]{8}"
_COMMENT = re.compile(
    rf"pinglot:\s+(?P<engine>[^\[\]]*?)\s*\[(?P<source>{_DIGEST})\s+(?P<text>{_DIGEST})\s+(?P<terms>{_DIGEST}|-)"
    r"(?P<fuzzy>\s+fuzzy)?\]"
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a machine entry says about itself.

    Attributes:
        engine: signature of the engine, at most 48 code points.
        source: digest of context, msgid and plural.
        text: digest of the msgstr.
        terms: digest of the glossary rows that matched, ``-`` for none.
        fuzzy: whether the entry was written fuzzy.
    """

    engine: str
    source: str
    text: str
    terms: str
    fuzzy: bool = False

    def __str__(self) -> str:
        return f"pinglot: {self.engine} [{self.source} {self.text} {self.terms}{' fuzzy' * self.fuzzy}]"


class State(StrEnum):
    """What an entry is to the next run.

    ``MISSING``: nothing stands there. ``MACHINE``: as pinglot wrote it, with the same terms. ``OUTDATED``: as pinglot
    wrote it, but the glossary rows that match have changed. ``STALE``: pinglot's text for another source, carried
    here by a merge. ``PERSON``: a person wrote it, or changed its text or its fuzzy mark. ``CHANGED``: a person's
    text whose source has changed since; it is fuzzy and keeps the previous source.
    """

    MISSING = "missing"
    MACHINE = "machine"
    OUTDATED = "outdated"
    STALE = "stale"
    PERSON = "person"
    CHANGED = "changed"

    @property
    def open(self) -> bool:
        """Whether an engine may write there: a person's text is never overwritten."""
        return self in (State.MISSING, State.OUTDATED, State.STALE)


def read(entry: Entry) -> Provenance | None:
    """The provenance an entry carries, None where it carries none.

    Where tools have joined two comments, the one that fits the entry's text counts.
    """
    found = _said(" ".join([line.strip() for line in entry.comments]))
    if len(found) < 2:
        return found[0] if found else None
    fitting = [one for one in found if one.text == _text_digest(entry)]
    best = [one for one in fitting if one.source == _source_digest(entry)]
    return next(iter([*best, *fitting, *found[::-1]]), None)


@lru_cache(maxsize=8192)  # a run asks for an entry's several times
def _said(comments: str) -> tuple[Provenance, ...]:
    return tuple(
        Provenance(match["engine"], match["source"], match["text"], match["terms"], match["fuzzy"] is not None)
        for match in _COMMENT.finditer(comments)
    )


def stamp(entry: Entry, engine: str, terms: str = "") -> None:
    """Says that the entry, as it now stands, is the engine's work.

    Args:
        engine: the engine's signature, one line.
        terms: anything that stands for the glossary rows that matched, ``""`` for none; only its digest is kept.
    """
    stamped = Provenance(
        _in_one_line(engine), _source_digest(entry), _text_digest(entry), _terms_digest(terms), entry.fuzzy
    )
    entry.comments = [*_without(entry.comments), f" {stamped}"]


@lru_cache(maxsize=64)
def _in_one_line(engine: str) -> str:
    return re.sub(r"[\s\[\]]+", " ", engine).strip()[:_MAX_ENGINE].strip()


def restamp(entry: Entry, was: Provenance) -> None:
    """Says that the entry's text is what pinglot made of the text it had written for another source."""
    stamped = Provenance(was.engine, was.source, _text_digest(entry), was.terms, entry.fuzzy)
    entry.comments = [*_without(entry.comments), f" {stamped}"]


def erase(entry: Entry) -> None:
    """Takes the provenance away: the entry is a person's."""
    entry.comments = _without(entry.comments)


def peoples_comments(entry: Entry) -> list[str]:
    """The entry's comments without pinglot's own."""
    return _without(entry.comments)


def state_of(entry: Entry | None, terms: str = "") -> State:
    """What the entry is, given what now stands for the glossary rows that match (see :func:`stamp`)."""
    if entry is None or entry.obsolete or not any(entry.msgstr):
        return State.MISSING
    found = read(entry)
    if found is None or found.text != _text_digest(entry):
        carried = entry.fuzzy and entry.previous_msgid is not None
        return State.CHANGED if carried else State.PERSON
    if found.source != _source_digest(entry):
        # Every merge marks a text it carries to another source; where the mark is gone, a person has read it.
        return State.STALE if entry.fuzzy else State.PERSON
    if found.fuzzy != entry.fuzzy:
        return State.PERSON
    return State.MACHINE if found.terms == _terms_digest(terms) else State.OUTDATED


def is_machine(entry: Entry) -> bool:
    """Whether the entry's text is as pinglot wrote it, for whatever source, and no person marked it."""
    return of_machine(entry) is not None


def of_machine(entry: Entry) -> Provenance | None:
    """The provenance of an entry for which :func:`is_machine` holds, None for another."""
    found = read(entry)
    if found is None or found.text != _text_digest(entry):
        return None
    untouched = found.fuzzy == entry.fuzzy if found.source == _source_digest(entry) else entry.fuzzy
    return found if untouched else None


def _without(comments: list[str]) -> list[str]:
    """The comments without pinglot's, however it was wrapped; other text in the same lines stays."""
    kept: list[str] = []
    index = 0
    while index < len(comments):
        for end in range(index + 1, min(index + 6, len(comments)) + 1):
            joined = " ".join(line.strip() for line in comments[index:end])
            match = _COMMENT.search(joined)
            if match and comments[index].find("pinglot:") > -1:
                rest = (joined[: match.start()] + joined[match.end() :]).strip()
                kept += [f" {rest}"] if rest else []
                index = end
                break
        else:
            kept.append(comments[index])
            index += 1
    return kept


@lru_cache(maxsize=32768)
def _digest(*parts: str) -> str:
    framed = "\0".join(parts).encode("utf-8", "surrogatepass")
    return base64.b32encode(hashlib.sha256(framed).digest()[:5]).decode("ascii").lower()


def _source_digest(entry: Entry) -> str:
    context = "" if entry.context is None else f"={entry.context}"
    plural = "" if entry.plural is None else f"={entry.plural}"
    return _digest(context, entry.msgid, plural)


def _text_digest(entry: Entry) -> str:
    return _digest(*entry.msgstr)


def _terms_digest(terms: str) -> str:
    return _digest(terms) if terms else "-"
