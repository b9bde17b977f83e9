"""Bringing a catalog up to its template: exact, revived, fuzzy, new; what is gone becomes obsolete.

The order is the template's; obsolete entries stand last, in the order they had. A fuzzy match stays within one context
and keeps the previous source (``#|``). Numbers and codes in which the two sources differ are mended in the carried
text, or the match is refused: a fuzzy text is read by people who look for wording, not for digits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pinglot import inline
from pinglot.catalogs import provenance
from pinglot.catalogs.po import Entry
from pinglot.catalogs.split import Cutter, carried

__all__ = ["SIMILAR", "Neighbours", "mend", "merge"]

SIMILAR = 70.0
"""Least similarity of two sources for a fuzzy match: rapidfuzz's ``fuzz.ratio``, in percent of their letters.

msgmerge takes 60. Of 800 sentences of TICO-19 (Spanish side), 64 find an unrelated one at 60, 21 one at 70, and those
share most of their words.
"""

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_PLACEHOLDER = re.compile(
    r"%(?:\d+\$)?(?:\(\w+\))?[-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|q|L|j|z|t)?[a-zA-Z%]"
    r"|\{\{|\}\}|\{[\w.\[\]]*(?:![rsa])?(?::[^{}]*)?\}|\$\{?\w+\}?|&[a-zA-Z]+;"
)
_TAG = re.compile(r"</?g[1-9][0-9]{0,3}>|<x[1-9][0-9]{0,3}/>")


def merge(
    old: Sequence[Entry], wanted: Sequence[Entry], forms: int, reuse: bool = False, cutter: Cutter | None = None
) -> list[Entry]:
    """The entries of an updated catalog, obsolete ones last, the header left out.

    Args:
        old: the catalog's entries without its header. They may be changed and used in the result.
        wanted: the template's entries, in order.
        forms: how many plural forms the catalog has.
        reuse: whether the text of an entry that stays may also be carried to a new one, as msgmerge does. In an
            article a new paragraph that resembles another is a new paragraph, so the default is no.
        cutter: cuts sentences, to recognise split and merged paragraphs; None leaves that out.
    """
    by_key = {entry.key: entry for entry in old}
    merged: list[Entry] = []
    new: list[int] = []
    for want in wanted:
        found = by_key.pop(want.key, None)
        if found is None:
            new.append(len(merged))
            merged.append(_blank(want, forms))
        else:
            merged.append(_renewed(found, want, forms))
    leftovers = list(by_key.values())
    if cutter is not None:
        made = dict(carried([(index, merged[index]) for index in new], leftovers, cutter))
        for index, entry in made.items():
            merged[index] = entry
        new = [index for index in new if index not in made]
    candidates = [entry for entry in (old if reuse else leftovers) if entry.translated]
    used: set[tuple[str | None, str]] = set()
    for index, candidate, texts in _similar([(index, merged[index]) for index in new], candidates, once=not reuse):
        merged[index] = _carried(candidate, merged[index], texts, forms)
        used.add(candidate.key)
    gone = [_obsolete(entry) for entry in leftovers if any(entry.msgstr) and entry.key not in used]
    return merged + gone


def mend(old: str, new: str, text: str) -> str | None:
    """The translation of ``old`` with the numbers and codes of ``new``, None where that cannot be had.

    A number that changed is put where the old one stood, if it stands in the text as often as in the source; a code
    that is gone is taken out. A new code, another placeholder, or another count of numbers refuses.
    """
    if Counter(_PLACEHOLDER.findall(old)) != Counter(_PLACEHOLDER.findall(new)):
        return None
    before, after = Counter(_TAG.findall(old)), Counter(_TAG.findall(new))
    gone = before - after
    if after - before or any(tag in after for tag in gone):
        return None
    for tag in gone:
        text = text.replace(tag, "")
    return _with_numbers(_numbers(old), _numbers(new), text)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(_PLACEHOLDER.sub(" ", _TAG.sub(" ", text)))


def _with_numbers(old: list[str], new: list[str], text: str) -> str | None:
    if Counter(old) == Counter(new):
        return text
    if len(old) != len(new):
        return None
    change: dict[str, str] = {}
    for was, now in zip(old, new, strict=True):
        if change.setdefault(was, now) != now:
            return None
    standing = Counter(_numbers(text))
    if any(standing[was] != count for was, count in Counter(old).items() if change[was] != was):
        return None
    kept = re.compile(f"({_TAG.pattern}|{_PLACEHOLDER.pattern})|({_NUMBER.pattern})")
    return kept.sub(lambda match: match.group(1) or change.get(match.group(2), match.group(2)), text)


def _similar(
    new: Sequence[tuple[int, Entry]], candidates: Sequence[Entry], once: bool
) -> list[tuple[int, Entry, list[str]]]:
    """``(index, candidate, its texts mended)`` for each new entry that has one; the best pairs of all come first."""
    if not new or not candidates:
        return []
    from rapidfuzz import fuzz, process

    by_context: dict[str | None, list[Entry]] = {}
    for candidate in candidates:
        by_context.setdefault(candidate.context, []).append(candidate)
    neighbours = {context: Neighbours([one.msgid for one in group]) for context, group in by_context.items()}
    pairs: list[tuple[float, int, Entry, Entry]] = []
    for index, want in new:
        places = neighbours[want.context].of(want.msgid) if want.context in neighbours else []
        group = [by_context[want.context][place] for place in places]
        sources = [entry.msgid for entry in group]
        found = process.extract(want.msgid, sources, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=4)
        pairs += [(score, index, want, group[place]) for _, score, place in found]
    pairs.sort(key=lambda pair: -pair[0])
    matched: list[tuple[int, Entry, list[str]]] = []
    done: set[int] = set()
    taken: set[tuple[str | None, str]] = set()
    for _, index, want, candidate in pairs:
        if index in done or (once and candidate.key in taken):
            continue
        texts = [mend(candidate.msgid, want.msgid, text) if text else "" for text in candidate.msgstr]
        whole = [text for text in texts if text is not None]
        if len(whole) < len(texts) or any(_broken(candidate, want, text) for text in whole):
            continue
        done.add(index)
        taken.add(candidate.key)
        matched.append((index, candidate, whole))
    return matched


class Neighbours:
    """Finds, among many sources, those worth comparing with another.

    They share one of its rarest pairs of neighbouring words, or of its rarest words; of a word the beginning counts,
    since endings change. Texts that are alike by seven letters in ten and share none of these are not found among
    thousands; among few, all are compared.
    """

    _SMALL = 2000  # so many are compared all
    _RAREST_PAIRS, _RAREST_WORDS = 8, 2
    _ENOUGH = 1000

    def __init__(self, sources: Sequence[str]) -> None:
        self._count = len(sources)
        self._words: dict[str, list[int]] = {}
        self._pairs: dict[str, list[int]] = {}
        if self._count > self._SMALL:
            for place, source in enumerate(sources):
                beginnings = _beginnings(source)
                for word in set(beginnings):
                    self._words.setdefault(word, []).append(place)
                for pair in set(map("\0".join, pairwise(beginnings))):
                    self._pairs.setdefault(pair, []).append(place)

    def of(self, source: str) -> Sequence[int]:
        """Places of the sources worth comparing, in order."""
        if self._count <= self._SMALL:
            return range(self._count)
        beginnings = _beginnings(source)
        found: set[int] = set()
        for index, keys, most in (
            (self._pairs, set(map("\0".join, pairwise(beginnings))), self._RAREST_PAIRS),
            (self._words, set(beginnings), self._RAREST_WORDS),
        ):
            known = sorted((index[key] for key in keys if key in index), key=len)
            for places in known[:most]:
                if len(found) < self._ENOUGH:
                    found.update(places[: self._SMALL])
        return sorted(found)


def _beginnings(source: str) -> list[str]:
    """The first three letters of each word; where words are not parted (Chinese, Thai), every two letters."""
    found: list[str] = []
    for word in re.findall(r"\w+", source.lower()):
        if word.isascii() or len(word) < 4:
            found.append(word[:3])
        else:
            found += (word[place : place + 2] for place in range(len(word) - 1))
    return found


def _broken(was: Entry, want: Entry, text: str) -> bool:
    """Whether mending spoilt the pairs of inline codes, which were whole before."""
    return bool(text) and not inline.verify(was.msgid, was.msgstr[0]) and bool(inline.verify(want.msgid, text))


def _blank(want: Entry, forms: int) -> Entry:
    return replace(want, msgstr=[""] * (1 if want.plural is None else forms), fuzzy=False, line=0)


def _renewed(entry: Entry, want: Entry, forms: int) -> Entry:
    """The entry with the template's comments; fuzzy where its plural is another than it was."""
    entry.references, entry.extracted, entry.flags = want.references[:], want.extracted[:], want.flags[:]
    entry.obsolete = False
    if entry.plural == want.plural:
        return entry
    machine = provenance.read(entry) if provenance.is_machine(entry) else None
    if any(entry.msgstr):
        _remember(entry, entry)
        entry.fuzzy = True
    entry.plural, entry.msgstr = want.plural, _shaped(entry.msgstr, entry.plural, want.plural, forms)
    if machine:
        provenance.restamp(entry, machine)
    return entry


def _carried(was: Entry, want: Entry, texts: list[str], forms: int) -> Entry:
    """A new entry with the text of a similar one, fuzzy, with the source that the text was made for."""
    entry = replace(want, comments=was.comments[:], msgstr=_shaped(texts, was.plural, want.plural, forms), fuzzy=True)
    _remember(entry, was)
    found = provenance.read(was)
    if found and provenance.is_machine(was):
        provenance.restamp(entry, found)
    return entry


def _remember(entry: Entry, was: Entry) -> None:
    """Sets ``#|``: what the text was made for, which for an entry still fuzzy is what it said already."""
    if was.fuzzy and was.previous_msgid is not None:
        before = (was.previous_context, was.previous_msgid, was.previous_plural)
    else:
        before = (was.context, was.msgid, was.plural)
    entry.previous_context, entry.previous_msgid, entry.previous_plural = before


def _shaped(texts: list[str], plural: str | None, wanted: str | None, forms: int) -> list[str]:
    if wanted is None:
        return texts[:1]
    return texts if plural is not None else texts[:1] * forms


def _obsolete(entry: Entry) -> Entry:
    if not entry.obsolete:
        entry.obsolete, entry.references, entry.extracted = True, [], []
    return entry
