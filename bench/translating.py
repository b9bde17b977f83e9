"""A process that translates when told to, for the benchmark of the engine: ``translating.py MODE``.

It stands alone, because a peer's process runs in a virtual environment without pinglot. Each line on standard input is
a request: a file of sentences, one a line, and how many of them; each line on standard output says what their
translation took. The model is loaded before the first one. What Argos Translate keeps of its last translation is thrown
away, or the second round would measure a look-up; pinglot's engine is asked without its cache.

``stream`` hands a large text through the narrowest search without ever holding all of it, for its peak of memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import distributions
from itertools import cycle, islice
from pathlib import Path

WARM_UP = ["The house is old.", "The door is red."]
Translate = Callable[[Sequence[str], int], str]
"""Translates so many of the lines, from the start again where they end, and returns a digest of what was said."""


def argos() -> Translate:
    """Argos Translate's own function, as its users call it."""
    from argostranslate import translate

    translation = translate.get_translation_from_codes("en", "es")

    def run(lines: Sequence[str], count: int) -> str:
        translation.cache = {}
        said = translate.translate("\n".join(lines[:count]), "en", "es")
        return hashlib.sha256(said.encode()).hexdigest()

    return run


def pinglot() -> Translate:
    """pinglot's engine, the whole text in one call, asked as ``pinglot translate`` asks for text without codes."""
    from pinglot.engines.argos import provider
    from pinglot.model import Sentence

    engine = provider.open("en", "es")

    def run(lines: Sequence[str], count: int) -> str:
        sentences = [Sentence(line, align=False) for line in lines[:count]]
        said = "\n".join(draft.text for draft in engine.translate(sentences))
        return hashlib.sha256(said.encode()).hexdigest()

    return run


def library() -> Translate:
    """CTranslate2 and SentencePiece with nothing around them: the whole text in one call, no links, a worker a core.

    No program that decodes this package with this search can be much faster on the machine.
    """
    import os

    import ctranslate2
    import sentencepiece

    (folder,) = Path(os.environ["ARGOS_PACKAGES_DIR"]).iterdir()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    workers = len(os.sched_getaffinity(0))
    translator = ctranslate2.Translator(str(folder / "model"), inter_threads=workers, intra_threads=1)

    def run(lines: Sequence[str], count: int) -> str:
        pieces = processor.encode(lines[:count], out_type=str)
        found = translator.translate_batch(
            pieces, beam_size=4, length_penalty=0.2, max_batch_size=512, batch_type="tokens", replace_unknowns=True
        )
        said = "\n".join(processor.decode([one.hypotheses[0] for one in found]))
        return hashlib.sha256(said.encode()).hexdigest()

    return run


def stream() -> Translate:
    """pinglot's engine at its narrowest search, sentence by sentence."""
    from pinglot.engines.argos import provider
    from pinglot.model import Sentence

    engine = provider.open("en", "es").faster()

    def run(lines: Sequence[str], count: int) -> str:
        digest = hashlib.sha256()
        for draft in engine.stream(Sentence(line, align=False) for line in islice(cycle(lines), count)):
            digest.update(draft.text.encode())
        return digest.hexdigest()

    return run


def main() -> None:
    """Serves until standard input ends."""
    out = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    start = time.perf_counter()
    run = {"argos": argos, "library": library, "pinglot": pinglot, "stream": stream}[sys.argv[1]]()
    run(WARM_UP, 2)
    versions = {found.name: found.version for found in distributions()}
    print(json.dumps({"ready": time.perf_counter() - start, "versions": versions}), file=out, flush=True)
    for request in map(json.loads, sys.stdin):
        lines = Path(request["file"]).read_text(encoding="utf-8").splitlines()
        wall, processor = time.perf_counter(), time.process_time()
        digest = run(lines, request["count"])
        answer = {
            "seconds": time.perf_counter() - wall,
            "processor": time.process_time() - processor,
            "peak": peak(),
            "digest": digest,
        }
        print(json.dumps(answer), file=out, flush=True)


def peak(process: int | str = "self") -> int:
    """The most memory of a process so far, in bytes: of this one, unless an id is given.

    ``ru_maxrss`` would begin with that of the process that started it.
    """
    found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


if __name__ == "__main__":
    main()
