"""A real article, end to end, on real engines: what the project promises, measured."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pinglot import config, engines
from pinglot.errors import PinglotError
from pinglot.jobs.check import check_catalogs
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.project import Project
from pinglot.jobs.translate import translate_articles

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "articles" / "pairing-assistance.en.txt"
PACKAGE = ROOT.parent / "shared" / "models" / "toy-en_es.argosmodel"
GLOSSARY = ROOT / "tests" / "data" / "pairing-assistance" / "glossary.es.csv"


def need_apertium(target: str, package: str) -> None:
    try:
        engines.open_engine("apertium", "en", target).close()
    except PinglotError:
        pytest.skip(f"Apertium for en → {target} is not installed: sudo apt-get install {package}")


def need(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"needs {path.name} of the folder shared/ beside the project, which no clone has")


def project(folder: Path, engine: str, glossary: Path, target: str = "es") -> Project:
    settings = config.load(folder).override(
        engine=engine, glossary=(glossary,), targets=(target,), out=folder, locales=folder / "locales"
    )
    return Project(settings)


def run(project: Project, *articles: Path) -> list[ArticleResult]:
    return [event for event in translate_articles(project, articles) if isinstance(event, ArticleResult)]


def judged_by_msgfmt(catalog: Path) -> None:
    if shutil.which("msgfmt") is None:
        pytest.skip("GNU gettext is not installed: sudo apt-get install gettext")
    done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(catalog)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_article_through_apertium_holds_its_pins(tmp_path):
    need(ARTICLE)
    need_apertium("es", "apertium-eng-spa")
    here = project(tmp_path, "apertium", GLOSSARY)
    terms = here.glossary("es").approved
    assert len(terms) >= 25
    assert sum(term.term != term.target for term in terms) >= 12
    assert sum(term.pos == "noun" and " " not in term.term for term in terms) >= 6
    assert sum(" " in term.term for term in terms) >= 6
    (result,) = run(here, ARTICLE)
    assert result.stats.pins >= 70
    assert result.stats.held >= 0.95 * result.stats.pins
    assert result.stats.fuzzy <= result.stats.units / 10
    (checked,) = check_catalogs(here, [tmp_path / "locales"])
    assert not checked.failed and sum(pin.held for pin in checked.pins) == result.stats.held
    judged_by_msgfmt(result.catalog)
    text = result.article.read_text(encoding="utf-8")
    assert not set("*@#") & set(text)
    assert "Comité Permanente del Buró Político del Comité Central del Partido Comunista de China" in text


def test_the_article_through_argos_holds_every_pin_or_says_so(tmp_path, monkeypatch):
    need(ARTICLE)
    need(PACKAGE)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    from pinglot.engines import install

    install.from_file(PACKAGE)
    (result,) = run(project(tmp_path, "argos", GLOSSARY), ARTICLE)
    said = {(finding.line, finding.check) for finding in result.findings}
    from pinglot.catalogs.catalog import Catalog

    catalog = Catalog.open(tmp_path / "locales", "es", "pairing-assistance.en")
    assert result.stats.units == len([entry for entry in catalog.entries if entry.translated])
    missing = sum(not pin.held for pin in result.pins)
    assert bool(missing) == any(check in ("terms.missing", "terms.forbidden") for _, check in said)
    fuzzy = {entry.msgid for entry in catalog.entries if entry.fuzzy}
    broken = {finding.unit for finding in result.findings if finding.severity == "error"}
    assert broken == fuzzy
    judged_by_msgfmt(result.catalog)


@pytest.mark.parametrize(
    ("target", "package"), [("es", "apertium-eng-spa"), ("ca", "apertium-eng-cat"), ("gl", "apertium-en-gl")]
)
def test_the_sample_through_apertium(tmp_path, target, package):
    need_apertium(target, package)
    articles = [ROOT / "examples" / name for name in ("regional-aid.md", "notice.html", "bulletin.txt")]
    results = run(project(tmp_path, "apertium", ROOT / "glossary", target), *articles)
    pins = [pin for result in results for pin in result.pins]
    assert len(pins) >= 100
    assert sum(pin.held for pin in pins) >= 0.98 * len(pins)
    assert sum(result.stats.fuzzy for result in results) <= 2
    for result in results:
        judged_by_msgfmt(result.catalog)
        again = run(project(tmp_path, "apertium", ROOT / "glossary", target), result.source)[0]
        assert again.written == () and again.stats.sentences == 0


def test_the_committed_catalogs_are_those_of_the_sample(tmp_path):
    """Template and catalog of each sample say what a run would make them say, and pass every check."""
    settings = config.load(ROOT).override(targets=("es",), out=tmp_path)
    articles = [ROOT / "examples" / name for name in ("regional-aid.md", "notice.html", "bulletin.txt")]
    for event in translate_articles(Project(settings), articles, check=True):
        assert isinstance(event, ArticleResult)
        # The translated articles are not committed; with nothing else stale, one that is missing is all there is.
        assert event.stale == (event.article,)
    assert not any(result.failed for result in check_catalogs(Project(settings), [ROOT / "locales"]))
