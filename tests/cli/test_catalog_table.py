"""``pinglot catalog export`` and ``import`` at a terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest

from pinglot.cli import main

COST = "It cost 667 euros."


@pytest.fixture
def table(project, capsys):
    """A project's catalog, exported as CSV."""
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "-q"]) == 0
    capsys.readouterr()
    assert main(["catalog", "export", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    assert out == "article.es.csv\n"
    assert err == "4 texts of 1 catalog\nto bring edits back: pinglot catalog import article.es.csv\n"
    return project / "article.es.csv"


def change(table, source, said):
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows:
        if row["source"] == source:
            row["translation"] = said
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    table.write_text(out.getvalue(), encoding="utf-8")


def test_an_edit_comes_back(project, table, capsys):
    change(table, COST, "Costó 667 euros.")
    assert main(["catalog", "import", "article.es.csv", "--check"]) == 1
    assert "1 text would change, of 4 rows" in capsys.readouterr().err
    assert main(["catalog", "import", "article.es.csv"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("locales/es/LC_MESSAGES/article.po:") and out.endswith(": Costó 667 euros.\n")
    assert err == "1 text changed, of 4 rows\n'pinglot translate' puts them into the articles\n"
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "-q"]) == 0
    assert "Costó 667 euros." in (project / "article.es.md").read_text(encoding="utf-8")


def test_an_edit_that_loses_a_number_is_taken_and_said(table, capsys):
    change(table, COST, "Costó algo.")
    assert main(["catalog", "import", "article.es.csv"]) == 1
    said = capsys.readouterr().out.splitlines()[1]
    assert said.startswith("locales/es/LC_MESSAGES/article.po:") and said.endswith("[numbers.lost]")


def test_errors_name_their_rows_and_nothing_is_written(project, table, files_in, capsys):
    change(table, COST, "=667")
    change(table, "Aid to the regions", "Ayuda")
    before = files_in(project)
    assert main(["catalog", "import", "article.es.csv"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "article.es.csv: row 5: the translation is a formula (=667), not a text; write it as one",
        "nothing was written, for 1 error",
    ]
    assert files_in(project) == before
    assert main(["catalog", "import", "article.es.csv", "--format", "json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["errors"][0]["place"] == "row 5" and said["changed"] == said["written"] == []


def test_json(table, capsys):
    change(table, COST, "Costó 667 euros.")
    assert main(["catalog", "import", "article.es.csv", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["written"]) == (4, [str(table.parent / "locales/es/LC_MESSAGES/article.po")])
    (one,) = said["changed"]
    assert (one["source"], one["after"]) == (COST, ["Costó 667 euros."])


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["export"], "say what to write with --format"),
        (["export", "--format", "csv"], "may hold somebody's edits"),
        (["export", "--format", "csv", "nowhere.po"], "no such file"),
        (["export", "--out", "x.ods"], "say what to write with --format"),
        (["import", "nowhere.csv"], "there is no such file"),
        (["import", "article.md"], "has no column"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(table, arguments, wanted, capsys):
    assert main(["catalog", *arguments]) == 2
    err = capsys.readouterr().err
    assert wanted in err and len(err.splitlines()) == 1
