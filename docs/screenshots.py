"""Takes the pictures of the review page in ``docs/images/``: ``make screenshots``, with Debian's Chromium.

They show the sample article at three widths, light and dark, with the page as `pinglot serve` serves it. For one entry
a text that breaks its pins is put in first, so that there is something to see.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from typing import cast

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from pinglot import config
from pinglot.catalogs.catalog import read
from pinglot.catalogs.unit_ids import unit_id
from pinglot.jobs.edits import Edit, save
from pinglot.jobs.project import Project
from pinglot.web.app import create_app
from pinglot.web.security import hosts_for

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "images"
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
COLOURS = 32
WIDTHS = {"wide": (1280, 800), "tablet": (768, 900), "phone": (390, 844)}
DOMAIN = "examples/regional-aid"
PAGES = {"terms": "/terms/?locale=es", "translations": "/translations/?locale=es&q=bridge"}
SHOWN = {"terms": "Peace Bridge", "translations": "The Peace Bridge crosses"}
# A term of the sample, and what a hasty person makes of it.
SPOILT = ("Peace Bridge", "puente de la Paz", "puente")


def sample(folder: Path) -> Project:
    """The sample with its catalogs, one of whose texts breaks its pins."""
    for name in ("examples", "glossary", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "pinglot.toml").write_text('targets = ["es"]\n', encoding="utf-8")
    project = Project(config.load(folder))
    path = folder / "locales" / "es" / "LC_MESSAGES" / f"{DOMAIN}.po"
    term, right, wrong = SPOILT
    entry = max((one for one in read(path).messages if term in one.msgid), key=lambda one: len(one.msgid))
    text = entry.msgstr[0].replace(right, wrong)
    save(project, path, [Edit(unit_id(entry.context, entry.msgid), (text,), insist=True)])
    return project


def take(browser: Browser, origin: str) -> None:
    """Every page at every width, light and dark."""
    for scheme in ("light", "dark"):
        for name, (width, height) in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
            )
            page = context.new_page()
            page.goto(f"{origin}/enter?token=key")
            for kind, address in PAGES.items():
                page.goto(origin + address)
                page.locator(".terms a, .list a", has_text=SHOWN[kind]).click()
                page.wait_for_selector("a[aria-current=true]")
                page.wait_for_load_state("networkidle")
                # On a phone the list comes first, and the picture is of what is beside it elsewhere.
                start = "#term, #entry" if name == "phone" else "body"
                page.locator(start).first.evaluate("start => start.scrollIntoView()")
                _write(FOLDER / f"{kind}-{name}-{scheme}.png", page.screenshot())
            context.close()


def _write(path: Path, picture: bytes) -> None:
    """A picture in its own most frequent colours, which are those of the style sheet; a page of text has few others."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    found = sorted(whole.getcolors(whole.width * whole.height) or (), reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in found for part in cast(tuple[int, int, int], colour)])
    whole.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    """Takes the pictures; 1 where there is no browser."""
    found = next((path for path in BROWSERS if Path(path).exists()), None)
    if found is None:
        print("needs Chromium: sudo apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        project = sample(Path(name))
        server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
        hosts = hosts_for("127.0.0.1", server.server_port)
        server.app = create_app(project, token="key", hosts=hosts, reviewer="Ana", engine="none")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
                take(browser, f"http://{hosts[0]}")
                browser.close()
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {size / 1024:.0f} kB, in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
