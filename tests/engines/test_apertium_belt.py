"""Batches through several chains at a time: in order, none lost, and no thread left behind when a chain fails."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from pinglot.engines.apertium.belt import carry
from pinglot.engines.apertium.modes import Stage
from pinglot.engines.apertium.pipeline import Chain
from pinglot.errors import EngineError

# A program that answers block by block with its own letter behind the block; a block with HANG gets no answer.
PROGRAM = """\
#!{python} -IS
import os, time
data = b""
while True:
    read = os.read(0, 65536)
    if not read:
        break
    *blocks, data = (data + read).split(b"\\0")
    for block in blocks:
        if b"HANG" in block:
            time.sleep(60)
        os.write(1, block + b"{letter}\\0")
"""


@pytest.fixture
def chains(tmp_path):
    made = [Chain([Stage(str(_program(tmp_path, letter)))], limit=0.5) for letter in "abc"]
    yield made
    for chain in made:
        chain.close()


def _program(folder: Path, letter: str) -> Path:
    path = folder / letter
    path.write_text(PROGRAM.format(python=sys.executable, letter=letter), encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_every_batch_goes_through_every_chain_and_comes_back_in_its_place(chains, count):
    seen: list[list[int]] = [[], [], []]

    def after(part):
        def step(number, answers):
            seen[part].append(number)
            return [answer.upper() if part == 2 else answer for answer in answers]

        return step

    parts = [(chain, after(part)) for part, chain in enumerate(chains)]
    results = carry(count, lambda number: [f"{number}-{line}" for line in range(number % 4)], parts)
    assert results == [[f"{number}-{line}ABC" for line in range(number % 4)] for number in range(count)]
    # What a program remembers from one text to the next must not depend on which chain was quicker.
    assert seen == [list(range(count))] * 3


def test_a_chain_that_hangs_is_named_and_no_thread_stays(chains):
    before = set(threading.enumerate())
    parts = [(chain, lambda _, answers: answers) for chain in chains]
    with pytest.raises(EngineError, match="gave no answer within"):
        carry(20, lambda number: ["HANG" if number == 5 else "go"], parts)
    assert set(threading.enumerate()) <= before


def test_what_goes_wrong_between_the_chains_comes_out_and_no_thread_stays(chains):
    before = set(threading.enumerate())

    def broken(number, answers):
        if number == 3:
            raise ValueError("between")
        return answers

    with pytest.raises(ValueError, match="between"):
        carry(20, lambda _: ["go"], [(chain, broken) for chain in chains])
    assert set(threading.enumerate()) <= before
