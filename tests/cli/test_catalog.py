"""``pinglot catalog`` and ``pinglot memory`` at a terminal."""

from __future__ import annotations

import json
import re

import pytest

from pinglot.catalogs.unit_ids import unit_id
from pinglot.cli import main

COST = "It cost 667 euros."


@pytest.fixture
def translated(project, capsys):
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "-q"]) == 0
    capsys.readouterr()
    return project


def catalog(project):
    return project / "locales/es/LC_MESSAGES/article.po"


def edit(project, source, said):
    path = catalog(project)
    text = re.sub(rf'(msgid "{re.escape(source)}"\n)msgstr ".*"', rf'\1msgstr "{said}"', path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")


def test_status_as_table_json_and_markdown(translated, capsys):
    edit(translated, "The programme began in 1995.", "Empezó en 1995.")
    assert main(["catalog", "status", "--units"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^es +locales/es/LC_MESSAGES/article\.po +4 +3 +1 +0 +0 +0 +0 +1 +100%$", out, re.MULTILINE)
    assert re.search(
        r"^  [a-z2-7]{8}  :\d+ +pins, a person's +The programme began in 1995\.  \(programme\)$", out, re.M
    )
    assert main(["catalog", "status", "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["catalogs"]
    assert (one["units"], one["machine"], one["people"], one["broken"], one["done"]) == (4, 3, 1, 1, 1.0)
    assert one["waiting"][0]["why"] == ["pins"]
    assert main(["catalog", "status", "--format", "markdown"]) == 0
    header, rule, row = capsys.readouterr().out.splitlines()
    assert header.count("|") == rule.count("|") == row.count("|") == 12
    assert row.startswith("| es | locales/es/LC_MESSAGES/article.po | 4 | 3 | 1 |")


def test_diff_says_what_translate_then_does_and_writes_nothing(translated, files_in, capsys):
    article = translated / "article.md"
    article.write_text(article.read_text("utf-8").replace(COST, "It rained."), encoding="utf-8")
    glossary = translated / "glossary/aid.es.csv"
    glossary.write_text(glossary.read_text("utf-8").replace("programa,", "plan,"), encoding="utf-8")
    before = files_in(translated)
    assert main(["catalog", "diff", "article.md", "--to", "es"]) == 0
    out, err = capsys.readouterr()
    assert "1 outdated, 1 new, 1 gone" in out and "“programme”: “programa” → “plan”" in out
    assert "for the engine: 2 sentences" in err
    assert main(["catalog", "diff", "article.md", "--to", "es", "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["articles"]
    assert one["counts"] == {"outdated": 1, "new": 1, "gone": 1} and one["sentences"] == 2
    assert files_in(translated) == before
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "--format", "json"]) == 0
    (done,) = json.loads(capsys.readouterr().out)["articles"]
    assert done["stats"]["sentences"] == one["sentences"]
    assert main(["catalog", "diff", "article.md", "--to", "es"]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_diff_needs_a_locale(translated, capsys):
    assert main(["catalog", "diff", "article.md"]) == 2
    assert "--to" in capsys.readouterr().err


def test_accept_and_revert(translated, capsys):
    path, name = str(catalog(translated)), unit_id(None, COST)
    assert main(["catalog", "accept", path, name]) == 0
    assert capsys.readouterr().out.startswith(f"accepted: {name} locales/es/LC_MESSAGES/article.po:")
    assert main(["catalog", "revert", path, name]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["catalog", "revert", path, name[:4], "--force", "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["reverted"]
    assert one["id"] == name and one["person"] and one["text"][0]
    text = catalog(translated).read_text("utf-8")
    assert f'# was: "{one["text"][0]}"' in text and f'msgid "{COST}"\nmsgstr ""' in text
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"][0]["stats"]["translated"] == 1
    assert main(["catalog", "accept", path, "nothing"]) == 2
    assert "status --units" in capsys.readouterr().err


def test_findings_carry_the_id_that_accept_takes(translated, capsys):
    edit(translated, "The programme began in 1995.", "Empezó en 1995.")
    assert main(["check", "--format", "json"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["catalogs"]
    (finding,) = [one for one in result["findings"] if one["check"] == "terms.missing"]
    assert finding["id"] == unit_id(None, "The programme began in 1995.")
    assert main(["catalog", "accept", str(catalog(translated)), str(finding["line"])]) == 0


def test_memory_goes_out_and_comes_in(translated, capsys):
    edit(translated, COST, "Costó 667 euros.")
    assert main(["memory", "export", "--to", "es"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("<?xml") and "<seg>Costó 667 euros.</seg>" in out
    assert main(["memory", "export", "-o", "ours.tmx"]) == 0
    assert (translated / "ours.tmx").read_text("utf-8") == out
    assert main(["memory", "import", "ours.tmx", "--name", "office"]) == 0
    assert "imported: memory/office.tmx: 1 for es" in capsys.readouterr().out
    (translated / "other.txt").write_text(COST + "\n", encoding="utf-8")
    assert main(["translate", "other.txt", "--to", "es", "--engine", "pseudo"]) == 0
    assert "1 sentence from memory" in capsys.readouterr().out
    assert (translated / "other.es.txt").read_text("utf-8") == "Costó 667 euros.\n"
    (translated / "third.txt").write_text(COST + "\n", encoding="utf-8")
    assert main(["translate", "third.txt", "--to", "es", "--engine", "pseudo", "--no-memory"]) == 0
    assert "from memory" not in capsys.readouterr().out


def test_a_hostile_memory_is_one_sentence(translated, capsys):
    (translated / "bad.tmx").write_text('<!DOCTYPE tmx [<!ENTITY a SYSTEM "/etc/passwd">]><tmx>&a;</tmx>', "utf-8")
    assert main(["memory", "import", "bad.tmx"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("pinglot: bad.tmx:1: ") and len(err.splitlines()) == 1
    assert not (translated / "memory").exists()
