"""What may be in a workbook, and texts in its cells."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import workbooks
from pinglot.errors import GlossaryError


@given(st.text(st.characters(exclude_categories=[])))
def test_a_cell_says_what_it_was_given(text):
    written = workbooks.encoded(text)
    assert workbooks.decoded(written) == text
    assert not [char for char in written if char in "\0\a\r\x1b\ufffe" or "\ud800" <= char <= "\udfff"]


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts:
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "is no Excel workbook"),
        (b"PK\x03\x04", "is no Excel workbook"),
        (archive(("xl/a.xml", b"<!DOCTYPE a>")), "holds a document type"),
        (archive(("XL/A.XML", b"<a/><!ENTITY")), "holds a document type"),
        (archive(("xl/a.xml", b" " * (1 << 20) + b"<!-- --><!DOCTYPE a>")), "holds a document type"),
        (archive(("xl/a.xml", b" " * ((1 << 20) - 4) + b"<!DOCTYPE a>")), "holds a document type"),
        (archive(("xl/_rels/a.rels", "<!DOCTYPE a>".encode("utf-16"))), "is not written in UTF-8"),
        (archive(*((f"{number}.bin", bytes(50 << 20)) for number in range(5))), "unpacks to more than 200 MB"),
    ],
)
def test_what_might_do_harm_is_refused(data, wanted):
    with pytest.raises(GlossaryError, match=f"x.xlsx: {wanted}"):
        workbooks.check(data, "x.xlsx", GlossaryError)


def test_what_is_not_xml_may_hold_anything():
    workbooks.check(
        archive(("xl/media/a.png", b"\0<!DOCTYPE"), ("xl/a.xml", b"<a>&lt;!DOCTYPE</a>")), "x", GlossaryError
    )
