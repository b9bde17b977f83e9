"""Counting catalogs."""

from __future__ import annotations

import pytest

from pinglot import config
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.template import Template
from pinglot.errors import UsageError
from pinglot.jobs.project import Project
from pinglot.jobs.status import status
from pinglot.model import Unit

UNITS = [Unit(f"{word} province grew.", line=line) for line, word in enumerate(("A", "B", "C", "D", "E"), 1)]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "g.es.csv").write_text("term,translation,pos\nprovince,provincia,noun\n", "utf-8")
    return Project(config.load(tmp_path).override(targets=("es", "fr")))


def digest(project):
    glossary = project.glossary("es")
    return glossary.digest(glossary.terms)


@pytest.fixture
def catalog(project):
    template = Template.open(project.settings.locales, "a")
    template.update(UNITS, "a.md")
    template.save(project.settings.state)
    made = Catalog.open(project.settings.locales, "es", "a")
    made.update(UNITS[:4], "a.md")
    made.set(UNITS[0], "La provincia A creció.", engine="pseudo 1", terms=digest(project))
    made.set(UNITS[1], "La B creció.")
    made.set(UNITS[2], "La provincia C creció.", engine="pseudo 1", terms="another row", fuzzy=True)
    made.save(project.settings.state)
    return made


def counts(one):
    return (one.units, one.machine, one.people, one.fuzzy, one.missing, one.stale, one.outdated, one.broken)


def test_every_unit_is_counted_once_and_templates_without_catalog_are_missing(project, catalog):
    spanish, french = status(project)
    assert (spanish.locale, spanish.domain, spanish.path) == ("es", "a", catalog.path)
    assert counts(spanish) == (5, 1, 1, 1, 2, 0, 1, 1)
    assert spanish.units == spanish.machine + spanish.people + spanish.fuzzy + spanish.missing
    assert (spanish.pins, spanish.held, spanish.done) == (3, 2, 0.4)
    assert (french.locale, counts(french), french.done) == ("fr", (5, 0, 0, 0, 5, 0, 0, 0), 0.0)
    assert not french.path.exists()


def test_what_waits_is_named_with_its_reasons(project, catalog):
    waiting = {one.source[0]: one for one in next(status(project)).waiting}
    assert {name: one.why for name, one in waiting.items()} == {
        "B": ("pins",),
        "C": ("fuzzy", "outdated"),
        "D": ("missing",),
        "E": ("missing",),
    }
    assert waiting["B"].person and waiting["B"].terms == ("province",)
    assert waiting["E"].line == 0 and waiting["D"].line > 0


def test_a_changed_source_is_stale(project, catalog):
    opened = Catalog.open(project.settings.locales, "es", "a")
    opened.update([UNITS[0], Unit("B province grew again.")], "a.md")
    opened.save(project.settings.state)
    (spanish,) = status(project, [catalog.path])
    assert (spanish.stale, spanish.fuzzy, spanish.people) == (1, 1, 0)
    assert next(one for one in spanish.waiting if "stale" in one.why).person


def test_any_catalog_can_be_counted(project, tmp_path):
    path = tmp_path / "po" / "es.po"
    path.parent.mkdir()
    path.write_text('msgid "Yes"\nmsgstr "Sí"\n\nmsgid "No"\nmsgstr ""\n', encoding="utf-8")
    (one,) = status(project, [path.parent])
    assert (one.locale, one.domain, counts(one)[:5]) == ("es", "es", (2, 0, 1, 0, 1))


def test_nothing_to_count_is_said(project, tmp_path):
    with pytest.raises(UsageError, match="no catalog"):
        list(status(project))
    with pytest.raises(UsageError):
        list(status(project, [tmp_path / "none"]))
