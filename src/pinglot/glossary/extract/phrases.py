"""Terms that no capital shows: what stands in quotes or is set apart, and noun phrases that come back.

Phrases are ranked by their C-value (Frantzi, Ananiadou and Mima, "Automatic recognition of multi-word terms: the
C-value/NC-value method", 2000), with the logarithm of the length plus one, so that single words count, too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from pinglot import locales
from pinglot.glossary.extract.names import Name
from pinglot.glossary.extract.stopwords import GENERAL, SUBJECTS, is_common, is_proper, stop_words
from pinglot.glossary.extract.words import Text, Word, is_stop

__all__ = ["Phrase", "marked", "phrases", "quoted"]

_LONGEST = 5  # words
_QUOTED = re.compile(
    r"“(?P<a>[^“”]{2,90})”|„(?P<b>[^„“”]{2,90})[“”]|«(?P<c>[^«»]{2,90})»|『(?P<d>[^』]{1,40})』|「(?P<e>[^」]{1,40})」"
    r"|《(?P<f>[^》]{1,40})》|(?<!\w)\"(?P<g>[^\"]{2,90})\"(?!\w)|(?<!\w)\"(?P<h>[^\"]{2,90})\s\"(?=\w)"
    r"|(?<!\w)[‘'](?P<i>[^‘’'\"]{2,60})[’'](?!\w)"
)
_CALLED = frozenset(
    {
        "called",
        "named",
        "dubbed",
        "titled",
        "entitled",
        "termed",
        "so-called",
        "known",
        "programme",
        "program",
        "project",
    }
)
_THING_WORDS = """
    act action agenda agreement award book campaign concept doctrine drive exhibition festival film framework fund
    initiative law magazine method mission model movement newspaper operation plan platform policy principle program
    programme project prize report scheme show song strategy system theory train vaccine variant
    """
_THINGS = frozenset(_THING_WORDS.split())
_JOINS = frozenset({"of", "and"})
_NO_END = re.compile(r"(?:ed|ly)$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is written most often, and what speaks for it."""

    text: str
    value: float


def quoted(texts: Sequence[Text], source: str) -> dict[str, float]:
    """Programme names and the like in quotes, each with its weight; quotations of what somebody said are none.

    A text in quotes is a name where a word beside it says so (``the "pairing assistance" program``), where its words
    have capitals, or where it stands in quotes more than once.
    """
    weights: dict[str, float] = {}
    times: Counter[str] = Counter()
    for text in texts:
        for match in _QUOTED.finditer(text.passage.text):
            inner = next(group for group in match.groups() if group is not None)
            said = " ".join(inner.split()).rstrip(",;")
            if not _is_title(said, source):
                continue
            times[said.lower()] += 1
            content = [word for word in said.split() if word.lower() not in stop_words(source)]
            capital = bool(content) and all(not word[0].islower() for word in content)
            named = _is_named(text, match.start(), match.end())
            weights[said] = max(weights.get(said, 0.0), 1.0 if capital or named else 0.0)
    return {said: weight for said, weight in weights.items() if weight or times[said.lower()] > 1}


def _is_title(said: str, source: str) -> bool:
    words = said.split()
    if not words or len(words) > 6 or re.search(r"[.!?…:]$|\d", said) or not said[0].isalpha():
        return False
    small = [word.strip(",;'’").lower() for word in words]
    if all(word[0].isupper() for word, low in zip(words, small, strict=True) if low not in stop_words(source)):
        return not all(word in stop_words(source) for word in small)
    stop = stop_words(source)
    return small[0] not in stop and small[-1] not in stop and not any(word in SUBJECTS for word in small)


def _is_named(text: Text, start: int, end: int) -> bool:
    before = [word.small for word in text.words if word.end <= start][-2:]
    after = next((word for word in text.words if word.start >= end), None)
    beside = after is not None and after.small in _THINGS and not re.search(r"[^\W_]|[.,;:]", after.gap.strip("\"'”’"))
    return beside or any(word in _CALLED for word in before[-1:])


def marked(texts: Sequence[Text], source: str) -> list[str]:
    """What the authors set apart in bold or italics, where it reads like a term."""
    found: dict[str, None] = {}
    for text in texts:
        for start, end in text.passage.marked:
            said = " ".join(text.passage.text[start:end].split()).strip(" ,;")
            words = [word for word in text.words if start <= word.start and word.end <= end]
            if not 1 <= len(words) <= 6 or not _is_title(said, source):
                continue
            if len(words) == 1 and is_common(words[0].text, source) and not words[0].text[0].isupper():
                continue
            found.setdefault(said)
    return list(found)


def phrases(texts: Sequence[Text], found: Sequence[Sequence[Name]], source: str) -> list[Phrase]:
    """Noun phrases that stand at least twice, by falling C-value; a single word must stand three times."""
    counts: Counter[tuple[str, ...]] = Counter()
    surfaces: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    nominal: Counter[tuple[str, ...]] = Counter()
    for text, row in zip(texts, found, strict=True):
        if text.shouts:
            continue
        taken = {word.start for name in row for word in name.words}
        for run in _runs(text, taken, source):
            for first, last in _stretches(run, source):
                words = run[first : last + 1]
                key = tuple(_key(word.small, source) for word in words)
                counts[key] += 1
                surface = " ".join(text.passage.text[words[0].start : words[-1].end].split())
                head = words[0]
                if head.heads and is_common(head.text, source) and not is_proper(head.text, source):
                    surface = surface[0].lower() + surface[1:]
                surfaces[key][surface] += 1
                nominal[key] += _is_nominal(text, words, source)
    kept = {key: count for key, count in counts.items() if count >= (2 if len(key) > 1 else 3)}
    english = locales.language(source) == "en"
    inside = _inside(kept)
    result = []
    for key, count in kept.items():
        if nominal[key] * 2 < count or (len(key) == 1 and not _may_stand_alone(key[0], english)):
            continue
        outer = inside.get(key, ())
        free = count - (sum(kept[each] for each in outer) / len(outer) if outer else 0)
        if free <= 0.5:
            continue
        surface = max(surfaces[key].items(), key=lambda item: (item[1], -len(item[0])))[0]
        result.append(Phrase(surface, log2(len(key) + 1) * free * (1.0 if len(key) > 1 else 0.4)))
    return sorted(result, key=lambda phrase: -phrase.value)


def _runs(text: Text, taken: set[int], source: str) -> Iterator[list[Word]]:
    """Stretches of words between full stops and the like, names and figures; stop words are still inside."""
    run: list[Word] = []
    for word in text.words:
        # A possessive holds on to what it owns; every other sign between two words parts them.
        if run and not (word.follows or (run[-1].possessive and re.fullmatch(r"['’][sS]?\s+", word.gap))):
            yield run
            run = []
        if word.start in taken or word.is_number:
            if run:
                yield run
            run = []
            continue
        run.append(word)
    if run:
        yield run


def _stretches(run: Sequence[Word], source: str) -> Iterator[tuple[int, int]]:
    for first in range(len(run)):
        if not _may_begin(run, first, source):
            continue
        joins = 0
        for last in range(first, min(first + _LONGEST, len(run))):
            word = run[last]
            if last == first and _is_degree(run, first):
                continue
            if is_stop(word, source):
                if word.small not in _JOINS or last == first:
                    break
                joins += 1
                continue
            if joins > 1:
                break
            if _may_end(word, last - first, source):
                yield first, last


def _may_begin(run: Sequence[Word], index: int, source: str) -> bool:
    word = run[index]
    english = locales.language(source) == "en"
    if english and _is_degree(run, index):
        return True
    if is_stop(word, source) or len(word.text) < 3:
        return False
    if not english:
        return True
    if index and run[index - 1].small in SUBJECTS and not word.possessive:
        return False
    return not word.small.endswith("ly") or (index + 1 < len(run) and run[index + 1].small.endswith("ed"))


def _is_degree(run: Sequence[Word], index: int) -> bool:
    """``less developed region``: the degree is part of the term."""
    small = run[index].small
    return small in ("less", "more", "least", "most") and index + 1 < len(run) and run[index + 1].small.endswith("ed")


def _may_end(word: Word, before: int, source: str) -> bool:
    if len(word.text) < 3 or word.possessive:
        return False
    if locales.language(source) != "en":
        return True
    return not _NO_END.search(word.small) and not (word.small in GENERAL and not before)


def _is_nominal(text: Text, words: Sequence[Word], source: str) -> bool:
    """Whether a noun may end there: what follows is no noun of the same phrase."""
    index = text.words.index(words[-1]) + 1
    if index >= len(text.words):
        return True
    following = text.words[index]
    return not following.follows or is_stop(following, source) or following.is_capital or following.small[-2:] == "ed"


def _inside(kept: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """For each phrase, the longer ones that it stands in."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in kept:
        for size in range(1, len(key)):
            for start in range(len(key) - size + 1):
                part = key[start : start + size]
                if part in kept and key not in found[part]:
                    found[part].append(key)
    return found


def _may_stand_alone(word: str, english: bool) -> bool:
    if not english:
        return len(word) > 4
    return len(word) > 3 and word not in GENERAL and not word.endswith(("ing", "ly", "ed"))


def _key(small: str, source: str) -> str:
    """One key for singular and plural."""
    if locales.language(source) != "en":
        return small
    if small.endswith("ies") and len(small) > 4:
        return small[:-3] + "y"
    if small.endswith(("sses", "xes", "ches", "shes")):
        return small[:-2]
    return small[:-1] if small.endswith("s") and not small.endswith(("ss", "us", "is")) and len(small) > 3 else small
