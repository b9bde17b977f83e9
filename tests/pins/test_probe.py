"""What a probe accepts and refuses, and how it is kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.pins.little import Little

from pinglot import pins
from pinglot.engines.base import Capabilities
from pinglot.model import Draft


def reasons(found: pins.Probe) -> dict[str, str]:
    return dict(found.refused)


def test_a_proxy_has_its_translation_gender_and_number():
    found = pins.probe(Little(), "es")
    by_source = {proxy.source: proxy for proxy in found.proxies}
    assert by_source["house"] == pins.Proxy("thing", "house", "casa", "f", "sg", 0.0)
    assert by_source["trees"] == pins.Proxy("thing", "trees", "árboles", "m", "pl", 0.0)
    assert by_source["girl"].kind == "person" and by_source["girl"].gender == "f"
    assert by_source["Anna"] == pins.Proxy("name", "Anna", "Anna", "f", "sg", 0.0)
    assert by_source["Toronto"].gender == ""
    assert found.alignment == 1.0
    assert found.locale == "es" and found.signature == "little"


def test_what_cannot_be_relied_on_is_refused_with_its_reason():
    def spoil(text: str, draft: Draft) -> Draft:
        if "table" in text and text.startswith("They"):
            return replace(draft, text=draft.text.replace("mesa", "tabla"))  # another word in one sentence
        if "window" in text and text.startswith("They"):
            return replace(draft, text=draft.text.replace("ventana", "ventana ventana"))  # said twice
        if "bridge" in text and text.startswith("They"):
            return replace(draft, text=draft.text.replace("el puente", "la puente"))  # either gender
        if "tree" in text:
            return replace(draft, text=draft.text.replace("árbol", "libro"))  # another noun's word
        return replace(draft, text=draft.text.replace("La agua", "El agua"))  # which is feminine all the same

    found = pins.probe(Little(spoil=spoil), "es")
    why = reasons(found)
    assert "not one word" in why["table"]
    assert "exactly once" in why["window"]
    assert "two genders" in why["bridge"]
    assert "another noun's translation" in why["tree"] and "another noun's" in why["book"]
    assert "as it went in" in why["castle"]
    assert "two genders" in why["water"]
    assert {proxy.source for proxy in found.proxies}.isdisjoint(why)


def test_a_name_that_the_model_changes_is_refused():
    def spoil(text: str, draft: Draft) -> Draft:
        return replace(draft, text=draft.text.replace("Maria", "María"))

    assert "exactly once" in reasons(pins.probe(Little(spoil=spoil), "es"))["Maria"]


def test_the_alignment_is_judged_by_words_found_without_it():
    def spoil(text: str, draft: Draft) -> Draft:
        links = draft.alignment or ()
        turned = [replace(a, target_start=b.target_start, target_end=b.target_end) for a, b in pairwise(links)]
        return replace(draft, alignment=tuple(turned))

    found = pins.probe(Little(spoil=spoil), "es")
    assert found.alignment is not None and found.alignment < 0.5
    assert any(proxy.source == "house" for proxy in found.proxies)


def test_it_is_tried_once_and_kept_by_what_the_model_is(cache: Path):
    engine = Little()
    found = pins.probe(engine, "es")
    assert len(engine.calls) == 1 and len(engine.calls[0]) < 500
    assert pins.probe(engine, "es") is found
    (file,) = cache.iterdir()
    assert json.loads(file.read_text())["signature"] == "little"
    assert pins.probe(Little("another"), "es") is not found
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"version": 0}', '{"version": 2, "proxies": 3}'])
def test_another_process_reads_it_and_what_is_spoilt_is_tried_again(cache, tmp_path, monkeypatch, content):
    found = pins.probe(Little(), "es")
    second = Little()
    for number, said in enumerate([None, content]):
        # Another folder is as good as another process: nothing of it is in memory.
        folder = tmp_path / str(number) / "pinglot" / "probes"
        shutil.copytree(cache, folder)
        (file,) = folder.iterdir()
        if said is not None:
            file.write_text(said)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / str(number)))
        assert pins.probe(second, "es") == found
        assert len(second.calls) == number
        assert json.loads(file.read_text())["signature"] == "little"


def test_fresh_tries_again(cache):
    engine = Little()
    pins.probe(engine, "es")
    pins.probe(engine, "es", fresh=True)
    assert len(engine.calls) == 2


def test_where_nothing_can_be_written_it_stays_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    engine = Little()
    assert pins.probe(engine, "es") is pins.probe(engine, "es")
    assert len(engine.calls) == 1


def test_only_engines_that_decode_from_a_language_with_a_list_are_probed():
    engine = Little()
    assert pins.can_probe(engine)
    for lacking in (Capabilities(), Capabilities(alignment=True), Capabilities(alignment=True, scores=True, pins=True)):
        engine.capabilities = lacking
        assert not pins.can_probe(engine)
    other = Little()
    other.source = "fi"
    assert not pins.can_probe(other)
