"""HTML: bytes come back, what is read is a unit, what is code is not."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path
from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents import seeing

from pinglot import documents, inline
from pinglot.documents import html
from pinglot.documents.reading import Edit, splice
from pinglot.errors import DocumentError
from pinglot.model import OBJECT, Document, Unit

PAGES = sorted(path for path in (Path(__file__).parent / "html").iterdir() if path.suffix in (".html", ".xhtml"))


def page(text: str | bytes, path: str = "page.html") -> Document:
    return documents.parse(text if isinstance(text, bytes) else text.encode(), "html", path)


def sources(text: str | bytes) -> list[str]:
    return [unit.source for unit in page(text).units]


def only(text: str) -> Unit:
    (unit,) = page(text).units
    return unit


def translated(text: str, *said: str, locale: str = "") -> str:
    return page(text).render(dict(enumerate(said)), locale).decode()


# --- nothing is lost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_comes_back_byte_for_byte(path):
    document = documents.read(path)
    assert document.render({}) == path.read_bytes()
    assert document.render({}, "es") == path.read_bytes()
    assert document.render(seeing.own(document)) == path.read_bytes()


def test_the_pages_have_the_units_that_a_reader_would_count():
    counts = {path.name: len(documents.read(path).units) for path in PAGES}
    assert counts == {
        "article.html": 14, "blank.html": 0, "bom.html": 1, "code.html": 5, "conditional.html": 3, "cp1252.html": 2,
        "cr.html": 2, "crlf.html": 2, "directives.html": 6, "empty.html": 0, "font.html": 2, "form.html": 15,
        "latin1.html": 2, "literal.html": 1, "media.html": 7, "notranslate.html": 3, "page.xhtml": 4, "rtl.html": 1,
        "sjis.html": 2, "snippet.html": 1, "soup.html": 18, "table.html": 10, "unclosed.html": 23, "utf16be.html": 1,
        "utf16le.html": 1,
    }  # fmt: skip


class _Seen(HTMLParser):
    """What the standard library reads: tags in order without their translated attributes, and the visible text."""

    CODE = frozenset(("code", "kbd", "samp", "var", "pre", "script", "style", "textarea", "svg", "math", "iframe"))
    READ = frozenset(("alt", "title", "placeholder", "aria-label", "content", "summary", "abbr", "label", "value"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[object, ...]] = []
        self.text: list[str] = []
        self._code: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        kept = [(name, value) for name, value in attrs if name not in self.READ]
        self.tags.append((tag, *kept))
        if tag in self.CODE:
            self._code.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_endtag(self, tag):
        self.tags.append(("/", tag))
        if tag in self._code:
            self._code.remove(tag)

    def handle_comment(self, data):
        self.tags.append(("!", data))

    def handle_data(self, data):
        if not self._code:
            self.text.append(data)


# What these hold is left alone on purpose, or is read otherwise by the standard library than by browsers.
_WITH_SECRETS = {"directives.html", "notranslate.html", "code.html", "soup.html", "page.xhtml"}


@pytest.mark.parametrize("path", [path for path in PAGES if path.name not in _WITH_SECRETS], ids=lambda path: path.name)
def test_a_translation_changes_every_visible_text_and_no_tag(path):
    document = documents.read(path)
    encoding = html.parse(path.read_bytes(), "", documents.Options()).decoded.encoding
    before = _Seen(path.read_bytes().decode(encoding))
    after = _Seen(document.render(seeing.pseudo(document)).decode(encoding))
    assert after.tags == before.tags
    assert [text for text in after.text if any(char in ascii_letters for char in text)] == []


_BITS = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i class=x>", "</i>", "<a href='q' title=\"tip\">", "</a>",
        "<br>", "<br/>", "<img alt='pic' src=x>", "<img alt=bare>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>",
        "</table>", "<code>", "</code>", "<pre>", "</pre>", "<script>", "</script>", "<svg>", "</svg>", "<title>",
        "</title>", "<textarea>", "</textarea>", "<span translate=no>", "<span translate=yes>", "</span>", "<!-- c -->",
        "<!--", "-->", "<!x>", "<?pi?>", "<![CDATA[", "]]>", "<", ">", "&", "&amp;", "&lt;", "&copy", "&#65;", "&#0;",
        "&nbsp;", "&#10;", '"', "'", "=", "/", " ", "  ", "\n", "\r\n", "\r", "\t", "word", "two words", "é", "\u2028",
        "\ufffc", "<g1>", "</g1>", "<x1/>", "&lt;g1>", "<P", "<a b='", "</", "<h1>", "</h2>", "<button>", "<option>",
        "<!-- pinglot: context c -->", "<!-- pinglot: note n -->", "<!-- /pinglot -->",
        "<!-- pinglot: skip -->x<!-- /pinglot -->",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(_BITS, max_size=25).map("".join))
def test_tag_soup_comes_back(text):
    try:
        document = page(text)
    except DocumentError as error:
        assert "skip" in str(error)
        return
    assert document.render({}) == text.encode()
    assert document.render(seeing.own(document)) == text.encode()
    document.render(seeing.pseudo(document))


_TEXT = st.text("ab é<&>\"'\n\r\t \u00a0", min_size=1, max_size=8).map(
    lambda said: said.replace("&", "&amp;").replace("<", "&lt;")
)
_NESTED = st.recursive(
    st.one_of(_TEXT, st.sampled_from(["<br>", "<code>x</code>", "<!-- c -->", "<img src=x alt='a b'>"])),
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "b", "i", "span", "li", "h2"]), st.lists(inner, max_size=4)
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.lists(_NESTED, max_size=4).map("".join), st.sampled_from(["\n", "\r\n"]))
def test_a_well_formed_page_keeps_its_tags_whatever_is_said(text, newline):
    document = page(text)
    assert document.render(seeing.own(document)) == text.encode()
    out = document.render(
        {index: f"<&> \"'{newline}" + seeing.accented(unit.source) for index, unit in enumerate(document.units)}
    )
    assert _Seen(out.decode()).tags == _Seen(text).tags


@given(st.lists(_BITS, max_size=12).map("".join))
def test_a_fragment_has_offsets_of_its_text(text):
    places = html.fragment(text, 7)
    said = [Edit(place.start, place.end, place.write(place.unit.source, place.unit.codes)) for place in places]
    assert splice(text, said) == text
    assert all(place.unit.line >= 7 for place in places)


# --- what is a unit -------------------------------------------------------------------------------------------


def test_blocks_part_units_and_text_beside_a_block_is_one():
    assert sources("<div>one <p>two</div> three<ul><li>four<li>five</ul><h2>six</h2>") == [
        "one", "two", "three", "four", "five", "six",
    ]  # fmt: skip
    kinds = [unit.kind for unit in page("<title>a</title><h3>b</h3><ul><li>c</ul><table><td>d</table><p>e").units]
    assert kinds == ["title", "heading", "list item", "table cell", "paragraph"]


def test_inline_elements_are_pairs_and_code_is_one_single():
    unit = only("<p>Read <b>the <a href='/g'>guide</a></b>, run <code>make <i>all</i></code><br>now.</p>")
    assert unit.source == "Read <g1>the <g2>guide</g2></g1>, run <x1/><x2/>now."
    assert [(code.kind, code.open, code.close) for code in unit.codes] == [
        ("strong", "<b>", "</b>"),
        ("link", "<a href='/g'>", "</a>"),
        ("code", "<code>make <i>all</i></code>", ""),
        ("break", "<br>", ""),
    ]


def test_codes_at_the_edges_stay_in_the_skeleton():
    assert sources("<p> <b><i>All of it</i></b> </p>") == ["All of it"]
    assert sources("<p><a id=x></a><br><img src=i> Text <!-- c --><br></p>") == ["Text"]
    assert sources("<p><code>make</code> builds it</p>") == ["<x1/> builds it"]
    assert sources("<p><b>Note:</b> it works</p>") == ["<g1>Note:</g1> it works"]


def test_a_pair_without_text_is_one_single():
    assert sources('<p>See <a href="x"><img src="y"></a> and <span class="icon"></span>that</p>') == [
        "See <x1/> and <x2/>that"
    ]


def test_a_blank_between_words_is_never_hidden_in_a_code():
    assert sources("<p>two<span class=x> </span>words and <i> </i>more<b> </b></p>") == [
        "two<g1> </g1>words and <x1/>more"
    ]


def test_white_space_is_one_blank_and_a_translation_keeps_the_line_break():
    text = "<p>one two\r\n   three  four</p>"
    assert sources(text) == ["one two three four"]
    assert translated(text, "uno dos tres cuatro") == "<p>uno dos\r\n   tres  cuatro</p>"


def test_references_are_decoded_and_written_again():
    text = "<p>Caf&eacute; &copy; A&nbsp;B &lt;b&gt; R&D &amp;amp; 1 < 2</p>"
    assert sources(text) == ["Café © A\u00a0B <b> R&D &amp; 1 < 2"]
    assert translated(text, "<b> & > © é") == "<p>&lt;b&gt; & &gt; &copy; &eacute;</p>"


def test_a_literal_code_of_the_catalog_is_no_code():
    text = "<p>Write &lt;g1&gt; here</p>"
    assert sources(text) == ["Write &lt;g1> here"]
    assert page(text).units[0].codes == ()
    assert translated(text, "Escribe &lt;g1> aquí") == "<p>Escribe &lt;g1&gt; aquí</p>"


def test_wrongly_nested_tags_are_single_codes():
    text = "<p>a <b>b <i>c</b> d</i> e</p>"
    assert sources(text) == ["a <g1>b <x1/>c</g1> d<x2/> e"]


def test_what_is_never_read_is_no_unit():
    for name in ("pre", "script", "style", "textarea", "svg", "math", "kbd", "samp", "var", "code", "iframe", "xmp"):
        assert sources(f"<div><{name}>some words <a>here</a></{name}></div>") == [], name


def test_an_unclosed_code_takes_nothing_along():
    assert sources("<p>Use <code>x and on<p>Next</p>") == ["Use <x1/>x and on", "Next"]


def test_only_a_whole_page_of_letters_or_digits_is_a_unit():
    assert sources("<p>— …</p><p>&nbsp;</p><p><code>x</code>!</p><td>12</td>") == ["12"]


def test_a_stretch_without_end_is_cut_so_that_every_code_has_a_name():
    text = "<p>" + "word<br>\n" * 1000 + "</p>"
    document = page(text)
    assert len(document.units) == 3
    assert document.render(seeing.own(document)) == text.encode()


def test_lines_are_counted_in_every_style():
    assert [unit.line for unit in page("<p>a\r\n<p>b\r<p>c\n\n<p title=t>d").units] == [1, 2, 3, 5, 5]


# --- attributes -----------------------------------------------------------------------------------------------


def test_attributes_that_are_read_are_units():
    text = (
        '<meta name="description" content="About"><meta name="viewport" content="width=1">'
        '<meta property="og:title" content="Headline"><input type="submit" value="Send"><input value="data">'
        '<img alt="Picture" title="Tip" src="name.png"><a aria-label="Close it" class="big"></a><th abbr="No">'
    )
    assert [(unit.kind, unit.source) for unit in page(text).units] == [
        ("meta description", "About"),
        ("meta og:title", "Headline"),
        ("button", "Send"),
        ("alt text", "Picture"),
        ("title attribute", "Tip"),
        ("label", "Close it"),
        ("abbr", "No"),
    ]


def test_an_attribute_inside_a_sentence_is_translated_with_it_and_without():
    text = '<p>See <a href="/g" title="The guide">this</a> and <img alt="Map" src=m>.</p>'
    document = page(text)
    assert [unit.source for unit in document.units] == ["See <g1>this</g1> and <x1/>.", "The guide", "Map"]
    assert document.render({1: "La guía"}).decode() == text.replace("The guide", "La guía")
    assert document.render({0: "<x1/> y <g1>esto</g1>.", 1: "La guía", 2: "Mapa"}).decode() == (
        '<p><img alt="Mapa" src=m> y <a href="/g" title="La guía">esto</a>.</p>'
    )


def test_attributes_of_one_code_are_written_together():
    text = '<p>See <a title="Plan" href=x><img alt="Map" title="Zoom"></a> and <code title="Name">x</code> here</p>'
    document = page(text)
    assert [unit.source for unit in document.units] == ["See <x1/> and <x2/> here", "Plan", "Map", "Zoom", "Name"]
    said = {0: "<x2/> y <x1/>", 1: "Plano", 2: "Mapa", 3: "Más", 4: "Nombre"}
    assert document.render(said).decode() == (
        '<p><code title="Nombre">x</code> y <a title="Plano" href=x><img alt="Mapa" title="Más"></a></p>'
    )


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ('<img alt="a">', 'b "c" & <d>', '<img alt="b &quot;c&quot; &amp; &lt;d&gt;">'),
        ("<img alt='a'>", 'l\'eau "x"', "<img alt='l&#39;eau \"x\"'>"),
        ("<img alt=a>", "dos palabras", '<img alt="dos palabras">'),
        ("<img alt=a/b src=c>", "uno", "<img alt=uno src=c>"),
        ('<img alt="  a  ">', "b", '<img alt="  b  ">'),
        ("<IMG ALT = 'a'>", "b", "<IMG ALT = 'b'>"),
    ],
)
def test_an_attribute_is_quoted_as_it_must_be(before, said, after):
    assert translated(before, said) == after


def test_of_two_attributes_the_first_counts():
    assert sources('<p title="One" title="Two">') == ["One"]


# --- what the author says -------------------------------------------------------------------------------------


def test_translate_no_and_yes():
    assert sources('<p translate="no" title="t">Brand</p><p class="a notranslate b">Brand</p>') == []
    assert sources('<div translate="no">a<p>b</p><p translate="yes">c</p>d</div>') == ["c"]
    unit = only('<p>By <span class="notranslate">Ann <b>Lee</b></span> today</p>')
    assert (unit.source, unit.codes[0].open) == ("By <x1/> today", '<span class="notranslate">Ann <b>Lee</b></span>')
    assert sources("<p translate=no>unclosed<p>taken") == ["taken"]


def test_context_and_note_are_for_the_next_block_and_all_in_it():
    text = (
        "<!-- pinglot: context menu --><ul><li>Open<li>Close</ul><p>Open</p>"
        "<!-- pinglot: note Be careful --><p>Go</p><p>In <!-- pinglot: context inner -->side</p>"
    )
    assert [(unit.source, unit.context, unit.notes) for unit in page(text).units] == [
        ("Open", "menu", ()),
        ("Close", "menu", ()),
        ("Open", None, ()),
        ("Go", None, ("Be careful",)),
        ("In <x1/>side", "inner", ()),
    ]


def test_skip_leaves_out_blocks_and_words():
    text = "<p>a</p><!-- pinglot: skip --><p title=t>b</p><p>c<!-- /pinglot --> d</p>"
    assert sources(text) == ["a", "<x1/> d"]
    assert sources("<p>By <!-- pinglot: skip -->Ann <b>Lee</b><!-- /pinglot --> today</p>") == ["By <x1/> today"]


def test_a_skip_that_is_never_ended_is_refused_with_its_line():
    with pytest.raises(DocumentError, match=r"page\.html:2: 'pinglot: skip' is never ended"):
        page("<p>a\n<!-- pinglot: skip --><p>b")


# --- language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "locale", "after"),
    [
        ('<html lang="en">', "es-MX", '<html lang="es-MX">'),
        ("<HTML LANG=en-GB class=x>", "fr", "<HTML LANG=fr class=x>"),
        ("<html lang='en' xml:lang='en'>", "fr", "<html lang='fr' xml:lang='fr'>"),
        ('<html lang="en">', "ar", '<html lang="ar" dir="rtl">'),
        ("<html lang=en>", "he", '<html lang=he dir="rtl">'),
        ('<html dir="ltr" lang="en">', "fa", '<html dir="rtl" lang="fa">'),
        ('<html dir="rtl" lang="ar">', "fr", '<html dir="ltr" lang="fr">'),
        ("<html class=x>", "es", "<html class=x>"),
        ("<!-- <html lang=en> -->", "es", "<!-- <html lang=en> -->"),
    ],
)
def test_the_page_says_its_new_language(before, locale, after):
    assert translated(before + "<p>a</p>", "b", locale=locale) == after + "<p>b</p>"
    assert translated(before + "<p>a</p>", locale=locale) == before + "<p>a</p>"


# --- encodings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("latin-1", '<meta charset="iso-8859-1">'),
        ("cp1252", "<META http-equiv=content-type content='text/html;charset=windows-1252'>"),
        ("koi8-r", "<meta charset=koi8-r>"),
        ("gb2312", '<meta charset="gb2312">'),
        ("iso8859-2", '<?xml version="1.0" encoding="iso-8859-2"?>'),
    ],
)
def test_a_declared_encoding_is_kept_and_what_it_lacks_becomes_a_reference(encoding, declaration):
    word = {"koi8-r": "река", "gb2312": "河流", "iso8859-2": "řeka"}.get(encoding, "né")
    data = f"{declaration}<p>{word}</p>".encode(encoding)
    document = page(data)
    assert document.units[0].source == word
    assert document.render({}) == data
    assert document.render({0: f"{word} ☃"}) == f"{declaration}<p>{word} &#9731;</p>".encode(encoding)


def test_a_byte_order_mark_is_above_a_declaration():
    data = b"\xef\xbb\xbf<meta charset=latin1><p>\xc3\xa9</p>"
    assert sources(data) == ["é"]
    assert page(data).render({0: "ç"}) == data.replace(b"\xc3\xa9", b"\xc3\xa7")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<meta charset=utf-8><p>\xe9</p>", "not valid utf-8 at byte offset 23"),
        (b"<p>\xe9</p>", "not valid utf-8"),
        ("<meta charset=latin1><p>é</p>".encode(), "declares cp1252, but its bytes are UTF-8"),
        (b"<meta charset=klingon><p>a</p>", "'klingon', which browsers do not know"),
        (b"<meta charset=unicode_escape><p>a</p>", "which browsers do not know"),
        (b"<meta charset=shift_jis><p>\x81</p>", "not valid cp932"),
        (b"<p>a\0b</p>", "binary"),
        (b"\xff\xfe<\0p", "not valid utf-16"),
    ],
)
def test_a_declaration_that_lies_is_refused(data, said):
    with pytest.raises(DocumentError, match=re.escape(said)):
        page(data)


def test_a_declaration_in_a_comment_is_none():
    assert sources("<!-- <meta charset=latin1> --><p>é</p>".encode()) == ["é"]


# --- hostile input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bit",
    [
        "<!--", "<!", "<?", "</a", "<a ", "<a b='", "<div>", "<b>", "<p><b>", "<td>", "<ul><li>x", "<svg>", "<script>x",
        "<![CDATA[", "&", "&amp; ", "<", "a<br>", "word\n\n", "<!-- pinglot: note x -->", "<p><button>", "<b></i>",
        "<g1>",
    ],
)  # fmt: skip
def test_much_of_anything_is_read_in_little_time(bit):
    text = "<p>" + bit * (60_000 // len(bit))
    began = time.monotonic()
    document = page(text)
    assert document.render(seeing.own(document)) == text.encode()
    assert time.monotonic() - began < 20  # linear: well under a second alone; HTMLParser needs minutes for some


def test_a_whole_page_reads_as_the_standard_library_reads_it():
    """An independent reader of the same file: each tag at the same place."""
    text = (Path(__file__).parent / "html" / "article.html").read_text()
    seen = _Seen(text)
    words = " ".join("".join(seen.text).split())
    for unit in page(text).units:
        if not unit.kind.startswith(("meta", "alt", "title attribute")):
            for part in inline.parse(unit.source).text.split(OBJECT):
                assert " ".join(part.split()) in words
