"""``pinglot engine probe``: what may stand in for a term, for people and as JSON."""

from __future__ import annotations

import json

import pytest
from tests.pins.little import Little

from pinglot.cli import main


@pytest.fixture
def little(tmp_path, monkeypatch):
    """The tests' own engine with a grammar, opened whatever is asked for."""
    engine = Little()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("pinglot.engines.open_engine", lambda name, source, target: engine)
    return engine


def test_people_see_nouns_by_gender_and_number(little, capsys):
    assert main(["engine", "probe", "en", "es"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("little → es: ")
    assert "alignment: right for 100% of the nouns" in said and "0.2 nats" in said
    (row,) = [line for line in said.splitlines() if line.split()[:3] == ["thing", "f", "pl"]]
    assert "houses = casas, windows = ventanas" in row
    assert "castle" not in said
    assert main(["engine", "probe", "en", "es", "--all"]) == 0
    assert "not castle: it comes out as it went in" in capsys.readouterr().out
    assert len(little.calls) == 1
    assert main(["engine", "probe", "en", "es", "--fresh"]) == 0
    assert len(little.calls) == 2


def test_json_has_everything(little, capsys):
    assert main(["engine", "probe", "en", "es", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["signature"] == "little" and whole["locale"] == "es" and whole["alignment"] == 1.0
    house = {"kind": "thing", "source": "house", "target": "casa", "gender": "f", "number": "sg", "score": 0.0}
    assert house in whole["proxies"]
    assert main(["engine", "probe", "en", "es", "--format", "jsonl"]) == 0
    assert house in [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_engine_that_does_not_decode_has_nothing_to_probe(capsys):
    assert main(["engine", "probe", "en", "es", "--engine", "pseudo"]) == 2
    assert "needs no nouns" in capsys.readouterr().err
