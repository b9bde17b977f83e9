"""Apertium through our pipeline against the ``apertium`` command, on the same sentences and the same data.

The text is TICO-19's English (CC0), repeated to 100,000 words. The command gets it as it wants it, one process for the
whole text, a blank line between sentences; ours gets a list of sentences, keeps each one's words aligned, and puts
right what :mod:`pinglot.engines.apertium.finish` and its neighbours put right. The second case is what an editor or a
server does: one sentence a call, where the command starts its thirteen programs each time.

Ratios are ours by the peer's seconds: 0.5 is twice as fast.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle

from bench import tico
from bench.measure import Figure, alternate, report, stamp
from pinglot.engines.apertium import provider
from pinglot.engines.base import Engine
from pinglot.errors import EngineError, EngineMissing
from pinglot.model import Sentence

WORDS = 100_000
SINGLE = 200
PEER = "apertium command"
_MODES = {"es": "eng-spa", "ca": "eng-cat", "gl": "en-gl"}


def sentences(words: int) -> list[str]:
    """Sentences of so many words in all, from TICO-19, again from the start where it ends."""
    found: list[str] = []
    for line in cycle(tico.lines()):
        if words <= 0:
            return found
        found.append(line.source)
        words -= len(line.source.split())
    return found


def command(mode: str, texts: Sequence[str]) -> str:
    """What the ``apertium`` command prints for texts with a blank line between them."""
    done = subprocess.run(
        ["apertium", "-u", mode], input="\n\n".join(texts), capture_output=True, text=True, check=True
    )
    return done.stdout


def measure(target: str, rounds: int) -> list[Figure]:
    """Both cases for one target language."""
    texts = sentences(WORDS)
    asked = [Sentence(text) for text in texts]
    with provider.open("en", target) as engine:
        # Nothing may be lost on the way, or the times say nothing.
        assert len(engine.translate(asked[:500])) == 500
        return [
            alternate(
                f"en → {target}, {WORDS:,} words in one call",
                lambda: engine.translate(asked),
                PEER,
                lambda: command(_MODES[target], texts),
                rounds,
            ),
            alternate(
                f"en → {target}, {SINGLE} sentences one by one",
                lambda: _one_by_one(engine, asked[:SINGLE]),
                PEER,
                lambda: [command(_MODES[target], [text]) for text in texts[:SINGLE]],
                max(2, rounds // 2),
            ),
        ]


def _one_by_one(engine: Engine, asked: Sequence[Sentence]) -> None:
    for sentence in asked:
        engine.translate([sentence])


def first(target: str) -> float:
    """Seconds from opening an engine to the first translated sentence, the best of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        with provider.open("en", target) as engine:
            engine.translate([Sentence("The house is old.")])
            times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Prints the table and, below it, words a second and what the first sentence waits for."""
    rounds = int(os.environ.get("PINGLOT_BENCH_ROUNDS", "5"))
    figures: list[Figure] = []
    lines: list[str] = []
    for target in _MODES:
        try:
            found = measure(target, rounds)
        except EngineMissing as missing:
            sys.exit(str(missing))
        except EngineError as trouble:  # its programs die of a sentence, under either hand
            lines.append(f"en → {target}: {trouble}")
            continue
        figures += found
        lines.append(
            f"en → {target}: {WORDS / found[0].ours:,.0f} words a second, the command {WORDS / found[0].peers:,.0f}; "
            f"{found[1].ours / SINGLE * 1000:.1f} ms a single sentence, "
            f"the command {found[1].peers / SINGLE * 1000:.0f}; "
            f"{first(target):.2f} s to the first sentence."
        )
    report("apertium", figures, stamp())
    print("\n" + "\n".join(f"- {line}" for line in lines))


if __name__ == "__main__":
    main()
