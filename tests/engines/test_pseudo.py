"""Pseudo-localisation."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pinglot.engines.base import Engine
from pinglot.engines.pseudo import provider
from pinglot.model import OBJECT, Match, Sentence, Term

ENGINE = provider.open("en", "en-XA")


def said(text: str) -> str:
    return ENGINE.translate([Sentence(text)])[0].text


def test_it_is_an_engine_for_any_pair():
    assert isinstance(ENGINE, Engine)
    assert provider.pairs() == []
    assert provider.open("es", "zh-Hant").target == "zh-Hant"


def test_every_letter_changes_and_the_text_grows_by_about_a_third():
    text = "The committee approved the programme after two hours of debate in the old town hall"
    out = said(text)
    letters = {char for char in text if char.isalpha()}
    assert not letters & set(out)
    assert 1.2 < len(out) / len(text) < 1.4


def test_what_is_no_word_stays():
    kept = [
        "https://example.org/a-b?x=1", "ann.lee@example.org", "%(name)s", "{0}", "%s", "%1$d", "${home}", "{{ x }}",
        "&amp;", "<b>", "3,500", OBJECT,
    ]  # fmt: skip
    for piece in kept:
        assert piece in said(f"see {piece} now").split(" ", 1)[1]


def test_pins_stand_where_the_terms_stood():
    text = "Wang Yang visited Aksu."
    terms = [Term("Wang Yang", "Wang Yang", keep=True), Term("Aksu", "Aksú")]
    matches = (Match(terms[1], 18, 22, "Aksu"), Match(terms[0], 0, 9, "Wang Yang"))
    (draft,) = ENGINE.translate([Sentence(text, matches)])
    assert draft.text.startswith("Wang Yang ") and draft.text.endswith(" Aksú.")
    assert draft.strategies == ("pseudo", "pseudo")
    spans = {
        (link.source_start, link.source_end): draft.text[link.target_start : link.target_end]
        for link in draft.alignment or ()
    }
    assert spans[0, 9] == "Wang Yang" and spans[18, 22] == "Aksú"


def test_an_overlapping_match_and_an_object_inside_one():
    text = f"World {OBJECT}Health Organization"
    matches = (
        Match(Term(f"World {OBJECT}Health", "OMS"), 0, 13, text[:13]),
        Match(Term("Health", "salud"), 7, 13, "Health"),
    )
    (draft,) = ENGINE.translate([Sentence(text, matches)])
    assert draft.text.startswith(f"OMS{OBJECT} ")
    assert draft.strategies == ("pseudo", "")


@given(st.text(f"abXé ŕß漢я1_{{}}%s@.:/<>&;'-\n{OBJECT}", max_size=40))
def test_same_shape_and_exact_alignment(text):
    (draft,) = ENGINE.translate([Sentence(text)])
    assert draft == ENGINE.translate([Sentence(text)])[0]
    for chars in (OBJECT, "\n", "[", "]", "(", "<", "{", "*", "`"):
        assert draft.text.count(chars) == text.count(chars)
    assert re.findall(r"\d", draft.text) == re.findall(r"\d", text)
    assert len(draft.text) >= len(text) - sum(char in "\u0301" for char in text)
    position = 0
    for link in draft.alignment or ():
        assert link.target_start >= position
        assert draft.text[position : link.target_start].strip() == ""
        position = link.target_end
    assert draft.text[position:].strip() == ""
