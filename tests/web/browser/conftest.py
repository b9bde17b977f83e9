"""A real browser on a real `pinglot serve`: Debian's Chromium, driven by Playwright, on a project of its own.

Every page that a test opens is watched: a request to another origin, a fault in a script, or something that the
page's own policy refused fails the test when it ends.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

if not os.environ.get("PINGLOT_NO_SKIP"):  # there, a module that is missing is an error
    pytest.importorskip("playwright", reason="needs Playwright: pip install -e '.[dev]'")

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright
from tests import npm
from werkzeug.serving import make_server

from pinglot import config
from pinglot.catalogs.unit_ids import unit_id
from pinglot.jobs.edits import Edit, save
from pinglot.jobs.project import Project
from pinglot.web.app import create_app
from pinglot.web.security import hosts_for

AXE = "4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own is never downloaded."""
    found = next((path for path in _BROWSERS if Path(path).exists()), None)
    if found is None:
        npm.missing("needs Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves the page of a folder from this process; gives the address with its key."""
    with ExitStack() as stack:

        def start(folder: Path, *articles: Path, engine: str = "none") -> str:
            server = make_server("127.0.0.1", 0, _refuse, threaded=True)
            hosts = hosts_for("127.0.0.1", server.server_port)
            project = Project(config.load(folder))
            server.app = create_app(project, token="key", hosts=hosts, reviewer="Ana", articles=articles, engine=engine)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join, 20)
            stack.callback(server.shutdown)
            return f"http://{hosts[0]}/enter?token=key"

        yield start


def _refuse(environ: object, start_response: object) -> list[bytes]:
    raise AssertionError("nobody knows the port yet")


@pytest.fixture
def serve_command() -> Iterator[Callable[..., str]]:
    """Starts `pinglot serve` itself in a folder; gives the address it prints. Ended by Ctrl+C, as a person would."""
    with ExitStack() as stack:

        def start(folder: Path, *arguments: str) -> str:
            command = [sys.executable, "-m", "pinglot", "serve", "--no-browser", "--port", "0", "--reviewer", "Ana"]
            process = subprocess.Popen(
                [*command, *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            stack.callback(_end, process)
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+/enter\?token=\S+", line):
                    return found.group()
            raise AssertionError(f"pinglot serve ended: {''.join(said)}")

        yield start


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


class Visit:
    """A window on the page, and everything it did.

    Attributes:
        page: the window.
        requests: every address it asked for.
        trouble: faults of scripts, and what the page's policy refused.
        mouse: how often a pointing device was used in the window.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.origin = re.match(r"http://[^/]+|file://", url).group()  # type: ignore[union-attr]
        self.requests: list[str] = []
        self.trouble: list[str] = []
        self.mouse = 0
        context.add_init_script(
            "for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])"
            " addEventListener(kind, () => console.debug('pointing device'), {capture: true, passive: true})"
        )
        context.on("request", self._asked)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", self._said)
        self.page.set_default_timeout(15_000)
        self.page.goto(url)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        self.mouse += message.type == "debug" and message.text == "pointing device"
        # An answer with a code from 400 on is how the page refuses; Chromium reports each as an error. And whoever
        # leaves a page waits no longer for what it still loads; htmx reports that as one.
        usual = ("the server responded with a status of", "htmx:sendAbort", "htmx:afterRequest")
        if message.type == "error" and not any(text in message.text for text in usual):
            self.trouble.append(message.text)

    def go(self, path: str) -> None:
        """Opens a path of the page."""
        self.page.goto(self.origin + path)

    def until(self, condition: str) -> None:
        """Waits until a condition of JavaScript holds. Playwright's own way needs `eval`, which the page refuses."""
        end = time.monotonic() + 15
        while not self._holds(condition):
            assert time.monotonic() < end, f"never came true: {condition}"
            self.page.wait_for_timeout(20)

    def _holds(self, condition: str) -> bool:
        try:
            return bool(self.page.evaluate(condition))
        except Error as trouble:  # a link that htmx has not seen yet leads to a page of its own
            if "context was destroyed" not in trouble.message:
                raise
            self.page.wait_for_load_state()
            return False

    def settled(self) -> None:
        """Waits until htmx has put everything in place."""
        self.until("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")

    def tab_to(self, selector: str, back: bool = False) -> None:
        """Presses the tabulator until what a selector names has the focus, as somebody without a mouse would."""
        for _ in range(300):
            if self.page.evaluate("(what) => document.activeElement.matches(what)", selector):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"no tabulator leads to {selector}")

    def message(self) -> str:
        """What the page says happened."""
        return self.page.locator("#messages").inner_text()

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA and its best practices, in a line each."""
        self.page.evaluate(axe())
        found = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap("
            "rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`))"
        )
        return [str(one) for one in found]

    def overflow(self) -> list[str]:
        """What is wider than the window; empty where nothing scrolls sideways."""
        found = self.page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : "
            "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 120))"
        )
        return [str(one) for one in found]

    def check(self) -> None:
        """Nothing went to another place, and nothing went wrong in the window."""
        away = [url for url in self.requests if not url.startswith((self.origin + "/", "data:"))]
        assert not away, away
        assert not self.trouble, self.trouble


@pytest.fixture
def visit(browser: Browser, serve: Callable[..., str]) -> Iterator[Callable[..., Visit]]:
    """Opens the page of a project in a window of its own: ``visit(folder, width=…, dark=…)``."""
    opened: list[tuple[Visit, BrowserContext]] = []

    def open_page(
        folder: Path,
        *articles: Path,
        url: str = "",
        engine: str = "none",
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        one = Visit(context, url or serve(folder, *articles, engine=engine))
        opened.append((one, context))
        return one

    yield open_page
    for one, context in opened:
        context.close()
        one.check()


def axe() -> str:
    """axe-core, fetched once with npm; it is MPL-2.0 and never committed."""
    return npm.fetched(f"axe-core@{AXE}", "axe.min.js", AXE_SHA256, f"axe-core-{AXE}.js")


# --- a project ------------------------------------------------------------------------------------------------

GLOSSARY = """\
term,translation,variants,forms,forbidden,keep,case,status,pos,gender,number,note,reviewer,reviewed
Peace Bridge,Puente de la Paz,,,,,,approved,proper noun,m,sg,,,
province,provincia,,,,,,approved,noun,f,sg,,,
river,río,,,,,,proposed,noun,m,sg,,,
ferry,transbordador,,,ferri,,,proposed,noun,m,sg,,,
Johannes Hahn,,,,,,,proposed,proper noun,,,,,
SEUPB,,,,,,,proposed,proper noun,,,,,
"""
BRIDGE = """\
# The bridge

The **Peace Bridge** crosses the river in the province.

A ferry crossed the river before [the bridge](https://example.org/bridge) was there. It carried 40 people.

Johannes Hahn opened it. The SEUPB gave the money.
"""
BOATS = """\
# Boats

The ferry is slow, and the river is wide.

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is one long word of a province.
"""
SPANISH = {
    "The ferry is slow, and the river is wide.": "El transbordador es lento y el río es ancho.",
    "Johannes Hahn opened it. The SEUPB gave the money.": "Johannes Hahn lo abrió. El SEUPB dio el dinero.",
    "The <g1>Peace Bridge</g1> crosses the river in the province.": "El <g1>puente</g1> cruza el río en la provincia.",
    "Boats": "",
}
FUZZY = {"The bridge": "El puente"}
ARABIC = {
    "The bridge": "الجسر",
    "The <g1>Peace Bridge</g1> crosses the river in the province.": "يعبر <g1>جسر السلام</g1> النهر في المقاطعة.",
    "Boats": "القوارب",
    "The ferry is slow, and the river is wide.": "العبّارة بطيئة والنهر واسع.",
}


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bridge")
    (folder / "pinglot.toml").write_text('targets = ["es", "ar"]\nengine = "pseudo"\n', "utf-8")
    (folder / "glossary").mkdir()
    (folder / "glossary" / "names.es.csv").write_text(GLOSSARY, "utf-8")
    for name, text in (("bridge.md", BRIDGE), ("boats.md", BOATS)):
        (folder / name).write_text(text, "utf-8")
    command = [sys.executable, "-m", "pinglot", "translate", "bridge.md", "boats.md", "--out", "build", "--quiet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode < 2, done.stderr
    project = Project(config.load(folder))
    for locale, texts in (("es", SPANISH | FUZZY), ("ar", ARABIC)):
        for domain in ("bridge", "boats"):
            edits = [
                Edit(unit_id(None, source), (text,), fuzzy=locale == "es" and source in FUZZY, insist=True)
                for source, text in texts.items()
            ]
            save(project, folder / "locales" / locale / "LC_MESSAGES" / f"{domain}.po", edits)
    return folder


@pytest.fixture
def project_folder(_made: Path, tmp_path: Path) -> Path:
    """A glossary, two articles, and their catalogs in Spanish and Arabic: by pseudo, and some of it by people."""
    return shutil.copytree(_made, tmp_path / "project")
