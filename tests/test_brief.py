"""Texts that are cut for a message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pinglot.brief import brief, cut


def test_a_text_on_one_line_and_not_too_long():
    assert brief(" a\n  b\tc ") == "a b c"
    assert brief("word " * 20, 10) == "word word…"
    assert cut("12345", 5) == "12345" and cut("123456", 5) == "1234…"


@given(st.text(), st.integers(1, 30))
def test_it_is_never_longer_than_asked_for_and_begins_as_the_text_does(text, most):
    said = brief(text, most)
    assert len(said) <= most and "\n" not in said
    assert " ".join(text.split()).startswith(said.removesuffix("…")) or text.strip().startswith(said)
