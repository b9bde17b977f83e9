"""``pinglot translate --explain``: every pin, how it came about, in the first run and in later ones."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pinglot.cli import main

RUN = ["translate", "article.md", "--to", "es", "--engine", "pseudo"]


def explained(capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    main([*RUN, "--explain", *more])
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]


def receipt(project: Path) -> Path:
    (path,) = (project / ".pinglot" / "receipts").rglob("*.json")
    return path


def test_each_pin_is_listed_with_line_form_and_strategy(project, capsys):
    lines = explained(capsys)
    assert lines == [
        "article.md:3: European Union → Unión Europea [pseudo]",
        "article.md:3: Northern Ireland → Irlanda del Norte [pseudo]",
        "article.md:5: programme → programa [pseudo]",
    ]


def test_a_later_run_still_knows_how_kept_pins_came_about(project, capsys):
    first = explained(capsys)
    before = receipt(project).read_bytes()
    assert explained(capsys) == first
    assert receipt(project).read_bytes() == before
    data = json.loads(before)
    assert ["programme", "programme", "programa", "pseudo", None] in [row for rows in data.values() for row in rows]
    assert receipt(project).name == "article.es.json"


@pytest.mark.parametrize("broken", [None, "", "[]", '{"a": 1}', "nonsense", '{"a": [["x"]]}'])
def test_a_receipt_can_be_thrown_away_and_is_never_believed_blindly(project, capsys, broken):
    explained(capsys)
    path = receipt(project)
    keys = list(json.loads(path.read_text(encoding="utf-8")))
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken.replace('"a"', json.dumps(keys[0])), encoding="utf-8")
    lines = explained(capsys)
    assert [line.partition(" [")[0] for line in lines] == [
        "article.md:3: European Union → Unión Europea",
        "article.md:3: Northern Ireland → Irlanda del Norte",
        "article.md:5: programme → programa",
    ]
    assert lines[2].endswith("[judged only]") or broken in ('{"a": 1}', '{"a": [["x"]]}')


def test_a_persons_text_is_judged_and_not_explained(project, capsys):
    explained(capsys)
    catalog = project / "locales" / "es" / "LC_MESSAGES" / "article.po"
    text = catalog.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if "programa" in line and line.startswith("msgstr"))
    catalog.write_text(text.replace(line, 'msgstr "El programa comenzó en 1995."'), encoding="utf-8")
    assert "article.md:5: programme → programa [judged only]" in explained(capsys)


def test_a_miss_is_explained_too_and_json_has_the_lines(project, capsys):
    catalog = project / "locales" / "es" / "LC_MESSAGES" / "article.po"
    explained(capsys)
    text = catalog.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if "programa" in line and line.startswith("msgstr"))
    catalog.write_text(text.replace(line, 'msgstr "Empezó en 1995."'), encoding="utf-8")
    assert "article.md:5: programme → not held; wanted “programa”" in explained(capsys)
    main([*RUN, "--format", "json"])
    (article,) = json.loads(capsys.readouterr().out)["articles"]
    assert [(pin["line"], pin["held"], pin["strategy"]) for pin in article["pins"]] == [
        (3, True, "pseudo"),
        (3, True, "pseudo"),
        (5, False, ""),
    ]


def test_standard_input_is_explained_on_standard_error(project, capsys, monkeypatch):
    class Stream:
        buffer = io.BytesIO(b"The programme began.\n")

    monkeypatch.setattr("sys.stdin", Stream())
    assert main(["translate", "-", "--to", "es", "--engine", "pseudo", "--explain"]) == 0
    assert "-:1: programme → programa [pseudo]" in capsys.readouterr().err


def test_nothing_is_explained_of_a_run_that_translates_nothing(project, capsys):
    assert main([*RUN, "--check", "--explain"]) == 2
    assert "leave one of the two away" in capsys.readouterr().err
