"""A text as words: usual texts, which are cut by one expression, are cut as any other is."""

from __future__ import annotations

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
def test_words_made_one_by_one_are_those_made_at_once(text):
    said = Words(text, "es")
    assert [said.word(place) for place in reversed(range(len(said)))] == list(words(text, "es"))[::-1]
    assert said.folds == [word.fold for word in words(text, "es")]
    for word in words(text, "es"):
        assert word.text and text[word.start : word.end].strip()


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
