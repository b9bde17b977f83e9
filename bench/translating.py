"""A process that translates when told to, for the benchmark of the engine: ``translating.py pinglot|argos``.

It stands alone, because a peer's process runs in a virtual environment without pinglot. Each line on standard input
names a file of sentences, one a line; each line on standard output says what its translation took. The model is loaded
before the first one. What either side keeps of its last translation is thrown away, or the second round would measure
a look-up.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

WARM_UP = "The house is old.\nThe door is red."


def argos() -> Callable[[str], str]:
    """Argos Translate's own function, as its users call it."""
    from argostranslate import translate

    translation = translate.get_translation_from_codes("en", "es")

    def run(text: str) -> str:
        translation.cache = {}
        return str(translate.translate(text, "en", "es"))

    return run


def pinglot(fast: bool = False) -> Callable[[str], str]:
    """pinglot's engine, without its cache."""
    from pinglot.engines.argos import provider
    from pinglot.model import Sentence

    engine = provider.open("en", "es")

    def run(text: str) -> str:
        return "\n".join(draft.text for draft in engine.translate([Sentence(line) for line in text.split("\n")]))

    return run


def main() -> None:
    """Serves until standard input ends."""
    out = sys.stdout
    sys.stdout = sys.stderr
    start = time.perf_counter()
    run = {"pinglot": pinglot, "argos": argos}[sys.argv[1]]()
    run(WARM_UP)
    versions = {found.name: found.version for found in distributions()}
    print(json.dumps({"ready": time.perf_counter() - start, "versions": versions}), file=out, flush=True)
    for line in sys.stdin:
        text = Path(line.strip()).read_text(encoding="utf-8").rstrip("\n")
        wall, processor = time.perf_counter(), time.process_time()
        said = run(text)
        answer = {
            "seconds": time.perf_counter() - wall,
            "processor": time.process_time() - processor,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "digest": hashlib.sha256(said.encode()).hexdigest(),
        }
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
