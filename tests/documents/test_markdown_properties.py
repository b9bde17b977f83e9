"""Markdown documents that nobody would write, and translations that look like markup."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.documents import seeing

from pinglot import inline

# --- documents ------------------------------------------------------------------------------------------------

words = st.lists(
    st.sampled_from(
        [
            "word", "Kashgar", "2 * 3", "a_b", "*soft*", "**bold**", "***both***", "~~gone~~", "`code | here`",
            "[link](/url)", '[titled](/url "the title")', "[ref]", "![alt text](/i.png)", "![ref]", "&copy;", "\\*",
            "<b>raw</b>", "<br>", "<https://example.org>", "note[^1]", "5 < 6 & 7", "tab\there", "x|y", "#tag", "é ü",
        ]
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip
text = words.map(" ".join)
paragraph = st.lists(text, min_size=1, max_size=3).map("\n".join)
hard_break = st.tuples(text, st.sampled_from(["  \n", "\\\n", " \n", "\t\n"]), text).map("".join)
heading = st.one_of(
    st.tuples(st.sampled_from(["# ", "###\t", "## "]), text, st.sampled_from(["", " #", " ##"])).map("".join),
    st.tuples(paragraph, st.sampled_from(["\n===", "\n---"])).map("".join),
)
code = st.sampled_from(["```\ncode *here*\n```", "    indented\n\tcode", "~~~ x\nmore\n~~~"])
html = st.sampled_from(["<div>\n<p>Some <b>text</b></p>\n</div>", "<!-- a comment -->", '<p translate="no">Kept</p>'])
cells = st.sampled_from(["same", "one `a \\| b`", "*x*", "", "y \\| z", "[ref]", "  padded\t", "\ttab"])


@st.composite
def tables(draw):
    width = draw(st.integers(2, 3))
    rows = [draw(st.lists(cells, min_size=width, max_size=width)) for _ in range(draw(st.integers(1, 3)))]
    lines = ["|".join(["", *row, ""]) for row in rows]
    if draw(st.booleans()):
        lines = [line if not line.strip("|").strip() else line.rstrip("|") for line in lines]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


def quoted(block):
    return "\n".join(f"> {line}" if line else ">" for line in block.split("\n"))


def tight_quoted(block):
    return "\n".join(f">{line}" for line in block.split("\n"))


def lazily_quoted(block):
    return "> " + block


def listed(marker, indent):
    def make(blocks):
        items = []
        for block in blocks:
            first, *rest = block.split("\n")
            items.append("\n".join([marker + first, *(indent + line if line else line for line in rest)]))
        return "\n".join(items)

    return make


def nested(inner):
    blocks = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        blocks.map("\n\n".join).map(quoted),
        inner.map(tight_quoted),
        inner.map(lazily_quoted),
        blocks.map(listed("- ", "  ")),
        blocks.map(listed("-\t", "\t")),
        blocks.map(listed("1. ", "   ")),
        blocks.map(listed("*   [ ] ", "    ")),
        blocks.map(listed("+ ", "")),  # lazy lines, or blocks that fall out of the list
    )


block = st.one_of(paragraph, hard_break, heading, code, html, tables())
documents = st.lists(st.recursive(block, nested, max_leaves=6), min_size=1, max_size=4).map(
    lambda blocks: "\n\n".join([*blocks, '[ref]: /url "The reference"\n\n[^1]: The note\n    goes on.\n'])
)
endings = st.sampled_from(["\n", "\r\n"])
thorough = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(documents, endings, st.sampled_from([b"", b"\xef\xbb\xbf"]), st.booleans())
def test_documents_come_back_byte_for_byte(markdown, ending, mark, final):
    data = mark + (markdown if final else markdown.rstrip("\n")).replace("\n", ending).encode()
    document = seeing.read(data)
    assert document.units
    assert document.render({}) == data
    assert document.render(seeing.own(document)) == data


@thorough
@given(documents)
def test_a_pseudo_translation_keeps_the_tags_and_changes_all_text(markdown):
    document = seeing.read(markdown)
    before = seeing.see(markdown)
    written = document.render(seeing.pseudo(document)).decode()
    after = seeing.see(written)
    assert after.tags == before.tags, written
    assert not after.unchanged, written


# --- translations ---------------------------------------------------------------------------------------------

ARTICLE = """\
# Title here

First paragraph
of *two* lines.

- item one
- item [link](/u "Link title") two

> quoted text
> goes on

Setext
---

| A one | B two |
|---|---|
| C three | D four |
E five | F six

![Alt text](/i.png)

[ref] and ![ref]

[ref]: /x "Ref title"

[^n]: Note text[^n]
"""

markup = st.text("*_[]()`<>#|~\\&!-+=:^\"'1.ab \n;", min_size=1, max_size=12)
snippets = st.sampled_from(
    [
        "# x", "1. x", "- x", "> x", "```", "---", "===", "<div>", "<!-- x -->", "[x]: y", "[ref]", "[^n]", "[^n]: x",
        "&amp;", "**x**", "a|b", "|---|", "    x", "x\\", "![a](b)", "^[x]", "[ ] x", "+++", "~~x~~", "&#42;", "<b>",
        "x #", "`x`", "x  ",
    ]
)  # fmt: skip
said = st.lists(st.one_of(markup, snippets), min_size=1, max_size=3).map(" ".join)


def squeezed(coded):
    return re.sub(r"\s+", "", inline.plain_text(coded))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_translation_turns_into_structure(data):
    document = seeing.read(ARTICLE)
    translations = {}
    for index in data.draw(st.sets(st.sampled_from(range(len(document.units))), min_size=1, max_size=3)):
        text = data.draw(said)
        assume(any(char.isalnum() for char in text))
        coded = inline.build(inline.Plain(text))
        for code in document.units[index].codes:
            coded += f"<{code.name}>x</{code.name}>" if code.paired else f"<{code.name}/>"
        translations[index] = coded
    written = document.render(translations)
    again = seeing.read(written)
    assert [unit.kind for unit in again.units] == [unit.kind for unit in document.units], written.decode()
    for index, unit in enumerate(document.units):
        assert squeezed(again.units[index].source) == squeezed(translations.get(index, unit.source)), written.decode()


odd = st.text(
    st.sampled_from(list("ab*_[]()<>!`#|~\\&;:-+=1. >\t\n\r\f\v\"'^x/\u00a0\u2028\u0085\ufffd\ufffc\u3000é")),
    max_size=60,
)
pieces = st.lists(
    st.one_of(
        odd, snippets, st.sampled_from(["\n\n", "\r\n", "> ", "- ", "\t", "  \n", "[ref]: /u 'T'\n", "|a|b|\n|-|-|\n"])
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(pieces)
def test_any_text_comes_back_byte_for_byte(markdown):
    data = markdown.encode()
    document = seeing.read(data)
    assert document.render({}) == data
    assert document.render(seeing.own(document)) == data
