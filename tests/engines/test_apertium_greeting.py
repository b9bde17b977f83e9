"""A sentence's draft does not depend on the sentences before it, whatever the tagger had to learn on the way."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pinglot import engines
from pinglot.engines.apertium import greeting
from pinglot.engines.apertium.pipeline import Chain
from pinglot.errors import EngineMissing
from pinglot.model import Sentence

# Words whose readings the taggers' models do not know, and sentences whose tags moved behind them.
WORDS = Path(greeting.__file__).with_name("words.en.txt").read_text(encoding="utf-8").splitlines()[1:]
EVENTS = ["All are included.", *(f"{line}." for line in WORDS)]
MOVED = [
    "and i have a cough too",
    "i've got pain in my chest",
    "Long scrub-times (10 minutes) are not necessary.",
    "but i know lot of people are coughing on me",
    "i don't think i have high blood pressure",
    "i feel a pain in the chest here in the front part of the chest",
    "i had a fever yesterday",
    "i want you to tell me in describing this chest pain",
    "the fever i've had for the last two days",
]


def opened(target: str):
    try:
        return engines.open_engine("apertium", "en", target)
    except EngineMissing as missing:
        pytest.skip(f"{missing}")


@pytest.mark.parametrize("target", ["es", "gl"])
def test_order_does_not_matter(target):
    sentences = [Sentence(text) for text in (*MOVED, *EVENTS)]
    with opened(target) as engine:
        alone = {sentence: engine.translate([sentence])[0] for sentence in sentences}
    for seed in range(3):
        shuffled = random.Random(seed).sample(sentences, len(sentences))
        with opened(target) as engine:
            assert engine.translate(shuffled) == [alone[sentence] for sentence in shuffled]


def test_the_greeting_has_each_set_of_readings_once_and_always_the_same():
    with opened("es") as engine:
        chain: Chain = engine._analysis
        first = greeting.blocks("en", chain)
        assert first == greeting.blocks("en", chain)
        assert first[0].startswith("^xqz/*xqz$")  # what it does not know comes first
        assert greeting.blocks("zz", chain) == []
        units = "".join(first).split("$")
        assert any("/adj" not in unit and "included" in unit for unit in units)


def test_a_chain_that_is_started_again_is_greeted_again():
    asked: list[int] = []

    def greet() -> list[str]:
        asked.append(1)
        return ["hello", "there"]

    from pinglot.engines.apertium.modes import Stage

    chain = Chain([Stage("sed", ("-u", ""))], greeting=greet)
    assert chain.run(["one", "two"]) == ["one", "two"]
    assert chain.run(["three"]) == ["three"]
    assert len(asked) == 1
    chain.close()
    assert chain.run(["four"]) == ["four"]
    assert len(asked) == 2
    chain.close()
