"""A project with a glossary, a catalog and an article, and a browser of one person on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from pinglot import config
from pinglot.jobs.project import Project
from pinglot.web.app import create_app

HOST = "127.0.0.1:8765"
BASE = f"http://{HOST}"
TOKEN = "the-key-of-this-test"
ROWS = """\
term,translation,variants,forms,forbidden,keep,case,status,pos,gender,number,definition,note,reviewer,reviewed
Brussels,Bruselas,,,,,,proposed,,,,,translation from apertium eng-spa,,
Geneva,,,,,,,proposed,,,,,,,
Wang Yang,Wang Yang,,,,,,proposed,,,,,,,
Lima,Lima,,,,,,approved,proper noun,f,sg,,,Eva,2026-01-02
World Bank,Banco Mundial,,,,,,rejected,,,,,,Eva,2026-01-02
"""
ARTICLE = "Wang Yang flew to Brussels. He slept in Geneva.\n\nIn Brussels he met the World Bank.\n"
CATALOG = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: es\\n"\n\n'
    '#: article.txt:1\nmsgid "In <g1>Brussels</g1> it rains."\nmsgstr "En <g1>Bruselas</g1> llueve."\n\n'
    '#, fuzzy\nmsgid "Brussels is far."\nmsgstr "Bruxelas está lejos."\n'
)


@dataclass
class Page:
    """A parsed page."""

    root: Element

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements of a tag with these attributes; ``class_`` is one of its classes."""
        wanted = dict(attributes)
        kind = wanted.pop("class_", "")
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name) == value for name, value in wanted.items())
            and (not kind or kind in (element.get("class") or "").split())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    def text(self, tag: str, **attributes: str) -> list[str]:
        return ["".join(element.itertext()).strip() for element in self.all(tag, **attributes)]

    @property
    def messages(self) -> list[str]:
        return ["".join(element.itertext()) for element in self.one("div", id="messages").iter("p")]

    def form(self, id: str = "editor") -> dict[str, Any]:
        """What a browser would send of a form, before a button is pressed."""
        sent: dict[str, Any] = {}
        for element in self.one("form", id=id).iter():
            name = element.get("name")
            if not name:
                continue
            if element.tag == "textarea":
                sent[name] = "".join(element.itertext())
            elif element.tag == "select":
                options = list(element.iter("option"))
                chosen = next((option for option in options if option.get("selected") is not None), options[0])
                sent[name] = chosen.get("value")
            elif element.tag == "input" and (element.get("type") != "checkbox" or element.get("checked") is not None):
                sent[name] = element.get("value", "")
        return sent

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every element with the names of its attributes, in order: what no text may change."""
        return [(str(element.tag), tuple(sorted(element.attrib))) for element in self.root.iter()]


def read(text: str) -> Page:
    """A page as html5lib parses it; a parse error is an error."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return Page(parser.parse(text))


class Person:
    """A browser on the page, as far as it goes without a window."""

    def __init__(self, app):
        self.client = app.test_client()

    def enter(self, token: str = TOKEN):
        return self.client.get(f"/enter?token={token}", base_url=BASE)

    def get(self, path: str, **options):
        return self.client.get(path, base_url=BASE, **options)

    def post(self, path: str, data: dict[str, object] | None = None, csrf: str | None = None, **options):
        """Sends a form with this session's token, or with another one."""
        fields = {"csrf": self.csrf if csrf is None else csrf, **(data or {})}
        return self.client.post(path, data=fields, base_url=BASE, **options)

    def open(self, path: str = "/terms/") -> Page:
        """A page as the browser reads it."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return read(answer.text)

    def send(self, page: Page, action: str, **changes: str):
        """Presses a button of the editor."""
        form = page.form() | {"action": action} | changes
        return self.post(page.one("form", id="editor").get("action") or "", {**form, "csrf": self.csrf})

    def follow(self, answer) -> Page:
        """The page that an answer leads to."""
        assert answer.status_code == 303, answer.text
        return self.open(answer.headers["Location"])

    @property
    def csrf(self):
        with self.client.session_transaction(base_url=BASE) as session:
            return session.get("csrf", "")


@pytest.fixture
def read_page():
    return read


@pytest.fixture
def web_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\n', encoding="utf-8")
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "names.es.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    folder = tmp_path / "locales" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "article.po").write_text(CATALOG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def make_app(web_project):
    def make(**options):
        options = {"token": TOKEN, "hosts": (HOST, "localhost:8765"), "reviewer": "Ana", "engine": "none", **options}
        app = create_app(Project(config.load()), **options)
        app.testing = True
        return app

    return make


@pytest.fixture
def stranger(make_app) -> Person:
    """Somebody without the key."""
    return Person(make_app())


@pytest.fixture
def person(make_app) -> Person:
    """Somebody who has opened the address."""
    person = Person(make_app())
    assert person.enter().status_code == 303
    return person
