"""Tracked changes in Word documents: refused by name, or taken as accepted."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from tests.documents import word

from pinglot import documents
from pinglot.documents import Options
from pinglot.errors import DocumentError

WHO = 'w:id="9" w:author="Jane" w:date="2024-05-04T03:02:00Z"'


def added(*content: str) -> str:
    return f"<w:ins {WHO}>{''.join(content)}</w:ins>"


def deleted(text: str) -> str:
    return f"<w:del {WHO}><w:r><w:delText xml:space='preserve'>{text}</w:delText></w:r></w:del>"


MARK_DELETED = f"<w:rPr><w:del {WHO}/></w:rPr>"
plain = word.paragraph(word.run("Before."))


def after(body: str, **more: Any) -> list[str]:
    """The sources once all changes are accepted; the file that is written then has none any more."""
    data = word.document(body, **more)
    document = documents.parse(data, "docx", "report.docx", Options(accept_changes=True))
    written = document.render({})
    for name in word.unzipped(written):
        if name.endswith(".xml"):
            ElementTree.fromstring(word.unzipped(written)[name])
    assert documents.parse(written, "docx", "report.docx").units == document.units
    assert documents.parse(written, "docx", "report.docx", Options(accept_changes=True)).render({}) == written
    return [unit.source for unit in document.units]


CHANGES = {
    "added": (
        word.paragraph(word.run("It cost "), added(word.run("fourteen ")), word.run("million.")),
        ["It cost fourteen million."],
    ),
    "deleted": (
        word.paragraph(word.run("It cost "), deleted("about "), word.run("a million.")),
        ["It cost a million."],
    ),
    "moved": (
        word.paragraph(
            f"<w:moveFromRangeStart {WHO} w:name='m'/><w:moveFrom {WHO}>{word.run('Here once. ')}</w:moveFrom>"
            "<w:moveFromRangeEnd w:id='9'/>",
            word.run("Then "),
            f"<w:moveTo {WHO}>{word.run('there.')}</w:moveTo>",
        ),
        ["Then there."],
    ),
    "format": (
        word.paragraph(
            word.run("Now ", f"<w:b/><w:rPrChange {WHO}><w:rPr><w:i/></w:rPr></w:rPrChange>"),
            word.run("bold", word.BOLD),
        ),
        ["Now bold"],
    ),
    "properties": (
        word.paragraph(
            word.run("Moved in."), properties=f"<w:jc w:val='end'/><w:pPrChange {WHO}><w:pPr/></w:pPrChange>"
        ),
        ["Moved in."],
    ),
    "joined": (
        word.paragraph(word.run("One "), properties=MARK_DELETED) + word.paragraph(word.run("sentence.")),
        ["One sentence."],
    ),
    "three joined": (
        word.paragraph(word.run("One "), properties=MARK_DELETED)
        + word.paragraph(word.run("long "), deleted("old "), properties=MARK_DELETED)
        + word.paragraph(word.run("sentence."), properties='<w:pStyle w:val="Last"/>'),
        ["One long sentence."],
    ),
    "joined with nothing": (
        word.paragraph(word.run("Alone."), properties=MARK_DELETED) + "<w:p/>",
        ["Alone."],
    ),
    "joined before a table": (
        word.paragraph(word.run("Above."), properties=MARK_DELETED)
        + f"<w:tbl><w:tblPr/><w:tr><w:tc>{word.paragraph(word.run('Cell.'))}</w:tc></w:tr></w:tbl>",
        ["Above.", "Cell."],
    ),
    "a whole paragraph deleted": (
        plain + word.paragraph(deleted("Gone."), properties=MARK_DELETED) + word.paragraph(word.run("After.")),
        ["Before.", "After."],
    ),
    "a paragraph added": (
        plain + word.paragraph(added(word.run("New.")), properties=f"<w:rPr><w:ins {WHO}/></w:rPr>"),
        ["Before.", "New."],
    ),
    "a row deleted": (
        "<w:tbl><w:tblPr/>"
        f"<w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc>{word.paragraph(deleted('Old row.'))}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:ins {WHO}/></w:trPr><w:tc>{word.paragraph(added(word.run('New row.')))}</w:tc></w:tr>"
        "</w:tbl>",
        ["New row."],
    ),
    "a table deleted": (
        plain
        + f"<w:tbl><w:tblPr/><w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc>{word.paragraph(deleted('Old.'))}</w:tc></w:tr>"
        "</w:tbl>" + plain,
        ["Before.", "Before."],
    ),
    "in a text box": (
        word.paragraph(
            word.text_box(
                word.paragraph(word.run("In "), properties=MARK_DELETED) + word.paragraph(added(word.run("a box")))
            ),
            word.run("Outside."),
        ),
        ["Outside.", "In a box", "A small box", "In a box"],
    ),
    "a field": (
        word.paragraph(word.run("Page "), added(word.complex_field("PAGE", word.run("3"))), word.run(" here.")),
        ["Page <x1/> here."],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_accepted_a_text_says_what_it_says_now(name):
    body, sources = CHANGES[name]
    assert after(body) == sources


@pytest.mark.parametrize("name", CHANGES)
def test_else_they_are_refused_with_place_and_author(name):
    with pytest.raises(
        DocumentError, match=r"report\.docx: has tracked changes \(body, paragraph \d by Jane\)"
    ) as error:
        documents.parse(word.document(CHANGES[name][0]), "docx", "report.docx")
    assert "--accept-changes" in str(error.value)


def test_changes_in_other_parts_count_as_well():
    parts = {"word/header1.xml": word.part("hdr", word.paragraph(word.run("Old "), added(word.run("and new"))))}
    with pytest.raises(DocumentError, match=r"\(header, paragraph 1 by Jane\)"):
        documents.parse(word.document(plain, parts), "docx", "report.docx")
    assert after(plain, parts=parts) == ["Before.", "Old and new"]


def test_the_paragraph_that_others_run_on_into_keeps_its_own_look():
    body, _ = CHANGES["three joined"]
    document = documents.parse(word.document(body), "docx", "r.docx", Options(accept_changes=True))
    written = word.body(document.render({0: "Ein langer Satz."}, "de"))
    assert written.count("<w:p>") == 1 and '<w:pStyle w:val="Last"/>' in written


def test_words_that_merely_look_like_changes_are_text():
    body = word.paragraph(word.run("We write &lt;w:del&gt; and w:ins here.")) + "<w:p w:insertion='x'/>"
    document = documents.parse(word.document(body), "docx", "report.docx")
    assert [unit.source for unit in document.units] == ["We write <w:del> and w:ins here."]


def test_other_prefixes_hide_no_change():
    body = f'<w:p><z:ins xmlns:z="{word.W}" z:author="Ann">{word.run("New.")}</z:ins></w:p>'
    with pytest.raises(DocumentError, match="by Ann"):
        documents.parse(word.document(body), "docx", "report.docx")
