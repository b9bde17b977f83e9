"""``pinglot glossary import``, ``export``, ``diff`` and ``merge`` as a person meets them, and git's own merge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pinglot.cli import main
from pinglot.glossary import files

ROWS = """\
term,translation,variants,forms,forbidden,keep,status,pos,note,reviewer,reviewed
Brussels,Bruselas,,,,,approved,proper noun,,Ana,2026-01-02
grant,subvención,,subvenciones,beca,,approved,noun,money,,
SEUPB,,,,,yes,approved,,,,
motor,motor,,,,,rejected,,,,
fund,fondo,,,,,proposed,,,,
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "aid.es.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def run(capsys, *args: str) -> tuple[int, str, str]:
    code = main(["glossary", *args])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("name", ["a.tbx", "a.xlsx", "a.utx", "a.csv", "a.tsv"])
def test_out_and_back_again(project, capsys, name):
    if name == "a.xlsx":
        pytest.importorskip("openpyxl", reason="Excel needs openpyxl; run: pip install 'pinglot[xlsx]'")
    code, out, err = run(capsys, "export", name)
    assert (code, out) == (0, "") and "5 rows written" in err
    code, _, err = run(capsys, "import", name, "--to", "es", "--out", "back.es.csv")
    assert code == 0 and "5 rows added" in err
    assert files.read("back.es.csv").terms == files.read("glossary/aid.es.csv").terms
    assert run(capsys, "diff", "glossary/aid.es.csv", "back.es.csv")[0] == 0


def test_what_is_lost_is_listed(project, capsys):
    code, out, err = run(capsys, "export", "a.csv", "--as", "deepl", "--to", "es")
    assert code == 0 and "3 rows written" in err
    assert "lost: 2 whole rows (motor, fund)" in out and "lost: forbidden of 1 row (grant)" in out
    assert (
        Path("a.csv").read_text(encoding="utf-8")
        == "Brussels,Bruselas,en,es\ngrant,subvención,en,es\nSEUPB,SEUPB,en,es\n"
    )
    code, out, _ = run(capsys, "export", "a.txt", "--as", "omegat", "--to", "es", "--format", "json")
    assert {"term": "motor", "locale": "es", "column": ""} in json.loads(out)["lost"]


def test_one_language_at_a_time_where_a_format_has_one(project, capsys):
    Path("glossary/aid.fr.csv").write_text("term,translation\ngrant,subvention\n", encoding="utf-8")
    code, _, err = run(capsys, "export", "a.utx")
    assert code == 2 and "--to" in err
    assert run(capsys, "export", "a.tbx")[0] == 0


def test_an_import_undoes_no_decision(project, capsys):
    Path("in.csv").write_text(
        "Brussels,Bruxelles,en,es\ngrant,subvención,en,es\nmotor,motor,en,es\nEU,UE,en,es\n", "utf-8"
    )
    before = Path("glossary/aid.es.csv").read_bytes()
    code, out, err = run(capsys, "import", "in.csv", "--as", "deepl", "--to", "es", "--out", "glossary/aid.es.csv")
    assert code == 0 and "1 row added" in err and "3 that say something else" in err
    assert "kept: motor is “motor” (rejected)" in out and "kept: Brussels is “Bruselas”" in out
    assert Path("glossary/aid.es.csv").read_bytes() == before + b"EU,UE,,,,,approved,,,,\n"


def test_an_import_can_be_proposed(project, capsys):
    Path("in.csv").write_text("EU,UE\n", encoding="utf-8")
    run(
        capsys,
        "import",
        "in.csv",
        "--as",
        "deepl",
        "--to",
        "es",
        "--status",
        "proposed",
        "--out",
        "glossary/aid.es.csv",
    )
    assert files.read("glossary/aid.es.csv").terms[-1].status == "proposed"


def test_columns_by_name_and_dirt(project, capsys):
    Path("in.csv").write_text("word,meaning\nan epidemic,epidemia\n  flu , gripe\n,nothing\n", encoding="utf-8")
    code, out, err = run(
        capsys, "import", "in.csv", "--to", "es", "--column", "term=word", "--column", "translation=meaning"
    )
    assert code == 0 and "2 rows read" in err
    assert "in.csv:4: warning: a row has no term [import.term]" in out and "begins with an article" in out
    assert run(capsys, "import", "in.csv", "--to", "es", "--column", "word")[0] == 2


def test_a_wrong_file_is_one_sentence(project, capsys):
    Path("in.tbx").write_text("<tbx>", encoding="utf-8")
    code, _, err = run(capsys, "import", "in.tbx", "--to", "es")
    assert code == 2 and err.count("\n") == 1 and "well-formed" in err
    code, _, err = run(capsys, "import", "in.tbx", "--to", "es", "--out", "x.fr.csv")
    assert code == 2 and "by its name" in err


def test_diff(project, capsys):
    Path("b.es.csv").write_text(ROWS.replace("Bruselas", "Bruxelles").replace("motor,motor", "engine,motor"), "utf-8")
    code, out, err = run(capsys, "diff", "glossary/aid.es.csv", "b.es.csv")
    assert code == 1
    assert "~ Brussels: translation “Bruselas” → “Bruxelles”" in out
    assert "+ engine = motor (rejected, es)" in out and "- motor = motor (rejected, es)" in out
    assert "1 added, 1 removed, 1 changed" in err
    code, out, _ = run(capsys, "diff", "glossary/aid.es.csv", "b.es.csv", "--format", "json")
    assert [one["kind"] for one in json.loads(out)["differences"]] == ["changed", "added", "removed"]


def test_merge_keeps_the_files_own_spelling(project, capsys):
    base = ROWS.replace("grant,subvención", '"grant","subvención"')
    Path("base.csv").write_text(base, encoding="utf-8")
    Path("ours.csv").write_text(base.replace("fund,fondo,,,,,proposed", "fund,fondo,,,,,approved"), encoding="utf-8")
    Path("theirs.csv").write_text(base.replace("Bruselas", "Bruselas (BE)") + "EU,UE,,,,,,,,,\n", encoding="utf-8")
    code, out, _ = run(capsys, "merge", "base.csv", "ours.csv", "theirs.csv")
    assert code == 0
    assert '"grant","subvención",,subvenciones' in out
    assert "Brussels,Bruselas (BE)," in out and "fund,fondo,,,,,approved" in out and "EU,UE" in out


def test_merge_shows_conflicts(project, capsys):
    Path("base.csv").write_text(ROWS, encoding="utf-8")
    Path("ours.csv").write_text(ROWS.replace("Bruselas", "Bruxelles"), encoding="utf-8")
    Path("theirs.csv").write_text(ROWS.replace("Bruselas", "Brüssel"), encoding="utf-8")
    code, _, err = run(capsys, "merge", "base.csv", "ours.csv", "theirs.csv", "--out", "ours.csv")
    assert code == 1 and "conflict: Brussels: translation “Bruxelles” / “Brüssel”" in err
    rows = files.read("ours.csv").terms
    assert [(row.translation, row.status) for row in rows if row.term == "Brussels"] == [
        ("Bruxelles", "approved"),
        ("Brüssel", "proposed"),
    ]


def test_merge_begins_with_nothing_where_both_made_the_file(project, capsys):
    Path("base.csv").touch()
    Path("ours.csv").write_text("term,translation\na,b\n", encoding="utf-8")
    Path("theirs.csv").write_text("term,translation\nc,d\n", encoding="utf-8")
    assert run(capsys, "merge", "base.csv", "ours.csv", "theirs.csv")[:2] == (0, "term,translation\na,b\nc,d\n")
    code, out, err = run(capsys, "merge", "base.csv", "ours.csv", "nowhere.csv", "--out", "ours.csv")
    assert (code, out) == (2, "") and "nowhere.csv: there is no such file" in err


def git(*args: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *args], capture_output=True, text=True, check=False)


def approve(places: list[int], reviewer: str) -> None:
    """What a reviewer does at those places of the list, through the command."""
    import io

    keys = "".join("a\n" if place in places else "s\n" for place in range(6))
    sys.stdin = io.StringIO(keys)
    try:
        main(["glossary", "review", "--to", "es", "--engine", "none", "--reviewer", reviewer, "-q"])
    finally:
        sys.stdin = sys.__stdin__


@pytest.mark.parametrize("driver", [False, True], ids=["git alone", "as git's driver"])
def test_two_reviewers_branches_merge(project, capsys, driver):
    """Rows far from each other merge line by line in git alone; neighbours need the merge driver."""
    Path("glossary/aid.es.csv").unlink()
    Path("a.txt").write_text("Ana met Bea Ruiz in Lima, Oslo, Quito and Rome.\n", encoding="utf-8")
    run(capsys, "extract", "a.txt", "--to", "es", "--out", "glossary/a.es.csv")
    assert len(files.read("glossary/a.es.csv").terms) == 6
    git("init", "-q")
    if driver:
        Path(".gitattributes").write_text("glossary/*.csv merge=pinglot\n", encoding="utf-8")
        command = f"{sys.executable} -m pinglot glossary merge %O %A %B --out %A -q"
        git("config", "merge.pinglot.driver", command)
    git("add", ".")
    git("commit", "-qm", "base")
    git("switch", "-qc", "bea")
    approve([3] if not driver else [1, 2], "Bea")
    git("commit", "-qam", "bea")
    git("switch", "-q", "main")
    approve([0] if not driver else [0, 3], "Ana")
    git("commit", "-qam", "ana")
    merged = git("merge", "-q", "bea", "-m", "both")
    assert merged.returncode == 0, merged.stdout + merged.stderr
    reviewers = [row.reviewer for row in files.read("glossary/a.es.csv").terms]
    assert reviewers == (["Ana", "", "", "Bea", "", ""] if not driver else ["Ana", "Bea", "Bea", "Ana", "", ""])
