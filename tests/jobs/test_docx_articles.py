"""Word documents on their way through the engines: whole sentences go in, and formats come back around their words."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.documents import word

import pinglot
from pinglot import documents, engines
from pinglot.engines.base import Capabilities, Closing
from pinglot.errors import PinglotError
from pinglot.jobs.translator import Translator
from pinglot.model import Draft, Link

ROOT = Path(__file__).parents[2]
TOY = ROOT.parent / "shared" / "models" / "toy-en_es.argosmodel"
ARTICLE = ROOT.parent / "shared" / "articles" / "pairing-assistance.en.txt"
HYPERLINK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}hyperlink"


def sentence(*pieces: tuple[str, str]) -> bytes:
    """A paragraph: each piece with ``b`` for bold, ``l`` for a link, ``bl`` for both."""
    content = []
    for text, look in pieces:
        run = word.run(text, word.BOLD if "b" in look else "")
        content.append(f'<w:hyperlink r:id="link">{run}</w:hyperlink>' if "l" in look else run)
    return bytes(word.document(word.paragraph(*content), links={"link": "https://example.org/"}))


def seen(data: bytes) -> list[tuple[str, str]]:
    """The words of the first paragraph with what they are in, as python-docx reads it."""
    found: list[tuple[str, str]] = []
    for piece in docx.Document(io.BytesIO(data)).paragraphs[0].iter_inner_content():
        linked = piece._element.tag == HYPERLINK
        runs: Any = getattr(piece, "runs", None) if linked else [piece]
        for run in runs:
            look = ("b" if run.bold else "") + ("l" if linked else "")
            if run.text and found and found[-1][1] == look:
                found[-1] = (found[-1][0] + run.text, look)
            elif run.text:
                found.append((run.text, look))
    return found


def through(translator: Translator, data: bytes) -> tuple[list[tuple[str, str]], pinglot.Translation]:
    document = documents.parse(data, "docx", "report.docx")
    (unit,) = document.units
    (done,) = translator.translate_coded([unit.source])
    return seen(document.render({0: done.text}, "es")), done


def available(engine: str) -> None:
    try:
        engines.open_engine(engine, "en", "es").close()
    except PinglotError:
        pytest.skip("Apertium for en → es is not installed: sudo apt-get install apertium-eng-spa")


# --- a sentence across bold and a link ------------------------------------------------------------------------


class WordByWord(Closing):
    """An engine that knows where each word went."""

    source, target, signature = "en", "es", "word by word 1"
    capabilities = Capabilities(alignment=True)

    def __init__(self, order: list[tuple[str, str]]):
        self.order = order
        self.asked: list[str] = []

    def translate(self, sentences):
        self.asked += [one.text for one in sentences]
        text, links = "", []
        for source, said in self.order:
            start = sentences[0].text.index(source)
            links.append(Link(start, start + len(source), len(text), len(text) + len(said)))
            text += said + " "
        return [Draft(text.strip() + ".", tuple(links))]

    def close(self):
        pass


def test_the_engine_gets_one_sentence_and_the_formats_go_where_their_words_went():
    engine = WordByWord([("reached", "Llegó"), ("the", "la"), ("Union", "Unión"), ("European", "Europea")])
    data = sentence(("Help: the ", ""), ("European", "b"), (" ", ""), ("Union", "l"), (" reached.", ""))
    looks, _ = through(Translator("en", "es", engine), data)
    assert engine.asked == ["Help: the European Union reached."]
    assert looks == [("Llegó la ", ""), ("Unión", "l"), (" ", ""), ("Europea", "b"), (".", "")]


def test_so_they_do_in_a_term_that_is_held_across_them_with_a_real_model(tmp_path, monkeypatch):
    if not TOY.exists():
        pytest.skip("../shared/models/toy-en_es.argosmodel is not here: only a checkout with the shared folder has it")
    with zipfile.ZipFile(TOY) as archive:
        archive.extractall(tmp_path)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    term = pinglot.Term("old school", "escuela vieja", pos="noun", gender="f", number="sg")
    translator = Translator("en", "es", "argos", pinglot.Glossary([term], target="es"))
    data = sentence(("The red books are in the ", ""), ("old", "b"), (" ", ""), ("school", "l"), (".", ""))
    looks, done = through(translator, data)
    assert [pin.held for pin in done.pins] == [True]
    assert looks == [("Los libros rojos están en la ", ""), ("escuela", "l"), (" ", ""), ("vieja", "b"), (".", "")]


def test_so_they_do_with_apertium():
    available("apertium")
    term = pinglot.Term("managing authority", "autoridad de gestión", pos="noun", gender="f")
    translator = Translator("en", "es", "apertium", pinglot.Glossary([term], target="es"))
    data = sentence(
        ("The ", ""), ("red ", "b"), ("books", "bl"), (" of the ", ""), ("managing authority", "l"), (" are here.", "")
    )
    looks, done = through(translator, data)
    assert [pin.held for pin in done.pins] == [True]
    kinds = dict(looks)
    assert (kinds["libros"], kinds["autoridad de gestión"]) == ("bl", "l")
    assert [text.strip() for text, look in looks if look == "b"] == ["rojos"]


# --- an article as text and as a Word document ----------------------------------------------------------------


def pins_of(folder: Path, name: str, glossary: Path) -> list[tuple[str, str, bool, str]]:
    result = pinglot.translate_file(
        folder / name,
        target="es",
        engine="apertium",
        glossary=glossary,
        locales=folder / f"locales-{name.rpartition('.')[2]}",
    )
    assert result.stats.pins and not any(finding.check.startswith("codes") for finding in result.findings)
    return [(pin.term.term, pin.source, pin.held, pin.form) for pin in result.pins]


@pytest.mark.parametrize("which", ["bulletin", "shared"])
def test_an_article_holds_the_same_pins_as_text_and_as_a_word_document(which, tmp_path, monkeypatch):
    available("apertium")
    monkeypatch.chdir(tmp_path)
    path, glossary = ROOT / "examples" / "bulletin.txt", ROOT / "glossary"
    if which == "shared":
        path, glossary = ARTICLE, ROOT / "tests" / "data" / "pairing-assistance" / "glossary.es.csv"
        if not path.exists():
            pytest.skip("../shared/articles is not here: only a checkout with the shared folder has it")
    (tmp_path / "article.txt").write_bytes(path.read_bytes())
    units = documents.read(path).units
    made = docx.Document()
    for unit in units:
        paragraph = made.add_paragraph()
        # As Word leaves a text that was edited: cut into runs anywhere, and a word in bold here and there.
        for number, piece in enumerate(re.findall(r"\S{1,4}\s*", unit.source)):
            paragraph.add_run(piece)._r.set(f"{HYPERLINK[:-9]}rsidR", f"{number:08X}")
    made.save(str(tmp_path / "article.docx"))
    as_text = pins_of(tmp_path, "article.txt", glossary)
    assert pins_of(tmp_path, "article.docx", glossary) == as_text
    assert len(as_text) >= 10 and all(held for _, _, held, _ in as_text)
