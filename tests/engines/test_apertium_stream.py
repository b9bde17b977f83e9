"""Apertium's stream format: what is escaped comes back, blanks and units are told apart."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pinglot.engines.apertium import stream

_RESERVED = "\\^$[]{}<>@/*#~+ \n\t.ab'é"
texts = st.text(st.sampled_from(_RESERVED), max_size=30) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)


@given(texts)
def test_escape_comes_back(text):
    assert stream.unescape(stream.escape(text)) == text


@given(texts)
def test_quoted_text_is_read_as_it_was(text):
    assert "".join(word for word, _, _ in stream.words(stream.quote(text))) == text


@given(st.lists(texts, max_size=5), texts)
def test_a_stream_is_split_into_blanks_and_units_and_joined_with_numbers(surfaces, blank):
    units = [f"{stream.escape(surface)}/x<n>" for surface in surfaces]
    between = stream.quote(blank)
    whole = between + between.join(f"^{unit}$" for unit in units)
    blanks, seen = stream.split(whole)
    assert seen == units
    assert len(blanks) == len(units) + 1
    assert [stream.analyses(unit)[0] for unit in seen if not unit.startswith("/")] == [s for s in surfaces if s]
    closed = stream.detach(stream.join(blanks, seen))
    assert closed.count("[[/]]") == len(units)
    assert re.sub(r"\[\[(?:\d+|/)\]\]", "", closed) == whole


def test_rewrite_gives_the_blank_with_each_unit_that_has_one():
    seen = []

    def unit(blank, content):
        seen.append((blank, content))
        return "^y$"

    assert stream.rewrite(r"a\^[ [[1]]x ] [[2; 3]]^b\$/c<n>$ ^d$", unit) == r"a\^[ [[1]]x ] ^y$ ^d$"
    assert seen == [("2; 3", r"b\$/c<n>")]


def test_generated_words_know_their_sources():
    found = [(text, sources) for text, sources, _ in stream.words(r"[[1; 2]]del[[/]] [[3]]fin\/al[[/]][ \~ ]x\[")]
    assert found == [("del", (1, 2)), (" ", ()), ("fin/al", (3,)), (" ~ ", ()), ("x[", ())]


def test_blanks_of_the_source_are_told_from_those_between_words():
    found = [(text, own) for text, _, own in stream.words("[[1]]a[[/]] [  ] [[2]]b[[/]][\n]")]
    assert found == [("a", False), (" ", False), ("  ", True), (" ", False), ("b", False), ("\n", True)]


def test_readings_of_a_unit():
    assert stream.analyses(r"a\/b/a<n><sg>/c<vblex>") == ("a/b", ["a<n><sg>", "c<vblex>"])
    assert stream.analyses("Aksu/*Aksu") == ("Aksu", ["*Aksu"])
