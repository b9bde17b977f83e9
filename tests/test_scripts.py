"""Words and repetition, whatever the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.scripts import repeated, words

_TEXTS = st.text(
    st.one_of(st.sampled_from("aAñé .,_'’-‑–—…€\u00a0\n\t\x1c\x85\u2028²½1бЁ“”()\u200b\ufffc"), st.characters()),
    max_size=30,
)


@given(_TEXTS)
def test_a_letter_of_another_script_changes_no_word_before_it(text):
    """It has the whole text cut sign by sign, where it would be cut by one expression else."""
    assert words(f"{text} ก")[:-1] == words(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no no no no", "no"),
        ("no no no, yes", ""),
        ("the grant of the grant of the grant of", "the grant of"),
        ("the grant of the grant of the", ""),
        ("one two one two one three one two", ""),
        ("以及以及以及", "以及"),
        ("one two three four five six seven eight " * 3, "one two three four five six seven eight"),
        ("one two three four five six seven eight nine " * 3, ""),
    ],
)
def test_what_is_said_again_and_again(text, said):
    assert repeated(text) == said
