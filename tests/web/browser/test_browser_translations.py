"""The page of translations in a real browser."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("locale", ["es", "ar"])
def test_axe_finds_nothing(visit, project_folder, dark, locale):
    one = visit(project_folder, dark=dark)
    one.go(f"/translations/?locale={locale}")
    assert one.page.locator("#batch li").count() > 5
    assert one.violations() == []
