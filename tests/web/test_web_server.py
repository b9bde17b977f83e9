"""``pinglot serve`` from the command line: its address, its port, its end."""

from __future__ import annotations

import builtins
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from pinglot import config
from pinglot.cli import main
from pinglot.errors import UsageError
from pinglot.jobs.entries import Entries
from pinglot.jobs.project import Project
from pinglot.jobs.terms import Terms
from pinglot.web.app import create_app, read_ahead
from pinglot.web.server import listen


@pytest.fixture
def served(web_project):
    """A server of its own process, and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pinglot", "serve", "--port", "0", "--no-browser", "--engine", "none"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def test_it_serves_the_address_that_it_prints_until_an_interrupt(served):
    process, url = served
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=[\w-]{40,}", url)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(url, timeout=20) as answer:
        assert answer.status == 200 and answer.url.endswith("/terms/")
        assert answer.headers["Server"] is None
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url.split("/enter")[0] + "/terms/", timeout=20)
    assert refused.value.code == 403
    refused.value.close()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0 and "Traceback" not in err and "what was saved" in err


def test_what_the_pages_show_first_is_read_before_anybody_asks(web_project, monkeypatch):
    asked: list[str] = []

    def listening(name, before):
        def heard(*said):
            asked.append(name)
            return before(*said)

        return heard

    monkeypatch.setattr(Terms, "uses", listening("uses", Terms.uses))
    monkeypatch.setattr(Entries, "look", listening("look", Entries.look))
    app = create_app(Project(config.load()), token="key", hosts=["localhost"], engine="none")
    read_ahead(app)
    assert asked == ["uses", "look"]
    (web_project / "glossary" / "names.es.csv").write_bytes(b"\xff")
    read_ahead(app)  # what is wrong, the pages say
    assert "look" in asked[2:]


def test_a_taken_port_is_one_sentence(web_project, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port), "--no-browser"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and f"port {port} of 127.0.0.1 is taken" in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.md"], "missing.md: there is no such file"),
        (["--glossary", "missing.csv"], "missing.csv: there is no such file"),
        (["--host", "0.0.0.0"], "use 127.0.0.1"),
    ],
)
def test_what_is_not_there_is_said_at_once(web_project, capsys, arguments, sentence):
    assert main(["serve", "--port", "0", "--no-browser", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == "" and sentence in said.err


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_only_loopback_addresses_are_listened_on(address):
    with pytest.raises(UsageError, match=r"use 127\.0\.0\.1"):
        listen(address, 0)


def test_without_the_extra_its_name_is_said(web_project, capsys, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **options):
        if name == "flask":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["serve", "--no-browser"]) == 3
    assert "pip install 'pinglot[web]'" in capsys.readouterr().err
