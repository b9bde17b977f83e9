"""Word documents and LibreOffice: what it writes is read, and what is written here it opens, each with all its text."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from tests.documents import seeing, word, word_library

from pinglot import documents, inline
from pinglot.jobs.translator import Translator
from pinglot.model import Document


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What LibreOffice makes of the sources in word/, by name."""
    if word.OFFICE is None:
        pytest.skip("LibreOffice is not installed: sudo apt-get install libreoffice-writer-nogui")
    paths = word.convert(tmp_path_factory.mktemp("made"), "docx:MS Word 2007 XML", *word.FOR_OFFICE)
    return {path.name: path.read_bytes() for path in paths}


def read(data: bytes) -> Document:
    return documents.parse(data, "docx", "report.docx")


def test_what_libreoffice_writes_comes_back_byte_for_byte_and_translated(made):
    assert len(made) == len(word.FOR_OFFICE) >= 4
    for name, data in made.items():
        document = read(data)
        assert document.units and document.render({}, "es") == data, name
        said = seeing.pseudo(document)
        for locale in ("es", "ar"):
            translation = document.render(said, locale)
            assert [unit.source for unit in read(translation).units] == list(said.values()), name
            before, after = word.unzipped(data), word.unzipped(translation)
            assert word.shape(translation) == word.shape(data), name
            assert all(before[part] == after[part] for part in before if "document" not in part and part not in _TEXTS)


_TEXTS = {"word/header1.xml", "word/footer1.xml", "word/footnotes.xml", "docProps/core.xml"}


def test_its_documents_have_the_units_that_a_reader_would_name(made):
    units = {name: [(unit.kind, unit.source) for unit in read(data).units] for name, data in made.items()}
    assert units["notes.docx"] == [
        ("title", "A title from elsewhere"),
        ("heading", "A <g1>bold</g1> heading"),
        ("paragraph", "A sentence<x1/> with a note, a mark and <g1><g2>a</g2> link</g1>."),
        ("paragraph", "See <x1/> above."),
        ("footnote", "Said at the foot."),
        ("header", "A header from elsewhere"),
        ("footer", "Page <x1/> of <x2/>"),
    ]
    assert [unit for unit in units["frames.docx"] if unit[1] == "Inside the frame"] == [
        ("paragraph", "Inside the frame")
    ] * 2
    assert ("list item", "Listed in a cell") in units["frames.docx"]
    assert (
        "paragraph",
        "Some <g1>bold <g2>and slanted</g2></g1> words, a<x1/>break, H<g3>2</g3>O and <g4>a link</g4>.",
    ) in units["page.docx"]
    assert ("paragraph", "Café at “noon”.") in units["text.docx"]


Pages = dict[str, tuple[list[tuple[str, str]], Path]]
"""For each document the kinds and translations of its units, and its PDF."""


@pytest.fixture(scope="module")
def pages(made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Every document of the tests, translated by the pseudo engine and converted to PDF by one call of LibreOffice."""
    folder = tmp_path_factory.mktemp("pages")
    files = {name: make() for name, make in word.BY_HAND.items()} | word_library.everything() | made
    pseudo = Translator("en", "es", "pseudo")
    said: dict[str, list[tuple[str, str]]] = {}
    for name, data in files.items():
        document, stem = read(data), re.sub(r"\W+", "-", name)
        texts = [one.text for one in pseudo.translate_coded([unit.source for unit in document.units])]
        said[stem] = [(unit.kind, text) for unit, text in zip(document.units, texts, strict=True)]
        (folder / f"{stem}.docx").write_bytes(document.render(dict(enumerate(texts)), "es"))
    written = word.convert(folder, "pdf", *(folder / f"{stem}.docx" for stem in said))
    return {path.stem: (said[path.stem], path) for path in written}


# What a word processor does not print, or prints once for two copies; that of a link is a tip beside the mouse.
_UNSEEN = {"alt text", "title"}


def test_libreoffice_opens_every_translation_and_prints_all_of_it(pages):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: sudo apt-get install poppler-utils")
    assert len(pages) >= 40
    for name, (said, path) in pages.items():
        assert path.exists(), f"LibreOffice made no PDF of {name}"
        printed = subprocess.run(
            ["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True
        ).stdout
        there = _letters(printed)
        for kind, text in said:
            if kind in _UNSEEN or name in _NOT_PRINTED:
                continue
            for piece in re.split(r"<[gx]\d+/?>|</g\d+>", text):
                assert _letters(inline.plain_text(piece)) in there, (name, text)


_NOT_PRINTED = {"headers"}  # headers that no section asks for


def _letters(text: str) -> str:
    """The Latin letters and digits of a text; how other scripts are set depends on the fonts that there are."""
    return re.sub(r"[^0-9A-Za-z\u00c0-\u024f]+", "", unicodedata.normalize("NFC", text))
