"""``pinglot batch``: the same results as translating each article alone, from and to anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pinglot.batch.journal import Journal
from pinglot.cli import main

COUNT = 16
ARGUMENTS = ["batch", "archive", "--engine", "pseudo", "--out", "out"]


@pytest.fixture
def batch(cluster):
    """Runs the command on the shared cluster."""
    return lambda *more: main([*ARGUMENTS, "--on", cluster, *more])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, kit):
    """What comes out where each article is translated alone, into two locales."""
    return kit.alone(kit.write_archive(tmp_path_factory.mktemp("alone"), COUNT), "es", "ca")


def test_two_locales_come_out_as_each_article_alone(kit, batch, project, undisturbed, capsys):
    assert batch("--to", "es", "--to", "ca", "--format", "json") == 0
    assert kit.results(project) == undisturbed
    report = json.loads(capsys.readouterr().out)
    assert {locale: totals["done"] for locale, totals in report["locales"].items()} == {"ca": COUNT, "es": COUNT}
    assert report["locales"]["es"]["pins"] == report["locales"]["es"]["held"] == 2 * COUNT
    assert json.loads((project / ".pinglot/batch/report.json").read_bytes()) == report
    page = (project / ".pinglot/batch/report.html").read_text("utf-8")
    assert "<h2>By locale</h2>" in page and "archive/00/a0000.md" in page


def test_equal_sentences_of_the_archive_are_asked_for_once(batch, project, monkeypatch):
    from pinglot.batch.cluster import Cluster

    asked: list[str] = []
    submit = Cluster.submit

    def noted(self, ticket, recipe, shard, *rest):
        asked.extend(text for text, *_ in shard.items)
        return submit(self, ticket, recipe, shard, *rest)

    monkeypatch.setattr(Cluster, "submit", noted)
    assert batch("--to", "es") == 0
    assert len(asked) == len(set(asked))
    assert asked.count("Nobody translates them twice.") == 1


def test_shards_have_the_size_that_is_asked_for(batch, project, monkeypatch):
    from pinglot.batch.cluster import Cluster

    sizes: list[int] = []
    submit = Cluster.submit

    def noted(self, ticket, recipe, shard, *rest):
        sizes.append(shard.size)
        assert [len(text) for text, *_ in shard.items] == sorted(len(text) for text, *_ in shard.items)
        return submit(self, ticket, recipe, shard, *rest)

    monkeypatch.setattr(Cluster, "submit", noted)
    assert batch("--to", "es") == 0
    # The sentence that fills a shard is the last one in it.
    assert sizes and all(size < 200 + 80 for size in sizes)


def test_a_second_run_changes_nothing_and_needs_no_cluster(batch, project):
    assert batch("--to", "es") == 0
    before = {path: path.stat().st_mtime_ns for folder in ("out", "locales") for path in Path(folder).rglob("*.*")}
    assert main([*ARGUMENTS, "--to", "es", "--on", "tcp://127.0.0.1:1"]) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_article_and_a_changed_term_are_done_again_alone(kit, batch, project, capsys):
    assert batch("--to", "es") == 0
    Path("archive/00/a0003.md").write_text(kit.article(3).replace("opened", "closed"), encoding="utf-8")
    capsys.readouterr()
    assert batch("--to", "es", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["locales"]["es"]["translated"] == 1
    Path("glossary/aid.csv").write_text("term,translation\nprovince,región\n", encoding="utf-8")
    assert batch("--to", "es") == 0
    assert "región" in Path("out/01/a0007.es.md").read_text(encoding="utf-8")


def test_events_are_lines_of_json(batch, project, capsys):
    assert batch("--to", "es", "--format", "jsonl", "--quiet") == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events[:1] + events[-2:]] == ["started", "ended", "report"]
    noted = [event for event in events if event["event"] == "noted"]
    assert len(noted) == noted[-1]["done"] == noted[-1]["total"] == COUNT
    assert {event["outcome"]["state"] for event in noted} == {"done"}


def test_from_a_zip_to_a_storage(cluster, project, undisturbed, tmp_path):
    import fsspec

    store = fsspec.filesystem("memory")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as made:
        for path in sorted(Path("archive").rglob("*.md")):
            made.write(path, path.relative_to("archive"))
    source = f"zip://**/*.md::{tmp_path}/archive.zip"
    command = ["batch", source, "--engine", "pseudo", "--to", "es", "--out", "memory://made/out"]
    try:
        assert main([*command, "--locales", "memory://made/po", "--on", cluster]) == 0
        there = {name.removeprefix("/made/"): store.cat_file(name) for name in store.find("/made")}
        wanted = {name: data for name, data in undisturbed.items() if name.startswith("out/") and ".es." in name}
        assert {name: data for name, data in there.items() if name.startswith("out/")} == wanted
        assert "po/es/LC_MESSAGES/00/a0000.po" in there and "po/00/a0000.pot" in there
        assert not list(project.glob("locales/**/*.po")) and not (project / ".pinglot/batch/spool").exists()
    finally:
        store.rm("/made", recursive=True)


def test_without_a_cluster_named_one_of_this_machine_is_started(kit, project, undisturbed, monkeypatch):
    home = project / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    command = [sys.executable, "-m", "pinglot", *ARGUMENTS, "--to", "es", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert kit.results(project, "out") == {name: data for name, data in undisturbed.items() if name.endswith(".es.md")}
    assert list(home.rglob("*")) == []
    assert "1 worker thread" in done.stderr.decode()


def test_plan_counts_and_writes_nothing(project, capsys):
    before = sorted(project.rglob("*"))
    assert main([*ARGUMENTS, "--to", "es", "--plan", "--workers", "3", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    share = found["locales"]["es"]
    assert (found["articles"], found["workers"], share["todo"], share["done"]) == (COUNT, 3, COUNT, 0)
    assert found["bytes"] == sum(path.stat().st_size for path in Path("archive").rglob("*.md"))
    # Seven sentences an article, of which four are the same everywhere.
    assert (share["units"], share["sentences"], share["distinct"]) == (5 * COUNT, 7 * COUNT, 3 * COUNT + 4)
    assert share["engine_seconds"] > 0 and share["driver_seconds"] > 0
    assert [path for path in sorted(project.rglob("*")) if ".pinglot" not in path.parts] == before


def test_plan_reads_an_article_once_for_all_locales(project, monkeypatch, capsys):
    from pinglot.batch.places import Places

    read: list[str] = []
    stage = Places.stage

    def noted(self, article, targets):
        read.append(article.place)
        return stage(self, article, targets)

    monkeypatch.setattr(Places, "stage", noted)
    assert main([*ARGUMENTS, "--to", "es", "--to", "ca", "--plan", "--format", "json"]) == 0
    assert len(read) == len(set(read)) == COUNT
    assert {share["todo"] for share in json.loads(capsys.readouterr().out)["locales"].values()} == {COUNT}


def test_translations_beside_their_sources_are_no_articles(batch, project, cluster):
    command = ["batch", "archive", "--engine", "pseudo", "--to", "es", "--on", cluster]
    assert main(command) == 0
    assert Path("archive/00/a0000.es.md").exists()
    assert main([*command, "--plan"]) == 0
    with_translations = sorted(Path("archive").rglob("*.md"))
    assert main(command) == 0
    assert sorted(Path("archive").rglob("*.md")) == with_translations


def test_own_results_hidden_folders_and_links_are_no_sources(batch, project, cluster, capsys):
    Path(".hidden").mkdir()
    Path(".hidden/secret.md").write_text("# Hidden\n", encoding="utf-8")
    Path("archive/loop").symlink_to(project / "archive")
    command = ["batch", ".", "--engine", "pseudo", "--to", "es", "--out", "out", "--on", cluster, "--format", "json"]
    for _ in range(2):
        assert main(command) == 0
        assert json.loads(capsys.readouterr().out)["articles"] == COUNT


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["batch", "nowhere/*.md", "--to", "es"], "names no article"),
        (["batch", "archive", "--to", "en"], "'en' already"),
        (["batch", "archive"], "no target locale"),
        (["batch", "zip://*.md::none.zip", "--to", "es", "--out", "out"], "none.zip"),
        (["batch", "archive", "--to", "es", "--engine", "babelfish"], "babelfish"),
        (["batch", "archive", "--to", "es", "--out", "zip://out::made.zip"], "inside an archive"),
        (["batch", "nonsense://x/*.md", "--to", "es", "--out", "out"], "nonsense"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(project, arguments, said, capsys):
    assert main(arguments) == 2
    message = capsys.readouterr().err
    assert said in message and "Traceback" not in message
    assert not Path("out").exists() and not Path("locales").exists()


def test_two_articles_of_one_domain_are_refused(project, capsys):
    shutil.copy("archive/00/a0000.md", "archive/00/a0000.txt")
    assert main([*ARGUMENTS, "--to", "es"]) == 2
    assert "a0000.txt" in capsys.readouterr().err


def test_without_the_extra_it_is_named(project, monkeypatch, capsys):
    for name in ("distributed", "fsspec"):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, name, None)
            assert main([*ARGUMENTS, "--to", "es"]) == 3
            message = capsys.readouterr().err
            assert "extra 'batch'" in message and name in message
    assert not Path(".pinglot").exists()


def test_a_run_that_came_to_nothing_stands_in_nobodys_way(batch, project, capsys):
    assert main(["batch", "nothing/*.md", "--to", "es", "--out", "out", "--engine", "pseudo"]) == 2
    assert main([*ARGUMENTS, "--to", "es", "--engine", "nonsense"]) == 2
    assert "names no article" in (said := capsys.readouterr().err) and "no engine 'nonsense'" in said
    assert batch("--to", "es") == 0


def test_an_unfinished_run_is_not_started_over_by_mistake(batch, project, capsys):
    journal = Journal(project / ".pinglot/batch/journal.sqlite")
    journal.begin({"sources": ["elsewhere"]}, resume=False)
    journal.keep([(b"key", b"answer")])
    journal.close()
    assert batch("--to", "es") == 2 and "--resume" in capsys.readouterr().err
    assert batch("--to", "es", "--resume") == 2 and "something else" in capsys.readouterr().err
    Path(".pinglot/batch/journal.sqlite").write_bytes(b"no journal at all, but long enough to be looked at" * 40)
    assert batch("--to", "es") == 2 and "no journal" in capsys.readouterr().err
