"""Two glossaries compared, and three merged with nothing dropped."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.glossary.compare import Kind, diff, merge
from pinglot.model import Status, Term


def row(term: str, translation: str = "x", **columns: object) -> Term:
    return Term(term, translation, locale="es", **columns)  # type: ignore[arg-type]


def test_diff_says_what_was_added_removed_and_changed():
    before = [row("a", "1"), row("b", "2", forms=("bb",)), row("c", "3")]
    after = [row("c", "3"), row("b", "2", forms=("bb", "bbb"), note="n"), row("d", "4")]
    found = [(one.kind, one.term, one.columns) for one in diff(before, after)]
    assert found == [
        (Kind.CHANGED, "b", ("forms", "note")),
        (Kind.ADDED, "d", ()),
        (Kind.REMOVED, "a", ()),
    ]


def test_order_spelling_of_locales_and_places_make_no_difference():
    before = [Term("a", "1", locale="zh-CN", path="x", line=3), Term("b", "2", locale="es")]
    after = [Term("b", "2", locale="es"), Term("a", "1", locale="zh-CN", path="y", line=9)]
    assert diff(before, after) == []


def test_rows_of_one_term_are_compared_in_their_order():
    assert [one.kind for one in diff([row("a", "1"), row("a", "2")], [row("a", "1"), row("a", "3")])] == [Kind.CHANGED]


def test_both_sides_changes_are_joined():
    base = [row("a", "1"), row("b", "2", forms=("p", "q")), row("c", "3"), row("d", "4")]
    ours = [row("a", "one"), row("b", "2", forms=("p", "q", "r")), row("c", "3"), row("d", "4"), row("new", "n")]
    theirs = [row("a", "1", note="n"), row("other", "o"), row("b", "2", forms=("q", "s")), row("d", "4")]
    merged = merge(base, ours, theirs)
    assert merged.clashes == ()
    assert list(merged.terms) == [
        row("a", "one", note="n"),
        row("other", "o"),
        row("b", "2", forms=("q", "r", "s")),
        row("d", "4"),
        row("new", "n"),
    ]


def test_of_two_reviews_that_agree_the_later_one_is_named():
    base = [row("a", "1", status="proposed")]
    ours = [row("a", "1", reviewer="Ana", reviewed="2026-01-02")]
    theirs = [row("a", "1", reviewer="Bea", reviewed="2026-01-03")]
    merged = merge(base, ours, theirs)
    assert merged.clashes == () and merged.terms == (row("a", "1", reviewer="Bea", reviewed="2026-01-03"),)
    assert merge(base, theirs, ours).terms == merged.terms


def test_what_both_changed_differently_is_shown_and_nothing_is_dropped():
    base = [row("a", "1"), row("b", "2")]
    ours = [row("a", "one"), row("b", "2")]
    theirs = [row("a", "uno", note="mine"), row("b", "2")]
    merged = merge(base, ours, theirs)
    (clash,) = merged.clashes
    assert (clash.term, clash.columns) == ("a", ("translation",))
    first, second, third = merged.terms
    assert (first.translation, first.note) == ("one", "mine")
    assert (second.translation, second.status) == ("uno", Status.PROPOSED)
    assert "conflict" in second.note and "mine" in second.note
    assert third == row("b", "2")


def test_approved_here_and_rejected_there_is_a_conflict():
    base = [row("a", "1", status="proposed")]
    merged = merge(base, [row("a", "1")], [row("a", "1", status="rejected")])
    assert [clash.columns for clash in merged.clashes] == [("status",)]
    assert [term.status for term in merged.terms] == ["approved", "proposed"]


def test_taken_away_here_and_changed_there_stays():
    base = [row("a", "1"), row("b", "2")]
    merged = merge(base, [row("b", "2")], [row("a", "uno"), row("b", "2")])
    assert {term.term: term.translation for term in merged.terms} == {"a": "uno", "b": "2"}
    assert [(clash.term, clash.ours) for clash in merged.clashes] == [("a", None)]
    merged = merge(base, [row("a", "uno"), row("b", "2")], [row("b", "2")])
    assert [term.translation for term in merged.terms] == ["uno", "2"] and len(merged.clashes) == 1


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from("abcdef"),
        st.sampled_from(["1", "2", "3"]),
        status=st.sampled_from(list(Status)),
        forms=st.lists(st.sampled_from("pqr"), unique=True, max_size=3).map(lambda forms: tuple(sorted(forms))),
        note=st.sampled_from(["", "n"]),
    ),
    max_size=5,
    unique_by=lambda term: term.term,
)


@settings(max_examples=150)
@given(ROWS, ROWS)
def test_a_side_that_did_nothing_changes_nothing(base, other):
    assert merge(base, base, base).terms == tuple(base)
    assert merge(base, other, base).terms == tuple(other) and not merge(base, other, base).clashes
    assert set(merge(base, base, other).terms) == set(other) and not merge(base, base, other).clashes
    assert merge(base, other, other).terms == tuple(other)


@settings(max_examples=150)
@given(ROWS, ROWS, ROWS)
def test_every_translation_of_either_side_is_somewhere(base, ours, theirs):
    merged = merge(base, ours, theirs)
    old = {(term.term, term.translation) for term in base}
    there = {(term.term, term.translation) for term in merged.terms}
    for side in (ours, theirs):
        new = {(term.term, term.translation) for term in side}
        assert new - old <= there
    terms = [{term.term for term in side} for side in (base, ours, theirs)]
    gone = (terms[0] - terms[1]) | (terms[0] - terms[2])
    assert (terms[1] | terms[2]) - gone <= {term.term for term in merged.terms}
    again = merge(base, theirs, ours)
    assert len(again.clashes) == len(merged.clashes)
    if not merged.clashes:
        unordered = [replace(term, forms=tuple(sorted(term.forms))) for term in (*merged.terms, *again.terms)]
        assert set(unordered[: len(merged.terms)]) == set(unordered[len(merged.terms) :])
