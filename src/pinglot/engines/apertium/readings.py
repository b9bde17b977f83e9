"""Which reading of a small English word is meant, where Apertium's tagger is known to choose the wrong one.

The tagger looks one word back. So *on* before a noun becomes an adverb (*encima*), *patients who* becomes a question
(*quiénes*), and *since 1997* becomes *desde entonces 1997*. The few rules here take
wrong readings away before the tagger sees them. They look at the words right before and after, and where these do not
decide, they leave the unit as it is. Pairs with a constraint grammar of their own (``cg-proc``, as in ``eng-cat``) have
rules for most of this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = ["choose", "has_verb", "kinds"]

Kinds = frozenset[str]

_FIRST_TAG = re.compile(r"/[^/<*]*<(\w+)>")
_PHRASE = frozenset({"n", "np", "num", "det", "adj", "predet", "?"})
"""What a noun phrase begins with; ``?`` is a word that Apertium does not know."""
_VERB = frozenset({"vblex", "vbser", "vbhaver", "vaux", "vbmod", "vbdo"})
_AUXILIARY = _VERB - {"vblex"}
_ASKING = re.compile(
    r"(?:ask|wonder|know|decid|determin|see|seen|saw|say|said|tell|told|learn|understand|remember|predict|estimat"
    r"|unclear|unsure|sure|clear|of|on|about|and|or|if|where|how|why|what)",
    re.IGNORECASE,
)


def kinds(unit: str) -> Kinds:
    """The first tags of a unit's readings, ``?`` for an unknown word."""
    return frozenset(_FIRST_TAG.findall(unit)) or frozenset("?")


class _Place:
    """A unit with its neighbours; neighbours are those with one blank between."""

    def __init__(self, units: Sequence[str], blanks: Sequence[str], index: int, question: bool) -> None:
        self._units, self._blanks, self.index, self.question = units, blanks, index, question

    def near(self, step: int) -> str:
        """The unit so many places on, ``""`` where there is none or something else stands between."""
        place = self.index
        for _ in range(abs(step)):
            gap = self._blanks[place + 1] if step > 0 else self._blanks[place]
            place += 1 if step > 0 else -1
            if not 0 <= place < len(self._units) or gap not in (" ", ""):
                return ""
        return self._units[place]

    def kinds(self, step: int) -> Kinds:
        """The first tags of that unit's readings, ``?`` for an unknown word; none where there is no unit."""
        unit = self.near(step)
        return kinds(unit) if unit else frozenset()

    def others(self, pattern: re.Pattern[str], nouns: bool = True) -> bool:
        """Whether the pattern is in any other unit; with ``nouns`` false, not in one that is a noun by its place."""
        return any(
            pattern.search(unit) and (nouns or not self._is_noun(index))
            for index, unit in enumerate(self._units)
            if index != self.index
        )

    def _is_noun(self, index: int) -> bool:
        """Whether a unit that may be a noun stands behind a determiner, or between a word and *of* or *for*."""
        if "<n>" not in self._units[index]:
            return False
        here = _Place(self._units, self._blanks, index, self.question)
        return here.kinds(-1) == {"det"} or (index > 0 and here.surface(1).lower() in ("of", "for"))

    def finite_ahead(self) -> bool:
        """Whether what follows in the clause may hold a finite verb."""
        for index in range(self.index + 1, len(self._units)):
            unit = self._units[index]
            if kinds(unit) & {"cm", "sent", "cnjsub", "rel"}:
                return False
            if _FINITE.search(unit) and not self._is_noun(index):
                return True
        return False

    def is_attribute(self, step: int) -> bool:
        """Whether the unit so many places on may be a participle before its noun: *the affected regions*."""
        unit = self.near(step) if step else self._units[self.index]
        return "<pp>" in unit and (self.index + step == 0 or self.kinds(step - 1) in ({"det"}, {"pr"}))

    @property
    def is_sentence(self) -> bool:
        """Whether the units end with a full stop of the text's own; another one follows every text."""
        return len(self._units) > 1 and self._units[-2][:1] in ".!?"

    def surface(self, step: int) -> str:
        return self.near(step).partition("/")[0]


def _before_phrase(place: _Place) -> str:
    after = place.kinds(1)
    phrase = after & _PHRASE or (after == {"vblex"} and place.surface(1).endswith("ing"))
    return "pr" if phrase and not after & {"cm", "sent", "pr"} else ""


def _about(place: _Place) -> str:
    return "" if "num" in place.kinds(1) else _before_phrase(place)


def _since(place: _Place) -> str:
    return "pr" if place.kinds(1) - {"cm", "sent", "adv"} else ""


def _who(place: _Place) -> str:
    before = place.kinds(-1)
    return "rel" if before & {"n", "np", "prn", "cm", "?"} and not before & {"pr", "vaux"} else ""


def _when(place: _Place) -> str:
    if place.question and not place.index:
        return "itg"
    if _ASKING.match(place.surface(-1)) or place.surface(1).lower() == "to":
        return ""
    return "cnjadv" if place.index or place.kinds(1) & {"prn", "det", "n", "np", "?"} else ""


def _that(place: _Place) -> str:
    before, after = place.kinds(-1), place.kinds(1)
    if not before & {"n", "np", "?"} or before & (_VERB | {"adv", "pr", "det", "cnjcoo"}):
        return ""
    return "rel" if after and (after <= _VERB or after & _AUXILIARY) else ""


def _so(place: _Place) -> str:
    before, after = place.kinds(-1), place.kinds(1)
    clause = after & {"prn", "det", "n", "np"} and not after & {"adj", "adv", "preadv"}
    return "cnjadv" if clause and (not place.index or "cm" in before or "sent" in before) else ""


def _more(place: _Place) -> str:
    after, behind = place.kinds(1), place.kinds(2)
    noun = after == {"n"} or ("n" in after and "adj" not in after and behind & (_VERB | {"pr", "cm", "sent"}))
    return "det" if noun else ""


_FINITE = re.compile(r"<(?:vbser|vbhaver|vaux|vbmod|vbdo)>|<vblex><(?:pres|pri|past|imp)>")
_SAYING = re.compile(
    r"(?:said|added|told|noted|stated|explained|announced|warned|wrote|argued|concluded|replied)/", re.I
)
# Verbs with two objects, or a name behind them: people given a vaccine, a man called Wang.
_OF_TWO = re.compile(
    r"(?:given|called|named|titled|offered|dubbed|considered|deemed|awarded|granted|made|paid)/", re.IGNORECASE
)
# Areas related to health, people infected with a virus.
_JOINING = re.compile(
    r"(?:related|linked|compared|exposed|attributed|connected|devoted|dedicated|limited|subjected|infected|treated"
    r"|diagnosed|associated|affected|equipped|faced|combined|filled|provided)/",
    re.IGNORECASE,
)
# Verbs that have no passive, so that their participle is no attribute: the virus emerged, COVID-19 appeared to be mild.
_INTRANSITIVE = re.compile(
    r"(?:appeared|arose|began|died|diverged|emerged|evolved|existed|fell|happened|lasted|occurred|remained|rose|seemed|started)/",
    re.IGNORECASE,
)
_CERTAINLY_FINITE = re.compile(r"<(?:vbser|vbhaver|vaux|vbmod)>")
_WHEN = frozenset({"this", "that", "last", "next", "each", "every", "any", "all", "both", "some", "another"})


def _past(place: _Place) -> str:
    """*The flu killed many people*: a past tense, no participle, where there is an object or no other verb at all.

    *Has effectively helped*, and *people infected by the virus are*, have a participle.
    """
    unit = place.near(0)
    before, after = place.kinds(-1), place.kinds(1)
    if (place.kinds(-2) if before == {"adv"} else before) & {"vbhaver", "vbser"}:
        return "pp"
    certain = not ("<adj>" in unit or "<inf>" in unit)
    if certain and place.is_attribute(0) and after & {"n", "adj"} and not after & {"pr", "adv", "cnjcoo"}:
        return "pp"
    relative = place.surface(-1).lower()
    if relative in ("who", "which") or (relative == "that" and place.kinds(-2) & {"n", "np"} and "det" not in after):
        return "past"
    if not before & {"n", "np", "?"} or before & (_AUXILIARY | {"det", "pr"}) or "<ger>" in place.near(-1):
        return ""
    if "vblex" in before and (place.kinds(-2) & _AUXILIARY or place.surface(-2).lower() == "to"):
        return ""
    if place.surface(1).lower() == "by" or (place.surface(1).lower() in ("to", "with") and _JOINING.match(unit)):
        return "pp" if place.others(_CERTAINLY_FINITE) else ""
    if place.surface(1).lower() == "that" or (_SAYING.match(unit) and (not after or after & {"sent", "cm"})):
        return "past"
    if _INTRANSITIVE.match(unit) and before <= {"n", "np", "?"}:
        return "past"
    has_object = after & {"det", "prn", "np"} or after == {"n"}
    if has_object and not _OF_TWO.match(unit) and place.surface(1).lower() not in _WHEN:
        return "past"
    return "past" if place.is_sentence and not place.others(_FINITE) else ""


_OBJECT = frozenset({"det", "prn", "np", "n", "?", "num"})
_OPENING_WORDS = """
    that because if whether while although though unless until where how when since as whereas
"""
_OPENING = frozenset(_OPENING_WORDS.split())
_BEYOND = frozenset({"from", "between", "to", "through", "with", "as", "about", "approximately"})


def _third(place: _Place) -> str:
    """*The virus that causes the disease*, *the virus causes illness*: a verb with its object, no plural.

    Behind a relative pronoun, or where the clause has no other verb. *Elevated levels* are no verb.
    """
    if place.kinds(-1) == {"vblex"} and "<past>" not in place.near(-1) and place.is_attribute(-1):
        return "n"
    after = place.kinds(1)
    goes_on = after & _OBJECT or place.surface(1).lower() in _BEYOND
    if not after or after & _VERB:
        return ""
    relative, before = place.surface(-1).lower(), place.kinds(-1)
    has_object = after & _OBJECT and "pr" not in after
    if relative in ("who", "which"):
        return "pri" if has_object else ""
    if relative == "that":
        noun = place.kinds(-2)
        surely = not noun & _VERB or "det" in place.kinds(-3)
        return "pri" if has_object and noun & {"n", "np", "?"} and surely else ""
    subject = before & {"n", "np", "?"} and not before & (_VERB | {"adj"})
    if not subject or not place.is_sentence:
        return ""
    step = -2
    while place.kinds(step) and place.kinds(step) <= {"det", "adj"}:
        step -= 1
    if place.index + step == -1 or place.surface(step).lower() in _OPENING:
        return "" if place.finite_ahead() else "pri"
    return "pri" if goes_on and not place.others(_FINITE, nouns=False) else ""


def _can(place: _Place) -> str:
    """*The virus can efficiently spread*: no tin."""
    before, after = place.kinds(-1), place.kinds(1)
    return "vaux" if before & {"n", "np", "prn", "?"} and "det" not in before and after & {"adv", "vblex"} else ""


def _many(place: _Place) -> str:
    after = place.kinds(1)
    return "det" if after & {"n", "adj"} and not after & (_VERB | {"pr", "adv"}) else ""


_RULES: dict[str, Callable[[_Place], str]] = {
    "on": _before_phrase,
    "since": _since,
    "about": _about,
    "who": _who,
    "when": _when,
    "that": _that,
    "so": _so,
    "more": _more,
    "can": _can,
    "many": _many,
    "data": lambda _: "n><pl",
}
_DESPITE_GRAMMAR = frozenset({"on", "data"})
_INITIALS = frozenset(letter for word in _RULES for letter in (word[0], word[0].upper()))
_HIT = re.compile(rf"(?:{'|'.join(_RULES)})/", re.IGNORECASE)


def has_verb(units: Sequence[str]) -> bool:
    """Whether any of the units may be a finite verb."""
    return any(_FINITE.search(unit) for unit in units)


def choose(
    units: Sequence[str], blanks: Sequence[str], question: bool, has_grammar: bool = False
) -> Iterator[tuple[int, str]]:
    """The units that should have fewer readings, with those that they keep.

    Args:
        units: the sentence's units as the analyser wrote them, ``surface/reading/reading``.
        blanks: what stands before each unit, and after the last.
        question: whether the sentence asks something; then a *when* at its beginning does.
        has_grammar: whether the pair has a constraint grammar, which knows better about most of these words.
    """
    for index, unit in enumerate(units):
        if unit[:1] not in _INITIALS and "<pp>" not in unit and "<n><pl>" not in unit:
            continue
        found = _HIT.match(unit)
        if found:
            word = found[0][:-1].lower()
            if has_grammar and word not in _DESPITE_GRAMMAR:
                continue
            rule = _RULES[word]
        elif "<pp>" in unit and "<past>" in unit:
            rule = _past
        elif "<n><pl>" in unit and "<vblex><pri><p3><sg>" in unit:
            rule = _third
        else:
            continue
        wanted = rule(_Place(units, blanks, index, question))
        surface, *readings = unit.split("/")
        kept = [reading for reading in readings if f"<{wanted}>" in reading] if wanted else []
        if kept and len(kept) < len(readings):
            yield index, "/".join([surface, *kept])
