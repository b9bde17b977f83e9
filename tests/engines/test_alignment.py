"""Words, links from attention, links through a pivot."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pinglot.engines.alignment import compose, flat, from_attention, identity, unflat
from pinglot.model import OBJECT, Link
from pinglot.scripts import words


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def test_words_marks_and_objects():
    assert said(f"Don't stop, e-mail {OBJECT}x_1!") == ["Don't", "stop", ",", "e-mail", OBJECT, "x_1", "!"]


@given(st.none() | st.lists(st.builds(Link, *[st.integers(0, 99)] * 4)).map(tuple))
def test_an_alignment_as_numbers_comes_back(links):
    numbers = flat(links)
    assert unflat(numbers) == links
    assert links is None or (numbers is not None and all(type(number) is int for number in numbers))


def test_signs_that_combine_belong_to_their_letter():
    assert said("हिन्दी भाषा") == ["हिन्दी", "भाषा"]
    assert said("cafe\u0301 x") == ["cafe\u0301", "x"]


def test_scripts_without_blanks_are_cut_by_character():
    assert said("我爱 you和я") == ["我", "爱", "you", "和", "я"]


@given(st.text(f"ab é漢ก\u0301'-,. \n{OBJECT}1_", max_size=30))
def test_words_hold_every_visible_character_once(text):
    spans = words(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    assert {position for position, char in enumerate(text) if not char.isspace()} <= covered


def links(source: str, target: str, attention: list[list[float]]) -> list[tuple[str, str]]:
    found = from_attention(attention, source, words(source), target, words(target))
    assert found == sorted(found, key=lambda link: (link.target_start, link.target_end, link.source_start))
    return [
        (source[link.source_start : link.source_end], target[link.target_start : link.target_end]) for link in found
    ]


def test_a_target_word_is_linked_to_what_it_looks_at():
    assert links("red house", "casa roja", [[0.1, 0.9], [0.8, 0.2]]) == [("house", "casa"), ("red", "roja")]


def test_a_source_word_left_over_is_linked_too():
    assert links("do not go", "no vaya", [[0.3, 0.7, 0], [0.1, 0, 0.9]]) == [
        ("do", "no"),
        ("not", "no"),
        ("go", "vaya"),
    ]


def test_what_is_copied_is_anchored_whatever_attention_says():
    assert links("Aksu has 3 men", "3 en Aksu", [[0.9, 0, 0.1, 0], [0, 1, 0, 0], [0, 0, 1, 0]])[0] == ("3", "3")
    assert ("Aksu", "Aksu") in links("Aksu has 3 men", "3 en Aksu", [[0.9, 0, 0.1, 0], [0, 1, 0, 0], [0, 0, 1, 0]])


def test_marks_go_to_marks():
    assert (",", "y") not in links("a, b", "a y b", [[1, 0, 0], [0, 1, 0], [0, 0, 1]])


def test_pieces_of_one_word_count_together():
    source, target = "unhappy man", "hombre infeliz"
    found = from_attention(
        [[0.0, 0.1, 0.9], [0.4, 0.3, 0.3], [0.3, 0.3, 0.4]],
        source,
        [(0, 2), (2, 7), (7, 11)],
        target,
        [(0, 6), (6, 9), (9, 14)],
    )
    assert [(link.source_start, link.target_start) for link in found] == [(8, 0), (0, 7)]


def test_nothing_is_linked_to_nothing():
    assert from_attention([], "", [], "x", [(0, 1)]) == []
    assert from_attention([[1.0]], "x", [(0, 1)], "", []) == []


def test_compose_goes_through_the_middle():
    first = [Link(0, 3, 4, 8), Link(4, 9, 0, 3)]
    second = [Link(0, 3, 0, 2), Link(4, 8, 3, 9)]
    assert compose(first, second) == [Link(4, 9, 0, 2), Link(0, 3, 3, 9)]


@given(st.text("ab ,漢", max_size=20))
def test_identity_is_neutral(text):
    own = list(identity(text))
    assert compose(own, own) == own
