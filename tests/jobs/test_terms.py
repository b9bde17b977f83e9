"""Deciding on rows of several files, with the journal beside it; what undo brings back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import config
from pinglot.errors import UsageError
from pinglot.glossary import files
from pinglot.glossary.review import add, store
from pinglot.jobs.articles import articles_of
from pinglot.jobs.journal import Journal
from pinglot.jobs.project import Project
from pinglot.jobs.review import Review
from pinglot.jobs.rows import Filter, version
from pinglot.jobs.terms import Terms
from pinglot.model import Case, Status, Term

ES = """\
term,translation,status,note,reviewer,reviewed
Brussels,Bruselas,proposed,,,
Lima,Lima,approved,,Eva,2026-01-02
"""
FR = "term,translation,status\nBrussels,Bruxelles,proposed\nLyon,Lyon,rejected\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "a.es.csv").write_text(ES, encoding="utf-8")
    (tmp_path / "glossary" / "b.fr.csv").write_text(FR, encoding="utf-8")
    (tmp_path / "article.txt").write_text("Brussels is the seat. Lima is far from Brussels.\n", encoding="utf-8")
    return Project(config.load())


def begin(project: Project, **options) -> Terms:
    return Terms(project, **{"reviewer": "Ana", "engine": "none", "today": lambda: date(2026, 5, 1), **options})


def row_of(terms: Terms, term: str, locale: str):
    return next(row for row in terms.rows().every if (row.term.term, row.term.locale) == (term, locale))


def status_of(terms: Terms, term: str, locale: str):
    return row_of(terms, term, locale).term.status.value


def test_a_batch_over_files_is_one_step(project):
    terms = begin(project)
    before = {path: path.read_bytes() for path in Path("glossary").iterdir()}
    chosen = [(row.id, version(row.term)) for row in terms.rows().select(Filter(text="brussels"))]
    assert terms.decide(chosen, Status.APPROVED).done == 2
    assert [status_of(terms, "Brussels", locale) for locale in ("es", "fr")] == ["approved", "approved"]
    undone = terms.undo()
    assert len(undone.changes) == 2 and not undone.left
    assert before["glossary" / Path("a.es.csv")] == Path("glossary/a.es.csv").read_bytes()
    # The columns that the decision brought stay, empty, as in any rewriting.
    assert files.read("glossary/b.fr.csv").terms == [
        Term("Brussels", "Bruxelles", status=Status.PROPOSED, locale="fr"),
        Term("Lyon", "Lyon", status=Status.REJECTED, locale="fr"),
    ]
    with pytest.raises(UsageError, match="nothing to undo"):
        terms.undo()


def test_a_row_keeps_its_name_while_it_changes_and_its_version_does_not(project):
    terms = begin(project)
    row = row_of(terms, "Brussels", "es")
    Path("glossary/a.es.csv").write_text(
        ES.replace("Brussels,", "Oslo,Oslo,,,,\nBrussels,").replace("Bruselas", "B."), "utf-8"
    )
    now = row_of(terms, "Brussels", "es")
    assert now.id == row.id and version(now.term) != version(row.term) and now.term.line == 3


def test_rows_that_stand_twice_have_two_names(project):
    Path("glossary/a.es.csv").write_text("term,translation\nA b,x\nA b,x\n", encoding="utf-8")
    terms = begin(project)
    one, other = (row for row in terms.rows().every if row.term.term == "A b")
    assert one.id != other.id and one.term == other.term
    saved = terms.save(other.id, version(other.term), Term("A b", "y", locale="es", path=other.term.path, line=3))
    assert saved.changed
    assert [term.translation for term in files.read("glossary/a.es.csv").terms] == ["x", "y"]


def test_an_edit_of_a_decided_row_is_its_editor_s_and_one_of_a_proposal_is_nobody_s(project):
    terms = begin(project)
    lima, brussels = row_of(terms, "Lima", "es"), row_of(terms, "Brussels", "es")
    terms.save(lima.id, version(lima.term), Term("Lima", "Lima (PE)", status=Status.APPROVED, locale="es", line=3))
    terms.save(brussels.id, version(brussels.term), Term("Brussels", "B.", status=Status.PROPOSED, locale="es", line=2))
    assert (row_of(terms, "Lima", "es").term.reviewer, row_of(terms, "Lima", "es").term.reviewed) == (
        "Ana",
        "2026-05-01",
    )
    assert row_of(terms, "Brussels", "es").term.reviewer == ""


def test_contexts_and_entries_follow_what_is_decided(project):
    terms = begin(project)
    folder = Path("locales/es/LC_MESSAGES")
    folder.mkdir(parents=True)
    (folder / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Brussels city and Brussels"\nmsgstr "Bruselas y Bruselas"\n',
        encoding="utf-8",
    )
    contexts, entries, count = terms.uses(row_of(terms, "Brussels", "es"), 5, 5)
    assert [context.text for context in contexts] == ["Brussels is the seat.", "Lima is far from Brussels."]
    assert count == 1 and entries[0].held and entries[0].target[slice(*entries[0].form)] == "Bruselas"
    text = Path("glossary/a.es.csv").read_text(encoding="utf-8")
    Path("glossary/a.es.csv").write_text(text + "Brussels city,ciudad de Bruselas,approved,,,\n", encoding="utf-8")
    (_, entries, _) = terms.uses(row_of(terms, "Brussels", "es"), 5, 5)
    assert entries[0].context.start == len("Brussels city and "), "the longer approved term takes the first place"
    (_, entries, _) = terms.uses(row_of(terms, "Brussels city", "es"), 5, 5)
    assert not entries[0].held and entries[0].form == (0, 0)


def test_an_article_that_cannot_be_read_is_passed_over(project):
    Path("bad.txt").write_bytes(b"\xff\xfe\xff Brussels \x81")
    contexts, _, _ = begin(project).uses(row_of(begin(project), "Brussels", "es"), 5, 5)
    assert {Path(context.path).name for context in contexts} == {"article.txt"}


def test_a_journal_that_cannot_be_written_is_said_and_stops_nothing(project):
    Path(".pinglot/journal.jsonl").mkdir(parents=True)
    terms = begin(project)
    row = row_of(terms, "Brussels", "es")
    saved = terms.save(row.id, version(row.term), Term("Brussels", "B.", status=Status.APPROVED, locale="es", line=2))
    assert saved.changed and status_of(terms, "Brussels", "es") == "approved"
    assert any("cannot be undone" in reason.message for reason in saved.reasons)
    assert terms.history(row) == []


def test_the_terminal_writes_the_same_journal(project):
    review = Review(project, "es", engine="none", reviewer="Ana")
    review.approve("Bruselas (BE)")
    terms = begin(project)
    (change,) = terms.history(row_of(terms, "Brussels", "es"))
    assert (change.who, change.what) == ("Ana", "approved") and "translation" in change.columns
    review.undo()
    assert [one.what for one in terms.history(row_of(terms, "Brussels", "es"))] == ["undone", "approved"]
    with pytest.raises(UsageError, match="nothing to undo"):
        terms.undo()


# --- the store ------------------------------------------------------------------------------------------------


def test_a_decided_row_is_taken_away_only_where_that_is_said(project):
    lima = files.read("glossary/a.es.csv").terms[1]
    with pytest.raises(UsageError, match="has to be said"):
        store("glossary/a.es.csv", [(lima, None)], ".pinglot")
    assert store("glossary/a.es.csv", [(lima, None)], ".pinglot", overturn=True) == []
    assert [term.term for term in files.read("glossary/a.es.csv").terms] == ["Brussels"]
    (conflict,) = store("glossary/a.es.csv", [(lima, None)], ".pinglot", overturn=True)
    assert conflict.current is None
    assert add("glossary/a.es.csv", lima, ".pinglot") is None
    assert add("glossary/a.es.csv", lima, ".pinglot") == lima
    assert Path("glossary/a.es.csv").read_text(encoding="utf-8") == ES


def test_many_hands_at_once_lose_nothing(project):
    text = "term,translation,status,note,reviewer,reviewed\n" + "".join(f"t{n},v{n},proposed,,,\n" for n in range(24))
    Path("glossary/a.es.csv").write_text(text, encoding="utf-8")
    desks = [begin(project, reviewer=name) for name in ("Ana", "Eva")]  # as two servers would

    def approve(number: int) -> bool:
        terms = desks[number % 2]
        while True:
            row = row_of(terms, f"t{number}", "es")
            wanted = Term(f"t{number}", f"w{number}", status=Status.APPROVED, locale="es", line=row.term.line)
            if terms.save(row.id, version(row.term), wanted).changed:
                return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(approve, range(24), timeout=60))
    rows = files.read("glossary/a.es.csv").terms
    assert [(row.translation, row.status, row.reviewer) for row in rows] == [
        (f"w{n}", "approved", ("Ana", "Eva")[n % 2]) for n in range(24)
    ]
    assert len(desks[0].journal.changes()) == len(desks[1].journal.changes()) == 24


# --- the journal ----------------------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
terms_ = st.builds(
    Term,
    term=texts.filter(str.strip),
    translation=texts,
    variants=st.tuples(texts),
    forms=st.lists(texts, max_size=3).map(tuple),
    keep=st.booleans(),
    case=st.sampled_from([None, *Case]),
    status=st.sampled_from(list(Status)),
    note=texts,
    locale=st.sampled_from(["", "es", "zh-Hans"]),
    extra=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)


@given(st.lists(st.tuples(st.none() | terms_, st.none() | terms_), min_size=1, max_size=4))
def test_what_is_written_down_is_read_back(tmp_path_factory, changes):
    journal = Journal(tmp_path_factory.mktemp("state"))
    step = journal.record("Ana", "edited", [("a.csv", before, after) for before, after in changes])
    for one in (journal, Journal(journal.path.parent)):
        assert [(change.before, change.after, change.step) for change in one.changes()] == [
            (before, after, step) for before, after in changes
        ]
        assert len(one.last_step("Ana")) == len(changes) and not one.last_step("Eva")


def test_a_torn_or_foreign_line_is_passed_over(tmp_path):
    journal = Journal(tmp_path)
    journal.record("Ana", "approved", [("a.csv", None, Term("A"))])
    assert len(journal.changes()) == 1
    with journal.path.open("ab") as file:
        file.write(b'{"at": 1}\nnonsense\n[]\n{"at": "x", "who": "y"')  # and killed there
    journal.record("Ana", "approved", [("a.csv", None, Term("B"))])
    assert [change.after and change.after.term for change in journal.changes()] == ["A", "B"]
    journal.path.unlink()
    assert list(journal.changes()) == []


# --- articles -------------------------------------------------------------------------------------------------


def test_articles_are_the_project_s_own(project, tmp_path):
    for name in (
        "docs/guide.md",
        "docs/guide.es.md",
        ".git/x.md",
        "node_modules/y.md",
        "locales/z.md",
        "glossary/n.txt",
    ):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")
    outside = tmp_path.parent / "outside.md"
    outside.write_text("x\n", encoding="utf-8")
    Path("link.md").symlink_to(outside)
    Path("loop").symlink_to(".")
    Path("page.en.html").write_text("<p>x</p>", encoding="utf-8")
    assert list(articles_of(project)) == ["article.txt", "docs/guide.md", "page.en.html"]
