"""Translation for other programs, with LibreTranslate's own client on the other side."""

from __future__ import annotations

import threading
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from pinglot import config, engines
from pinglot.engines.base import InstalledPair
from pinglot.errors import UsageError
from pinglot.jobs.project import Project
from pinglot.jobs.service import Service
from pinglot.jobs.translator import Translator
from pinglot.web.app import create_app

HOST = "127.0.0.1:8765"
BASE = f"http://{HOST}"
GLOSSARY = "term,translation,status\nBrussels,Bruselas,approved\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\n', encoding="utf-8")
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "names.es.csv").write_text(GLOSSARY, encoding="utf-8")
    return Project(config.load(tmp_path))


def program(project, key=""):
    return create_app(project, token="t", hosts=(HOST,), service=Service(project), api_key=key).test_client()


def ask(client, path, **options):
    return client.post(path, base_url=BASE, **options)


def test_a_form_and_json_are_translated_with_pins(project):
    client = program(project)
    fields = {"q": "He saw Brussels.", "source": "en", "target": "es"}
    for options in ({"data": fields}, {"json": {**fields, "format": "text"}}):
        answer = ask(client, "/translate", **options).get_json()
        assert "Bruselas" in answer["translatedText"]
        assert answer["pins"] == [{"term": "Brussels", "translation": "Bruselas", "held": True, "form": "Bruselas"}]
    several = ask(client, "/translate", json={**fields, "q": ["Brussels.", "Nothing."]}).get_json()
    assert len(several["translatedText"]) == 2
    assert [len(pins) for pins in several["pins"]] == [1, 0]


def test_html_keeps_its_tags(project):
    fields = {"q": "<p>In <b>Brussels</b> it rains.</p>", "source": "en", "target": "es", "format": "html"}
    answer = ask(program(project), "/translate", json=fields).get_json()
    assert "<b>Bruselas</b>" in answer["translatedText"]
    assert answer["translatedText"].startswith("<p>") and answer["fuzzy"] == 0


@pytest.mark.parametrize(
    ("fields", "code", "sentence"),
    [
        ({"source": "en", "target": "es"}, 400, "'q' is missing"),
        ({"q": "a", "source": "en"}, 400, "'target' is missing"),
        ({"q": "a", "source": "en", "target": "en"}, 400, "already"),
        ({"q": "a", "source": "en", "target": "no such"}, 400, "no such"),
        ({"q": "a", "source": "en", "target": "es", "format": "docx"}, 400, "text or html"),
        ({"q": ["a", 1], "source": "en", "target": "es"}, 400, "'q' is missing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(project, fields, code, sentence):
    answer = ask(program(project), "/translate", json=fields)
    assert answer.status_code == code
    assert sentence in answer.get_json()["error"]


def test_a_missing_engine_is_named(project):
    (project.settings.root / "pinglot.toml").write_text('engine = "argos"\n', encoding="utf-8")
    client = program(Project(config.load(project.settings.root)))
    answer = ask(client, "/translate", json={"q": "a word", "source": "is", "target": "sw"})
    assert answer.status_code == 501
    assert "no installed engine" in answer.get_json()["error"]


def test_the_key_is_asked_for_where_one_was_given(project):
    client = program(project, "secret")
    fields = {"q": "a", "source": "en", "target": "es"}
    assert ask(client, "/translate", json=fields).status_code == 403
    assert ask(client, "/translate", json={**fields, "api_key": "other"}).status_code == 403
    assert ask(client, "/translate", json={**fields, "api_key": "sécret"}).status_code == 403
    assert ask(client, "/translate", data={**fields, "api_key": "secret"}).status_code == 200


def test_other_web_pages_are_refused(project):
    client = program(project)
    fields = {"q": "a", "source": "en", "target": "es"}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask(client, "/translate", json=fields, headers=headers).status_code == 403
    assert client.post("/translate", base_url="http://evil.example", json=fields).status_code == 400


def test_without_being_asked_for_there_is_no_api(project):
    client = create_app(project, token="t", hosts=(HOST,)).test_client()
    assert client.get("/languages", base_url=BASE).status_code in (403, 404)


def test_languages_lists_what_is_installed_and_reaches_over_pivots(project, monkeypatch):
    pairs = [InstalledPair("argos", "es", "en", "es_en"), InstalledPair("argos", "en", "fr", "en_fr")]
    monkeypatch.setattr(engines, "installed_pairs", lambda: pairs)
    found = {one.code: one.targets for one in Service(project).languages()}
    assert found == {"en": ("fr",), "es": ("en", "fr"), "fr": ()}
    answer = program(project).get("/languages", base_url=BASE).get_json()
    assert {"code": "es", "name": "Spanish", "targets": ["en", "fr"]} in answer
    guess = ask(program(project), "/detect", data={"q": "La ayuda llegó a las ciudades pequeñas"}).get_json()
    assert guess[0]["language"] == "es" and guess[0]["confidence"] > 50
    auto = ask(program(project), "/translate", json={"q": "The help came late.", "source": "auto", "target": "es"})
    assert auto.get_json()["detectedLanguage"]["language"] == "en"


def test_a_text_of_no_known_language_is_not_guessed(project, monkeypatch):
    monkeypatch.setattr(engines, "installed_pairs", list)
    assert Service(project).detect("anything at all") == []
    answer = ask(program(project), "/translate", json={"q": "a", "source": "auto", "target": "es"})
    assert answer.status_code == 400 and "source" in answer.get_json()["error"]


def test_callers_share_an_engine_and_the_oldest_idle_one_is_closed(project, monkeypatch):
    closed = []
    monkeypatch.setattr(Translator, "close", lambda self: closed.append(self.target))
    with Service(project, most=2) as service:
        with ThreadPoolExecutor(8) as pool:
            texts = list(pool.map(lambda n: service.translate([f"Brussels {n}"], "en", "es")[0].text, range(40)))
        assert all("Bruselas" in text and str(n) in text for n, text in enumerate(texts))
        assert closed == []
        for target in ("fr", "es", "ca", "gl"):
            service.translate(["a word"], "en", target)
        assert closed == ["fr", "es"]
        with pytest.raises(UsageError, match="already"):
            service.translate(["a"], "en", "en")
    assert sorted(closed) == ["ca", "es", "fr", "gl"]


@contextmanager
def running(project, key=""):
    waitress = pytest.importorskip("waitress", reason="pip install 'pinglot[web]'")
    from pinglot.web.server import listen

    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    app = create_app(project, token="t", hosts=(f"127.0.0.1:{port}",), service=Service(project), api_key=key)
    server = waitress.create_server(app, sockets=[listening], threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.task_dispatcher.shutdown()
        server.close()


def test_libretranslates_own_client_translates(project, monkeypatch):
    monkeypatch.setattr(engines, "installed_pairs", lambda: [InstalledPair("argos", "en", "es", "en_es")])
    client = pytest.importorskip("libretranslatepy", reason="pip install libretranslatepy")
    with running(project, key="k") as url:
        api = client.LibreTranslateAPI(url, api_key="k")
        assert "Bruselas" in api.translate("He saw Brussels.", "en", "es")
        assert {"code": "en", "name": "English", "targets": ["es"]} in api.languages()
        assert api.detect("The help came late.") == [{"language": "en", "confidence": 100.0}]
        with pytest.raises(urllib.error.HTTPError):
            client.LibreTranslateAPI(url).translate("a", "en", "es")
