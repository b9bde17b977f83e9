"""Word documents that are broken, or made to harm: one sentence each, and nothing read beyond a limit."""

from __future__ import annotations

import io
import random
import socket
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents import word

from pinglot import documents
from pinglot.documents import Options
from pinglot.errors import DocumentError

GOOD = word.document(word.paragraph(word.run("One sentence.")))
MB = 1 << 20


def with_parts(**parts: str | bytes) -> bytes:
    """A good file with parts replaced or added; their names are given with ``__`` for ``/``."""
    named = {name.replace("__", "/"): content for name, content in parts.items()}
    return bytes(word.zipped(word.unzipped(GOOD) | named))


def with_document(xml: str | bytes) -> bytes:
    return bytes(word.zipped(word.unzipped(GOOD) | {"word/document.xml": xml}))


def with_entry(name: str) -> bytes:
    return bytes(word.zipped(word.unzipped(GOOD) | {name: b"x"}))


def in_body(content: str) -> bytes:
    return bytes(word.document(content))


def marked_encrypted() -> bytes:
    data = bytearray(GOOD)
    for record in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.find(record)
        while place >= 0:
            data[place + (6 if record.endswith(b"\x04") else 8)] |= 1
            place = data.find(record, place + 4)
    return bytes(data)


def twice_the_same_name() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<a/>")
    return out.getvalue()


def overlapping() -> bytes:
    """Two names in the directory for one place in the file."""
    data = bytearray(GOOD)
    first, second = _records(GOOD)[:2]
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def _records(data: bytes) -> list[int]:
    places, place = [], data.find(b"PK\x01\x02")
    while place >= 0:
        places.append(place)
        place = data.find(b"PK\x01\x02", place + 4)
    return places


def bomb(size: int) -> bytes:
    return bytes(word.zipped(word.unzipped(GOOD) | {"word/media/image1.bmp": b"\0" * size}))


def lying_bomb() -> bytes:
    """A part that says it is small and is not."""
    data = bytearray(bomb(8 * MB))
    place = _records(bytes(data))[-1]
    data[place + 24 : place + 28] = struct.pack("<I", 1000)
    name = b"word/media/image1.bmp"
    at = bytes(data).find(name) - 30
    data[at + 22 : at + 26] = struct.pack("<I", 1000)
    return bytes(data)


DOCTYPE = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ROOT = f"<w:document {word.NAMES}><w:body>"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'

BROKEN = {
    "empty": (lambda: b"", "is no .docx file"),
    "text": (lambda: b"Dear reader,\nthis is text.", "is no .docx file"),
    "old or encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "encrypted or an old .doc"),
    "encrypted zip": (marked_encrypted, "is encrypted"),
    "cut short": (lambda: GOOD[:-30], "is no .docx file"),
    "another zip": (lambda: word.zipped({"a.txt": "a"}), r"is no Word document: it lacks \[Content_Types\]"),
    "no document": (
        lambda: with_parts(**{"_rels__.rels": RELS + "</Relationships>"}), "no part of it is the document"
    ),
    "a sheet": (lambda: word.document("", main_type=SHEET), "is an Excel file, not a Word document"),
    "macros by type": (lambda: word.document("", main_type=MACROS), "is made for macros"),
    "macros by part": (lambda: with_entry("word/vbaProject.bin"), "holds macros"),
    "not XML": (lambda: with_document("<w:document"), "word/document.xml is not well-formed XML"),
    "no namespace": (lambda: with_document("<w:document/>"), "is not well-formed XML"),
    "entities": (lambda: with_document(f"{DOCTYPE}{ROOT}&b;</w:body></w:document>"), "declares a document type"),
    "an outside entity": (
        lambda: with_document(f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">{ROOT}</w:body></w:document>'),
        "declares a document type",
    ),
    "entities in the types": (
        lambda: with_parts(**{"[Content_Types].xml": DOCTYPE + "<w:Types/>"}), "declares a document type"
    ),
    "Latin-1": (
        lambda: with_document(b'<?xml version="1.0" encoding="ISO-8859-1"?><w:document xmlns:w="x">\xe9</w:document>'),
        "in ISO-8859-1, which .docx does not allow",
    ),
    "broken UTF-16": (lambda: with_document(b"\xff\xfe<\0w\0:"), "is not valid UTF-16"),
    "climbing out": (lambda: with_entry("word/../../../etc/passwd"), "which no document has"),
    "from the root": (lambda: with_entry("/etc/passwd"), "which no document has"),
    "another system's path": (lambda: with_entry("word\\evil.xml"), "which no document has"),
    "a drive": (lambda: with_entry("C:/evil.xml"), "which no document has"),
    "a control character": (lambda: with_entry("word/a\nb.xml"), "which no document has"),
    "one name twice": (twice_the_same_name, "twice"),
    "capitals apart": (lambda: with_entry("WORD/DOCUMENT.XML"), "twice"),
    "one place twice": (overlapping, "one place|overlap"),
    "a bomb": (lambda: bomb(40 * MB), "as a zip bomb does"),
    "many bombs": (
        lambda: word.zipped(word.unzipped(GOOD) | {f"m/{n}": bytes(3 * MB) for n in range(12)}),
        "would inflate to 36 MB",
    ),
    "too many parts": (
        lambda: word.zipped(word.unzipped(GOOD) | {f"m/{n}": b"" for n in range(10_001)}), "more than 10000 parts"
    ),
    "too deep": (lambda: in_body("<w:sdt>" * 300 + "</w:sdt>" * 300), "more than 256 deep"),
    "a paragraph without end": (
        lambda: in_body("<w:p>" + "<w:r/>" * 200_001 + "</w:p>"), "has a paragraph of more than 200000 elements"
    ),
    "another name": (
        lambda: GOOD.replace(b"word/document.xml", b"word/document.xmk"), "no part of it is the document"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_said_in_one_sentence(name):
    make, said = BROKEN[name]
    data = make()
    with pytest.raises(DocumentError, match=said) as error:
        documents.parse(data, "docx", "evil.docx", Options(max_size=3 * MB))
    assert str(error.value).startswith("evil.docx: ") and "\n" not in str(error.value) and error.value.exit_code == 2


def test_a_part_that_inflates_to_more_than_it_says_is_broken_where_it_is_read_and_passed_on_where_not():
    document = documents.parse(lying_bomb(), "docx", "evil.docx")
    assert document.render({}) == lying_bomb()
    files = word.unzipped(GOOD)
    data = bytearray(word.zipped(files | {"word/document.xml": files["word/document.xml"] + b" " * (8 * MB)}))
    place = next(one for one in _records(bytes(data)) if b"word/document.xml" in data[one : one + 70])
    data[place + 24 : place + 28] = struct.pack("<I", len(files["word/document.xml"]))
    with pytest.raises(DocumentError, match="cannot be inflated"):
        documents.parse(bytes(data), "docx", "evil.docx")


def test_memory_grows_with_the_text_and_no_faster():
    """At most 12 times the XML, in the peak of reading and writing; 5,000 pages are 31 MB of XML."""

    def peak(pages: int) -> float:
        sentence = word.run("Some words of a text that goes on for a while, as texts do. ")
        one = word.paragraph(sentence, word.run("bold words", word.BOLD), sentence * 4)
        data = word.document(one * (10 * pages))
        size = len(word.unzipped(data)["word/document.xml"])
        tracemalloc.start()
        document = documents.parse(data, "docx", "long.docx")
        document.render({index: unit.source for index, unit in enumerate(document.units)}, "es")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / size

    small, large = peak(5), peak(20)
    assert large < 12 and large < 1.3 * small, (small, large)


@pytest.mark.parametrize("many", [
    pytest.param(lambda n: "".join(word.run(f"w{i} ", f'<w:sz w:val="{i}"/>') for i in range(n)), id="formats"),
    pytest.param(lambda n: '<w:bookmarkStart w:id="1"/>' * n + word.run("w"), id="marks"),
    pytest.param(lambda n: word.mark("begin") * n + word.run("w"), id="open fields"),
    pytest.param(lambda n: (word.run("x") + "<w:r><w:tab/></w:r>") * n, id="tabs"),
])  # fmt: skip
def test_time_grows_with_a_paragraph_and_no_faster(many):
    def seconds(count: int) -> float:
        data = in_body(word.paragraph(many(count)))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            document = documents.parse(data, "docx", "long.docx")
            document.render(dict.fromkeys(range(len(document.units)), "w"), "es")
            best = min(best, time.process_time() - start)
        return best

    assert seconds(2000) < 10 * seconds(500) + 0.2  # four times as much; sixteen times would be its square


def test_addresses_outside_are_never_opened(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = RELS + "".join(
        f'<Relationship Id="r{n}" Type="{kind}/{what}" Target="http://127.0.0.1:9/{what}.xml" TargetMode="External"/>'
        for n, what in enumerate(("header", "footnotes", "styles", "attachedTemplate", "image"))
    )
    document = documents.parse(
        with_parts(**{"word___rels__document.xml.rels": rels + "</Relationships>"}), "docx", "evil.docx"
    )
    assert [unit.source for unit in document.units] == ["One sentence."]


def test_a_relationship_that_climbs_stays_in_the_file():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    rels = f'{RELS}<Relationship Id="r" Type="{kind}" Target="../../../../etc/passwd"/></Relationships>'
    document = documents.parse(with_parts(**{"word___rels__document.xml.rels": rels}), "docx", "evil.docx")
    assert len(document.units) == 1


@pytest.mark.parametrize("suffix", [".doc", ".docm", ".dotm", ".odt"])
def test_files_of_another_kind_are_told_what_to_become(tmp_path, suffix):
    path = tmp_path / f"report{suffix}"
    path.write_bytes(GOOD)
    with pytest.raises(DocumentError, match=r"save it as \.docx"):
        documents.read(path)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_flipped_bytes_are_read_or_refused_and_never_more(chance: random.Random, count: int):
    data = bytearray(GOOD)
    for _ in range(count):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        document = documents.parse(bytes(data), "docx", "evil.docx")
        document.render(dict.fromkeys(range(len(document.units)), "x"), "es")
    except DocumentError as error:
        assert "evil.docx" in str(error)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_so_are_flipped_characters_of_the_text(chance: random.Random, count: int):
    xml = bytearray(word.unzipped(word.BY_HAND["text box"]())["word/document.xml"])
    for _ in range(count):
        xml[chance.randrange(len(xml))] = chance.choice(b"<>/&\"' :=wpr!?-[]x")
    try:
        document = documents.parse(with_document(bytes(xml)), "docx", "evil.docx")
        document.render(dict.fromkeys(range(len(document.units)), "x"), "ar")
    except DocumentError as error:
        assert "evil.docx" in str(error)
