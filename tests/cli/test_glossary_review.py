"""``pinglot glossary extract``, ``review`` and ``coverage`` as a person meets them."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from pinglot import engines
from pinglot.cli import main
from pinglot.errors import EngineMissing
from pinglot.glossary import files

SHARED = Path(__file__).parents[2].parent / "shared" / "articles" / "pairing-assistance.en.txt"
TEXT = """\
The European Commission met in Brussels. Wang Yang, of the "pairing assistance" program, spoke to the Commission.

Wang then went to Geneva, to the World Health Organization (WHO). The pairing assistance will go on.
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(capsys, *args: str) -> tuple[int, str, str]:
    code = main(["glossary", *args])
    said = capsys.readouterr()
    return code, said.out, said.err


def feed(monkeypatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_extract_answers_json_best_first(project, capsys):
    code, out, _ = run(capsys, "extract", "a.txt", "--to", "es", "--engine", "none", "--format", "json")
    assert code == 0
    terms = json.loads(out)["terms"]
    by_term = {one["term"]: one for one in terms}
    assert {"European Commission", "Brussels", "Wang Yang", "pairing assistance", "Geneva", "WHO"} <= set(by_term)
    wang = by_term["Wang Yang"]
    assert wang["count"] == 2 and wang["short_forms"] == [{"term": "Wang", "count": 1}]
    for one in terms:
        assert {"term", "count", "contexts", "suggestions"} <= set(one)
        for context in one["contexts"]:
            assert context["text"][context["start"] : context["end"]]
    assert by_term["WHO"]["long_form"] == "World Health Organization"


def test_out_adds_proposed_rows_once_and_leaves_the_rest_alone(project, capsys):
    path = project / "glossary" / "names.es.csv"
    before = "term;status;translation;owner\r\nBrussels;Approved;Bruselas;'x'\r\n\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + before.encode())
    command = ("extract", "a.txt", "--to", "es", "--engine", "none", "--out", str(path))
    code, _, err = run(capsys, *command)
    assert code == 0 and "rows added" in err
    written = path.read_bytes().decode("utf-8-sig")
    head, rest = before.splitlines(keepends=True)[0], before.splitlines(keepends=True)[1:]
    assert written.startswith(head.rstrip() + ";note\r\n")
    terms = files.read(path).terms
    assert [row.term for row in terms if row.status == "approved"] == ["Brussels"]
    assert "Brussels;Approved;Bruselas;'x';\r\n\r\n" in written, rest
    assert [row.note for row in terms if row.term == "Wang"] == ["short form of Wang Yang"]
    assert len({row.term for row in terms}) == len(terms)
    again = path.read_bytes()
    assert "0 rows added" in run(capsys, *command)[2]
    assert path.read_bytes() == again


def test_out_keeps_bytes_where_the_columns_are_there(project, capsys):
    path = project / "glossary" / "names.es.csv"
    before = 'note,term,translation,status\n"a, b","Oslo",Oslo,\n'
    path.write_text(before, encoding="utf-8")
    run(capsys, "extract", "a.txt", "--to", "es", "--engine", "none", "--out", str(path))
    assert path.read_text(encoding="utf-8").startswith(before)


def test_a_file_for_another_locale_is_refused(project, capsys):
    code, _, err = run(capsys, "extract", "a.txt", "--to", "es", "--engine", "none", "--out", "glossary/x.fr.csv")
    assert code == 2 and "for fr by its name" in err
    assert not Path("glossary/x.fr.csv").exists()


def test_a_file_without_a_locale_says_it_in_a_column(project, capsys):
    run(capsys, "extract", "a.txt", "--to", "es", "--engine", "none", "--out", "glossary/x.csv")
    assert {row.locale for row in files.read("glossary/x.csv").terms} == {"es"}


def test_an_engine_that_is_asked_for_by_name_must_be_there(project, capsys):
    assert run(capsys, "extract", "a.txt", "--to", "xx", "--engine", "argos")[0] == 3
    code, _, err = run(capsys, "extract", "a.txt", "--to", "xx")
    assert code == 0 and "no drafts of an engine" in err


def test_without_a_locale_there_is_one_sentence(project, capsys):
    code, _, err = run(capsys, "extract", "a.txt")
    assert code == 2 and "--to" in err


def test_review_over_a_pipe(project, capsys, monkeypatch):
    run(capsys, "extract", "a.txt", "--to", "es", "--engine", "none", "--out", "glossary/x.es.csv")
    feed(monkeypatch, "?\na\na Comisión Europea\nnonsense\ns\nu\nk\nq\n")
    code, out, err = run(capsys, "review", "--to", "es", "--article", "a.txt", "--reviewer", "Ana", "--engine", "none")
    assert code == 0
    assert "1 of " in out and "»" in out and "«" in out
    assert "has no translation" in err and "is no key" in err and "1 approved, 1 kept" in err
    rows = files.read("glossary/x.es.csv").terms
    assert [(row.translation, row.keep) for row in rows if row.status == "approved"] == [
        ("Comisión Europea", False),
        ("", True),
    ]
    assert {row.reviewer for row in rows if row.status == "approved"} == {"Ana"}


def test_review_answers_json(project, capsys, monkeypatch):
    Path("glossary/x.es.csv").write_text("term,translation,status\nA b,C,proposed\nD e,F,proposed\n", encoding="utf-8")
    feed(monkeypatch, "a\nr no term\n")
    code, out, _ = run(capsys, "review", "--to", "es", "--engine", "none", "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert [(one["term"], one["action"], one["status"]) for one in answer["reviewed"]] == [
        ("A b", "approved", "approved"),
        ("D e", "rejected", "rejected"),
    ]
    assert answer["left"] == 0


def test_review_goes_on_where_it_ended(project, capsys, monkeypatch):
    Path("glossary/x.es.csv").write_text("term,translation,status\nA b,C,proposed\nD e,F,proposed\n", encoding="utf-8")
    feed(monkeypatch, "a\n")  # the pipe ends here, as a terminal does that is closed
    run(capsys, "review", "--to", "es", "--engine", "none")
    feed(monkeypatch, "q\n")
    _, out, err = run(capsys, "review", "--to", "es", "--engine", "none")
    assert "1 of 1  D e" in out and "1 term left" in err


def test_the_reviewer_is_gits_user(project, capsys, monkeypatch):
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "config", "user.name", "Bea Ruiz"], check=True)
    Path("glossary/x.es.csv").write_text("term,translation,status\nA b,C,proposed\n", encoding="utf-8")
    feed(monkeypatch, "a\n")
    run(capsys, "review", "--to", "es", "--engine", "none")
    assert files.read("glossary/x.es.csv").terms[0].reviewer == "Bea Ruiz"


def test_keys_on_a_terminal(project):
    """A pseudo-terminal: keys without line ends, a prompt for the text, end of input."""
    pty = pytest.importorskip("pty")
    Path("glossary/x.es.csv").write_text("term,translation,status\nA b,C,proposed\nD e,F,proposed\n", encoding="utf-8")
    child, terminal = pty.fork()
    if child == 0:
        command = ["-m", "pinglot", "glossary", "review", "--to", "es", "--engine", "none", "--reviewer", "P"]
        os.execv(sys.executable, [sys.executable, *command])
    try:
        for key, wanted in (("e", b"translation"), ("Gamma\n", b"= Gamma"), ("a", b"2 of 2"), ("q", b"left to review")):
            _press(terminal, key, wanted)
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    first, second = files.read("glossary/x.es.csv").terms
    assert (first.translation, first.status, first.reviewer) == ("Gamma", "approved", "P")
    assert second.status == "proposed"


def _press(terminal: int, keys: str, wanted: bytes) -> None:
    """Sends keys when the terminal takes them, a single key in raw mode and a line in the usual one, and waits."""
    said = b""
    end = time.monotonic() + 60
    sent = False
    while wanted not in said:
        assert time.monotonic() < end, said
        raw = not termios.tcgetattr(terminal)[3] & termios.ICANON
        if not sent and raw is (len(keys) == 1):
            os.write(terminal, keys.encode())
            sent, said = True, b""
        if select.select([terminal], [], [], 0.05)[0]:
            said += os.read(terminal, 4096)


def test_coverage_says_what_is_used_and_what_is_missing(project, capsys):
    Path("glossary/x.es.csv").write_text(
        "term,translation,status\nBrussels,Bruselas,\nGeneva,Ginebra,proposed\nOslo,Oslo,\n"
        "World Health Organization,,rejected\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "coverage", "a.txt", "--to", "es", "--format", "json")
    (one,) = json.loads(out)["articles"]
    assert code == 0
    assert one["used"] == [{"term": "Brussels", "translation": "Bruselas", "count": 1}]
    assert one["proposed"] == [{"term": "Geneva", "translation": "Ginebra", "count": 1}]
    missing = {each["term"] for each in one["uncovered"]}
    assert {"Wang Yang", "European Commission", "pairing assistance"} <= missing
    assert not missing & {"Brussels", "Geneva", "World Health Organization"}
    assert 0 < one["share"] < 1


def test_from_nothing_to_twenty_five_approved_terms_that_translate_pins(project, capsys, monkeypatch):
    if not SHARED.exists():
        pytest.skip("no ../shared/articles beside the repository")
    try:
        engines.open_engine("auto", "en", "es").close()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    Path("news.txt").write_bytes(SHARED.read_bytes())
    run(capsys, "extract", "news.txt", "--to", "es", "--out", "glossary/news.es.csv")
    proposed = files.read("glossary/news.es.csv").terms
    feed(monkeypatch, "a\n" * 25)
    code, _, err = run(capsys, "review", "--to", "es", "--reviewer", "Ana", "--article", "news.txt", "--engine", "none")
    assert code == 0 and "25 approved" in err
    approved = [row for row in files.read("glossary/news.es.csv").terms if row.status == "approved"]
    assert [row.term for row in approved] == [row.term for row in proposed[:25]]
    main(["translate", "news.txt", "--to", "es", "--format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["articles"]
    assert result["stats"]["pins"] >= 40
    assert result["stats"]["held"] == result["stats"]["pins"]
