"""The page answers its own host, its own session and its own forms, and nothing else."""

from __future__ import annotations

import pytest

from pinglot.web import security

BASE = "http://127.0.0.1:8765"


def test_the_key_opens_a_session(stranger):
    assert stranger.get("/terms/").status_code == 403
    assert stranger.enter("wrong").status_code == 403
    assert stranger.enter("").status_code == 403
    assert stranger.get("/terms/").status_code == 403
    answer = stranger.enter()
    assert answer.status_code == 303 and answer.headers["Location"] == "/"
    assert stranger.get("/terms/").status_code == 200


def test_the_cookie_is_strict_and_out_of_reach_of_scripts(stranger):
    cookie = stranger.enter().headers["Set-Cookie"]
    assert cookie.startswith("pinglot-8765=") and "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_after_a_link_elsewhere_the_way_in_is_a_page_of_our_own(stranger):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = stranger.client.get("/enter?token=the-key-of-this-test", base_url=BASE, headers=headers)
    assert answer.status_code == 200 and 'http-equiv="refresh"' in answer.text


def test_a_session_does_not_outlive_its_start(make_app, person):
    with person.client.session_transaction(base_url=BASE) as session:
        assert session["csrf"]
    cookie = person.client.get_cookie("pinglot-8765", domain="127.0.0.1")
    later = make_app().test_client()
    later.set_cookie("pinglot-8765", cookie.value, domain="127.0.0.1")
    assert later.get("/terms/", base_url=BASE).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", ""]
)
def test_a_foreign_host_is_refused(person, host):
    for path in ("/terms/", "/enter?token=the-key-of-this-test", "/static/style.css"):
        answer = person.client.get(path, base_url=BASE, headers={"Host": host})
        assert answer.status_code == 400, (host, path)
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8765"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
@pytest.mark.parametrize("path", ["/terms/save", "/nowhere"])
def test_a_foreign_origin_writes_nothing(person, headers, path):
    assert person.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize("csrf", ["", "guess", "ünïcode"])
def test_a_form_without_the_token_writes_nothing(person, csrf):
    assert person.post("/nowhere", csrf=csrf).status_code == 403
    assert person.post("/nowhere").status_code == 404


def test_other_bodies_than_forms_are_refused(person):
    answer = person.client.post("/nowhere", base_url=BASE, json={"csrf": person.csrf})
    assert answer.status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors", "same-origin", "websocket"])
def test_a_page_of_others_embeds_nothing(person, site, mode):
    for path in ("/static/page.js", "/terms/"):
        assert person.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/terms/", "/nowhere", "/static/style.css", "/static/vendor/htmx/htmx.min.js"])
def test_every_answer_has_the_headers(person, path):
    answer = person.get(path)
    for name, value in security.HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_a_body_over_the_limit_is_refused(person):
    answer = person.post("/nowhere", {"note": "x" * (security.MAX_REQUEST + 1)})
    assert answer.status_code == 413 and "nothing was changed" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/model.py",
        "/static//etc/passwd",
        "/static/..\\app.py",
        "/etc/passwd",
        "/pinglot.toml",
        "/glossary/names.es.csv",
        "/.pinglot/",
    ],
)
def test_nothing_else_is_served(person, path):
    answer = person.get(path)
    assert answer.status_code in (404, 308), path
    assert "targets" not in answer.text and "create_app" not in answer.text


def test_a_fault_of_our_own_is_one_sentence(make_app, person, monkeypatch, caplog):
    app = person.client.application
    app.testing = False
    monkeypatch.setattr(app.extensions["pinglot"].terms, "rows", lambda: 1 / 0)
    answer = person.get("/terms/")
    assert answer.status_code == 500 and "a fault of its own" in answer.text
    assert "ZeroDivisionError" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["Content-Security-Policy"]
    assert "ZeroDivisionError" in caplog.text


def test_hosts_of_an_address():
    assert security.hosts_for("127.0.0.1", 8765) == ("127.0.0.1:8765", "localhost:8765")
    assert security.hosts_for("127.0.0.2", 80) == ("127.0.0.2:80", "127.0.0.2")
    assert security.hosts_for("::1", 5) == ("[::1]:5", "localhost:5")
