"""The page of translations in a real browser: filter, edit, accept, conflict, undo, with the keyboard and without."""

from __future__ import annotations

import pytest

from pinglot.catalogs import po, provenance

BRIDGE = "The <g1>Peace Bridge</g1> crosses the river in the province."
LIST = "#batch .list li"


def catalog(folder, domain="bridge", locale="es"):
    return folder / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def entry(path, msgid):
    return next(one for one in po.parse(path.read_bytes(), path).messages if one.msgid == msgid)


def choose(one, words):
    """Goes to the entry whose source has these words, by a click in the list."""
    one.page.locator(f"{LIST} a", has_text=words).first.click()
    one.page.wait_for_selector(f"{LIST} a[aria-current]:has-text('{words}')")


@pytest.mark.parametrize(("locale", "dark"), [("es", False), ("es", True), ("ar", False)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, project_folder, dark, locale):
    one = visit(project_folder, dark=dark)
    for words in ("Peace Bridge", "Donaudampf"):
        one.go(f"/translations/?locale={locale}")
        choose(one, words)
        assert one.page.locator(LIST).count() == 7
        assert one.violations() == []
        for width in (1280, 768, 390, 320):  # 320 is 1280 at 400%
            one.page.set_viewport_size({"width": width, "height": 800})
            assert one.overflow() == [], width
        one.page.set_viewport_size({"width": 1280, "height": 800})


def test_axe_and_the_watch_can_find_something(visit, project_folder):
    one = visit(project_folder)
    one.go("/translations/")
    one.page.evaluate("document.querySelector('label[for=q]').remove()")
    assert any("label" in found for found in one.violations())
    one.page.evaluate("() => { document.querySelector('#entry').style.minWidth = '3000px' }")
    assert one.overflow()
    one.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    one.page.wait_for_timeout(300)
    with pytest.raises(AssertionError):
        one.check()
    one.trouble.clear()
    one.requests.clear()


def test_a_text_is_written_right_to_left_where_its_locale_is(visit, project_folder):
    one = visit(project_folder)
    one.go("/translations/?locale=ar")
    choose(one, "Peace Bridge")
    for selector in ("#look section:nth-child(2) .text", "textarea[name=text]"):
        assert one.page.locator(selector).evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert (
        one.page.locator("#look section:nth-child(1) .text").evaluate("one => getComputedStyle(one).direction") == "ltr"
    )


def test_filter_look_save_and_undo(visit, project_folder):
    path = catalog(project_folder)
    before = path.read_bytes()
    one = visit(project_folder)
    page = one.page
    page.click("nav >> text=Translations")
    page.wait_for_url("**/translations/")
    one.settled()
    for field, value in (("locale", "es"), ("state", "pins")):
        page.select_option(f"#{field}", value)
        page.wait_for_url(f"**{field}={value}**")
        one.settled()
    assert page.locator(LIST).count() == 1
    assert page.locator("#look mark.broken").inner_text() == "Peace Bridge"
    assert page.locator("#look mark.held").all_inner_texts() == ["province", "provincia"]
    # What is typed is looked at before it is saved.
    page.fill("textarea[name=text]", "El <g1>Puente de la Paz</g1> cruza el río en la provincia.")
    one.until("!document.querySelector('#look mark.broken')")
    page.fill("textarea[name=text]", "El Puente de la Paz cruza el río en la provincia.")
    page.wait_for_selector("#look code.error")
    assert path.read_bytes() == before
    # An error blocks, and the text stays in the editor.
    page.click("button.main")
    page.wait_for_selector("#refused")
    assert "<g1> of the source is missing" in page.inner_text("#refused")
    assert page.input_value("textarea[name=text]") == "El Puente de la Paz cruza el río en la provincia."
    assert path.read_bytes() == before and one.violations() == []
    page.fill("textarea[name=text]", "El <g1>Puente de la Paz</g1> cruza el río en la provincia.")
    page.click("button.main")
    page.wait_for_selector("text=No entry is like that")
    assert "Saved." in one.message()
    assert entry(path, BRIDGE).msgstr == ["El <g1>Puente de la Paz</g1> cruza el río en la provincia."]
    page.click("header button")
    page.wait_for_selector("#look mark.broken")
    assert entry(path, BRIDGE).msgstr == ["El <g1>puente</g1> cruza el río en la provincia."]
    page.reload()
    assert page.locator("#look mark.broken").inner_text() == "Peace Bridge"


def test_a_conflict_with_the_disk_shows_both_texts(visit, project_folder):
    path = catalog(project_folder)
    one = visit(project_folder)
    page = one.page
    one.go("/translations/?locale=es&state=pins")
    path.write_text(path.read_text("utf-8").replace("cruza el río", "atraviesa el río"), "utf-8")
    mine = "El <g1>Puente de la Paz</g1> pasa el río en la provincia."
    page.fill("textarea[name=text]", mine)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#conflict")
    assert "atraviesa el río" in page.inner_text("#conflict") and page.input_value("textarea[name=text]") == mine
    assert "atraviesa el río" in entry(path, BRIDGE).msgstr[0] and one.violations() == []
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=No entry is like that")
    assert entry(path, BRIDGE).msgstr == [mine]


def test_many_are_accepted_at_once(visit, project_folder):
    one = visit(project_folder)
    page = one.page
    one.go("/translations/?locale=es&state=machine")
    rows = page.locator(LIST).count()
    assert rows >= 2
    for box in page.locator(f"{LIST} input[type=checkbox]").all():
        box.check()
    page.click("#batch button")
    page.wait_for_selector(f"text={rows} entries accepted")
    page.wait_for_selector("text=No entry is like that")
    files = [po.parse(catalog(project_folder, name).read_bytes()) for name in ("bridge", "boats")]
    assert not any(provenance.is_machine(entry) for file in files for entry in file.messages if entry.translated)
    page.click("header button")
    page.wait_for_selector(f"text=Taken back: {rows} entries")
    one.go("/translations/?locale=es&state=machine")
    assert page.locator(LIST).count() == rows


def test_a_text_that_is_not_saved_is_not_left_by_a_slip(visit, project_folder):
    one = visit(project_folder)
    page = one.page
    one.go("/translations/?locale=es")
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("textarea[name=text]", "Algo nuevo")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_timeout(300)
    assert asked == ["The text is not saved. Leave it?"]
    assert page.input_value("textarea[name=text]") == "Algo nuevo"
    page.fill("textarea[name=text]", page.locator("textarea[name=text]").evaluate("one => one.defaultValue"))
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(f"{LIST}:nth-child(2) a[aria-current]")
    assert len(asked) == 1


def test_the_keyboard_alone_is_enough(visit, serve_command, project_folder):
    path = catalog(project_folder)
    one = visit(project_folder, url=serve_command(project_folder))
    page, keys = one.page, one.page.keyboard
    one.tab_to("nav a[href='/translations/']")
    keys.press("Enter")
    page.wait_for_url("**/translations/")
    one.settled()
    # A letter chooses in a list, and the filter is applied at once; the focus stays.
    for field, letter, said in (("#locale", "e", "locale=es"), ("#state", "f", "state=fuzzy")):
        one.tab_to(field)
        keys.press(letter)
        page.wait_for_url(f"**{said}**")
        one.settled()
        assert page.evaluate("document.activeElement.id") == field[1:]
    one.tab_to(f"{LIST} a")
    keys.press("Enter")
    page.wait_for_url("**at=es**")
    one.settled()
    # The page says where to go on: in the editor.
    one.until("document.activeElement.name === 'text'")
    assert entry(path, "The bridge").fuzzy
    keys.press("Control+a")
    keys.type("El gran puente")
    keys.press("Control+Enter")
    page.wait_for_selector("text=Saved.")
    now = entry(path, "The bridge")
    assert now.msgstr == ["El gran puente"] and not now.fuzzy
    # Forward and back through the list, and choosing with the blank.
    one.go("/translations/?locale=es&state=machine")
    total = page.locator(LIST).count()
    one.tab_to("textarea[name=text]")
    keys.press("Alt+ArrowDown")
    page.wait_for_selector(f"{LIST}:nth-child(2) a[aria-current]")
    keys.press("Alt+ArrowUp")
    page.wait_for_selector(f"{LIST}:nth-child(1) a[aria-current]")
    one.settled()
    one.tab_to(f"{LIST}:nth-child(1) input", back=True)
    keys.press("Space")
    one.tab_to("#batch button")
    keys.press("Enter")
    page.wait_for_selector("text=One entry accepted")
    assert page.locator(LIST).count() == total - 1
    one.tab_to("header button", back=True)
    keys.press("Enter")
    page.wait_for_selector("text=Taken back")
    assert one.mouse == 0
