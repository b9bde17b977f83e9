"""Sentences: where they end, by a fixture file, and what never happens, by properties."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot import sentences
from pinglot.errors import UsageError
from pinglot.model import OBJECT

CASES = Path(__file__).parent / "data" / "sentences.txt"
ESCAPE = re.compile(r"\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4})")
PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
ZERO_WIDTH = "\u180e\u200b\u2060\ufeff"
BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2002\u2007\u2009\u2028\u2029\u202f\u205f\u3000" + ZERO_WIDTH


def unescape(text: str) -> str:
    text = ESCAPE.sub(lambda found: PLAIN.get(found[1]) or chr(int(found[1][1:], 16)), text)
    return text.replace("{o}", OBJECT)


def strip(text: str) -> str:
    return text.strip(BLANKS)


def cases():
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            locale, _, text = line.partition("\t")
            yield pytest.param(locale, unescape(text), id=f"line {number}")


@pytest.mark.parametrize(("locale", "marked"), list(cases()))
def test_sentences_end_where_the_file_says(locale: str, marked: str):
    text = marked.replace("|", "")
    found = [text[start:end] for start, end in sentences.split(text, locale)]
    assert found == [strip(piece) for piece in marked.split("|")]


def test_an_unknown_locale_is_named():
    with pytest.raises(UsageError, match="'e' is not a locale"):
        sentences.split("Hello.", "e")


def test_a_language_without_rules_still_splits():
    assert sentences.split("Un. Deux.", "tlh") == [(0, 3), (4, 9)]


def test_nothing_is_no_sentence():
    assert sentences.split("", "en") == []
    assert sentences.split(BLANKS, "en") == []


def test_no_cut_inside_what_is_kept():
    text = "We met. Dr. No went. Then we left."
    start, end = text.index("met"), text.index(" went")
    assert [text[a:b] for a, b in sentences.split(text, "en", [(start, end)])] == [
        "We met. Dr. No went.",
        "Then we left.",
    ]
    whole = [(0, 7), (8, 20), (21, 34)]
    assert sentences.split(text, "en", whole) == sentences.split(text, "en") == whole


def test_a_kept_span_may_cross_a_blank_line():
    assert sentences.split("New\n\nYork.", "en", [(0, 9)]) == [(0, 10)]


def test_join_replaces_sentences_and_keeps_the_rest():
    text = " One.\u00a0\r\n\r\nTwo.\t"
    spans = sentences.split(text, "en")
    assert sentences.join(text, spans, ["Uno.", "Dos."]) == " Uno.\u00a0\r\n\r\nDos.\t"


WORDS = [
    "Dr", "U.S", "the", "Then", "e.g", "No", "5", "3.14", "и", "Он", "т. е", "是", "你好", "はい", "と", "نعم", "है",
    "é", "İ", "ß", "🙂", OBJECT, OBJECT, "\ud800", "\u0301", "\u200d", "\x00", "-", "*", "1.", "2)",
    ".", ".", "?", "!", "...", "…", "。", "！", "？", "؟", "।", "\"", "'", "“", "”", "«", "»", "「", "」", "(", ")",
    "[", "]", "—", "¿", "¡", ",", ":", ";",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(BLANKS, min_size=1, max_size=3)), max_size=30).map("".join),
    st.text(max_size=60),
)
LOCALES = st.sampled_from(["en", "es", "ru", "zh", "ja", "ar", "hi", "de", "fr", "tlh"])


@settings(max_examples=400, deadline=None)
@given(TEXTS, LOCALES, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_nothing_is_lost_and_nothing_kept_is_cut(text: str, locale: str, numbers: list[tuple[int, int]]):
    keep = [(min(pair), max(pair)) for pair in numbers]
    spans = sentences.split(text, locale, keep)
    done = 0
    for start, end in spans:
        assert done <= start < end <= len(text)
        assert not strip(text[done:start])
        assert text[start] not in BLANKS and text[end - 1] not in BLANKS
        done = end
    assert not strip(text[done:])
    for (_, end), (start, _) in pairwise(spans):
        assert not any(first < end and last > start for first, last in keep)
    assert sentences.join(text, spans, [text[start:end] for start, end in spans]) == text


@settings(max_examples=100, deadline=None)
@given(TEXTS, LOCALES)
def test_a_sentence_says_something_or_stands_alone_in_its_paragraph(text: str, locale: str):
    text = " ".join(re.sub(rf"[\s{ZERO_WIDTH}*•-]", " ", text).split())
    found = [text[start:end] for start, end in sentences.split(text, locale)]
    if len(found) > 1:
        assert all(any(char.isalnum() for char in sentence) for sentence in found)


def test_time_grows_with_the_text_and_not_with_its_square():
    # 400 kB in one paragraph, each sentence with what the rules look back for.
    text = 'He said (it is so.) Then "no." (1) It was e.g. ￼ in the U.S. [2] See (p. 5). ' * 5000
    begun = time.process_time()
    spans = sentences.split(text, "en", [(start, start + 3) for start in range(0, len(text), 7)])
    assert len(spans) > 5000
    assert time.process_time() - begun < 5
