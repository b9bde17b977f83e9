"""OBJECTs around an engine that cannot carry them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.engines.alignment import identity
from pinglot.engines.objects import put_back, take_out
from pinglot.model import OBJECT as O
from pinglot.model import Link
from pinglot.scripts import words


def bare_links(bare, links):
    return [
        Link(bare.origin[a.source_start], bare.origin[a.source_end - 1] + 1, a.target_start, a.target_end)
        for a in links
    ]


def through(source: str, target: str | None = None, pairs: list[tuple[str, str]] | None = None) -> str:
    """Takes out, 'translates' to ``target`` (or to itself), and puts back."""
    bare = take_out(source)
    target = bare.text if target is None else target
    if pairs is None:
        links = list(identity(bare.text)) if target == bare.text else []
    else:
        links = [
            Link(bare.text.index(a), bare.text.index(a) + len(a), target.index(b), target.index(b) + len(b))
            for a, b in pairs
        ]
    text, _ = put_back(source, bare, target, bare_links(bare, links))
    return text


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        (f"Run {O} now", "Run now"),
        (f"See {O}.", "See."),
        (f"word{O}, next", "word, next"),
        (f"one{O}two", "one two"),
        (f"{O} first", "first"),
        (f"last {O}", "last"),
        (f"({O})", "()"),
        (f"a {O} {O} b", "a b"),
        (f"我{O}爱", "我爱"),
        (f"{O}", ""),
    ],
)
def test_take_out_leaves_a_sentence(source, bare):
    assert take_out(source).text == bare


@pytest.mark.parametrize(
    "source",
    [
        f"Run {O} now", f"See {O}.", f"word{O}, next", f"one{O}two", f"{O} first", f"last {O}", f"({O})",
        f"a {O}{O} b", f"{O}, then {O}.", f"我{O}爱", f"x {O}y z{O} w",
    ],
)  # fmt: skip
def test_a_text_that_stays_gets_its_objects_back_as_they_were(source):
    assert through(source) == source


def test_an_object_follows_its_neighbour():
    assert (
        through(f"the red{O} house", "la casa roja", [("the", "la"), ("red", "roja"), ("house", "casa")])
        == f"la casa roja{O}"
    )
    assert through(f"press {O} twice", "pulse dos veces", [("press", "pulse"), ("twice", "dos veces")]) == (
        f"pulse {O} dos veces"
    )


def test_an_object_between_words_stays_between_their_parts():
    pairs = [("the", "la"), ("red", "roja"), ("house", "casa"), ("is", "es"), ("big", "grande")]
    assert through(f"the red house {O} is big", "la casa roja es grande", pairs) == f"la casa roja {O} es grande"
    assert through(f"the red house{O} is big", "la casa roja es grande", pairs) == f"la casa{O} roja es grande"


def test_an_object_before_a_mark_stays_before_it():
    assert through(f"run {O}, then go", "ejecute, luego vaya", [("run", "ejecute"), (",", ","), ("go", "vaya")]) == (
        f"ejecute {O}, luego vaya"
    )


def test_what_the_engine_made_up_is_taken_out():
    assert through("a b", f"a {O} b").count(O) == 0


@given(st.text(f"ab é漢,.( {O}", max_size=24), st.text("xy ñ漢,. ", max_size=24), st.data())
def test_every_object_stands_once_and_is_linked(source, target, data):
    source = source.strip()
    bare = take_out(source)
    spans, others = words(bare.text), words(target)
    count = st.lists(st.tuples(st.sampled_from(spans), st.sampled_from(others)), max_size=6)
    drawn = data.draw(count) if spans and others else []
    links = bare_links(bare, [Link(*left, *right) for left, right in drawn])
    text, moved = put_back(source, bare, target, links)
    assert text.count(O) == source.count(O)
    assert "".join(text.replace(O, "").split()) == "".join(target.split())
    own = [link for link in moved if source[link.source_start : link.source_end] == O]
    assert sorted(link.source_start for link in own) == [at for at, char in enumerate(source) if char == O]
    assert sorted(link.target_start for link in own) == [at for at, char in enumerate(text) if char == O]
    assert [link.target_start for link in moved] == sorted(link.target_start for link in moved)
    for link in moved:
        assert 0 <= link.source_start < link.source_end <= len(source)
        assert 0 <= link.target_start < link.target_end <= len(text)


@given(st.text(f"ab é漢,.( {O}", max_size=24))
def test_origin_points_at_the_same_character(source):
    bare = take_out(source)
    assert len(bare.origin) == len(bare.text) + 1
    assert list(bare.origin) == sorted(bare.origin)
    assert all(char in (source[at], " ") for char, at in zip(bare.text, bare.origin, strict=False))
