"""Reviewing rows: decisions in the file at once, undone, beside others' changes; a status and its way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pinglot import config
from pinglot.errors import UsageError
from pinglot.glossary import files
from pinglot.glossary.review import overturns, store
from pinglot.jobs.project import Project
from pinglot.jobs.review import Review
from pinglot.model import Status, Term

ROWS = """\
term,translation,status,note,owner
Brussels,Bruselas,proposed,translation from apertium eng-spa,me
Geneva,,proposed,,
Wang Yang,Wang Yang,proposed,,
Wang,Wang,proposed,short form of Wang Yang,
Lima,Lima,approved,,
"""


@pytest.fixture
def glossary(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    path = tmp_path / "glossary" / "names.es.csv"
    path.write_text(ROWS, encoding="utf-8")
    (tmp_path / "article.txt").write_text("Wang Yang flew to Brussels. Wang slept in Geneva.\n", encoding="utf-8")
    return path


def begin(**options):
    options = {"engine": "none", "reviewer": "Ana", "today": lambda: date(2026, 5, 1), **options}
    return Review(Project(config.load()), "es", **options)


def row(path: Path, term: str) -> Term:
    return next(row for row in files.read(path).terms if row.term == term)


def test_a_decision_is_in_the_file_at_once(glossary):
    review = begin()
    assert review.approve() is None
    done = row(glossary, "Brussels")
    assert (done.status, done.translation, done.reviewer, done.reviewed) == (
        "approved",
        "Bruselas",
        "Ana",
        "2026-05-01",
    )
    assert done.note == "" and dict(done.extra) == {"owner": "me"}
    assert begin().total == 3


def test_every_kind_of_decision(glossary):
    review = begin()
    with pytest.raises(UsageError, match="nothing to undo"):
        review.undo()
    review.edit("Bruselas")
    review.forms(["la capital belga", ""])
    review.approve()
    with pytest.raises(UsageError, match="no translation"):
        review.approve()
    review.reject("too small")
    review.keep()
    review.skip()
    assert review.view() is None
    with pytest.raises(UsageError, match="no row left"):
        review.skip()
    assert row(glossary, "Brussels").forms == ("la capital belga",)
    assert (row(glossary, "Geneva").status, row(glossary, "Geneva").note) == ("rejected", "too small")
    assert (row(glossary, "Wang Yang").keep, row(glossary, "Wang Yang").translation) == (True, "")
    assert row(glossary, "Wang").status is Status.PROPOSED
    assert [one.action for one in review.decisions] == ["edited", "edited", "approved", "rejected", "kept"]


def test_undo_goes_all_the_way_back(glossary):
    before = files.read(glossary).terms
    review = begin()
    review.approve()
    review.approve("Ginebra")
    review.skip()
    review.reject()
    for _ in range(4):
        assert review.undo() is None
    assert files.read(glossary).terms == before
    assert (review.position, review.skipped, review.decisions) == (0, 0, ())


def test_a_term_is_seen_where_a_pin_would_find_it(glossary):
    review = begin(articles=[Path("article.txt")])
    review.skip()
    review.skip()
    view = review.view()
    assert view is not None and view.term.term == "Wang Yang"
    assert [one.text for one in view.contexts] == ["Wang Yang flew to Brussels."]
    review.skip()
    view = review.view()
    assert view is not None
    assert [one.text for one in view.contexts] == ["Wang slept in Geneva."]


def test_entries_of_the_catalogs_say_whether_the_translation_stands_there(glossary):
    folder = Path("locales/es/LC_MESSAGES")
    folder.mkdir(parents=True)
    (folder / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "In <g1>Brussels</g1> it rains."\nmsgstr "En <g1>Bruselas</g1> llueve."\n\n'
        '#, fuzzy\nmsgid "Brussels is far."\nmsgstr "Bruxelas está lejos."\n',
        encoding="utf-8",
    )
    view = begin().view()
    assert view is not None
    assert [(one.context.text, one.target, one.fuzzy, one.held) for one in view.entries] == [
        ("In Brussels it rains.", "En Bruselas llueve.", False, True),
        ("Brussels is far.", "Bruxelas está lejos.", True, False),
    ]


def test_suggestions_name_their_source(glossary):
    Path("glossary/other.es-MX.csv").write_text("term,translation\nGeneva,Ginebra\n", encoding="utf-8")
    folder = Path("locales/es/LC_MESSAGES")
    folder.mkdir(parents=True)
    (folder / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Brussels"\nmsgstr "Bruselas (BE)"\n',
        encoding="utf-8",
    )
    review = begin()
    view = review.view()
    assert view is not None
    assert [(one.text, one.kind, one.source) for one in view.suggestions] == [("Bruselas (BE)", "memory", "a")]
    review.skip()
    view = review.view()
    assert view is not None
    assert [(one.text, one.kind, one.source) for one in view.suggestions] == [
        ("Ginebra", "glossary", "glossary/other.es-MX.csv:2")
    ]


def test_what_changed_on_disk_meanwhile_is_shown_and_not_overwritten(glossary):
    review = begin()
    glossary.write_text(ROWS.replace("Brussels,Bruselas", "Brussels,Bruxelas"), encoding="utf-8")
    conflict = review.approve()
    assert conflict is not None and conflict.current is not None
    assert conflict.current.translation == "Bruxelas"
    assert row(glossary, "Brussels").status is Status.PROPOSED
    assert review.approve() is None
    assert (row(glossary, "Brussels").translation, row(glossary, "Brussels").status) == ("Bruxelas", "approved")


def test_what_others_wrote_elsewhere_in_the_file_stays(glossary):
    review = begin()
    glossary.write_text(
        ROWS.replace("term,tr", "term,tr").replace("Lima,Lima", "Oslo,Oslo,approved,,\nLima,Lima"), "utf-8"
    )
    assert review.approve() is None
    assert row(glossary, "Oslo").translation == "Oslo"


def test_a_row_that_is_gone_is_a_conflict_without_a_row(glossary):
    review = begin()
    glossary.write_text("".join(ROWS.splitlines(keepends=True)[:1] + ROWS.splitlines(keepends=True)[2:]), "utf-8")
    conflict = review.approve()
    assert conflict is not None and conflict.current is None
    view = review.view()
    assert view is not None and view.term.term == "Geneva"


@pytest.mark.parametrize(
    ("before", "after", "back"),
    [
        ("proposed", "approved", False),
        ("proposed", "rejected", False),
        ("approved", "deprecated", False),
        ("approved", "approved", False),
        ("approved", "proposed", True),
        ("approved", "rejected", True),
        ("rejected", "approved", True),
        ("deprecated", "approved", True),
    ],
)
def test_a_status_never_goes_back_silently(glossary, before, after, back):
    assert overturns(Status(before), Status(after)) is back
    glossary.write_text(f"term,translation,status\nA,B,{before}\n", encoding="utf-8")
    (old,) = files.read(glossary).terms
    new = Term("A", "B", status=Status(after), locale="es")
    if back:
        with pytest.raises(UsageError, match="has to be said"):
            store(glossary, [(old, new)], ".pinglot")
        assert files.read(glossary).terms == [old]
    assert store(glossary, [(old, new)], ".pinglot", overturn=True) == []
    assert files.read(glossary).terms == [new]


def test_no_glossary_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="glossary extract"):
        begin()
