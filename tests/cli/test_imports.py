"""What commands import: every package that is not the standard library's, by command. A new one is a decision."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CATALOG = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "The grant of 7 May ends."
msgstr "La subvención del 7 de mayo termina."

msgid "12,500 people have a grant."
msgstr "12.500 personas tienen una subvención."
"""
CODE = """\
import sys
from pinglot.cli import main
code = main(sys.argv[1:])
named = {name.split(".")[0] for name in sys.modules}
print(code, *sorted(named - set(sys.stdlib_module_names)), file=sys.stderr)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An article, its glossary and its catalog, up to date."""
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "aid.es.csv").write_text("term,translation\ngrant,subvención\n", encoding="utf-8")
    (tmp_path / "article.md").write_text("The grant of 7 May ends.\n", encoding="utf-8")
    (tmp_path / "locales/es/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locales/es/LC_MESSAGES/app.po").write_text(CATALOG, encoding="utf-8")
    return tmp_path


def imported(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of a command, and what it imported."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-S", "-c", CODE, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.stderr, done.stdout
    code, *names = done.stderr.rstrip("\n").rsplit("\n", 1)[-1].split()
    ours = ("pinglot", "__main__", "sitecustomize", "usercustomize", "_sysconfigdata")
    return int(code), {name for name in names if not name.startswith(ours)}


@pytest.mark.parametrize(
    ("arguments", "packages"),
    [
        (["--help"], ["click"]),
        (["--version"], ["click"]),
        (["translate", "--help"], ["click"]),
        (["check", "--help"], ["click"]),
        (["compile"], ["click"]),
        (["catalog", "status"], ["click", "ahocorasick_rs"]),
        # Babel knows how each locale writes numbers.
        (["check"], ["click", "ahocorasick_rs", "babel"]),
        (["glossary", "lint"], ["click", "ahocorasick_rs"]),
    ],
    ids=" ".join,
)
def test_a_command_imports_what_it_needs_and_no_more(project, arguments, packages):
    code, names = imported(project, *arguments)
    assert code == 0
    assert names == set(packages)


def test_translating_imports_the_reader_and_the_splitter_but_no_neural_engine(project):
    code, names = imported(project, "translate", "article.md", "--to", "es", "--engine", "pseudo", "--quiet")
    assert code == 0
    assert {"markdown_it", "sentencex"} <= names
    assert not names & {"argostranslate", "ctranslate2", "numpy", "sentencepiece", "flask", "distributed", "lxml"}


def test_a_text_without_terms_imports_neither_pins_nor_what_only_other_documents_need(project):
    code = CODE.replace('name.split(".")[0]', "name")  # the whole names
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-S", "-c", code, "translate", "-", "--to", "es", "--engine", "pseudo", "--no-cache"]
    done = subprocess.run(
        command, cwd=project, env=environment, input="It is late.\n", capture_output=True, text=True, check=True
    )
    names = set(done.stderr.rsplit("\n", 2)[-2].split())
    assert "pinglot.jobs.pipe" in names
    unwanted = ("pinglot.pins", "pinglot.documents.html", "pinglot.documents.markdown", "pinglot.engines.cache")
    assert not {name for name in names if name.startswith(unwanted)}
    assert done.stdout.strip() and done.stdout != "It is late.\n"
