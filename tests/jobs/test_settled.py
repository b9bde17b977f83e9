"""A run with nothing changed says what a whole run would say, and imports and opens nothing for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pinglot.config import Settings
from pinglot.jobs import settled, translate
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.project import Project

MARKDOWN = """\
# The grant

The *grant* of 7 May pays for the province. The grant ends soon, says https://example.org/a.

- The province has a **border** with [another](https://example.org).
- 12,500 people live there. The border is open.

The grant of the province. The border.
"""
HTML = "<html><body><h1>The grant</h1><p>The <b>province</b> has 3 borders.</p></body></html>\n"
GLOSSARY = """\
term,translation,forms,forbidden,status,pos,gender
grant,subvención,subvenciones,beca,approved,noun,f
province,provincia,,,approved,noun,f
border,frontera,,,proposed,noun,f
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two articles, one of which a person edits in the catalog so that a pin breaks."""
    monkeypatch.chdir(tmp_path)
    Path("glossary").mkdir()
    Path("glossary/aid.es.csv").write_text(GLOSSARY, encoding="utf-8")
    Path("article.md").write_text(MARKDOWN, encoding="utf-8")
    Path("page.html").write_text(HTML, encoding="utf-8")
    return Project(
        Settings(
            root=tmp_path,
            targets=("es",),
            engine="pseudo",
            glossary=(Path("glossary"),),
            locales=Path("locales"),
        )
    )


def run(project: Project, *names: str, check: bool = False) -> list[ArticleResult]:
    paths = [Path(name) for name in names or ("article.md", "page.html")]
    return [one for one in settled.translate_articles(project, paths, check=check) if isinstance(one, ArticleResult)]


@pytest.fixture
def whole_runs(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """The articles of every run that was not answered from records."""
    seen: list[list[Path]] = []
    real = translate.translate_articles

    def counted(project: Project, articles: list[Path], **options: object) -> Iterator[object]:
        seen.append(list(articles))
        yield from real(project, articles, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(translate, "translate_articles", counted)
    return seen


def break_a_pin() -> None:
    catalog = Path("locales/es/LC_MESSAGES/article.po")
    text = catalog.read_text(encoding="utf-8")
    assert text.count("subvención") > 2
    catalog.write_text(text.replace("subvención", "beca", 1), encoding="utf-8")


@pytest.mark.parametrize("edited", [False, True], ids=["as the engine left it", "with a person's edit"])
def test_what_is_recorded_is_what_a_whole_run_says(project, whole_runs, edited):
    run(project)
    if edited:
        break_a_pin()
        run(project)
    whole_runs.clear()
    recorded = run(project)
    assert whole_runs == []
    shutil.rmtree(".pinglot/settled")
    whole = run(project)
    assert len(whole_runs) == 1
    assert recorded == whole
    assert any(one.findings for one in whole) and any(one.explained for one in whole)
    assert all(not one.written and one.stats.kept == one.stats.units for one in whole)
    assert any(one.stats.people for one in whole) is edited
    shutil.rmtree(".pinglot/settled")
    checked = run(project, check=True)
    assert not Path(".pinglot/settled").exists(), "a run that only looks writes nothing"
    run(project)
    assert run(project, check=True) == checked and not any(one.stale for one in checked)


CHANGES = {
    "the article": lambda: Path("article.md").write_text(MARKDOWN + "\nOne more.\n", encoding="utf-8"),
    "a glossary row": lambda: Path("glossary/aid.es.csv").write_text(GLOSSARY.replace("provincia", "región")),
    "a new glossary file": lambda: Path("glossary/more.es.csv").write_text("term,translation\nborder,linde\n"),
    "the catalog": break_a_pin,
    "no catalog": lambda: Path("locales/es/LC_MESSAGES/article.po").unlink(),
    "the template": lambda: Path("locales/article.pot").unlink(),
    "the translated article": lambda: Path("article.es.md").write_text("gone"),
    "no translated article": lambda: Path("article.es.md").unlink(),
    "the receipts": lambda: Path(".pinglot/receipts/article.es.json").unlink(),
    "a broken record": lambda: Path(".pinglot/settled/article.es.json").write_text("{"),
    "another record": lambda: Path(".pinglot/settled/article.es.json").write_text('{"inputs": 1}'),
    "pinglot itself": settled._code.cache_clear,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_has_changed_is_seen(project, whole_runs, change, monkeypatch):
    run(project)
    run(project)
    assert len(whole_runs) == 1
    if change == "pinglot itself":
        monkeypatch.setattr(settled, "_code", lambda: "another")
    else:
        CHANGES[change]()
    run(project)
    assert len(whole_runs) == 2
    run(project)
    assert len(whole_runs) == 2


@pytest.mark.parametrize("other", [{"strict": True}, {"out": Path("out")}, {"front_matter": ("x",)}, {"source": "fr"}])
def test_other_settings_are_another_run(project, whole_runs, other):
    run(project)
    run(Project(replace(project.settings, **other)))
    assert len(whole_runs) == 2


def test_catalogs_are_always_looked_through(project, whole_runs):
    run(project, "article.md")
    for _ in range(2):
        run(project, "locales/article.pot")
    assert len(whole_runs) == 3


def test_a_place_that_cannot_be_written_costs_no_result(project, whole_runs):
    run(project)
    shutil.rmtree(".pinglot/settled")
    Path(".pinglot/settled").write_text("in the way", encoding="utf-8")
    assert [one.stats.units for one in run(project)] == [one.stats.units for one in run(project)]
    assert len(whole_runs) == 3


NEVER = (
    "argostranslate", "babel", "ctranslate2", "markdown_it", "numpy", "rapidfuzz", "sentencepiece", "sentencex",
    "simplemma", "snowballstemmer", "ahocorasick_rs", "filelock", "marisa_trie",
)  # fmt: skip


def test_the_process_imports_no_engine_and_no_reader(project):
    code = (
        "import sys\nfrom pinglot.cli import main\n"
        "code = main(['translate', 'article.md', '--to', 'es', '--engine', 'pseudo', '--format', 'json'])\n"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    first, second = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        for _ in range(2)
    )
    (before,), (after,) = (json.loads(done.stdout)["articles"] for done in (first, second))
    assert before["pins"] == after["pins"] and before["stats"]["translated"] == after["stats"]["kept"] > 0
    loaded = set(second.stderr.split("\n")[-2].split()[1:])
    assert not {name.split(".")[0] for name in loaded} & set(NEVER)
    assert not {name for name in loaded if name.startswith(("pinglot.engines", "pinglot.documents", "pinglot.pins"))}
    assert "pinglot.engines.pseudo" in first.stderr


def test_with_ten_units_of_many_changed_the_engine_sees_their_sentences_alone(project, monkeypatch):
    from pinglot.engines.pseudo import PseudoEngine

    asked: list[str] = []
    real = PseudoEngine.translate

    def counted(self, sentences):
        asked.extend(sentence.text for sentence in sentences)
        return real(self, sentences)

    monkeypatch.setattr(PseudoEngine, "translate", counted)
    blocks = [f"Paragraph {number} of the grant. It pays for house {number}." for number in range(300)]
    article = Path("article.md")
    article.write_text("\n\n".join(blocks), encoding="utf-8")
    (result,) = run(project, "article.md")
    assert (result.stats.translated, result.stats.sentences) == (300, 600)
    assert len(set(asked)) == 600
    asked.clear()
    for number in range(0, 300, 30):
        blocks[number] = f"Paragraph {number} was written anew. It says something else."
    article.write_text("\n\n".join(blocks), encoding="utf-8")
    (result,) = run(project, "article.md")
    assert (result.stats.translated, result.stats.kept, result.stats.sentences) == (10, 290, 20)
    # What is said ten times is asked once, where drafts are kept.
    wanted = {f"Paragraph {number} was written anew." for number in range(0, 300, 30)}
    assert set(asked) == {*wanted, "It says something else."}
