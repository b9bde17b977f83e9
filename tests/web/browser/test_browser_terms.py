"""The page of terms in a real browser, and the whole way from an article without a glossary to pinned translations."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pinglot import engines
from pinglot.errors import EngineMissing
from pinglot.glossary import files
from pinglot.model import Status

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "articles" / "pairing-assistance.en.txt"
LIST = "#terms li"


def glossary(folder):
    return folder / "glossary" / "names.es.csv"


def row(folder, term):
    return next(one for one in files.read(glossary(folder)).terms if one.term == term)


def choose(one, term):
    one.page.locator(f"{LIST} a", has_text=term).first.click()
    one.page.wait_for_selector(f"#term-title:text-is('{term}')")
    one.settled()


def uses(one):
    """What the column on the right says of each entry: held, broken, …"""
    return [text.split("\n")[0] for text in one.page.locator("#uses li p.row").all_inner_texts()]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, project_folder, dark):
    one = visit(project_folder, project_folder / "bridge.md", dark=dark)
    for path in ("/terms/", "/terms/?status=proposed&q=ferry", "/terms/extract", "/nothing-here", "/terms/?q=nothing"):
        one.go(path)
        assert one.violations() == [], path
        for width in (768, 320):  # 320 is 1280 at 400%
            one.page.set_viewport_size({"width": width, "height": 800})
            assert one.overflow() == [], (path, width)
        one.page.set_viewport_size({"width": 1280, "height": 800})


def test_filter_edit_approve_and_see_the_entries_change(visit, project_folder):
    one = visit(project_folder, project_folder / "bridge.md")
    page = one.page
    page.select_option("#filter-status", "proposed")
    page.wait_for_url("**status=proposed**")
    one.until(f"document.querySelectorAll('{LIST}').length === 4")
    choose(one, "ferry")
    assert uses(one) == ["stands there", "not there"]  # a proposal pins nothing yet
    page.fill("#field-translation", "barca")
    page.click("button:text-is('Save')")
    page.wait_for_selector("text=“ferry” is saved.")
    assert row(project_folder, "ferry").translation == "barca" and uses(one) == ["not there", "not there"]
    page.fill("#field-translation", "transbordador")
    page.click("text=Save and approve")
    page.wait_for_selector("text=“ferry” is approved.")
    now = row(project_folder, "ferry")
    assert (now.translation, now.status, now.reviewer) == ("transbordador", Status.APPROVED, "Ana")
    one.go("/terms/?q=ferry")
    assert uses(one) == ["held", "broken"]
    # The other page sees it, too.
    page.click("#uses li:last-child a")
    page.wait_for_selector("#look mark.broken:text-is('ferry')")
    # Step by step it is as before, and asks for nothing any more.
    one.go("/terms/?q=ferry")
    for translation, said in (("barca", ["not there", "not there"]), ("transbordador", ["stands there", "not there"])):
        page.click("#undo")
        one.until(f"document.querySelector('#field-translation').value === '{translation}'")
        one.settled()
        now = row(project_folder, "ferry")
        assert (now.translation, now.status) == (translation, Status.PROPOSED) and uses(one) == said
    page.reload()
    assert uses(one) == ["stands there", "not there"] and one.violations() == []


def test_a_translation_is_written_right_to_left_where_its_locale_is(visit, project_folder):
    text = "term,translation,status\nriver,نهر,approved\nprovince,,proposed\n"
    (project_folder / "glossary" / "names.ar.csv").write_text(text, "utf-8")
    one = visit(project_folder)
    one.go("/terms/?locale=ar")
    for term in ("river", "province"):
        choose(one, term)
        assert direction(one, "#field-translation") == "rtl"
        assert direction(one, "#field-term") == "ltr"
    choose(one, "river")
    assert direction(one, f"{LIST}.here .said") == direction(one, "#uses li p:nth-child(2)") == "rtl"
    assert one.violations() == []
    for width in (768, 320):
        one.page.set_viewport_size({"width": width, "height": 800})
        assert one.overflow() == [], width


def direction(one, selector):
    return one.page.locator(selector).first.evaluate("one => getComputedStyle(one).direction")


def test_many_are_approved_at_once_and_undone_at_once(visit, project_folder):
    before = glossary(project_folder).read_bytes()
    one = visit(project_folder)
    page = one.page
    one.go("/terms/?status=proposed")
    for term in ("river", "ferry"):
        page.locator(LIST, has_text=term).locator("input").check()
    page.click("text=Approve ticked")
    page.wait_for_selector("text=2 terms are approved.")
    assert {row(project_folder, term).status for term in ("river", "ferry")} == {Status.APPROVED}
    assert page.locator(LIST).count() == 2
    page.click("#undo")
    page.wait_for_selector("text=Undone:")
    assert {row(project_folder, term).status for term in ("river", "ferry")} == {Status.PROPOSED}
    assert glossary(project_folder).read_bytes() == before


def test_a_conflict_with_the_disk_shows_both(visit, project_folder):
    one = visit(project_folder)
    page = one.page
    one.go("/terms/?q=ferry")
    page.fill("#field-translation", "barca")
    text = glossary(project_folder).read_text("utf-8").replace("transbordador", "trajinera")
    glossary(project_folder).write_text(text, "utf-8")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".conflict")
    assert "barca" in page.inner_text(".conflict") and "trajinera" in page.inner_text(".conflict")
    assert page.input_value("#field-translation") == "barca"
    assert row(project_folder, "ferry").translation == "trajinera" and one.violations() == []
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=“ferry” is approved.")
    assert row(project_folder, "ferry").translation == "barca"


def test_what_is_not_saved_is_not_left_by_a_slip(visit, project_folder):
    one = visit(project_folder)
    page = one.page
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    one.go("/terms/?q=ferry")
    page.fill("#field-translation", "barca")
    page.click("header >> text=Translations")
    page.select_option("#filter-status", "approved")
    page.wait_for_timeout(300)
    assert asked == ["The text is not saved. Leave it?"] * 2 and page.input_value("#field-translation") == "barca"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=“ferry” is approved.")
    page.click("header >> text=Translations")
    page.wait_for_selector("#entries")
    assert len(asked) == 2


def test_the_keyboard_alone_is_enough(visit, project_folder):
    one = visit(project_folder)
    page, keys = one.page, one.page.keyboard
    one.settled()
    one.tab_to("#filter-status")
    keys.press("p")  # a letter chooses in a list, and the filter is applied at once
    page.wait_for_url("**status=proposed**")
    one.settled()
    one.tab_to(f"{LIST}:nth-child(2) a")
    keys.press("Enter")
    page.wait_for_selector("#term-title:text-is('ferry')")
    one.settled()
    one.tab_to("#field-translation")
    keys.press("Control+a")
    keys.type("barca")
    keys.press("Control+Enter")
    page.wait_for_selector("text=“ferry” is approved.")
    assert row(project_folder, "ferry").translation == "barca"
    one.settled()
    title = page.inner_text("#term-title")
    keys.press("Alt+ArrowUp")
    one.until(f"document.querySelector('#term-title').textContent.trim() !== '{title}'")
    one.settled()
    keys.press("Alt+ArrowDown")
    one.until(f"document.querySelector('#term-title').textContent.trim() === '{title}'")
    one.settled()
    one.tab_to(f"{LIST}:nth-child(1) input", back=True)
    keys.press("Space")
    one.tab_to("button[name=action][value=reject]", back=True)
    keys.press("Enter")
    page.wait_for_selector("text=1 term is rejected.")
    one.tab_to("#undo", back=True)
    keys.press("Enter")
    page.wait_for_selector("text=Undone:")
    assert one.mouse == 0


def test_from_nothing_to_twenty_five_terms_that_translate_pins(visit, tmp_path):
    approved_and_pinned(visit, tmp_path, ROOT / "examples" / "regional-aid.md", "pseudo")


def test_from_nothing_to_twenty_five_terms_of_a_news_article(visit, tmp_path):
    if not SHARED.exists():
        pytest.skip("no ../shared/articles beside the repository")
    engine = "apertium"
    try:
        engines.open_engine(engine, "en", "es").close()
    except EngineMissing:
        engine = "pseudo"
    approved_and_pinned(visit, tmp_path, SHARED, engine)


def approved_and_pinned(visit, folder, source, engine):
    """Proposes from an article, approves 25 of the proposals, the first ones key by key, and translates."""
    article = Path(shutil.copy(source, folder / f"news{source.suffix}"))
    (folder / "pinglot.toml").write_text(f'targets = ["es"]\nengine = "{engine}"\n', "utf-8")
    one = visit(folder, engine=engine)
    page = one.page
    page.click("header >> text=Propose terms")
    page.select_option("#article", article.name)
    page.click("button:text-is('Propose')")
    page.wait_for_selector("text=rows added to glossary/terms.es.csv")
    file = folder / "glossary" / "terms.es.csv"
    proposed = files.read(file).terms
    assert len(proposed) >= 25 and {one.status for one in proposed} == {Status.PROPOSED}
    for number, term in enumerate(proposed[:5]):
        page.wait_for_selector(f"#term-title:text-is('{term.term}')")
        if not page.input_value("#field-translation"):
            page.fill("#field-translation", term.term)
        page.press("#field-translation", "Control+Enter")
        page.wait_for_selector(f"text=“{term.term}” is approved.")
        one.until(f"document.querySelectorAll('{LIST}').length === {min(50, len(proposed) - number - 1)}")
    ready = page.locator(LIST).filter(has_not_text="no translation yet")
    for place in range(20):
        ready.nth(place).locator("input").check()
    page.click("text=Approve ticked")
    page.wait_for_selector("text=20 terms are approved.")
    assert sum(one.status is Status.APPROVED for one in files.read(file).terms) == 25
    command = [sys.executable, "-m", "pinglot", "translate", article.name, "--engine", engine, "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    (result,) = json.loads(done.stdout)["articles"]
    assert result["stats"]["pins"] >= 25 and result["stats"]["held"] == result["stats"]["pins"]
