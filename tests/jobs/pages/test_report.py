"""The pages for an editor: one file that opens anywhere, says what is true, and takes no text for markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from pinglot import config
from pinglot.catalogs import po
from pinglot.cli import main
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.pages import report
from pinglot.jobs.project import Project
from pinglot.jobs.tables.out import export
from pinglot.jobs.translate import translate_articles

ARTICLE = """\
# Aid to *Northern Ireland*

The province counted 12 projects in the [province](https://example.org/?a=1&b=2) & beyond.

Nothing <b>here</b> is agreed: 5 &lt; 6.

"""
GLOSSARY = "term,translation,pos\nprovince,provincia,noun\nNorthern Ireland,Irlanda del Norte,proper noun\n"
EVIL = "<script>alert(1)</script>"


@dataclass
class Page:
    """A page as a browser reads it."""

    data: bytes

    def __post_init__(self) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root = parser.parse(self.data, transport_encoding="utf-8")

    def all(self, name: str, class_: str = ""):
        return [one for one in self.root.iter(name) if not class_ or class_ in (one.get("class") or "").split()]

    def rows(self):
        """Each unit's source, translation and notes."""
        return [row.findall("td") for table in self.all("table", "units") for row in table.find("tbody")]


def text(one) -> str:
    return "".join(one.itertext())


def words(one) -> str:
    return " ".join(text(one).split())


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "g.es.csv").write_text(GLOSSARY, encoding="utf-8")
    (tmp_path / "pinglot.toml").write_text("", encoding="utf-8")
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(root: Path, *names: str, targets: tuple[str, ...] = ("es",)) -> tuple[list[ArticleResult], Page]:
    made = Project(config.load(root).override(engine="pseudo", targets=targets))
    events = translate_articles(made, [root / name for name in names])
    results = [event for event in events if isinstance(event, ArticleResult)]
    report.write(made, results, root / "report.html")
    return results, Page((root / "report.html").read_bytes())


def check_frame(page: Page) -> None:
    """What holds of every page: valid, alone, labelled, with every link leading somewhere."""
    names = Counter(one.tag for one in page.root.iter())
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(names)
    (policy,) = [one for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy.get("content").startswith("default-src 'none'; style-src 'unsafe-inline'")
    style = text(page.all("style")[0])
    assert "url(" not in style and "@import" not in style
    assert "prefers-color-scheme: dark" in style and "@media print" in style
    assert not [one for one in page.root.iter() for name in one.attrib if name.startswith("on") or name == "src"]
    ids = [one.get("id") for one in page.root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = page.all("a")
    assert links and all(link.get("href").startswith("#") and link.get("href")[1:] in ids for link in links)
    for one in page.root.iter():
        for name in ("aria-describedby", "aria-labelledby"):
            assert set((one.get(name) or "").split()) <= set(ids)
    assert page.root.get("lang") == "en" and words(page.all("title")[0])
    assert all(one.get("scope") in ("col", "row") for one in page.all("th"))
    assert all(len(table.findall("caption")) == 1 for table in page.all("table"))
    labels = [one.get("aria-label") for one in page.all("div", "frame")]
    assert len(labels) == len(set(labels)), "a region's name is its own"
    levels = [int(one.tag[1]) for one in page.root.iter() if re.fullmatch(r"h[1-6]", str(one.tag))]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


def test_texts_stand_side_by_side_with_their_pins_explained(project):
    (result,), page = run(project, "a.md")
    check_frame(page)
    entries = po.parse(result.catalog.read_bytes()).messages
    assert [[text(cell) for cell in row[:2]] for row in page.rows()] == [
        [entry.msgid, entry.msgstr[0]] for entry in entries
    ]
    for source, target, _ in page.rows():
        assert (source.get("lang"), source.get("dir")) == ("en", "ltr")
        assert (target.get("lang"), target.get("dir")) == ("es", "ltr")
    marks = page.all("a", "mark")
    assert [text(mark) for mark in marks] == [
        "Northern Ireland", "Irlanda del Norte", "province", "province", "provincia", "provincia",
    ]  # fmt: skip
    explained = {one.get("id"): words(one) for one in page.all("li")}
    for mark in marks:
        assert "held" in (mark.get("class") or "").split()
        assert mark.get("data-tip").startswith("pin held: ")
        assert mark.get("href") == f"#{mark.get('aria-describedby')}"
        assert " → " in explained[mark.get("aria-describedby")] and " held" in explained[mark.get("aria-describedby")]
    assert explained["a1-2-1"].startswith("province → provincia held 2 times (")


def test_the_counts_are_the_runs(project):
    results, page = run(project, "a.md", targets=("es", "ar"))
    check_frame(page)
    (table,) = page.all("table", "counts")
    head = [words(cell) for cell in table.find("thead")[0]]
    for row, result in zip(table.find("tbody"), results, strict=True):
        said = dict(zip(head, map(words, row), strict=True))
        stats = result.stats
        assert said["texts"] == str(stats.units)
        assert said["pins held"] == f"{stats.held} of {stats.pins}"
        assert said["fuzzy"] == str(stats.fuzzy)
        assert said["by machine"] == str(stats.units - stats.people)
        assert said["errors"] == str(sum(one.severity == "error" for one in result.findings))
        assert said["warnings"] == str(sum(one.severity == "warning" for one in result.findings))


def test_several_articles_and_locales_have_contents_and_directions(project):
    (project / "b.txt").write_text("Another province.\n", encoding="utf-8")
    _, page = run(project, "a.md", "b.txt", targets=("es", "ar"))
    check_frame(page)
    links = [words(link) for link in page.all("nav")[0].iter("a")]
    assert links == [
        "a.md → Spanish (es)", "b.txt → Spanish (es)", "a.md → Arabic (ar)", "b.txt → Arabic (ar)",
    ]  # fmt: skip
    assert [words(one) for one in page.all("h2")] == ["Contents", *links]
    arabic = [row[1] for row in page.rows() if row[1].get("lang") == "ar"]
    assert len(arabic) == 4 and {cell.get("dir") for cell in arabic} == {"rtl"}


def test_what_needs_a_person_is_listed_and_marked(project):
    run(project, "a.md")
    catalog = project / "locales" / "es" / "LC_MESSAGES" / "a.po"
    file = po.parse(catalog.read_bytes(), catalog)
    file.messages[1].msgstr = ["La región contó proyectos en la <g1>provincia</g1> y más."]
    file.messages[2].msgstr = [""]
    catalog.write_bytes(po.render(file))
    made = Project(config.load(project).override(targets=("es",)))
    export(made, [catalog], project / "page.html")
    page = Page((project / "page.html").read_bytes())
    check_frame(page)
    said = [words(one) for one in page.all("li")][:2]
    assert said[0].startswith("2: pins not held, error: The province counted 12 projects")
    assert said[1].startswith("3: not translated: Nothing here is agreed")
    broken = page.all("a", "broken")
    assert broken and all(one.get("data-tip").startswith("pin NOT held: province") for one in broken)
    assert "province → provincia held 1 of 2 times" in words(page.rows()[1][2])
    assert "error: “12” of the source is not in the translation" in words(page.rows()[1][2])
    waits = [one.get("id") for one in page.all("tr", "waits")]
    assert waits == ["a1-2", "a1-3"]
    again = export(made, [catalog], project / "waiting.html", waiting=True)
    short = Page((project / "waiting.html").read_bytes())
    check_frame(short)
    assert again.rows == 2
    assert [row.get("id") for table in short.all("table", "units") for row in table.find("tbody")] == waits
    counts = [[words(cell) for cell in row] for row in page.all("table", "counts")[0].find("tbody")]
    assert counts == [[words(cell) for cell in row] for row in short.all("table", "counts")[0].find("tbody")]


def test_no_text_is_ever_markup(project):
    """Source, translation, terms, contexts, comments, names of files: whatever they say."""
    (project / "glossary" / "evil.es.csv").write_text(
        f'term,translation,pos,note\n"{EVIL}","<b>{EVIL}</b>",noun,"{EVIL}"\n', encoding="utf-8"
    )
    name = "<img src=x onerror=alert(1)>.txt"
    (project / name).write_text(f"{EVIL} and \"' & <!-- ]]> </td></table> 12\n", encoding="utf-8")
    _, page = run(project, name)
    check_frame(page)
    assert "alert" not in " ".join(
        value for one in page.root.iter() for key, value in one.attrib.items() if key[:2] == "on"
    )
    assert text(page.rows()[0][0]).startswith(EVIL)
    catalog = next((project / "locales").rglob("*.po"))
    file = po.parse(catalog.read_bytes(), catalog)
    (entry,) = file.messages
    entry.msgstr, entry.fuzzy, entry.previous_msgid = [f"{EVIL}</td>\u202e\x07"], True, f"{EVIL} <i>was</i>"
    entry.comments, entry.extracted = [f" {EVIL}"], [f" <g1>: {EVIL}", f" {EVIL}: {EVIL}"]
    file.entries.append(po.Entry("x", ["y"], context=EVIL))
    catalog.write_bytes(po.render(file))
    export(Project(config.load(project)), [catalog], project / "page.html")
    page = Page((project / "page.html").read_bytes())
    check_frame(page)
    assert text(page.rows()[0][1]) == f"{EVIL}</td>\u202e\ufffd"
    assert page.rows()[0][1].get("dir") == "ltr", "a cell of its own direction keeps overrides inside"
    assert f"context: {EVIL}" in words(page.rows()[1][2])


def test_plural_forms_stand_below_each_other(project):
    (project / "app.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: ar\\n"\n'
        '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 '
        ': n%100>=11 && n%100<=99 ? 4 : 5);\\n"\n\n#, c-format\nmsgid "%d file"\nmsgid_plural "%d files"\n'
        + "".join(f'msgstr[{number}] "{number} %d"\n' for number in range(6)),
        encoding="utf-8",
    )
    export(Project(config.load(project)), [project / "app.po"], project / "page.html")
    page = Page((project / "page.html").read_bytes())
    check_frame(page)
    forms = [words(one) for one in page.rows()[0][1]]
    assert forms == ["n = 0: 0 %d", "n = 1: 1 %d", "n = 2: 2 %d", "n = 3: 3 %d", "n = 11: 4 %d", "n = 100: 5 %d"]


def test_an_article_without_a_text_has_a_section_all_the_same(project):
    (project / "empty.txt").write_text("\n", encoding="utf-8")
    _, page = run(project, "empty.txt")
    check_frame(page)
    assert "There is no text in it." in words(page.all("main")[0])


def test_the_command_writes_it_and_says_where(project, capsys):
    assert main(["translate", "a.md", "--to", "es", "--engine", "pseudo", "--report", "out/report.html"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "report: out/report.html"
    page = Page((project / "out" / "report.html").read_bytes())
    check_frame(page)
    assert "3 translated, 0 kept; 3 sentences for the engine, 0 from memory" in words(page.all("dl")[0])


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["a.md", "--check", "--report", "r.html"], "nothing to report"),
        (["-", "--report", "r.html"], "reads and writes no file"),
        (["a.md", "--report", "a.md"], "the report would overwrite a.md, which is an article"),
        (["a.md", "--report", "a.md/r.html"], "cannot be written"),
    ],
)
def test_a_report_that_cannot_be_is_refused_before_any_work(project, arguments, wanted, capsys):
    assert main(["translate", *arguments, "--to", "es", "--engine", "pseudo"]) == 2
    assert wanted in capsys.readouterr().err
    assert sorted(path.name for path in project.iterdir()) == ["a.md", "glossary", "pinglot.toml"]
