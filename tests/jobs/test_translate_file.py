"""``pinglot.translate_file``: the library's way to what ``pinglot translate`` does."""

from __future__ import annotations

from pathlib import Path

import pytest

import pinglot


@pytest.fixture
def article(tmp_path, monkeypatch):
    (tmp_path / "terms.es.csv").write_text("term,translation\nprovince,provincia\n", encoding="utf-8")
    (tmp_path / "article.md").write_text("# The province\n\nIt grew by 5%.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "article.md"


def test_it_writes_catalog_and_article_and_says_what_it_did(article):
    result = pinglot.translate_file("article.md", target="es", engine="pseudo", glossary="terms.es.csv")
    assert (result.stats.units, result.stats.translated, result.stats.pins, result.stats.held) == (2, 2, 1, 1)
    assert result.article == Path("article.es.md") and "provincia" in result.article.read_text(encoding="utf-8")
    assert result.catalog.exists() and result.template.exists()
    assert set(result.written) == {result.article, result.catalog, result.template}
    again = pinglot.translate_file("article.md", target="es", engine="no such engine", glossary=["terms.es.csv"])
    assert again.written == () and again.stats.kept == 2


def test_texts_serve_as_paths_and_locales_in_any_spelling(article, tmp_path):
    result = pinglot.translate_file(
        str(article), target="es_mx", engine="pseudo", out="made", locales=str(tmp_path / "po"), domain="other"
    )
    assert result.locale == "es-MX"
    assert result.article == Path("made/article.es-MX.md") and result.article.exists()
    assert result.catalog == tmp_path / "po/es_MX/LC_MESSAGES/other.po"


def test_check_writes_nothing(article, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    result = pinglot.translate_file(article, target="es", check=True)
    assert result.failed and len(result.stale) == 3
    assert sorted(tmp_path.rglob("*")) == before


def test_the_configuration_of_the_current_folder_holds(article, tmp_path):
    (tmp_path / "pinglot.toml").write_text('engine = "pseudo"\nout = "made"\ntargets = ["ca"]\n', encoding="utf-8")
    assert pinglot.translate_file(article, target="es").article == tmp_path / "made" / "article.es.md"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"target": "es", "engine": "babelfish"}, "babelfish"),
        ({"target": "not a locale"}, "not a locale"),
        ({"target": "en"}, "'en' already"),
        ({"target": "es", "glossary": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_what_cannot_be_done_is_our_error(article, tmp_path, options, said):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(pinglot.PinglotError, match=said):
        pinglot.translate_file(article, **options)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_option_that_there_is_not_is_named(article):
    with pytest.raises(TypeError, match="colour"):
        pinglot.translate_file(article, target="es", colour="red")
