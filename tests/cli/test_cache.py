"""``pinglot cache``, and translating with and without it."""

from __future__ import annotations

import io
import json
import sys

import pytest

from pinglot.cli import main
from pinglot.engines.base import Capabilities
from pinglot.engines.cache import place
from pinglot.model import Draft


class Counting:
    """Shouts, and counts how often."""

    source, target, signature, digest = "en", "es", "counting", "1"
    capabilities = Capabilities()

    def __init__(self, asked, name="counting"):
        self.asked, self.signature = asked, name

    def translate(self, sentences):
        self.asked += [sentence.text for sentence in sentences]
        return [Draft(sentence.text.upper()) for sentence in sentences]

    def faster(self):
        return Counting(self.asked, "counting quickly")

    def close(self): ...


@pytest.fixture
def asked(tmp_path, monkeypatch):
    found: list[str] = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("pinglot.engines.open_engine", lambda *_: Counting(found))
    monkeypatch.chdir(tmp_path)
    return found


def translate(capsysbinary, monkeypatch, text, *options):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["translate", "-", "--to", "es", *options]) == 0
    return capsysbinary.readouterr().out.decode()


def test_a_second_run_asks_for_nothing(asked, capsysbinary, monkeypatch):
    for _ in range(2):
        assert translate(capsysbinary, monkeypatch, "The house is old. The door is red.\n").startswith(
            "THE HOUSE IS OLD."
        )
    assert asked == ["The house is old.", "The door is red."]
    translate(capsysbinary, monkeypatch, "The house is old.\n", "--no-cache")
    assert len(asked) == 3
    translate(capsysbinary, monkeypatch, "The house is old.\n", "--fast")
    assert len(asked) == 4  # another search, another draft


def test_off_in_the_configuration(asked, capsysbinary, monkeypatch, tmp_path):
    (tmp_path / "pinglot.toml").write_text("cache = false\n")
    translate(capsysbinary, monkeypatch, "The house is old.\n")
    assert not place().exists()
    assert main(["cache", "info"]) == 0
    assert "off" in capsysbinary.readouterr().out.decode()


def test_info_and_clear(asked, capsysbinary, monkeypatch):
    translate(capsysbinary, monkeypatch, "The house is old. The door is red.\n")
    assert main(["cache", "info", "--format", "json"]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert (told["drafts"], told["path"], told["limit"]) == (2, str(place()), 256 << 20)
    assert main(["cache", "clear"]) == 0
    assert "freed" in capsysbinary.readouterr().out.decode()
    assert not place().exists()
    assert main(["cache", "info"]) == 0
    assert "0 drafts" in capsysbinary.readouterr().out.decode()


def test_a_broken_cache_fails_no_run(asked, capsysbinary, monkeypatch):
    place().parent.mkdir(parents=True)
    place().write_bytes(b"no database" * 1000)
    assert translate(capsysbinary, monkeypatch, "The house is old.\n") == "THE HOUSE IS OLD.\n"


def test_what_holds_no_words_is_not_asked_for(asked, capsysbinary, monkeypatch):
    text = "https://example.org/a-path\n\n12 345.60\n\nperson@example.org\n\nSee it.\n"
    translate(capsysbinary, monkeypatch, text)
    assert asked == ["See it."]
