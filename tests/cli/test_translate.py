"""``pinglot translate``: names, places, locales and streams that go wrong in practice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pinglot.cli import main

RUN = [sys.executable, "-m", "pinglot", "translate"]
PSEUDO = ["--to", "es", "--engine", "pseudo"]
PLURAL = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#, python-format
msgid "%(n)d programme"
msgid_plural "%(n)d programmes"
msgstr[0] ""
msgstr[1] ""
"""
"""What no engine can finish for Russian, which has three plural forms."""
RUSSIAN = ["--to", "ru", "--engine", "pseudo"]


def run(*arguments: str, cwd: Path, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*RUN, *arguments], cwd=cwd, capture_output=True, **options)


# --- places ----------------------------------------------------------------------------------------------------


def refused(arguments: list[str], said: str, project: Path, files_in, capsys) -> None:
    before = files_in(project)
    assert main(["translate", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err and len(err.strip().splitlines()) == 1
    assert files_in(project) == before


def test_a_translation_never_overwrites_another_article_of_the_run(project, files_in, capsys):
    (project / "article.es.md").write_text("Yet another text.\n", encoding="utf-8")
    refused(["article.md", "article.es.md", *PSEUDO], "would overwrite article.es.md", project, files_in, capsys)


def test_two_translations_never_share_a_file(project, files_in, capsys):
    (project / "other").mkdir()
    (project / "other" / "article.md").write_text("Other.\n", encoding="utf-8")
    arguments = ["article.md", "other/article.md", *PSEUDO, "--out", "made"]
    refused(arguments, "would both be made/article.es.md", project, files_in, capsys)


def test_two_targets_never_share_a_folder_of_catalogs(project, files_in, capsys):
    arguments = ["article.md", "--engine", "pseudo", "--to", "zh-Hans", "--to", "zh-CN"]
    refused(arguments, "'zh-Hans' and 'zh-CN' are one locale to gettext, zh_CN", project, files_in, capsys)


def test_the_source_is_no_target(project, files_in, capsys):
    refused(["article.md", "--to", "en", "--engine", "pseudo"], "'en' already", project, files_in, capsys)
    assert main(["translate", "article.md", "--from", "es", "--to", "en", "--engine", "pseudo"]) == 0


def test_one_article_under_two_names_and_one_target_under_two_are_translated_once(project, capsys):
    arguments = ["article.md", "./article.md", str(project / "article.md"), "glossary/../article.md"]
    assert main(["translate", *arguments, *PSEUDO, "--to", "ES", "--format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["articles"]
    assert (result["source"], result["locale"]) == ("article.md", "es")


@pytest.mark.parametrize("place", ["made", "made/deeper"])
def test_a_place_that_cannot_hold_the_article_is_noticed_before_any_work(project, files_in, capsys, place, monkeypatch):
    (project / "made").write_text("a file, where a folder should be", encoding="utf-8")

    def no_engine(*_):
        raise AssertionError("an engine was opened")

    monkeypatch.setattr("pinglot.engines.open_engine", no_engine)
    refused(["article.md", *PSEUDO, "--out", place], "cannot be written (Not a directory)", project, files_in, capsys)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["."], "no suffix"),
        ([""], "no suffix"),
        ([".", "--input-type", "text"], "is a folder"),
        (["article.md", "--locales", "article.md"], "article.po cannot be written"),
        (["article.md", "--out", "article.md"], "cannot be written (Not a directory)"),
        (["article.md", "--domain", "../x"], "cannot name a catalog"),
        (["article.md", "--to", ""], "'' is not a locale"),
    ],
)
def test_a_slip_of_the_hand_is_one_sentence(project, files_in, capsys, arguments, said):
    refused([*arguments, *PSEUDO], said, project, files_in, capsys)


def test_an_article_outside_the_root_has_its_bare_name(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "far away.md"
    outside.write_text("Hello.\n", encoding="utf-8")
    assert main(["translate", str(outside), *PSEUDO]) == 0
    assert (project / "locales/es/LC_MESSAGES/far away.po").exists()
    assert (outside.parent / "far away.es.md").exists()


def test_a_linked_article_belongs_where_the_link_stands(project, tmp_path_factory):
    real = tmp_path_factory.mktemp("elsewhere") / "real.md"
    real.write_text("Hello.\n", encoding="utf-8")
    (project / "linked.md").symlink_to(real)
    assert main(["translate", "linked.md", *PSEUDO]) == 0
    assert (project / "linked.es.md").exists() and (project / "locales/linked.pot").exists()
    assert [path.name for path in real.parent.iterdir()] == ["real.md"]


def test_an_existing_folder_for_the_locale_is_used(project):
    (project / "locales" / "zh_CN").mkdir(parents=True)
    assert main(["translate", "article.md", "--to", "zh-Hans", "--engine", "pseudo", "-q"]) in (0, 1)
    assert (project / "locales/zh_CN/LC_MESSAGES/article.po").exists()
    assert [path.name for path in (project / "locales").iterdir() if path.is_dir()] == ["zh_CN"]


def test_a_region_takes_the_terms_of_its_language_and_its_own(project, capsys):
    (project / "glossary" / "aid.es-MX.csv").write_text("term,translation\nprogramme,plan\n", encoding="utf-8")
    assert main(["translate", "article.md", "--to", "es-MX", "--engine", "pseudo"]) == 0
    article = (project / "article.es-MX.md").read_text(encoding="utf-8")
    assert "Unión Europea" in article and "plan" in article and "programa" not in article
    assert "Language: es_MX\\n" in (project / "locales/es_MX/LC_MESSAGES/article.po").read_text(encoding="utf-8")


def test_paths_on_the_command_line_start_here_and_configured_ones_at_the_root(project, monkeypatch):
    settings = 'targets = ["es"]\nengine = "pseudo"\nout = "made"\nlocales = "catalogs"\n'
    (project / "pinglot.toml").write_text(settings, encoding="utf-8")
    (project / "docs").mkdir()
    (project / "article.md").rename(project / "docs" / "article.md")
    monkeypatch.chdir(project / "docs")
    assert main(["translate", "article.md"]) == 0
    assert (project / "made" / "article.es.md").exists()
    assert (project / "catalogs/es/LC_MESSAGES/docs/article.po").exists()
    assert main(["translate", "article.md", "--out", "here", "--locales", "mine"]) == 0
    assert (project / "docs/here/article.es.md").exists()
    assert (project / "docs/mine/es/LC_MESSAGES/docs/article.po").exists()


def test_names_with_blanks_and_letters_of_all_kinds(project):
    name = "Ayuda – пример 例.md"
    (project / name).write_text("Hello.\n", encoding="utf-8")
    assert main(["translate", name, *PSEUDO]) == 0
    assert (project / "Ayuda – пример 例.es.md").exists()
    assert main(["check"]) == 0
    assert main(["compile"]) == 0
    assert (project / "locales/es/LC_MESSAGES/Ayuda – пример 例.mo").exists()


@pytest.mark.parametrize("name", [b"bad\xff.md", b"two\nlines.md", b"back\\slash.md"])
def test_a_name_that_no_catalog_can_have_is_one_sentence(project, files_in, name):
    (project / os.fsdecode(name)).write_bytes(b"Hello.\n")
    before = files_in(project)
    done = run(os.fsdecode(name), *PSEUDO, cwd=project)
    assert done.returncode == 2, done.stderr
    assert b"cannot name a catalog" in done.stderr and b"Traceback" not in done.stderr
    assert files_in(project) == before
    assert run(os.fsdecode(name), *PSEUDO, "--domain", "good", cwd=project).returncode == 0


# --- streams ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [["--check"], ["--out", "made"], ["--locales", "made"], ["--domain", "x"]])
def test_a_pipe_refuses_what_it_cannot_do(project, option):
    done = run("-", *PSEUDO, *option, cwd=project, input=b"Hello.")
    assert done.returncode == 2 and done.stdout == b""
    assert b"reads and writes no file" in done.stderr


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text", b"The *programme*.\n", "*programa*"),
        ("markdown", b"The *programme* `programme`.\n", "*programa* `programme`"),
        ("html", b"<p>The <b>programme</b></p>\n", "<b>programa</b>"),
        ("po", b'msgid ""\nmsgstr ""\n\nmsgid "The programme"\nmsgstr ""\n', "programa"),
    ],
)
def test_a_pipe_takes_every_type(project, kind, text, expected):
    done = run("-", *PSEUDO, "--input-type", kind, cwd=project, input=text)
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout.decode()
    asked = run("-", *PSEUDO, "--input-type", kind, "--format", "json", cwd=project, input=text)
    assert json.loads(asked.stdout)["translation"] == done.stdout.decode()


@pytest.mark.parametrize(
    ("kind", "text", "encoding"),
    [
        ("text", "\ufeffThe programme.\n", "utf-16-le"),
        ("text", "\ufeffThe programme.\n", "utf-8"),
        ("html", '<meta charset="iso-8859-1"><p>The programme é</p>\n', "latin-1"),
    ],
)
def test_a_pipe_keeps_the_encoding_and_json_has_the_text(project, kind, text, encoding):
    data = text.encode(encoding)
    done = run("-", *PSEUDO, "--input-type", kind, cwd=project, input=data)
    assert done.returncode == 0, done.stderr
    assert "programa" in done.stdout.decode(encoding)
    asked = run("-", *PSEUDO, "--input-type", kind, "--format", "json", cwd=project, input=data)
    assert json.loads(asked.stdout)["translation"] == done.stdout.decode(encoding).removeprefix("\ufeff")


def test_a_pipe_says_its_errors_beside_the_text(project):
    done = run("-", *RUSSIAN, "--input-type", "po", "-q", cwd=project, input=PLURAL.encode())
    assert done.returncode == 1 and b"msgstr[2]" in done.stdout
    assert b"[plural.forms]" in done.stderr


@pytest.mark.parametrize(("redirection", "said"), [("<&-", "standard input"), (">&-", "standard output")])
def test_closed_streams_are_one_sentence(project, redirection, said):
    command = f"'{sys.executable}' -m pinglot translate - --to es --engine pseudo {redirection}"
    done = subprocess.run(["sh", "-c", command], cwd=project, input=b"Hello.", capture_output=True)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr.decode() and b"Traceback" not in done.stderr


def test_files_are_translated_with_every_stream_closed(project):
    command = f"'{sys.executable}' -m pinglot translate article.md --to es --engine pseudo <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], cwd=project).returncode == 0
    assert (project / "article.es.md").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_an_output_that_is_full_is_said_and_exit_2(project):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*RUN, "-", *PSEUDO], cwd=project, input=b"Hi.", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"the output cannot be written (No space left on device)" in done.stderr
    with Path("/dev/full").open("wb") as full:
        assert subprocess.run([*RUN, "nothing.md", *PSEUDO], cwd=project, stderr=full).returncode == 2


def test_a_reader_that_leaves_early_gets_no_traceback(project):
    command = f"'{sys.executable}' -m pinglot engine list | true; '{sys.executable}' -m pinglot --help | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=project, capture_output=True)
    assert done.stderr == b""


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONDEVMODE": "1"},
        {"NO_COLOR": "1"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_no_environment_changes_what_is_written(project, files_in, environment):
    assert main(["translate", "article.md", *PSEUDO, "-q"]) == 0
    expected = files_in(project)["article.es.md"]
    (project / "article.es.md").unlink()
    done = run("article.md", *PSEUDO, cwd=project, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode() == "nothing needs a person\n"
    assert files_in(project)["article.es.md"] == expected
    piped = run("-", *PSEUDO, cwd=project, env={**os.environ, **environment}, input="Ça va.".encode())
    assert piped.returncode == 0 and piped.stdout.decode()


def test_a_current_folder_that_is_gone_is_one_sentence(tmp_path):
    command = f"mkdir gone && cd gone && rmdir ../gone && '{sys.executable}' -m pinglot translate ../a.md --to es"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "the current folder is no longer there" in done.stderr


# --- what is said ----------------------------------------------------------------------------------------------


def test_quiet_still_lists_the_errors_that_make_it_exit_1(project, capsys):
    (project / "messages.pot").write_text(PLURAL, encoding="utf-8")
    assert main(["translate", "messages.pot", *RUSSIAN, "-q"]) == 1
    out, err = capsys.readouterr()
    assert err == "" and "messages.pot:5: error:" in out


def test_the_command_that_shows_the_findings_shows_them(project, capsys):
    (project / "my terms.csv").write_text("term,translation\nprovince,provincia\n", encoding="utf-8")
    (project / "an article.md").write_text("The province.\n", encoding="utf-8")
    arguments = ["translate", "an article.md", *PSEUDO, "--glossary", "my terms.csv"]
    assert main(arguments) == 0
    catalog = project / "locales/es/LC_MESSAGES/an article.po"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("provincia", "región"), encoding="utf-8")
    capsys.readouterr()
    assert main(arguments) == 1
    command = capsys.readouterr().err.split("to see them: pinglot")[1]
    done = subprocess.run(["sh", "-c", f"'{sys.executable}' -m pinglot{command}"], cwd=project, capture_output=True)
    assert done.returncode == 1, done.stderr
    assert b"[terms.missing]" in done.stdout


def test_json_is_one_object_and_jsonl_one_a_line(project, capsys):
    assert main(["translate", "article.md", *PSEUDO, "--to", "fr", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [one["locale"] for one in whole["articles"]] == ["es", "fr"]
    assert main(["translate", "article.md", *PSEUDO, "--to", "fr", "--format", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["locale"] for line in lines] == ["es", "fr"]
    assert set(lines[0]) == set(whole["articles"][0])


def test_progress_comes_while_the_engine_works(project):
    from pinglot import config
    from pinglot.engines.pseudo import PseudoEngine
    from pinglot.jobs.events import Progress
    from pinglot.jobs.project import Project
    from pinglot.jobs.translate import translate_articles

    (project / "long.txt").write_text("\n\n".join(f"Paragraph {number}." for number in range(200)), encoding="utf-8")
    asked: list[int] = []
    translate = PseudoEngine.translate

    def counting(self, sentences):
        asked.append(len(sentences))
        return translate(self, sentences)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PseudoEngine, "translate", counting)
        settings = config.load().override(targets=("es",), engine="pseudo")
        seen = [
            (event.done, event.total, sum(asked))
            for event in translate_articles(Project(settings), [project / "long.txt"])
            if isinstance(event, Progress)
        ]
    assert len(seen) > 2 and seen[-1][:2] == (200, 200)
    assert all(done <= translated < done + 200 for done, _, translated in seen)
    assert [translated for *_, translated in seen] == sorted({translated for *_, translated in seen})


def test_what_is_merely_worth_knowing_needs_nobody(project, capsys):
    (project / "note.txt").write_text("The weather was fine in the north.\n", encoding="utf-8")
    assert main(["translate", "note.txt", "--to", "ru", "--engine", "pseudo", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = [one["severity"] for one in json.loads(out)["articles"][0]["findings"]]
    assert found == ["info"] and err == "nothing needs a person\n"
    assert main(["check", "--all"]) == 0
    assert "[language.script]" in capsys.readouterr().out
