"""How good the proposals of ``glossary extract`` are: five articles with their terms marked by hand; YAKE beside it.

The articles in ``bench/data/extract`` are written for this: a clinic, a tram, a glacier, a court, a festival, as
Markdown, text and HTML. Beside each stand the names and terms that a glossary of it should have, one a line, with
``|`` between spellings that are as good; a line with a capital letter is a name. The rules were mended while these
texts were read, so the figures say what they can do, not what they will do on any text.

*Precision at 20* is the share of marked terms among the first 20 proposals, *recall* the share of all marked terms
among all proposals, *names at 30* the share of marked names among the first 30. A proposal counts where it is one of
a line's spellings, letter case apart; for both sides alike.

YAKE (Campos et al., "YAKE! Keyword extraction from single documents using multiple local features", 2020) is under
the LGPL; it is never imported. It runs in an environment of its own, ``build/peers/yake``, which this makes with pip
where it can.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.measure import RESULTS, stamp
from pinglot import documents
from pinglot.glossary.extract import extract
from pinglot.jobs.extract import passages

DATA = Path(__file__).parent / "data" / "extract"
PEER = Path(__file__).parents[1] / "build" / "peers" / "yake"
YAKE = "yake==0.7.3"
# Names of up to five words, as ours; all keywords, so that recall is not cut short.
_RUN = """
import json, sys, time, yake
texts = json.load(sys.stdin)
found, seconds = {}, {}
for name, text in texts.items():
    start = time.perf_counter()
    found[name] = [word for word, _ in yake.KeywordExtractor(lan="en", n=5, top=100).extract_keywords(text)]
    seconds[name] = time.perf_counter() - start
json.dump({"found": found, "seconds": seconds}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found in one article; shares from 0 to 1, ``seconds`` of one run."""

    article: str
    tool: str
    proposals: int
    precision_at_20: float
    recall: float
    names_at_30: float
    seconds: float


def articles() -> dict[str, Path]:
    """Each article by its name."""
    return {path.stem: path for path in sorted(DATA.iterdir()) if not path.name.endswith(".names.txt")}


def marks(name: str) -> list[tuple[str, ...]]:
    """What is marked in an article: the spellings of each term."""
    lines = (DATA / f"{name}.names.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split("|")) for line in lines if line.strip()]


def judge(name: str, tool: str, proposals: Sequence[Sequence[str]], seconds: float) -> Quality:
    """The shares of one article.

    Args:
        name: the article.
        tool: who proposed.
        proposals: best first, each with its short forms after it.
        seconds: how long it took.
    """
    wanted = marks(name)
    right = {spelling.lower() for spellings in wanted for spelling in spellings}
    said = [{spelling.lower() for spelling in proposal} for proposal in proposals]
    named = [spellings for spellings in wanted if spellings[0] != spellings[0].lower()]

    def share(of: Sequence[tuple[str, ...]], among: Sequence[set[str]]) -> float:
        found = {spelling for proposal in among for spelling in proposal}
        return sum(any(each.lower() in found for each in spellings) for spellings in of) / len(of)

    first = said[:20]
    precision = sum(bool(proposal & right) for proposal in first) / len(first) if first else 0.0
    return Quality(name, tool, len(said), precision, share(wanted, said), share(named, said[:30]), seconds)


def ours() -> list[Quality]:
    """The proposals of pinglot; the first article is read once before, so that no import is timed."""
    found = []
    paths = articles()
    extract(passages(documents.read(next(iter(paths.values()))), "en"))
    for name, path in paths.items():
        start = time.perf_counter()
        proposed = extract(passages(documents.read(path), "en"))
        seconds = time.perf_counter() - start
        found.append(
            judge(name, "pinglot", [(one.term, *(s for s, _ in one.short_forms)) for one in proposed], seconds)
        )
    return found


def peers() -> list[Quality]:
    """The keywords of YAKE, from the plain text of the same articles; none where it cannot be installed."""
    python = _environment()
    if python is None:
        return []
    texts: Mapping[str, str] = {
        name: "\n".join(passage.text for passage in passages(documents.read(path), "en"))
        for name, path in articles().items()
    }
    done = subprocess.run([python, "-c", _RUN], input=json.dumps(texts), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return [judge(name, YAKE, [(word,) for word in answer["found"][name]], answer["seconds"][name]) for name in texts]


def _environment() -> Path | None:
    python = PEER / "bin" / "python"
    if not (PEER / ".installed").exists():
        venv.create(PEER, with_pip=True, clear=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", YAKE], capture_output=True, text=True, check=False)
        if done.returncode:
            return None
        (PEER / ".installed").touch()
    return python


def main() -> None:
    """Prints the table and writes ``build/bench/extract.json``."""
    figures = [*ours(), *peers()]
    versions = stamp("simplemma")
    print("\n### extract\n")
    print(", ".join(f"{key} {value}" for key, value in versions.items()), end="\n\n")
    print("| article | tool | proposals | precision at 20 | recall | names at 30 | seconds |")
    print("|---|---|---|---|---|---|---|")
    for one in [*figures, *_means(figures)]:
        print(
            f"| {one.article} | {one.tool} | {one.proposals} | {one.precision_at_20:.2f} | {one.recall:.2f} "
            f"| {one.names_at_30:.2f} | {one.seconds:.3f} |"
        )
    if all(one.tool == "pinglot" for one in figures):
        print(
            f"\nYAKE could not be installed into {PEER.relative_to(Path(__file__).parents[1])}; run: pip install {YAKE}"
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "extract.json").write_text(
        json.dumps({"stamp": versions, "figures": [asdict(one) for one in figures]}, indent=2), encoding="utf-8"
    )
    sys.stdout.flush()


def _means(figures: Sequence[Quality]) -> list[Quality]:
    means = []
    for tool in dict.fromkeys(one.tool for one in figures):
        own = [one for one in figures if one.tool == tool]
        means.append(
            Quality(
                "mean",
                tool,
                round(sum(one.proposals for one in own) / len(own)),
                sum(one.precision_at_20 for one in own) / len(own),
                sum(one.recall for one in own) / len(own),
                sum(one.names_at_30 for one in own) / len(own),
                sum(one.seconds for one in own) / len(own),
            )
        )
    return means


if __name__ == "__main__":
    main()
