"""Finishing, as a table that a person who does not program can extend, and what holds for every text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.checks import Subject, run
from pinglot.engines.apertium import finish
from pinglot.engines.apertium.finish import Edit
from pinglot.model import OBJECT, Link

TABLE = Path(__file__).parent / "data" / "apertium-finish.txt"


def cases():
    for block in TABLE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if len(lines) > 3:
            locale, *source, before, after = lines
            yield pytest.param(locale, "\n".join(source), before[2:], after[2:], id=f"{locale}: {before[2:]}")


def read(marked):
    """A text and its source's own blanks, which the table has in square brackets."""
    parts, own, length = [], [], 0
    for piece in re.split(r"(\[[ ⏎]+\])", marked):
        text = piece[1:-1].replace("⏎", "\n") if re.fullmatch(r"\[[ ⏎]+\]", piece) else piece
        if text != piece:
            own.append((length, length + len(text)))
        parts.append(text)
        length += len(text)
    return "".join(parts), own


@pytest.mark.parametrize(("locale", "source", "before", "after"), list(cases()))
def test_a_text_is_finished_as_the_table_says(locale, source, before, after):
    text, own = read(before)
    after = after.replace("⏎", "\n")
    done, _ = finish.finish(source, text, [], own, [], [], "en", locale)
    assert done.replace("\u00a0", " ").replace("\u202f", " ") == after
    again, _ = finish.finish(source, done, [], [(0, len(done))] if own else [], [], [], "en", locale)
    assert again == done


@pytest.mark.parametrize(("locale", "source", "before", "after"), list(cases()))
def test_the_number_checks_find_nothing_in_what_is_finished(locale, source, before, after):
    found = run(Subject(source, after.replace("⏎", "\n"), "en", locale, ()))
    assert [one for one in found if one.check.startswith("numbers.")] == []


def test_the_table_has_cases_enough():
    assert sum(1 for _ in cases()) >= 35


def test_where_a_figure_stands_twice_the_links_say_which_is_the_amount():
    source = "Section 1.1 has 1.1 million words."
    text = "1.1 millones de palabras tiene la sección 1.1."
    links = [Link(16, 19, 0, 3), Link(8, 11, 42, 45)]
    assert list(finish.figures(source, text, links, "en", "es")) == [Edit(0, 3, "1,1")]


def test_a_blank_before_a_mark_stays_where_the_source_has_it():
    source = "one , two. three, four."
    text = "uno , dos. tres , cuatro."
    links = [Link(4, 5, 4, 5), Link(16, 17, 16, 17)]
    assert list(finish.blanks(source, text, links)) == [Edit(15, 16, "")]


def test_words_that_ran_together_are_parted():
    source = "C-type lectin"
    links = [Link(7, 13, 0, 7), Link(0, 1, 9, 10), Link(2, 6, 11, 16)]
    done, moved = finish.finish(source, "lectinadeC tipos", links, [], [7, 9], [], "en", "es")
    assert done == "lectina de C tipos"
    assert [done[link.target_start : link.target_end] for link in moved] == ["lectina", "C", "tipos"]


def test_parts_of_one_word_are_not_parted():
    links = [Link(0, 2, 0, 3), Link(2, 5, 3, 6)]
    assert list(finish.blanks("upset", "abcdef", links, [], [3])) == []
    assert list(finish.blanks("up set", "abcdef", [Link(0, 2, 0, 3), Link(3, 6, 3, 6)], [], [3])) == [Edit(3, 3, " ")]


def test_a_link_takes_the_opening_mark_of_its_word_and_moves_with_the_rest():
    done, links = finish.apply(
        "Qué  grupos $1.5?",
        [Link(0, 5, 0, 3), Link(6, 12, 5, 11), Link(13, 17, 12, 16), Link(17, 18, 16, 17)],
        [Edit(0, 0, "¿"), Edit(3, 5, " "), Edit(12, 16, "1,5\u00a0$")],
    )
    assert done == "¿Qué grupos 1,5\u00a0$?"
    assert [done[link.target_start : link.target_end] for link in links] == ["¿Qué", "grupos", "1,5\u00a0$", "?"]


TEXTS = st.text(st.sampled_from(f"aéB1 23.,;:?!()\"'$€%¿\n-{OBJECT}"), max_size=30)


@given(TEXTS, TEXTS, st.lists(st.tuples(*[st.integers(0, 30)] * 4), max_size=6))
def test_finishing_any_text_loses_no_letter_and_keeps_links_inside(source, text, spans):
    links = [Link(a, b, c, d) for a, b, c, d in spans if a < b <= len(source) and c < d <= len(text)]
    for locale in ("es", "fr", "en"):
        done, moved = finish.finish(source, text, links, [], [], [], "en", locale)
        assert re.sub(r"[^a-zé]", "", done.replace("de euros", "").lower()) == re.sub(r"[^a-zé]", "", text.lower())
        assert done.count(OBJECT) == text.count(OBJECT)
        assert done.count("\n") == text.count("\n")
        assert all(0 <= link.target_start < link.target_end <= len(done) for link in moved)


@given(TEXTS)
def test_a_text_that_is_its_own_source_keeps_its_blanks(text):
    own = [match.span() for match in re.finditer(r"\s\s+|\n", text)]
    links = [Link(at, at + 1, at, at + 1) for at, char in enumerate(text) if not char.isspace()]
    assert list(finish.blanks(text, text, links, own)) == []
