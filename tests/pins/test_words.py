"""A text as words: usual texts, which are cut by one expression, are cut as any other is."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pinglot.model import OBJECT, Match, Term
from pinglot.pins.forms import ways_of
from pinglot.pins.verdict import judge
from pinglot.pins.words import Words, beginning, words

_TEXTS = st.text(
    st.one_of(
        st.sampled_from("aAñé .,;:'’`´-–—_…€\u00a0\n\t\u2028²½ª1ёЁ“”«»()[]{}<>=+*&%$#@/\\İıſß" + OBJECT),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)


@given(_TEXTS, st.sampled_from(["", "es", "ru", "tr", "ar"]))
def test_a_sign_that_is_no_word_changes_no_word(text, language):
    """A zero-width space is left out, and has the text cut sign by sign."""
    assert words(text, language) == words(f"{text} \u200b", language)


@given(_TEXTS)
def test_places_are_those_of_the_words_in_the_text(text):
    said = Words(text, "es")
    found = words(text, "es")
    assert [(said.start(place), said.end(place)) for place in range(len(said))] == [(w.start, w.end) for w in found]
    assert said.folds == [word.fold for word in found]
    for before, word in pairwise(found):
        between = text[before.end : word.start]
        assert before.end <= word.start and word.glued == all(unicodedata.category(sign) == "Cf" for sign in between)
    for word in found:
        assert word.text and text[word.start : word.end].strip() and OBJECT not in text[word.start : word.end]


@given(_TEXTS, st.sampled_from(["á", "ab", "áb", "éñ", "ñe", "öx", "жз"]))
def test_places_by_beginning_are_those_of_the_words_that_begin_so(text, letters):
    said = Words(f"{text} {letters}x {letters}", "es")
    wanted = beginning(f"{letters}x")
    found = said.beginning(wanted)
    assert found == [place for place, fold in enumerate(said.folds) if beginning(fold) == wanted]
    assert found and beginning("órdenes") == beginning("orden") == "or"


def test_accents_of_the_first_letter_do_not_hide_an_inflection():
    term = Term("order", "orden", gender="f", pos="noun")
    for said in ("las órdenes", "la orden", "Órdenes"):
        (pin,) = judge(said, [Match(term, 0, 5, "order")], "es")
        assert pin.held, said
    assert [way.words[0].fold for way in ways_of(term, "la orden", "es")] == ["la", "orden"]
