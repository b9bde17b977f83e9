"""What Apertium's dictionaries and rules get wrong again and again, put right in the stream between the programs.

Each repair is a pattern over the stream with what shall stand instead, and a word that the stream must hold for the
pattern to be tried. They are about grammar and about numbers, never about the choice of a word of content: that is what
a glossary is for. ``apertium-eng-spa`` 0.8, ``apertium-eng-cat`` 1.0 and ``apertium-en-gl`` 0.5 are what they were
found in; where a newer release says it right, nothing matches.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["Repair", "after_lookup", "after_transfer", "in_order", "mended"]


@dataclass(frozen=True, slots=True)
class Repair:
    """``pattern`` becomes ``said`` in a stream that holds ``probe``."""

    probe: str
    pattern: re.Pattern[str]
    said: str


def mended(stream: str, repairs: tuple[Repair, ...]) -> str:
    """The stream with every repair made."""
    for repair in repairs:
        if repair.probe in stream:
            stream = repair.pattern.sub(repair.said, stream)
    return stream


def in_order(stream: str, pinned: Collection[int]) -> str:
    """Pins beside *and* in the order of the source, between transfer and the generator.

    Of *close ties and unity* Apertium makes *unity and ties close*, since the adjective may be about both (*native
    plants and animals*). Where one of the two is a term, it is not: *close ties and ethnic unity*.

    Args:
        pinned: the numbers of the units that are pins.
    """

    def swapped(match: re.Match[str]) -> str:
        last, second, cnj, conjunction, first, noun, adjective, quality = match.groups()
        numbers = [int(number) for number in (adjective, first, cnj, last)]
        if numbers != list(range(numbers[0], numbers[0] + 4)) or not {numbers[1], numbers[3]} & set(pinned):
            return match[0]
        agreeing = "".join(re.findall(r"<(?:m|f|mf|sg|pl|sp)>", noun))
        quality = re.sub(r"<(?:m|f|sg|pl)>(?:<(?:sg|pl)>)?$", agreeing, quality) if "<mf>" not in agreeing else quality
        return f"[[{first}]]^{noun}$ [[{adjective}]]^{quality}$ [[{cnj}]]^{conjunction}$ [[{last}]]^{second}$"

    return _COORDINATED.sub(swapped, stream) if "<cnjcoo>" in stream else stream


_COORDINATED = re.compile(
    r"\[\[(\d+)\]\]\^([^$<]+<np?>[^$]*)\$ \[\[(\d+)\]\]\^([^$]*<cnjcoo>)\$ "
    r"\[\[(\d+)\]\]\^([^$<]+<np?>[^$]*)\$ \[\[(\d+)\]\]\^([^$<]+<adj>[^$]*)\$"
)


def after_lookup(language: str) -> tuple[Repair, ...]:
    """Repairs between the bilingual look-up and transfer, for a target language; none for most."""
    return _LOOKUP.get(language, ())


def after_transfer(language: str) -> tuple[Repair, ...]:
    """Repairs between transfer and the generator, for a target language; none for most."""
    return _TRANSFER.get(language, ())


_BLANK = r"\[\[[\d; ]+\]\]"
# A noun behind a number: a common noun or a word that the dictionary does not have.
_NOUN = rf"(?= (?:{_BLANK})?\^(?:[^<$]+<n>|\*[a-z]))"
_ABOUT = (
    "advice|agreement|article|book|campaign|conference|consensus|consultation|course|data|debate|discussion|guidance"
    "|information|law|lecture|meeting|opinion|paper|report|research|statement|study|summit|talk|treaty|view|workshop"
)


def _repair(probe: str, pattern: str, said: str) -> Repair:
    return Repair(probe, re.compile(pattern), said)


def _about(said: str) -> Repair:
    """A meeting *on* something."""
    return _repair("^on<pr>", rf"(?i)(\^(?:{_ABOUT})<n>[^$]*\$ {_BLANK}\^on<pr>)/[^$]*", rf"\1/{said}<pr>")


def _magnitude(english: str, said: str) -> Repair:
    """*52 thousand deaths* are no deaths of a thousand."""
    return _repair(
        f"^{english}<n>",
        rf"(<num>[^$]*\$ {_BLANK}\^{english})<n>[^$]*",
        rf"\1<num><sp>/{said}<num><mf><sp>",
    )


_FROM = _repair("^from<pr>", r"(\^from<pr>)/[^$]*", r"\1/de<pr>")
"""*From* Portugal, *from* Monday to Friday: a plain *de*, in Catalan and Galician, too."""


def _against(adverb: str, said: str) -> Repair:
    """*Against* somebody; without one behind it, it is an adverb (*en contra*)."""
    behind = rf"(?=\$ (?:{_BLANK})?\^[^<$]*<(?:np|n|det|adj|num)>)"
    return _repair("^against<adv>", rf"(?i)(\^against)<adv>/{adverb}<adv>{behind}", rf"\1<pr>/{said}<pr>")


_LOOKUP: dict[str, tuple[Repair, ...]] = {
    "es": (_about("sobre"), _magnitude("thousand", "mil"), _against("en contra", "contra")),
    "gl": (_about("sobre"), _magnitude("thousand", "mil"), _magnitude("billion", "mil millóns"), _FROM),
    "ca": (
        _about("sobre"),
        _FROM,
        # In a town it is a: a Brussel·les.
        _repair("^in<pr>", rf"(\^[Ii]n<pr>)/[^$]*(?=\$ {_BLANK}\^[^/$]*<np><top>)", r"\1/a<pr>"),
        # An English billion has nine noughts, a bilió twelve.
        _repair("bilió<num>", r"(\^billion<num>[^/$]*)/bilió<num>[^/$]*(?=/mil milions)", r"\1"),
    ),
}


def _passive(estar: str, ser: str) -> Repair:
    """*It was launched*: fue lanzado, not estuvo lanzado; an adverb may stand between."""
    participle = rf"<ifi>[^$]*\$(?: (?:{_BLANK})?\^[^$]*<adv>\$)? (?:{_BLANK})?\^[^<$]*<vblex><pp>"
    return _repair(f"^{estar}<vblex><ifi>", rf"\^{estar}<vblex>({participle})", rf"^{ser}<vbser>\1")


def _of(magnitude: str) -> Repair:
    """Five million *of* what."""
    return _repair(f"^{magnitude}<num>", rf"(\^{magnitude}<num>[^$]*\$){_NOUN}", r"\1 ^de<pr>$")


def _one(magnitude: str, one: str) -> Repair:
    """One million is singular."""
    number = rf"(\^(?:1|{one})<[^$]*\$ (?:{_BLANK})?\^{magnitude})"
    return _repair(f"^{magnitude} de<num>", rf"{number} de<num><mf><sp>\$", r"\1<n><m><sg>$ ^de<pr>$")


def _plural(lemma: str, said: str) -> Repair:
    return _repair(f"^{lemma}<num>", rf"\^{lemma}<num><mf><(?:pl|sp)>\$", f"^{said}$")


def _one_article(definite: str, indefinite: str) -> tuple[Repair, ...]:
    """*The S protein*: behind a word that the dictionary does not have, transfer sets another article before the noun.

    The first one stays, as the second agrees.
    """
    unknown = rf"\$ (?:{_BLANK})?\^\*[^$]*\$)"
    again = rf" (?:{_BLANK})?\^{definite}<det><def>(<[mf]+><(?:sg|pl)>)\$(?= (?:{_BLANK})?\^[^$]*<n>)"
    return tuple(
        _repair("]]^*", rf"(?i)(\^{article}<det><{kind}>)<[^$]*({unknown}{again}", r"\1\3\2")
        for article, kind in ((definite, "def"), (indefinite, "ind"))
    )


def _than(more: str, less: str) -> Repair:
    """More *than* five: with a number it is *de*."""
    pattern = rf"(\^(?:{more}|{less})<(?:pre)?adv>\$ (?:{_BLANK})?\^)que<cnj\w+>(?=\$ (?:{_BLANK})?\^[^<$]*<num>)"
    return _repair("^que<cnj", f"(?i:{pattern})", r"\1de<pr>")


_TRANSFER: dict[str, tuple[Repair, ...]] = {
    "es": (
        _passive("estar", "ser"),
        _passive("Estar", "Ser"),
        _plural("mil millones", "mil millones<num><mf><sg>"),
        _of("mil millones"),
        _of("millón"),
        _one("millón", "uno"),
        *_one_article("el", "uno"),
        # There is no, before a word that the dictionary does not have.
        _repair(
            "^no<adv>",
            rf"((?:{_BLANK})?\^(?:hay<vblex>|haber<vbhaver>)[^$]*\$) ((?:{_BLANK})?\^no<adv>\$)",
            r"\2 \1",
        ),
        _repair("^vías<n><f><sg>", rf"(<det>[^$]*<sg>\$ (?:{_BLANK})?\^)vías(?=<n><f><sg>)", r"\1vía"),  # the tract
    ),
    "gl": (_of("mil millóns"), _of("millón"), _one("millón", "un"), _than("máis", "menos")),
    "ca": (
        _one("milió", "un"),
        _plural("milió de", "milió<num><mf><sp>$ ^de<pr>"),
        _plural("mil milions de", "mil milions<num><mf><sp>$ ^de<pr>"),
        _of("mil milions"),
        _of("milió"),
        _than("més", "menys"),
        _repair("^en<pr>", rf"\^en<pr>(?=\$ (?:{_BLANK})?\^(?:1\d|20)\d\d<num>\$)", "^el<det><def><m><sg>"),  # el 1995
        _repair("^En<pr>", rf"\^En<pr>(?=\$ (?:{_BLANK})?\^(?:1\d|20)\d\d<num>\$)", "^El<det><def><m><sg>"),
    ),
}
