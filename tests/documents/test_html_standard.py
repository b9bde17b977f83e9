"""html5lib, an implementation of the HTML standard by others, as the judge of what is a tag and what is text."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.documents.html.tokens import TokenKind, attributes
from pinglot.documents.html.tree import RAW_TEXT, elements

try:
    import html5lib
    from html5lib._tokenizer import HTMLTokenizer
    from html5lib.constants import tokenTypes
except ImportError:
    pytest.skip("html5lib is not installed; install it: pip install html5lib", allow_module_level=True)

_BITS = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i class=x>", "</i>", "<a href='q' title=\"tip\">", "</a>",
    "<br/>", "<img alt=bare/>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<pre>", "</pre>",
    "<script>", "</script>", "<svg>", "</svg>", "<title>", "</title>", "<textarea>", "</textarea>", "<style>",
    "</style >", "<foreignObject>", "<math>", "<mi>", "<desc>", "</svg/>", "<!-- c -->", "<!--", "-->", "--!>", "<!x>",
    "<!>", "<!->", "<!--->", "<?pi?>", "]]>", "<", ">", "&amp;", "&lt;", '"', "'", "=", "/", " ", "\n", "word", "<P",
    "<a b='", "</", "</x a='>'>", "<a b = c d=\"e\"f=g>", "<x =a>", "<x a=>", "<x a==b>", "<h1>", "</h2>", "<button>",
])  # fmt: skip

Seen = list[tuple[Any, ...]]


def _joined(tokens: Iterator[tuple[Any, ...]]) -> Seen:
    seen: Seen = []
    for token in tokens:
        if token[0] == "text" and seen and seen[-1][0] == "text":
            seen[-1] = ("text", seen[-1][1] + token[1])
        else:
            seen.append(token)
    return seen


def judged(text: str, monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen: Seen = []
    tokens = HTMLTokenizer.__iter__

    def watched(self: HTMLTokenizer) -> Iterator[dict[str, Any]]:
        for token in tokens(self):
            kind = token["type"]
            if kind in (tokenTypes["StartTag"], tokenTypes["EmptyTag"]):
                # The first of two attributes with one name counts.
                known = token["data"] if isinstance(token["data"], dict) else dict(reversed(token["data"]))
                seen.append(("start", token["name"], dict(known)))
            elif kind == tokenTypes["EndTag"]:
                seen.append(("end", token["name"]))
            elif kind in (tokenTypes["Characters"], tokenTypes["SpaceCharacters"]):
                seen.append(("text", token["data"]))
            elif kind == tokenTypes["Comment"]:
                seen.append(("comment",))
            yield token

    with monkeypatch.context() as patch:
        patch.setattr(HTMLTokenizer, "__iter__", watched)
        html5lib.parse(text)
    return _joined(iter(seen))


def ours(text: str) -> Seen:
    def tokens() -> Iterator[tuple[Any, ...]]:
        for token, element in elements(text):
            raw = text[token.start : token.end]
            if token.kind is TokenKind.START:
                known = {one.name: unescape(text[one.start : one.end]) for one in attributes(text, token)}
                yield "start", token.name, known
            elif token.kind is TokenKind.END:
                yield "end", token.name
            elif token.kind is TokenKind.TEXT:
                is_raw = element.name in RAW_TEXT - {"title", "textarea"} and not element.foreign
                yield "text", raw if is_raw else unescape(raw)
            # "</>" is skeleton like a comment here, and nothing at all in the standard (missing-end-tag-name).
            elif (token.kind is TokenKind.COMMENT and raw != "</>") or raw.startswith("<?"):
                yield ("comment",)

    return _joined(tokens())


@settings(max_examples=500)
@given(st.lists(_BITS, max_size=12).map("".join))
def test_tag_soup_is_cut_as_the_standard_says(text):
    with pytest.MonkeyPatch.context() as patch:
        assert ours(text) == judged(text, patch)
