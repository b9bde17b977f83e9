"""Word documents: what is no unit comes back byte for byte, and what is read is a unit."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents import seeing, word, word_library

from pinglot import documents, inline
from pinglot.model import Document

FILES = {name: make() for name, make in word.BY_HAND.items()} | word_library.everything()
every_file = pytest.mark.parametrize("data", FILES.values(), ids=FILES)


def read(data: bytes) -> Document:
    return documents.parse(data, "docx", "report.docx")


def sources(*content: str, **more: Any) -> list[str]:
    return [unit.source for unit in read(word.document("".join(content), **more)).units]


def translated(body: str, *said: str, locale: str = "", **more: Any) -> str:
    """The body with its first units translated."""
    return str(word.body(read(word.document(body, **more)).render(dict(enumerate(said)), locale)))


def text_in(data: bytes) -> list[str]:
    """What python-docx reads in the body's paragraphs."""
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]


# --- nothing is lost ------------------------------------------------------------------------------------------


def test_there_are_thirty_documents_and_more():
    assert len(FILES) >= 36


@every_file
def test_without_a_translation_the_file_comes_back_byte_for_byte(data):
    document = read(data)
    assert document.units
    assert document.render({}) == data and document.render({}, "ar") == data
    assert document.render({0: " ", 1: ""}, "es") == data


@every_file
@pytest.mark.parametrize("locale", ["es", "ar"])
def test_a_translation_is_read_again_as_it_was_given(data, locale):
    document = read(data)
    said = seeing.pseudo(document)
    again = read(document.render(said, locale))
    assert [unit.source for unit in again.units] == list(said.values())
    assert [unit.codes for unit in again.units] == [
        tuple(_accented_alt(code) for code in unit.codes) for unit in document.units
    ]
    assert [(unit.kind, unit.line, unit.notes) for unit in again.units] == [
        (unit.kind, unit.line, unit.notes) for unit in document.units
    ]


def _accented_alt(code):
    """A picture is named to the translator by its alternative text, which is translated with it."""
    match = re.fullmatch(r"(\[image: )(.*)(\])", code.open)
    if match is None or match[2].startswith("Picture "):
        return code
    return type(code)(code.name, code.kind, match[1] + seeing.accented(match[2]) + match[3], code.close)


@every_file
def test_what_is_no_text_stays_byte_for_byte_and_in_its_place(data):
    document = read(data)
    translation = document.render(seeing.pseudo(document), "es")
    assert word.shape(translation) == word.shape(data)
    before, after = word.unzipped(data), word.unzipped(translation)
    changed = {name for name in before if before[name] != after[name]}
    texts = re.compile(r"word/(document|header\d*|footer\d*|(foot|end)notes)\.xml|docProps/core\.xml")
    assert changed and all(map(texts.fullmatch, changed))
    packed = {one.filename: one for one in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    for one in zipfile.ZipFile(io.BytesIO(translation)).infolist():
        if one.filename not in changed:
            assert _record(translation, one) == _record(data, packed[one.filename])


def _record(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """A part as it lies in the file, its own header with it."""
    return data[info.header_offset : info.header_offset + 30 + len(info.filename) + info.compress_size]


@every_file
def test_one_translated_unit_leaves_the_rest_of_its_part_alone(data):
    document = read(data)
    index = len(document.units) // 2
    translation = document.render({index: seeing.accented(document.units[index].source)}, "es")
    again = read(translation)
    assert [one.source for place, one in enumerate(again.units) if place != index] == [
        one.source for place, one in enumerate(document.units) if place != index
    ]
    for name, content in word.unzipped(translation).items():
        if name.endswith((".xml", ".rels")):
            word.canonical(content)  # well-formed


@every_file
def test_own_texts_as_translations_say_the_same(data):
    document = read(data)
    again = document.render(seeing.own(document))
    assert _visible(again) == _visible(data)
    assert read(again).units == document.units


_SEEN = frozenset((
    "hyperlink", "drawing", "tab", "br", "footnoteReference", "bookmarkStart", "bookmarkEnd", "fldChar", "instrText",
    "commentReference", "commentRangeStart", "sym", "noBreakHyphen", "oMath", "sdt",
))  # fmt: skip


def _visible(data: bytes) -> list[tuple[str, ...]]:
    """Of each paragraph the text, and the codes and marks in it that a reader or a program sees."""
    root = ElementTree.fromstring(word.unzipped(data)["word/document.xml"])
    seen = []
    for ruby in root.iter(f"{{{word.W}}}ruby"):  # how a word is read aloud is not kept
        ruby.remove(ruby[1])
    for one in root.iter():
        if one.tag.endswith("}p"):
            text = " ".join("".join(each.text or "" for each in one.iter() if each.tag.endswith("}t")).split())
            names = [each.tag.rpartition("}")[2] for each in one.iter()]
            seen.append((text, *(name for name in names if name in _SEEN)))
    return seen


# --- units ----------------------------------------------------------------------------------------------------


def test_a_unit_says_where_it_stands():
    (cell,) = (one for one in read(FILES["tables"]).units if one.source == "in euros")
    assert (cell.kind, cell.line, cell.notes) == (
        "table cell", 3, ("body, paragraph 3, table 1, row 1, column 2",),
    )  # fmt: skip
    header = read(FILES["headers"]).units[3]
    assert (header.kind, header.source, header.line, header.notes) == (
        "header", "header number 10", 4, ("header 3, paragraph 1",),
    )  # fmt: skip


def test_kinds_come_from_styles_whatever_they_are_called():
    assert [unit.kind for unit in read(FILES["styles"]).units] == ["heading", "heading", "list item", "list item"]
    kinds = {unit.source: unit.kind for unit in read(FILES["python-docx: memo"]).units}
    assert kinds["A memo on aid"] == "title" and kinds["Where it went"] == "heading"


def test_what_no_reader_sees_parts_no_words():
    assert [unit.source for unit in read(FILES["revisions"]).units] == ["The border counties grew."]


def test_formats_are_pairs_and_the_format_of_most_of_the_text_is_none():
    units = read(FILES["formats"]).units
    assert [unit.source for unit in units] == [
        "Read <g1>the <g2>Irish</g2> Times</g1> now.", "All of it is bold.", "Water is H<g1>2</g1>O.",
    ]  # fmt: skip
    assert [(one.kind, one.open, one.close) for one in units[0].codes] == [
        ("strong", "[bold]", "[/bold]"), ("emphasis", "[italic]", "[/italic]"),
    ]  # fmt: skip


def test_letters_fitted_into_a_line_are_no_format_and_letters_set_apart_are():
    fitted = [
        word.run(text, f'<w:spacing w:val="{n}"/><w:w w:val="{98 + n}"/>') for n, text in enumerate(("One ", "line."))
    ]
    assert sources(word.paragraph(*fitted)) == ["One line."]
    apart = word.run("apart", '<w:spacing w:val="40"/>')
    assert sources(word.paragraph(word.run("Letters set "), apart, word.run(" say more."))) == [
        "Letters set <g1>apart</g1> say more."
    ]


@pytest.mark.parametrize("around", ["", "link"])
def test_hundreds_of_formats_are_given_up_rather_than_a_word(around):
    content = "".join(word.run(f"word{n} ", f'<w:sz w:val="{n}"/>') for n in range(1000))
    body = word.paragraph(f'<w:hyperlink w:anchor="a">{content}</w:hyperlink>' if around else content)
    units = read(word.document(body)).units
    assert "".join(inline.plain_text(unit.source) for unit in units).count("word") == 1000


def test_a_sentence_with_bold_and_a_link_is_one_unit():
    (unit,) = read(FILES["everything"]).units
    assert unit.source == "Help from the <g1>European</g1> <g2>Union</g2> reached Derry."
    assert [(one.kind, one.open) for one in unit.codes] == [
        ("strong", "[bold]"), ("link", "[link https://example.org/eu?a=1&b=2]"),
    ]  # fmt: skip


def test_a_field_is_one_code_and_a_link_that_is_a_field_a_pair():
    assert [unit.source for unit in read(FILES["fields"]).units] == [
        "Page <x1/> of <x2/>", "See <x1/> here.", "In the index",
    ]  # fmt: skip
    assert [unit.source for unit in read(FILES["links"]).units][-2:] == ["See <g1>the site</g1>.", "See <g1>it</g1>"]


def test_a_table_of_contents_has_the_words_of_its_headings_and_keeps_its_field():
    data = FILES["contents"]
    assert [unit.source for unit in read(data).units] == ["Origins<x1/><x2/>"] * 2 + ["Origins"]
    body = word.body(read(data).render(seeing.pseudo(read(data)), "es"))
    kinds = re.findall(r'fldCharType="(\w+)"', body)
    assert kinds == re.findall(r'fldCharType="(\w+)"', word.body(data))


def test_both_copies_of_a_text_box_are_translated():
    document = read(FILES["text box"])
    assert [unit.source for unit in document.units].count("Inside the <g1>box</g1>") == 2
    body = word.body(document.render(seeing.pseudo(document)))
    assert body.count(seeing.accented("Twice")) == body.count(f"<w:t>{seeing.accented('box')}</w:t>") == 2


def test_comments_and_changes_of_other_parts_are_left_alone():
    document = read(FILES["comments"])
    assert [unit.source for unit in document.units] == ["A doubtful claim stands here today."]
    after = word.unzipped(document.render({0: "Hier steht heute eine zweifelhafte Behauptung."}, "de"))
    assert after["word/comments.xml"] == word.unzipped(FILES["comments"])["word/comments.xml"]
    body = after["word/document.xml"].decode()
    assert body.index("commentRangeStart") < body.index("commentRangeEnd") < body.index("commentReference")


def test_what_pictures_and_tables_show_is_a_unit():
    units = read(FILES["pictures"]).units
    assert [unit.source for unit in units if unit.kind == "alt text"] == [
        *["A bridge & a river"] * 2, *["Only a picture"] * 2, *["A linked picture"] * 2,
    ]  # fmt: skip
    body = word.body(read(FILES["pictures"]).render({1: 'Un puente "viejo" & <ancho>'}))
    assert 'descr="Un puente &quot;viejo&quot; &amp; &lt;ancho&gt;"' in body
    described = [unit.source for unit in read(FILES["tables"]).units if unit.kind == "alt text"]
    assert described == ["Money by year", "Three years of aid"]


def test_the_choice_of_a_control_stays_as_it_is():
    assert "Name: <g1>Jane Doe</g1> lives in <x1/>." in [unit.source for unit in read(FILES["controls"]).units]


def test_the_codes_of_markup_in_the_text_are_not_codes_of_the_unit():
    (unit,) = read(word.document(word.paragraph(word.run("Press &lt;g1&gt; and &lt;x1/&gt; now")))).units
    assert unit.codes == () and inline.plain_text(unit.source) == "Press <g1> and <x1/> now"
    assert "Drücke &lt;g1&gt; jetzt" in translated(
        word.paragraph(word.run("Press &lt;g1&gt; now")), "Drücke &lt;g1> jetzt"
    )


def test_a_paragraph_without_words_is_no_unit():
    assert sources(word.paragraph(word.run(" … — ")), word.paragraph(), word.paragraph("<w:r><w:tab/></w:r>")) == []


def test_blanks_and_breaks_at_the_ends_stay_in_the_file():
    body = word.paragraph("<w:r><w:tab/></w:r>", word.run("  A line "), "<w:r><w:br/></w:r>")
    assert sources(body) == ["A line"]
    out = translated(body, "Eine Zeile")
    assert "<w:tab/>" in out and "<w:br/>" in out
    assert re.findall(r"<w:t(?: [^>]*)?>([^<]*)<", out) == ["  ", "Eine Zeile", " "]


# --- writing --------------------------------------------------------------------------------------------------

BOLD_SENTENCE = word.paragraph(word.run("Read "), word.run("this", word.BOLD), word.run(" now."))


def test_text_is_escaped_and_its_blanks_vouched_for():
    out = translated(BOLD_SENTENCE, "Lies <g1>dies & <das></g1> jetzt\x07.")
    assert '<w:t xml:space="preserve">Lies </w:t>' in out
    assert "<w:b/></w:rPr><w:t>dies &amp; &lt;das&gt;</w:t>" in out and "jetzt.<" in out


def test_tabs_breaks_and_hyphens_of_a_translation_become_elements():
    out = translated(word.paragraph(word.run("One two")), "uno\tdos\ntres\u2011x")
    assert "<w:t>uno</w:t><w:tab/><w:t>dos</w:t><w:br/><w:t>tres</w:t><w:noBreakHyphen/><w:t>x</w:t>" in out


@pytest.mark.parametrize(
    "said",
    [
        "Lies dies jetzt.", "<g1>Lies", "Lies</g1> dies", "<g1>a</g1><g1>b</g1>", "<g7>x</g7><x1/>", "</g1><g1>b",
        "<g1/>", "<x2/><x1/><g1>a<g2>b</g1>c</g2>",
    ],
)  # fmt: skip
def test_broken_codes_of_a_translation_never_break_the_file(said):
    body = word.paragraph(
        word.run("Read "), word.run("this", word.BOLD), f'<w:hyperlink w:anchor="a">{word.run("there")}</w:hyperlink>',
        '<w:r><w:footnoteReference w:id="2"/></w:r>', word.run(" now"), "<w:r><w:tab/></w:r>", word.run("end."),
    )  # fmt: skip
    out = translated(body, said)
    ElementTree.fromstring(out.encode())
    assert out.count("<w:footnoteReference") <= 1 and out.count("<w:hyperlink") <= 1
    assert [unit for unit in re.findall(r"<w:t[^>]*>([^<]*)<", out) if unit.strip()]


def test_runs_and_paragraphs_take_the_language_and_its_direction():
    body = word.paragraph(
        word.run("Read ", '<w:sz w:val="20"/><w:lang w:val="en-GB" w:eastAsia="ja-JP"/>'), word.run("this", word.BOLD),
        properties='<w:pStyle w:val="a"/><w:jc w:val="left"/>',
    )  # fmt: skip
    es = translated(body, "Lee <g1>esto</g1>", locale="es-MX")
    assert es.count('<w:lang w:val="es-MX"') == 2 and 'w:eastAsia="ja-JP"' in es and "w:bidi" not in es
    ar = translated(body, "اقرأ <g1>هذا</g1>", locale="ar")
    assert '<w:pStyle w:val="a"/><w:bidi/><w:jc w:val="left"/>' in ar
    assert '<w:b/><w:bCs/><w:rtl/><w:lang w:bidi="ar"/>' in ar
    assert '<w:sz w:val="20"/><w:szCs w:val="20"/>' in ar
    assert '<w:lang w:val="en-GB" w:eastAsia="zh-Hans"/>' in translated(body, "读<g1>这</g1>", locale="zh-Hans")
    assert "w:lang" not in translated(BOLD_SENTENCE, "Lies") and "w:bidi" not in translated(BOLD_SENTENCE, "Lies")


def test_a_language_said_with_another_prefix_is_said_once():
    run = f'<y:r xmlns:y="{word.W}"><y:rPr><y:lang y:val="en" y:bidi="he"/></y:rPr><y:t>One</y:t></y:r>'
    out = translated(word.paragraph(run), "Uno", locale="es")
    ElementTree.fromstring(out.encode())
    assert re.search(r'<y:lang xmlns:y="[^"]*" y:val="es" y:bidi="he"/>', out)


def test_only_translated_paragraphs_and_tables_turn_around():
    document = read(FILES["tables"])
    first = next(index for index, unit in enumerate(document.units) if unit.source == "An inner cell")
    body = word.body(document.render({first: "خلية"}, "ar"))
    assert body.count("<w:bidi/>") == 1
    assert body.count("<w:bidiVisual/>") == 1  # the outer table has a cell that says it, the inner no properties


def test_a_text_from_right_to_left_turns_for_one_that_is_not():
    body = word.body(read(FILES["right to left"]).render({0: "Hello world"}, "en"))
    assert "w:bidi/" not in body and "w:rtl" not in body and '<w:jc w:val="left"/>' in body


def test_bookmarks_stay_around_what_they_marked():
    body = word.paragraph(
        '<w:bookmarkStart w:id="1" w:name="_Ref1"/>', word.run("Figure "), word.complex_field("SEQ F", word.run("1")),
        '<w:bookmarkEnd w:id="1"/>', word.run(": the bridge in winter"),
    )  # fmt: skip
    out = translated(body, "Abbildung <x1/>: die Brücke im Winter")
    assert re.search(r"bookmarkStart[^>]*/><w:r><w:t[^>]*>Abbildung ", out)
    assert re.search(r'fldCharType="end"/></w:r><w:bookmarkEnd w:id="1"/><w:r><w:t>: die', out)


def test_names_come_from_the_namespace_and_not_from_the_prefix():
    for name in ("other prefix", "no prefix", "local names", "strict"):
        document = read(FILES[name])
        out = word.body(document.render(seeing.pseudo(document), "ar"))
        ElementTree.fromstring(out.encode())
    assert '<q:rtl/><q:lang q:bidi="ar"/>' in word.body(read(FILES["other prefix"]).render({0: "x"}, "ar"))
    assert f'<lang w:val="es" xmlns:w="{word.W}"/>' in word.body(read(FILES["no prefix"]).render({0: "x"}, "es"))


def test_python_docx_reads_what_was_written():
    document = read(FILES["python-docx: memo"])
    said = seeing.pseudo(document)
    assert [line for line in text_in(document.render(said, "es")) if line] == [
        inline.plain_text(text)
        for unit, text in zip(document.units, said.values(), strict=True)
        if unit.kind != "title"
    ]


# --- any paragraph --------------------------------------------------------------------------------------------

_LOOKS = ["", word.BOLD, word.ITALIC, word.BOLD + word.ITALIC, '<w:sz w:val="30"/>', '<w:lang w:val="fr-FR"/>']
_WORDS = ["the ", "bridge", " over", " a river ", "  ", ",", ".", "1995", " &lt;g1&gt; ", "\u00a0", "Peace"]
_texts = st.builds(
    lambda texts, look: word.run("".join(texts), look), st.lists(st.sampled_from(_WORDS)), st.sampled_from(_LOOKS)
)
_singles = st.sampled_from([
    "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", '<w:proofErr w:type="gramStart"/>', "<w:r/>", word.mark("end"),
    word.picture("A bridge"), word.complex_field("PAGE", word.run("3")), "<m:oMath/>", word.mark("begin"),
    '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:t>kept</w:t><w:noBreakHyphen/><w:tab/><w:t>in</w:t></w:r>',
    '<w:bookmarkStart w:id="5" w:name="n"/>', '<w:bookmarkEnd w:id="5"/>', word.mark("separate"),
])  # fmt: skip


def _wrapped(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(pieces, max_size=4).map("".join)
    return st.one_of(
        inside.map(lambda content: f'<w:hyperlink w:anchor="a">{content}</w:hyperlink>'),
        inside.map(lambda content: f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"),
        inside.map(lambda content: word.complex_field('HYPERLINK "u"', content)),
        inside.map(lambda content: f'<w:smartTag w:element="e">{content}</w:smartTag>'),
    )


_pieces = st.recursive(st.one_of(_texts, _singles), _wrapped, max_leaves=12)


@given(st.lists(_pieces, max_size=8), st.sampled_from(["", "es", "ar"]))
def test_any_paragraph_comes_back_and_is_read_again_as_it_was_written(pieces, locale):
    data = word.document(word.paragraph(*pieces))
    document = read(data)
    assert document.render({}) == data
    assert read(document.render(seeing.own(document), locale)).units == document.units
    assert _visible(document.render(seeing.own(document), locale)) == _visible(data)
    said = seeing.pseudo(document)
    again = read(document.render(said, locale))
    assert [unit.source for unit in again.units] == list(said.values())


@given(
    st.lists(_pieces, min_size=1, max_size=8),
    st.text(st.sampled_from("ab <>/gx123")),
    st.randoms(use_true_random=False),
)
def test_whatever_stands_in_a_catalog_the_paragraph_stays_a_paragraph(pieces, text, chance):
    document = read(word.document(word.paragraph(*pieces)))
    tags = [f"<{code.name}/>" if not code.paired else chance.choice((f"<{code.name}>", f"</{code.name}>"))
            for unit in document.units for code in unit.codes]  # fmt: skip
    chance.shuffle(tags)
    written = word.body(document.render({index: text + "".join(tags) for index in range(len(document.units))}, "es"))
    ElementTree.fromstring(written.encode())
    before = re.findall(r'w:fldCharType="(\w+)"', word.body(word.document(word.paragraph(*pieces))))
    assert len(re.findall(r'w:fldCharType="(\w+)"', written)) <= len(before)
