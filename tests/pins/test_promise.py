"""The promise, judged by an oracle that shares nothing with the verdict: every pin is held, or its text is fuzzy.

Glossaries and texts are made at random out of words that no language has, so that what is an inflection of what is
known here without any rule of pinglot. An engine that drops, doubles, moves, inflects, glues and breaks terms at random
does its worst; whatever comes out of the translator is judged by trying every way of giving stretches to pins.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot import engines
from pinglot.engines.base import Capabilities, Closing
from pinglot.errors import EngineMissing
from pinglot.glossary import Glossary
from pinglot.jobs.translator import Translator
from pinglot.model import OBJECT, Draft, Link, Sentence, Severity, Status, Term, Translation

# No two words of the target have the same first four letters, so an ending can never turn one into another.
SOURCES = ["blor", "snek", "trib", "wuff", "glom", "Zerk", "Pond"]
TARGETS = ["banaco", "tulipo", "mirlena", "gostura", "cordelo", "sabina", "Ferrano", "pozola"]
FORBIDDEN = ["vedado", "tabuco"]
FILLERS = ["the", "goes", "old", "to", "7", "and", "sees", "http://x.org"]
WAYS = [
    "right",
    "right",
    "drop",
    "double",
    "move",
    "inflect",
    "capital",
    "wrong",
    "glue",
    "break",
    "forbidden",
    "swapped",
]


@st.composite
def glossaries(draw: st.DrawFn) -> list[Term]:
    terms: list[Term] = []
    for _ in range(draw(st.integers(1, 5))):
        source = " ".join(draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True)))
        target = " ".join(draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=2, unique=True)))
        if any(term.term == source for term in terms):
            continue
        keep = draw(st.integers(0, 5)) == 0
        terms.append(
            Term(
                source,
                "" if keep else target,
                forms=tuple(draw(st.lists(st.sampled_from(TARGETS), max_size=1))),
                forbidden=tuple(draw(st.lists(st.sampled_from(FORBIDDEN), max_size=1))),
                keep=keep,
                pos=draw(st.sampled_from(["", "noun", "proper noun"])),
                gender=draw(st.sampled_from(["", "m", "f"])),
                status=draw(st.sampled_from([Status.APPROVED] * 4 + [Status.PROPOSED])),
            )
        )
    return terms


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from([*SOURCES, *SOURCES, "blors", "sneks", *FILLERS]), min_size=1, max_size=9))
    stops = draw(st.sets(st.integers(0, len(words)), max_size=2))
    return " ".join(word + "." * (place in stops) for place, word in enumerate(words))


class Unruly(Closing):
    """Says each term's translation in some way, by a seed, and everything else as it stands."""

    source, target, signature = "en", "es", "unruly"

    def __init__(self, terms: Sequence[Term], seed: int, pins: bool, alignment: bool) -> None:
        self.capabilities = Capabilities(pins=pins, alignment=alignment)
        self._glossary = Glossary(terms)
        self._chance = random.Random(seed)

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        return [self._draft(sentence) for sentence in sentences]

    def _draft(self, sentence: Sentence) -> Draft:
        pieces: list[tuple[str, tuple[int, int]]] = []
        done = 0
        for match in self._glossary.find(sentence.text):
            pieces += self._others(sentence.text, done, match.start)
            said = self._said(match.term)
            pieces += [(word, (match.start, match.end)) for word in said]
            done = match.end
        pieces += self._others(sentence.text, done, len(sentence.text))
        if self._chance.random() < 0.3:
            self._chance.shuffle(pieces)
        return self._joined(pieces, sentence)

    def _others(self, text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
        return [(word[0], (start + word.start(), start + word.end())) for word in re.finditer(r"\S+", text[start:end])]

    def _said(self, term: Term) -> list[str]:
        target = self._chance.choice(term.accepted)
        words = target.split()
        match self._chance.choice(WAYS):
            case "drop":
                return []
            case "double":
                return [target, target]
            case "inflect":
                return [" ".join(word + "s" for word in words)]
            case "capital":
                return [target.upper()]
            case "wrong":
                return ["cosa"]
            case "glue":
                return ["anti" + target + "mente"]
            case "break":
                return [target[:3], target[3:]]
            case "forbidden":
                return [*FORBIDDEN, target]
            case "swapped":
                return [" ".join(reversed(words))]
        return [target]

    def _joined(self, pieces: list[tuple[str, tuple[int, int]]], sentence: Sentence) -> Draft:
        text, links = "", []
        for word, (start, end) in pieces:
            text += " " if text else ""
            if self._chance.random() < 0.9:
                links.append(Link(start, end, len(text), len(text) + len(word)))
            text += word
        links.sort(key=lambda link: (link.target_start, link.target_end, link.source_start))
        names = tuple(self._chance.choice(["", "rewrite"]) for _ in sentence.matches) if self.capabilities.pins else ()
        return Draft(text, tuple(links) if self.capabilities.alignment else None, names)

    def close(self) -> None: ...


# --- the oracle -----------------------------------------------------------------------------------------------


def _may_be(word: str, token: str) -> bool:
    token = token.lower()
    return token in (word, word + "s") or (
        len(word) > 4 and token[: len(word) - 1] == word[:-1] and len(token) <= len(word) + 2
    )


def served(wanted: Sequence[Term], tokens: Sequence[str]) -> int:
    """The most of the wanted terms that can have a stretch of their own, if every ending is allowed: from left to
    right, at each word, either nothing begins or any form of any term that still wants one.
    """
    kinds = [tuple(form.lower().split() for form in term.accepted) for term in wanted]
    counts = Counter(map(str, kinds))
    forms = {str(kind): kind for kind in kinds}
    names = tuple(forms)

    @cache
    def best(place: int, left: tuple[int, ...]) -> int:
        if place == len(tokens) or not any(left):
            return 0
        most = best(place + 1, left)
        for index, name in enumerate(names):
            for form in forms[name] if left[index] else ():
                here = tokens[place : place + len(form)]
                if len(here) == len(form) and all(map(_may_be, form, here)):
                    rest = (*left[:index], left[index] - 1, *left[index + 1 :])
                    most = max(most, 1 + best(place + len(form), rest))
        return most

    return best(0, tuple(counts[name] for name in names))


def judge(text: str, terms: Sequence[Term], done: Translation) -> None:
    """Everything that must be true of a translation, whatever became of it."""
    wanted = [match.term for match in Glossary(terms).find(text)]
    tokens = re.findall(r"\w+(?:://\S+)?", done.text.replace(OBJECT, " "))
    errors = [finding for finding in done.findings if finding.severity is Severity.ERROR]
    if not tokens:
        assert done.fuzzy or not text.strip()  # of an empty text it is said that it is empty
        assert not any(pin.held for pin in done.pins)
        return
    assert [pin.term for pin in done.pins] == wanted
    held = [pin.term for pin in done.pins if pin.held]
    # No result is called held that is not: all held pins at once find stretches of their own.
    assert served(held, tokens) == len(held)
    # No miss goes unsaid: where the text cannot serve every occurrence, a finding names a term, and it is fuzzy.
    for term, count in Counter(wanted).items():
        if served([term] * count, tokens) < count:
            assert any(f"“{term.term}”" in finding.message for finding in errors), (term, tokens)
    if served(wanted, tokens) < len(wanted):
        assert done.fuzzy
    for pin in done.pins:
        assert pin.held or any(f"“{pin.term.term}”" in finding.message for finding in errors)
        assert not pin.held or pin.form in done.text
        spoilt = {word.lower() for word in pin.term.forbidden} & {token.lower() for token in tokens}
        assert not (pin.held and spoilt)
    if not wanted:
        assert not [finding for finding in done.findings if finding.check.startswith("terms.missing")]


@settings(max_examples=250, deadline=None)
@given(glossaries(), st.lists(texts(), min_size=1, max_size=3), st.integers(0, 10**6), st.booleans(), st.booleans())
def test_an_unruly_engine(terms, sources, seed, pins, alignment):
    glossary = Glossary(terms, target="es")
    with Translator("en", "es", Unruly(terms, seed, pins, alignment), glossary) as translator:
        for source, done in zip(sources, translator.translate(sources), strict=True):
            judge(source, terms, done)


@settings(max_examples=60, deadline=None)
@given(glossaries(), st.lists(texts(), min_size=1, max_size=3))
def test_the_pseudo_engine_holds_everything(terms, sources):
    glossary = Glossary(terms, target="es")
    plain = Translator("en", "es", "pseudo").translate(sources)
    with Translator("en", "es", "pseudo", glossary) as translator:
        for source, before, done in zip(sources, plain, translator.translate(sources), strict=True):
            judge(source, terms, done)
            assert all(pin.held for pin in done.pins)
            if not done.pins:
                assert done.text == before.text


@settings(max_examples=60, deadline=None)
@given(glossaries(), st.lists(texts(), min_size=1, max_size=4), st.integers(0, 10**6), st.booleans())
def test_a_text_without_a_term_comes_out_as_without_a_glossary(terms, sources, seed, alignment):
    nothing = [re.sub("|".join(SOURCES), "zzz", source) for source in sources]
    with_glossary = Translator("en", "es", Unruly([], seed, True, alignment), Glossary(terms, target="es"))
    without = Translator("en", "es", Unruly([], seed, True, alignment))
    assert [one.text for one in with_glossary.translate(nothing)] == [one.text for one in without.translate(nothing)]


PLAIN = ["The patient had a high fever.", "Wash your hands with soap and water.", "Schools closed on Monday at 7.30."]


def test_a_sentence_without_a_term_among_others_comes_out_as_without_a_glossary():
    try:
        engine = engines.open_engine("apertium", "en", "es")
    except EngineMissing as missing:
        pytest.skip(f"{missing}")
    terms = [Term("vaccine", "vacuna", pos="noun", gender="f"), Term("outbreak", "brote", pos="noun", gender="m")]
    mixed = [PLAIN[0], "The vaccine ended the outbreak.", PLAIN[1], "An outbreak of fever.", PLAIN[2]]
    with engine:
        without = Translator("en", "es", engine).translate(mixed)
        with_them = Translator("en", "es", engine, Glossary(terms, target="es")).translate(mixed)
    for place in (0, 2, 4):
        assert with_them[place].text.encode() == without[place].text.encode()
    assert all(pin.held for done in with_them for pin in done.pins)
