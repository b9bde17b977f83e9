"""Bytes ⇄ text, document types, and places spliced into a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import documents
from pinglot.documents.reading import Directive, Edit, Options, decode, directive, splice
from pinglot.errors import DocumentError


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_a_text_comes_back_as_its_bytes(mark, encoding, text):
    data = mark + text.encode(encoding)
    decoded = decode(data, "a.md")
    assert (decoded.text, decoded.bom) == (text, mark)
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    ("data", "declared", "reason"),
    [
        (b"abc\0def", "", "binary.*offset 3"),
        (b"\xef\xbb\xbfabc\0", "", "binary.*offset 6"),
        (b"caf\xe9", "", "not valid utf-8 at byte offset 3"),
        (b"\xef\xbb\xbfcaf\xe9", "", "byte offset 6"),
        (b"\xff\xfea\0b", "", "not valid utf-16-le at byte offset 4"),
        (b"\xff\xfea\0\0\0", "", "NUL character at offset 1"),
        (b"abc", "klingon", "'klingon', which is unknown"),
        (b"abc", "rot13", "no text encoding"),
        (b"+AGE-", "utf-7", "would not come back the same"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data, declared, reason):
    with pytest.raises(DocumentError, match=rf"^a\.md: .*{reason}") as caught:
        decode(data, "a.md", declared=declared)
    assert caught.value.exit_code == 2


def test_a_declared_encoding_is_taken_and_its_limits_are_said():
    decoded = decode(b"caf\xe9 \x93x\x94", "a.html", declared="ISO-8859-1")
    assert decoded.text == "café “x”"
    assert decoded.encode("é ж", references=True) == b"\xe9 &#1078;"
    with pytest.raises(DocumentError, match=r"a\.html: is cp1252, which cannot hold 'ж' \(U\+0436\)"):
        decoded.encode("ж")


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data):
    try:
        decoded = decode(data, "a.md")
    except DocumentError:
        return
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("a.md", "markdown"),
        ("A.MARKDOWN", "markdown"),
        ("x/y.txt", "text"),
        ("i.xhtml", "html"),
        ("m.pot", "po"),
        ("R.DOCX", "docx"),
    ],
)
def test_the_suffix_says_the_type(name, type):
    assert documents.type_of(name) == type


@pytest.mark.parametrize("name", ["a.epub", "README"])
def test_an_unknown_suffix_names_the_flag(name):
    with pytest.raises(DocumentError, match="--input-type"):
        documents.type_of(name)


def test_reading_a_file(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"# Hello\n")
    document = documents.read(path)
    assert (document.type, document.path, [unit.source for unit in document.units]) == (
        "markdown",
        str(path),
        ["Hello"],
    )
    assert [unit.kind for unit in documents.read(path, "text").units] == ["paragraph"]
    with pytest.raises(DocumentError, match="over the limit"):
        documents.read(path, options=Options(max_size=3))
    with pytest.raises(DocumentError, match="no such file"):
        documents.read(tmp_path / "b.md")
    with pytest.raises(DocumentError, match="no document type 'word'"):
        documents.read(path, "word")


def test_splicing():
    assert splice("abcdef", [Edit(14, 14, "-"), Edit(11, 13, "X")], offset=10) == "aXd-ef"


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- pinglot: skip -->", Directive("skip")),
        ("<!--pinglot:skip-->", Directive("skip")),
        ("<!-- /pinglot -->", Directive("end")),
        ("<!-- pinglot: context menu bar -->", Directive("context", "menu bar")),
        ("<!-- pinglot: note two\n lines -->", Directive("note", "two lines")),
        ("<!-- pinglot: dance -->", None),
        ("<!-- pinglot -->", None),
        ("<!-- hello -->", None),
    ],
)
def test_directives(comment, said):
    assert directive(comment) == said
