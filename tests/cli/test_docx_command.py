"""The commands on a Word document: what they write, what they find in it, and how they refuse one."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from pinglot import documents
from pinglot.cli import main

RUN = [sys.executable, "-m", "pinglot"]
TO = ["--to", "es", "--engine", "pseudo"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def report(project: Path) -> Path:
    """A Word document in the project: a heading, a sentence with a bold term, and a table."""
    made = docx.Document()
    made.core_properties.title = "Aid to the regions"
    made.add_heading("Aid to the regions", 1)
    sentence = made.add_paragraph("The European Union helps ")
    sentence.add_run("Northern Ireland").bold = True
    sentence.add_run(".")
    made.add_table(1, 1).cell(0, 0).text = "The programme began in 1995."
    made.save("report.docx")
    (project / "article.md").unlink()
    return project / "report.docx"


def track(path: Path) -> None:
    """Makes a document's second paragraph a tracked change."""
    made = docx.Document(str(path))
    paragraph = made.paragraphs[1]._p
    change = paragraph.makeelement(f"{W}ins", {f"{W}id": "1", f"{W}author": "Jane"})
    paragraph.append(change)
    change.append(paragraph.r_lst[-1])
    made.save(str(path))


def test_translate_writes_the_document_beside_its_source_and_its_catalog(report, project, capsys):
    assert main(["translate", "report.docx", *TO]) == 0
    said = capsys.readouterr()
    assert "report.docx → report.es.docx  (3 units, 3 translated, 0 kept; 3 of 3 pins held)" in said.out
    texts = [paragraph.text for paragraph in docx.Document("report.es.docx").paragraphs]
    assert "Unión Europea" in texts[1] and "Irlanda del Norte" in texts[1]
    catalog = (project / "locales/es/LC_MESSAGES/report.po").read_text(encoding="utf-8")
    assert "#. heading\n#. body, paragraph 1\n" in catalog and "#. title of the document" in catalog
    assert "#: report.docx report.docx:1\n" in catalog
    assert "#. <g1>: [bold]…[/bold]\n" in catalog
    assert "#. body, paragraph 3, table 1, row 1, column 1\n#: report.docx:3\n" in catalog


def test_a_second_run_writes_nothing_and_check_says_so(report, project, files_in, capsys):
    assert main(["translate", "report.docx", *TO]) == 0
    before = files_in(project)
    assert main(["translate", "report.docx", *TO]) == 0
    assert main(["translate", "report.docx", *TO, "--check"]) == 0
    assert files_in(project) == before
    made = docx.Document("report.docx")
    made.paragraphs[0].add_run(" in 1995")
    made.save("report.docx")
    capsys.readouterr()
    assert main(["translate", "report.docx", *TO, "--check"]) == 1
    assert "stale: report.es.docx" in capsys.readouterr().out


def test_a_persons_edit_in_the_catalog_comes_into_the_document(report, project):
    assert main(["translate", "report.docx", *TO]) == 0
    path = project / "locales/es/LC_MESSAGES/report.po"
    text = path.read_text(encoding="utf-8")
    (old,) = (line for line in text.splitlines() if line.startswith("msgstr") and "Irlanda" in line)
    mine = 'msgstr "La Unión Europea ayuda a <g1>Irlanda del Norte</g1>."'
    path.write_text(text.replace(old, mine), encoding="utf-8")
    assert main(["translate", "report.docx", *TO]) == 0
    runs = docx.Document("report.es.docx").paragraphs[1].runs
    assert [(run.text, bool(run.bold)) for run in runs] == [
        ("La Unión Europea ayuda a ", False), ("Irlanda del Norte", True), (".", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["check"], "3 translated, 0 fuzzy"),
        (["catalog", "status"], "100%"),
        (["catalog", "diff", "report.docx", "--to", "es"], "report"),
        (["glossary", "coverage", "report.docx", "--to", "es"], "100% of the places of its terms are covered"),
    ],
)
def test_the_other_commands_read_it(report, command, said, capsys):
    assert main(["translate", "report.docx", *TO]) == 0
    capsys.readouterr()
    assert main(command) == 0
    assert said in capsys.readouterr().out


def test_terms_are_proposed_from_it(report, project, capsys):
    (project / "glossary" / "aid.es.csv").unlink()
    assert main(["glossary", "extract", "report.docx", "--to", "es", "--engine", "none"]) == 0
    assert "European Union" in capsys.readouterr().out


def test_a_review_shows_sentences_from_it(report, project):
    table = project / "glossary" / "aid.es.csv"
    table.write_text("term,translation,status\nprogramme,programa,proposed\n", encoding="utf-8")
    shown = subprocess.run(
        [*RUN, "glossary", "review", "--to", "es", "--article", "report.docx", "--engine", "none"],
        cwd=project, input="q\n", capture_output=True, text=True,
    )  # fmt: skip
    assert "report.docx:3: The »programme« began in 1995." in shown.stdout, shown.stderr


# --- streams --------------------------------------------------------------------------------------------------


def test_a_document_goes_through_a_pipe(report, project, files_in):
    before = files_in(project)
    done = subprocess.run(
        [*RUN, "translate", "-", "--input-type", "docx", *TO], cwd=project, input=report.read_bytes(),
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0 and files_in(project) == before
    units = documents.parse(done.stdout, "docx").units
    assert "Unión Europea" in next(unit.source for unit in units if unit.line == 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--input-type", "docx", "--format", "json"], "is no text that JSON could hold"),
        ([], "is a zip, as a Word document is; if it is one, name its type: --input-type docx"),
    ],
)
def test_a_pipe_that_cannot_hold_a_document_is_refused(report, project, options, said):
    done = subprocess.run(
        [*RUN, "translate", "-", *options, *TO], cwd=project, input=report.read_bytes(), capture_output=True
    )
    assert done.returncode == 2 and said in done.stderr.decode() and not done.stdout


# --- refusals -------------------------------------------------------------------------------------------------


def test_tracked_changes_are_refused_or_accepted(report, project, files_in, capsys):
    track(report)
    before = files_in(project)
    assert main(["translate", "report.docx", *TO]) == 2
    assert "report.docx: has tracked changes (body, paragraph 2 by Jane)" in capsys.readouterr().err
    assert files_in(project) == before
    assert main(["translate", "report.docx", *TO, "--accept-changes"]) == 0
    assert b"w:ins" not in zipfile.ZipFile("report.es.docx").read("word/document.xml")
    assert b"w:ins" in zipfile.ZipFile("report.docx").read("word/document.xml")
    (project / "pinglot.toml").write_text("accept_changes = true\n", encoding="utf-8")
    assert main(["translate", "report.docx", *TO, "--check"]) == 0
    assert main(["glossary", "coverage", "report.docx", "--to", "es"]) == 0


def test_no_broken_document_writes_anything_or_shows_a_traceback(report, project, files_in):
    good = report.read_bytes()
    cases = {
        "cut.docx": (good[: len(good) // 2], "is no .docx file, or a broken one"),
        "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "is encrypted or an old .doc; save it as .docx"),
        "text.docx": (b"Just text.", "is no .docx file"),
        "macros.docm": (good, "with macros; save it as .docx without them"),
    }
    for name, (data, said) in cases.items():
        (project / name).write_bytes(data)
        before = files_in(project)
        done = subprocess.run([*RUN, "translate", name, *TO], cwd=project, capture_output=True, text=True)
        assert done.returncode == 2 and f"{name}: " in done.stderr and said in done.stderr, done.stderr
        assert "Traceback" not in done.stderr and files_in(project) == before


def test_a_limit_of_the_configuration_holds(report, project, capsys):
    (project / "pinglot.toml").write_text("max_file_size = 2000\n", encoding="utf-8")
    assert main(["translate", "report.docx", *TO]) == 2
    assert "over the limit" in capsys.readouterr().err
