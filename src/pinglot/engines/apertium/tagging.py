"""What the tagger chose in the sentence without its pins, kept in the sentence with them.

The tagger weighs each word by its neighbours. A pin that it takes for a noun, where it would have found a word that it
does not know, makes it read others another way: *reported that SARS-CoV-2 is* became *aquel SARS-CoV-2*, *diseases
like diabetes* became *les gusta el diabetes*. So it reads the sentence without pins first, and its choices are put
into the sentence with pins, where they are the only readings left.

Not so right beside a pin where knowing the pin for a noun helps: *SARS-CoV-2 causes* is no plural, and *confirmed*
before *COVID-19 cases* is no past tense.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pinglot.engines.apertium.aside import is_naming
from pinglot.engines.apertium.job import Spans
from pinglot.engines.apertium.modes import Mode, Stage
from pinglot.engines.apertium.stream import bound

__all__ = ["choices", "kept", "stages"]

_WORDS = ("<n>", "<vblex>", "<adj>", "<adv>", "<preadv>", "<det>")
_ATTRIBUTES = ("<det>", "<adj>", "<pp>", "<ger>")
_PREPOSITIONS = frozenset({"as", "at", "by", "during", "for", "from", "in", "into", "on", "to", "under", "with"})
_NO_FINITE_VERB = ("<n>", "<vblex><inf>", "<vblex><imp>")
_FINITE_VERB = ("<vblex><pri>", "<vblex><pres>", "<vaux>", "<vbmod>", "<vbhaver>", "<vbser>")


def stages(mode: Mode) -> tuple[Stage, ...]:
    """The mode's programs from behind the analyser up to and with the tagger; none where it has no tagger."""
    for place, stage in enumerate(mode.lookup):
        if Path(stage.program).name == "apertium-tagger":
            return mode.lookup[: place + 1]
    return ()


def choices(stream: str, spans: Spans) -> dict[tuple[int, int], str]:
    """The tagger's reading of each word, by where the word stands in the source.

    Args:
        stream: the tagged stream, each unit with its number.
        spans: where the units stand.
    """
    found = {}
    for blank, content in bound(stream):
        if blank.isdecimal():
            start, end = spans[int(blank)]
            if start < end:
                found[start, end] = content
    return found


def kept(
    units: Sequence[str],
    blanks: Sequence[str],
    spans: Spans,
    pins: Collection[int],
    chosen: Mapping[tuple[int, int], str],
) -> Iterator[tuple[int, str]]:
    """The units that lose readings, with the one that they keep.

    Args:
        units: the analysed units of the sentence with pins.
        blanks: what stands before each, and after the last.
        spans: where they stand in the source.
        pins: the numbers of those that are pins.
        chosen: what the tagger chose in the sentence without pins.
    """
    for index, unit in enumerate(units):
        reading = chosen.get(spans[index])
        if reading is None or index in pins:
            continue
        surface, *readings = unit.split("/")
        if len(readings) < 2:
            continue
        behind = index - 1 in pins and blanks[index] == " "
        if behind and _has(reading, _NO_FINITE_VERB) and _has(unit, _FINITE_VERB):
            continue
        if behind and _may_be_past(unit, reading, units[index + 1] if index + 1 < len(units) else ""):
            continue
        before = index + 1 in pins and blanks[index + 1] == " "
        if before and _is_free(unit, reading[reading.find("<") :]):
            continue
        # The tagger gives a lemma the case of its word.
        same = [one for one in readings if one == reading] or [
            one for one in readings if one.lower() == reading.lower()
        ]
        if same:
            yield index, f"{surface}/{same[0]}"


def _may_be_past(unit: str, reading: str, after: str) -> bool:
    """Whether a participle may be a past tense that has the pin for its subject: *Hahn described "peace"*."""
    return "<pp>" in reading and "<past>" in unit and after.partition("/")[0].lower() not in _PREPOSITIONS


def _is_free(unit: str, tags: str) -> bool:
    """Whether a word right before a pin may be read anew: as an attribute, or as a preposition instead of an adverb."""
    attribute = tags.startswith(_WORDS) and _has(unit, _ATTRIBUTES) and not is_naming(unit)
    return attribute or (tags.startswith("<adv>") and "<pr>" in unit)


def _has(text: str, tags: Collection[str]) -> bool:
    return any(tag in text for tag in tags)
