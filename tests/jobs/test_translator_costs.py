"""What a pin cost reaches the unit: the finding makes it fuzzy, and the pin tells the cost."""

from __future__ import annotations

from dataclasses import replace

from tests.pins.little import Little

from pinglot.glossary import Glossary
from pinglot.jobs.translator import Translator
from pinglot.model import Draft, Term


def test_a_costly_sentence_is_left_to_a_person(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    glossary = Glossary([Term("folder", "directorio", gender="m", pos="noun")], target="es")

    with Translator("en", "es", Little(), glossary) as translator:
        (good,) = translator.translate(["The folder is closed."])
    assert good.text == "El directorio es cerrado." and not good.fuzzy
    assert [(pin.strategy, pin.cost) for pin in good.pins] == [("proxy", 0.0)]

    def lose(text: str, draft: Draft) -> Draft:
        return draft if "folder" in text else replace(draft, text="nada")

    # The same model, as its signature says, so its nouns are known; but with one of them it says nothing of use.
    with Translator("en", "es", Little(spoil=lose), glossary) as translator:
        (poor,) = translator.translate(["The folder is closed."])
    assert poor.text == "El directorio es cerrada."
    assert poor.pins[0].held and poor.pins[0].strategy == "swap" and poor.pins[0].cost
    assert [finding.check for finding in poor.findings] == ["terms.cost"] and poor.fuzzy
