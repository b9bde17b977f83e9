"""HTML from values: a text is never markup, and says the same when it is read again."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.markup import Markup, element, escaped, joined

# Without what no HTML document can hold; what becomes of that is tested below.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")).filter(
    lambda text: escaped(text).count("\ufffd") == text.count("\ufffd")
)


def parsed(markup: str):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(f"<!DOCTYPE html><html><head><title>t</title></head><body>{markup}</body></html>").find("body")[
        0
    ]


@given(TEXT, TEXT)
def test_a_text_and_an_attribute_come_back_as_they_were(text, value):
    read = parsed(element("p", text, title=value))
    assert "".join(read.itertext()) == text and len(read) == 0
    assert read.get("title") == value


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "]]>", "<!--", "</p><b>"]
)
def test_hostile_text_is_never_markup(hostile):
    read = parsed(element("p", hostile, title=hostile))
    assert "".join(read.itertext()) == hostile and len(read) == 0 and read.attrib == {"title": hostile}


def test_what_no_document_can_hold_is_replaced():
    assert escaped("a\0b\x1bc\ud800d\x85e\ufffff") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert escaped("a\r\nb\rc") == "a\nb\nc"


def test_children_nest_and_markup_is_not_escaped_again():
    inner = [element("b", "x < y"), None, ["z", (element("br"),)]]
    assert element("p", inner, "&") == "<p><b>x &lt; y</b>z<br>&amp;</p>"
    assert joined(element(name, "x") for name in ("i", "b")) == "<i>x</i><b>x</b>"
    assert isinstance(joined(["a"]), Markup)


def test_attributes_are_named_as_in_python():
    made = element("td", class_="a b", aria_label="x", data_tip='"', hidden=True, lang=None, open=False, tabindex=0)
    assert made == '<td class="a b" aria-label="x" data-tip="&quot;" hidden tabindex="0"></td>'
