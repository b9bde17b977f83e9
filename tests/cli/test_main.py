"""The command line: exit codes, streams, help."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from docs import make as pages

from pinglot import cli, documents
from pinglot.cli import main, output
from pinglot.engines.machine import installed_version
from pinglot.jobs import doctor

ROOT = Path(__file__).parents[2]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".pinglot" not in path.parts
    }


def commands(group: click.Group = cli.group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_has_help(path, capsys):
    assert main([*path, "--help"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 4


def test_the_pages_made_from_the_code_are_up_to_date():
    for name, make in pages.PAGES.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == make(), "run: python docs/make.py"


def test_every_type_of_document_can_be_named():
    assert output.TYPES == documents.TYPES


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pinglot 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "no command 'frobnicate'"),
        (["transalte"], "Did you mean 'translate'?"),
        (["translate"], "ARTICLE"),
        (["translate", "article.md"], "--to"),
        (["translate", "article.md", "--to", "not a locale"], "not a locale"),
        (["translate", "article.md", "--to", "es", "--engine", "babelfish"], "babelfish"),
        (["translate", "nothing.md", "--to", "es"], "nothing.md: there is no such file"),
        (["translate", "article.md", "--to", "es", "--glossary", "nothing.csv"], "nothing.csv"),
        (["translate", "glossary", "--to", "es"], "glossary"),
        (["compile", "nowhere"], "nowhere"),
        (["check", "nowhere"], "nowhere"),
        (["engine", "install", "nothing.argosmodel"], "nothing.argosmodel"),
        (["engine", "install", "a", "b", "c"], "one package file"),
    ],
)
def test_what_cannot_be_served_is_one_sentence_and_exit_2(project, capsys, arguments, said):
    before = files_in(project)
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert files_in(project) == before


def test_an_engine_that_is_not_there_is_exit_3_and_names_the_commands(project, capsys):
    before = files_in(project)
    assert main(["translate", "article.md", "--to", "sw", "--glossary", "glossary"]) == 3
    err = capsys.readouterr().err
    assert "en → sw" in err
    assert files_in(project) == before


def test_translate_writes_template_catalog_and_article(project, capsys):
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo"]) == 0
    made = files_in(project)
    assert {"article.es.md", "locales/article.pot", "locales/es/LC_MESSAGES/article.po"} <= set(made)
    article = made["article.es.md"].decode()
    assert "Unión Europea" in article and "**Irlanda del Norte**" in article and "](https://example.org/)" in article
    out, err = capsys.readouterr()
    assert "3 of 3 pins held" in out and "nothing needs a person" in err


def test_a_second_run_writes_nothing_and_opens_no_engine(project, capsys, monkeypatch):
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo"]) == 0
    before = files_in(project)
    times = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}

    def refuse(*_):
        raise AssertionError("an engine was opened")

    monkeypatch.setattr("pinglot.engines.open_engine", refuse)
    capsys.readouterr()
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "--format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["articles"]
    assert result["written"] == [] and result["stats"]["sentences"] == 0 and result["stats"]["kept"] == 4
    assert files_in(project) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_several_articles_and_locales_in_one_run(project, capsys):
    (project / "note.txt").write_text("One line.\n", encoding="utf-8")
    code = main(
        ["translate", "article.md", "note.txt", "--to", "es", "--to", "fr", "--engine", "pseudo", "--out", "made"]
    )
    assert code == 0
    assert {path.name for path in (project / "made").iterdir()} == {
        "article.es.md",
        "article.fr.md",
        "note.es.txt",
        "note.fr.txt",
    }


def test_two_articles_that_claim_one_domain_are_named(project, capsys):
    (project / "article.txt").write_text("Other.\n", encoding="utf-8")
    before = files_in(project)
    assert main(["translate", "article.md", "article.txt", "--to", "es", "--engine", "pseudo"]) == 2
    err = capsys.readouterr().err
    assert "article.md" in err and "article.txt" in err and "--domain" in err
    assert files_in(project) == before


def test_check_writes_nothing_and_says_what_is_stale(project, capsys):
    before = files_in(project)
    assert main(["translate", "article.md", "--to", "es", "--check"]) == 1
    assert "stale: article.es.md" in capsys.readouterr().out
    assert files_in(project) == before
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo"])
    capsys.readouterr()
    assert main(["translate", "article.md", "--to", "es", "--check"]) == 0
    assert "up to date" in capsys.readouterr().out
    change(project / "article.md", "1995", "1996")
    assert main(["translate", "article.md", "--to", "es", "--check"]) == 1


def test_a_persons_edit_survives_and_a_broken_pin_in_it_is_said(project, capsys):
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo"])
    catalog = project / "locales/es/LC_MESSAGES/article.po"
    text = catalog.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "msgstr" in line and "programa" in line)
    catalog.write_text(text.replace(line, 'msgstr "El plan empezó en 1995."'), encoding="utf-8")
    capsys.readouterr()
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo"]) == 1
    out, _ = capsys.readouterr()
    assert "article.md:5: error: “programme” must be “programa”" in out
    assert "El plan empezó en 1995." in catalog.read_text(encoding="utf-8")
    assert "- El plan empezó en 1995." in (project / "article.es.md").read_text(encoding="utf-8")


def test_a_changed_term_reopens_only_the_entries_that_use_it(project, capsys):
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo"])
    change(project / "glossary" / "aid.es.csv", "programa", "programa de ayuda")
    capsys.readouterr()
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "--format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["articles"]
    assert (result["stats"]["translated"], result["stats"]["sentences"]) == (1, 1)
    assert "programa de ayuda" in (project / "article.es.md").read_text(encoding="utf-8")


def test_strict_shows_the_source_where_a_unit_is_fuzzy(project):
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo"])
    catalog = project / "locales/es/LC_MESSAGES/article.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace('msgid "It cost', '#, fuzzy\nmsgid "It cost'), encoding="utf-8")
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "--strict"])
    assert "- It cost 667 euros." in (project / "article.es.md").read_text(encoding="utf-8")


def test_a_pipe_gets_the_translation_and_nothing_else(project):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pinglot",
            "translate",
            "-",
            "--to",
            "es",
            "--engine",
            "pseudo",
            "--input-type",
            "markdown",
        ],
        input=b"The *European Union*.\n",
        capture_output=True,
        cwd=project,
    )
    assert done.returncode == 0, done.stderr
    assert "*Unión Europea*" in done.stdout.decode()
    assert done.stdout.count(b"\n") == 1
    assert not (project / "locales").exists()


def test_an_empty_article_is_an_empty_article(project):
    for name in ("empty.txt", "empty.md", "empty.html"):
        (project / name).write_bytes(b"")
        assert main(["translate", name, "--to", "es", "--engine", "pseudo"]) == 0
        assert (project / name.replace(".", ".es.")).read_bytes() == b""
    assert not (project / "locales").exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("binary.txt", b"MZ\0\0\1\2", "binary"),
        ("latin.txt", "Señor".encode("latin-1"), "utf-8"),
        ("odd.xyz", b"text", "--input-type"),
    ],
)
def test_unreadable_articles_are_refused_whole(project, capsys, name, data, said):
    (project / name).write_bytes(data)
    before = files_in(project)
    assert main(["translate", "article.md", name, "--to", "es", "--engine", "pseudo"]) == 2
    err = capsys.readouterr().err
    assert name in err and said in err
    assert files_in(project) == before


def test_a_file_over_the_limit_names_the_setting(project, capsys):
    (project / "pinglot.toml").write_text('max_file_size = "1 KB"\n', encoding="utf-8")
    (project / "long.txt").write_text("word " * 400, encoding="utf-8")
    assert main(["translate", "long.txt", "--to", "es", "--engine", "pseudo"]) == 2
    assert "max_file_size" in capsys.readouterr().err


def test_a_broken_glossary_names_file_and_line(project, capsys):
    (project / "glossary" / "aid.es.csv").write_text("term,translation,status\nprovince,provincia,perhaps\n")
    before = files_in(project)
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo"]) == 2
    assert "aid.es.csv:2" in capsys.readouterr().err
    assert files_in(project) == before


def test_a_malformed_catalog_is_named_and_left_alone(project, capsys):
    main(["translate", "article.md", "--to", "es", "--engine", "pseudo"])
    catalog = project / "locales/es/LC_MESSAGES/article.po"
    catalog.write_bytes(catalog.read_bytes() + b'\nmsgid "open\n')
    before = files_in(project)
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo"]) == 2
    assert "article.po:" in capsys.readouterr().err
    assert files_in(project) == before


def test_configuration_chooses_and_strange_keys_are_named(project, capsys):
    (project / "pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\nout = "made"\n', encoding="utf-8")
    assert main(["translate", "article.md"]) == 0
    assert (project / "made" / "article.es.md").exists()
    (project / "pinglot.toml").write_text('target = ["es"]\n', encoding="utf-8")
    assert main(["translate", "article.md"]) == 2
    err = capsys.readouterr().err
    assert "pinglot.toml" in err and "'target'" in err and "did you mean 'targets'?" in err


def test_init_then_translate(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--to", "es"]) == 0
    assert main(["init", "--to", "es"]) == 2
    (tmp_path / "article.txt").write_text("Hello.\n", encoding="utf-8")
    assert main(["translate", "article.txt", "--engine", "pseudo"]) == 0
    assert main(["check"]) == 0
    assert main(["compile"]) == 0
    assert (tmp_path / "locales/es/LC_MESSAGES/article.mo").exists()
    assert main(["compile", "--check"]) == 0


def test_no_colour_and_no_bar_away_from_a_terminal(project):
    done = subprocess.run(
        [sys.executable, "-m", "pinglot", "translate", "article.md", "--to", "es", "--engine", "pseudo"],
        capture_output=True,
        cwd=project,
    )
    assert b"\x1b" not in done.stdout + done.stderr and b"\r" not in done.stderr


def test_quiet_says_results_only(project, capsys):
    assert main(["translate", "article.md", "--to", "es", "--engine", "pseudo", "-q"]) == 0
    out, err = capsys.readouterr()
    assert err == "" and "article.es.md" in out


def test_doctor_names_what_to_do(project, capsys):
    (project / "pinglot.toml").write_text('targets = ["sw"]\nengine = "argos"\n', encoding="utf-8")
    assert main(["doctor", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnoses"]
    gap = next(one for one in found if one["subject"] == "en → sw")
    assert gap["state"] == "missing" and "pinglot engine install en sw" in gap["detail"]
    origin = next(one for one in found if one["subject"] == "targets")
    assert "pinglot.toml" in origin["detail"]


def test_doctor_says_what_serves_a_pair_and_what_pins(project, capsys):
    (project / "pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\n', encoding="utf-8")
    assert main(["doctor", "--format", "json"]) == 0
    found = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["diagnoses"]}
    assert found["en → es"]["detail"].startswith("served by pseudo")
    assert found["glossary for es"]["detail"] == "3 approved terms"
    assert {"click", "rapidfuzz", "ctranslate2"} <= set(found)
    assert "flask" not in found and found["extra web"]["state"] == "ok"


def test_doctor_names_the_extras_that_are_missing(project, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "installed_version", lambda name: "" if name == "flask" else installed_version(name))
    assert main(["doctor", "--format", "json"]) == 0
    found = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["diagnoses"]}
    assert found["extra web"]["detail"] == "flask not installed; needed for the review page only"
    assert found["extra web"]["remedy"] == "pip install 'pinglot[web]'" and found["extra xlsx"]["state"] == "ok"


def test_doctor_looks_on_where_something_is_broken(project, capsys):
    (project / "glossary" / "aid.es.csv").write_text("term,translation,status\nprovince,provincia,perhaps\n")
    (project / "pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\n', encoding="utf-8")
    assert main(["doctor"]) == 1
    assert "aid.es.csv:2" in capsys.readouterr().out
    (project / "pinglot.toml").write_text('glossary = ["nowhere"]\n', encoding="utf-8")
    assert main(["doctor"]) == 1
    assert "nowhere is not there" in capsys.readouterr().out
    (project / "pinglot.toml").write_text("colour = 1\n", encoding="utf-8")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "unknown key 'colour'" in out and "libraries" in out


def test_init_keeps_the_folder_of_terms_in_version_control(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert "pinglot translate ARTICLE --to LOCALE" in capsys.readouterr().err
    assert (tmp_path / "glossary" / "terms.csv").read_text(encoding="utf-8").rstrip().endswith(",locale")
    (tmp_path / "a.txt").write_text("Hello.\n", encoding="utf-8")
    assert main(["translate", "a.txt", "--to", "es", "--engine", "pseudo"]) == 0


def test_init_says_what_it_cannot_do_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--from", "es", "--to", "ES"]) == 2
    assert "in 'es' already" in capsys.readouterr().err
    assert main(["init", "--to", "b b"]) == 2
    (tmp_path / "file").write_text("no folder")
    assert main(["init", "file/inside", "--to", "es"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("arguments", "empty"),
    [
        (["glossary", "lint", "glossary"], True),
        (["glossary", "list", "glossary", "--status", "rejected"], True),
        (["glossary", "list", "glossary"], False),
        (["engine", "list", "--to", "xx"], True),
    ],
)
def test_jsonl_has_one_line_a_result_and_none_where_there_is_none(project, capsys, arguments, empty):
    assert main([*arguments, "--format", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (lines == []) is empty
    assert main([*arguments, "--format", "json"]) == 0
    (rows,) = json.loads(capsys.readouterr().out).values()
    assert rows == lines


def test_catalog_update_and_its_check(project, capsys):
    (project / "app.pot").write_text('msgid ""\nmsgstr ""\n\nmsgid "One"\nmsgstr ""\n\nmsgid "Two"\nmsgstr ""\n')
    (project / "es.po").write_text('msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "One"\nmsgstr "Uno"\n')
    before = files_in(project)
    assert main(["catalog", "update", "es.po", "app.pot", "--check"]) == 1
    assert capsys.readouterr().out == "stale: es.po\n"
    assert files_in(project) == before
    assert main(["catalog", "update", "es.po", "app.pot", "--format", "json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["changed"] and done["counts"]["untranslated"] == 1
    after = files_in(project)
    assert main(["catalog", "update", "es.po", "app.pot"]) == 0
    assert capsys.readouterr().out == "unchanged: es.po\n"
    assert files_in(project) == after
    assert main(["catalog", "update", "none.po", "app.pot"]) == 2
    assert "none.po" in capsys.readouterr().err
    assert main(["catalog", "update", "es.po", "app.pot", "--locale", "not one"]) == 2
    (project / "xx.po").write_text('msgid ""\nmsgstr ""\n')
    (project / "odd-name.po").write_text('msgid ""\nmsgstr ""\n')
    capsys.readouterr()
    assert main(["catalog", "update", "odd-name.po", "app.pot"]) == 2
    assert "does not say its locale" in capsys.readouterr().err


def test_glossary_list_of_a_locale_and_of_everything(project, capsys):
    (project / "glossary" / "more.es-MX.csv").write_text("term,translation\nprogramme,plan\n", encoding="utf-8")
    assert main(["glossary", "list", "--to", "es-MX", "--format", "json"]) == 0
    terms = {one["term"]: one["translation"] for one in json.loads(capsys.readouterr().out)["terms"]}
    assert terms["programme"] == "plan" and terms["European Union"] == "Unión Europea"
    assert main(["glossary", "list"]) == 0
    out, err = capsys.readouterr()
    assert "plan" in out and "programa" in out and err == "4 terms\n"
    assert main(["glossary", "list", "--to", "fr"]) == 0
    assert capsys.readouterr().err == "0 terms\n"
    assert main(["glossary", "list", "nowhere.csv"]) == 2


def test_the_page_of_json_says_every_key(project, capsys, monkeypatch):
    # The columns of a term are those of a glossary file, which has a page of its own.
    page = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("json.md", "glossary.md"))

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for item in value.values() for key in keys(item)}
        return {key for item in value for key in keys(item)} if isinstance(value, list) else set()

    (project / "app.pot").write_text('msgid ""\nmsgstr ""\n\nmsgid "One"\nmsgstr ""\n')
    (project / "base.es.csv").write_text("term,translation\naid,ayuda\n", encoding="utf-8")
    (project / "ours.es.csv").write_text("term,translation\naid,auxilio\nfund,fondo\n", encoding="utf-8")
    (project / "theirs.es.csv").write_text("term,translation\naid,socorro\nthe aid,la ayuda\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nq\n"))
    catalog, line = "locales/es/LC_MESSAGES/article.po", ""
    found: set[str] = set()
    for arguments in (
        ["translate", "article.md", "--to", "es", "--engine", "pseudo"],
        ["check"],
        ["compile"],
        ["compile", "--check"],
        ["catalog", "update", catalog, "app.pot", "--check"],
        ["catalog", "status"],
        ["catalog", "diff", "article.md", "--to", "es"],
        ["catalog", "accept", catalog, "LINE"],
        ["catalog", "revert", catalog, "LINE", "--force"],
        ["glossary", "extract", "article.md", "--to", "es"],
        ["glossary", "list", "ours.es.csv"],
        ["glossary", "lint", "theirs.es.csv"],
        ["glossary", "lint", "theirs.es.csv", "--fix"],
        ["glossary", "coverage", "article.md", "--to", "es"],
        ["glossary", "diff", "base.es.csv", "ours.es.csv"],
        ["glossary", "merge", "base.es.csv", "ours.es.csv", "theirs.es.csv", "--out", "merged.es.csv"],
        ["glossary", "import", "theirs.es.csv", "--to", "es", "--out", "ours.es.csv"],
        ["glossary", "export", "out.tbx", "ours.es.csv"],
        ["glossary", "review", "glossary/aid.es.csv", "--to", "es", "--engine", "none"],
        ["memory", "import", "memory.tmx"],
        ["engine", "list"],
        ["cache", "info"],
        ["cache", "clear"],
        ["doctor"],
    ):
        if "LINE" in arguments:  # accepting removes the comment above an entry
            line = str(1 + Path(catalog).read_text().splitlines().index('msgid "Aid to the regions"'))
        if arguments[:2] == ["catalog", "diff"]:
            assert main(["memory", "export", "--all", "--out", "memory.tmx"]) == 0
            capsys.readouterr()
            change(project / "article.md", "667 euros.", "667 euros.\n\nOne more sentence.")
        code = main([line if word == "LINE" else word for word in (*arguments, "--format", "json")])
        out, err = capsys.readouterr()
        assert code in (0, 1), (arguments, err)
        whole = json.loads(out)
        for one in (*whole.get("articles", ()), *whole.get("memories", ())):
            one |= {"strategies": {}, "locales": {}, "counts": {}}  # names and tags, not keys
        found |= keys(whole)
    assert {key for key in found if f"`{key}`" not in page and f'"{key}"' not in page} == set()
