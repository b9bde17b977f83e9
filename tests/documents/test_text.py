"""Plain text: bytes come back, blank lines part units, line breaks are soft."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot import documents, inline
from pinglot.errors import DocumentError
from pinglot.model import Document

FILES = sorted((Path(__file__).parent / "txt").glob("*.txt"))
SHARED = Path(__file__).parents[2] / ".." / "shared"


def read(text: str | bytes) -> Document:
    return documents.parse(text if isinstance(text, bytes) else text.encode(), "text", "article.txt")


def own(document: Document) -> dict[int, str]:
    return {index: unit.source for index, unit in enumerate(document.units)}


def sources(text: str) -> list[str]:
    return [unit.source for unit in read(text).units]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_comes_back_byte_for_byte(path):
    document = documents.read(path)
    assert document.render({}) == path.read_bytes()
    assert document.render(own(document)) == path.read_bytes()


def test_the_files_have_the_units_that_a_reader_would_count():
    assert {path.name: len(documents.read(path).units) for path in FILES} == {
        "blank.txt": 0, "bom.txt": 1, "chinese.txt": 2, "cr.txt": 2, "crlf.txt": 2, "empty.txt": 0, "lines-only.txt": 3,
        "lines.txt": 2, "lists.txt": 9, "literal.txt": 2, "mixed-ends.txt": 4, "paragraphs.txt": 4, "rules.txt": 2,
        "tabs.txt": 2, "utf16.txt": 2, "utf16be.txt": 1,
    }  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_translation_changes_every_letter_and_nothing_else(path):
    document = documents.read(path)
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    said = {index: inline.plain_text(unit.source) for index, unit in enumerate(document.units)}
    capitals = {index: document.units[index].source.replace("<x", "\0").upper().replace("\0", "<x") for index in said}
    if "<g" not in data.decode(encoding):
        out = document.render(capitals).decode(encoding)
        letters = [char for char in out if char.islower()]
        assert letters == [] or path.name == "lists.txt"  # "a)" is a marker only at the start of a line
        assert [char for char in out if not char.isalpha()] == [
            char for char in data.decode(encoding) if not char.isalpha()
        ]


def test_blank_lines_part_units_and_line_breaks_are_soft():
    text = "One two\nthree.\n \t\n  Four\n  five.  \n"
    assert sources(text) == ["One two three.", "Four five."]
    assert read(text).render({0: "Uno dos tres.", 1: "Cuatro cinco."}).decode() == (
        "Uno dos\ntres.\n \t\n  Cuatro\n  cinco.  \n"
    )


def test_without_blank_lines_each_line_is_a_unit():
    assert sources("\n\nOne\nTwo\r\nThree\n\n") == ["One", "Two", "Three"]
    assert [unit.line for unit in read("\n\nOne\nTwo\r\nThree").units] == [3, 4, 5]


def test_list_items_are_units_and_their_markers_are_skeleton():
    text = "Bring:\n- gloves, which\n  are warm\n- boots\n\n1) wash\n2) dry\n"
    assert [(unit.kind, unit.source) for unit in read(text).units] == [
        ("paragraph", "Bring:"),
        ("list item", "gloves, which are warm"),
        ("list item", "boots"),
        ("list item", "wash"),
        ("list item", "dry"),
    ]
    assert read(text).render({1: "guantes, que calientan mucho"}).decode() == text.replace(
        "gloves, which\n  are warm", "guantes, que\n  calientan mucho"
    )


def test_a_number_that_begins_a_line_of_a_paragraph_is_text():
    assert sources("\n\nIt was on May\n12. It rained.\n\nA. Smith came.") == [
        "It was on May 12. It rained.",
        "A. Smith came.",
    ]


def test_no_line_break_of_a_translation_makes_a_list_item():
    text = "aaaa bbbb\ncccc dddd\n\nx"
    assert read(text).render({0: "aaaa bbbb - cccc dddd"}).decode() in (
        "aaaa\nbbbb - cccc dddd\n\nx",
        "aaaa bbbb -\ncccc dddd\n\nx",
    )


def test_lines_without_words_are_skeleton():
    assert sources("Title\n=====\n\n----\n\n* * *\n") == ["Title"]


def test_form_feeds_and_paragraph_separators_part_units():
    assert sources("one\x0ctwo\u2029three\u2028four\x85five") == ["one", "two", "three four five"]


def test_control_characters_are_codes():
    (unit,) = read("a \x1b[1mb").units
    assert (unit.source, unit.codes[0].open) == ("a <x1/>[1mb", "\x1b")


def test_literal_codes_come_back():
    (unit,) = read("say <g1> and &lt;x1/>").units
    assert unit.codes == ()
    assert inline.parse(unit.source).text == "say <g1> and &lt;x1/>"


@pytest.mark.parametrize("data", [b"\xe9t\xe9", b"a\0b", b"\xff\xfea"])
def test_other_encodings_are_refused(data):
    with pytest.raises(DocumentError, match=r"^article\.txt: "):
        read(data)


_PIECES = st.sampled_from([
    "\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", " ", "\t", "\u00a0", "word", "two words", "é", "- ",
    "* ", "12. ", "a) ", "===", "<g1>", "</g1>", "<x1/>", "&lt;g1>", "\ufffc", "\x1b", "\ufeff", "…", "河",
])  # fmt: skip
_ENCODINGS = [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30).map("".join), st.sampled_from(_ENCODINGS))
def test_any_text_comes_back(text, encoding):
    data = encoding[1] + text.removeprefix("\ufeff").encode(encoding[0])
    document = read(data)
    assert document.render({}) == data
    assert document.render(own(document)) == data
    document.render(dict.fromkeys(own(document), "otro texto - 1. aquí"))


def test_every_word_is_in_a_unit():
    path = Path(__file__).parent / "txt" / "paragraphs.txt"
    words = path.read_text().replace("=", "").split()
    assert " ".join(unit.source for unit in documents.read(path).units).split() == words


def test_the_shared_article_has_a_unit_a_line():
    article = SHARED / "articles" / "pairing-assistance.en.txt"
    if not article.exists():
        pytest.skip("no ../shared/articles beside this clone: the shared article cannot be read")
    assert [unit.source for unit in documents.read(article).units] == article.read_text().splitlines()


def test_much_text_is_read_in_little_time():
    text = ("word " * 10 + "\n") * 20_000
    document = read("\n\n" + text + "\n\nend")
    assert len(document.units) == 2
    assert document.render(own(document)).decode() == "\n\n" + text + "\n\nend"
