"""What a run would change, said beforehand; the story has the rest."""

from __future__ import annotations

import pytest

from pinglot import config
from pinglot.jobs.diff import diff
from pinglot.jobs.project import Project
from pinglot.jobs.translate import translate_articles

ARTICLE = "# One\n\nTwo is here.\n\nOne\n\nThree is here.\n\nTwo is here.\n"


@pytest.fixture
def project(tmp_path):
    return Project(config.load(tmp_path).override(engine="pseudo", targets=("es",)))


def test_a_text_that_stands_twice_has_not_moved(project, tmp_path):
    article = tmp_path / "a.md"
    article.write_text(ARTICLE, encoding="utf-8")
    (before,) = diff(project, [article])
    assert [(one.kind, one.line) for one in before.changes] == [("new", 1), ("new", 3), ("new", 7)]
    list(translate_articles(project, [article]))
    (after,) = diff(project, [article])
    assert after.changes == () and after.unchanged == 3
