"""The page for an editor, opened as a file in a browser: by eye, by keyboard, by a screen reader, on paper."""

from __future__ import annotations

import pytest

from pinglot import config
from pinglot.jobs.project import Project
from pinglot.jobs.tables.out import export


@pytest.fixture
def report(project_folder):
    """A page about catalogs that have everything: two directions, fuzzy, missing and broken, terms in both."""
    path = project_folder / "page.html"
    done = export(Project(config.load(project_folder)), [], path)
    assert len(done.catalogs) == 4
    return f"file://{path}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, project_folder, report, dark):
    page = visit(project_folder, url=report, dark=dark)
    assert page.violations() == []
    assert page.overflow() == []
    assert page.requests == [report]


def test_on_a_telephone_only_the_tables_scroll(visit, project_folder, report):
    page = visit(project_folder, url=report, width=320, height=640)
    assert page.page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.page.evaluate("[...document.querySelectorAll('.frame')].every(one => one.tabIndex === 0)")


def test_a_pin_is_explained_on_keyboard_focus_and_on_hover(visit, project_folder, report):
    page = visit(project_folder, url=report)
    shown = "getComputedStyle(document.activeElement, '::after').display"
    page.tab_to("a.mark.broken")
    assert page.page.evaluate(shown) == "block"
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.querySelector('li:target').innerText").startswith(
        "Peace Bridge → Puente de la Paz"
    )
    mark = page.page.locator("a.mark.held").first
    assert mark.evaluate("one => getComputedStyle(one, '::after').display") == "none"
    mark.hover()
    assert mark.evaluate("one => getComputedStyle(one, '::after').display") == "block"
    described = mark.evaluate("one => document.getElementById(one.getAttribute('aria-describedby')).innerText")
    assert " held" in described


def test_arabic_runs_from_right_to_left(visit, project_folder, report):
    page = visit(project_folder, url=report)
    cell = page.page.locator("td[lang=ar]").first
    assert cell.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert cell.evaluate("one => getComputedStyle(one).textAlign") in ("start", "right")
    assert page.page.locator("td[lang=es]").first.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_on_paper_it_is_black_on_white_with_everything_there(visit, project_folder, report):
    page = visit(project_folder, url=report, dark=True)
    page.page.emulate_media(media="print")
    assert page.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.page.evaluate("getComputedStyle(document.querySelector('.frame')).overflowX") == "visible"
    assert page.page.pdf().startswith(b"%PDF")
