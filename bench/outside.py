"""What everything outside the engine costs: ``python -m bench outside``, for one size ``python -m bench.outside 1000``.

An article of 1,000, 3,000 and 10,000 sentences is translated from nothing, with a glossary and without: reading,
sentences, matching, pins, checks, catalogs, writing. The sentences and their translations are TICO-19's, in paragraphs
of four with some inline codes; from the second time round a sentence has a few words in front, so that none comes
twice. The engine answers from a table with links from word to word, its own time is taken away, and what its
translations lack of the glossary is swapped in and checked as any engine's would be.

Each run is a process of its own, so that no cache of a smaller run helps a larger one. Times are seconds of processor
time of that process, from the call of the job to its end, imports of libraries included. The shares of the stages come
from a run of their own, because a clock at every door slows what goes through it. Besides that a run over the finished
article with nothing changed, and both runs under cProfile, whose dearest functions are printed with ``--profile``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

from bench import tico
from bench.measure import RESULTS, stamp, write
from pinglot.engines.base import Capabilities, Closing
from pinglot.model import Draft, Link, Sentence
from pinglot.scripts import words

SIZES = (1_000, 3_000, 10_000)
ROUNDS = 3
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
_FRONTS = (
    ("", ""),
    ("Once more, ", "Una vez más, "),
    ("In other words, ", "En otras palabras, "),
    ("By all accounts, ", "Según todos, "),
    ("To this day, ", "Hasta hoy, "),
    ("At first sight, ", "A primera vista, "),
)
_WHOLE = re.compile(r"[A-Z][^<]*[a-z][.?!]")
_PARAGRAPH, _SECTION = 4, 25


# --- the material -------------------------------------------------------------------------------------------------


def pairs(size: int) -> list[tuple[str, str]]:
    """So many sentences with their translations, none twice, each one sentence to the splitter."""
    from pinglot import sentences

    usable = [
        line
        for line in tico.lines()
        if _WHOLE.fullmatch(line.source) and len(sentences.split(f"{line.source} It is. {line.source}", "en")) == 3
    ]
    found: dict[str, str] = {}
    for front, said in _FRONTS:
        for line in usable:
            found.setdefault(front + line.source, said + line.reference)
    if len(found) < size:
        sys.exit(f"TICO-19 gives {len(found)} sentences of {size}")
    return list(found.items())[:size]


def article(sources: Sequence[str]) -> str:
    """Markdown: sections of paragraphs of sentences; in every fifth paragraph a word is emphasised."""
    parts: list[str] = ["# An article"]
    for number, start in enumerate(range(0, len(sources), _PARAGRAPH)):
        if number % _SECTION == 0:
            parts.append(f"## Part {number // _SECTION + 1}")
        block = [re.sub(r"([\\`*_\[\]&#$])", r"\\\1", text) for text in sources[start : start + _PARAGRAPH]]
        if number % 5 == 0:
            block[0] = re.sub(r"(?<= )([a-z]{5,})(?= )", r"*\1*", block[0], count=1)
        parts.append(" ".join(block))
    return "\n\n".join(parts) + "\n"


class Table(Closing):
    """An engine that knows a translation of every sentence, and links words by their share of the text."""

    source, target = "en", "es"
    signature = "table 1"
    capabilities = Capabilities(alignment=True)

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.seconds = 0.0
        """Processor time spent in here."""
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; what is not in the table comes back as it is."""
        start = time.process_time()
        drafts = [self._draft(sentence.text) for sentence in sentences]
        self.asked += [sentence.text for sentence in sentences]
        self.seconds += time.process_time() - start
        return drafts

    def _draft(self, source: str) -> Draft:
        said = self.known.get(source, source)
        here, there = words(source), words(said)
        links = []
        for index, (start, end) in enumerate(there):
            first, last = here[index * len(here) // len(there)]
            links.append(Link(first, last, start, end))
        return Draft(said, tuple(links))

    def close(self) -> None:
        """Nothing is held."""


@contextmanager
def prepared(size: int, with_glossary: bool) -> Iterator[tuple[Path, Table]]:
    """A folder with the article and the glossary, and the engine for it."""
    known = dict(pairs(size))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "glossary").mkdir()
        if with_glossary:  # in another process, for it loads dictionaries that are part of what is measured
            code = "import sys, pathlib, bench.tico as tico; tico.prepare(pathlib.Path(sys.argv[1]), ('f', 'g'))"
            root = Path(__file__).parents[1]
            subprocess.run([sys.executable, "-c", code, str(folder / "glossary")], check=True, cwd=root)
        (folder / "article.md").write_text(article(list(known)), encoding="utf-8")
        known |= {"An article": "Un artículo"}
        known |= {f"Part {number}": f"Parte {number}" for number in range(1, size)}
        yield folder, Table(known)


# --- the stages ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Clock:
    """Exclusive seconds of processor time a stage; what no stage claims is ``jobs``."""

    seconds: dict[str, float] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _since: float = 0.0

    def enter(self, stage: str) -> None:
        self._book()
        self._open.append(stage)

    def leave(self) -> None:
        self._book()
        self._open.pop()

    def _book(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    def doors(self) -> None:
        """Puts the clock at the entrance of every stage."""
        import pinglot.catalogs.catalog as catalog
        import pinglot.catalogs.template as template
        import pinglot.documents as documents
        import pinglot.documents.reading as reading
        import pinglot.glossary.glossary as glossary
        from pinglot import checks, files, inline, pins, sentences
        from pinglot.jobs import explain, receipts

        for stage, owner, names in (
            ("reading", documents, ("read",)),
            ("matching", glossary.Glossary, ("load", "find", "digest")),
            ("sentences", sentences, ("split",)),
            ("inline codes", inline, ("parse", "build", "project", "verify")),
            ("pins", pins, ("translate", "examine", "findings_of")),
            ("checks", checks, ("run",)),
            (
                "catalogs",
                catalog.Catalog,
                ("open", "update", "set", "state", "text", "fuzzy", "origin", "render", "save"),
            ),
            ("catalogs", template.Template, ("open", "update", "save")),
            ("receipts", explain.PinReceipts, ("note", "recall", "save")),
            ("receipts", receipts.Receipts, ("note", "save")),
            ("engine", Table, ("translate",)),
            ("writing documents", reading.TextDocument, ("render",)),
            ("writing files", files, ("write_bytes",)),
        ):
            for name in names:
                self._door(stage, owner, name)

    def _door(self, stage: str, owner: Any, name: str) -> None:
        found = owner.__dict__[name]
        own = found.__func__ if isinstance(found, classmethod) else found

        @wraps(own)
        def timed(*arguments: Any, **options: Any) -> Any:
            self.enter(stage)
            try:
                return own(*arguments, **options)
            finally:
                self.leave()

        setattr(owner, name, classmethod(timed) if isinstance(found, classmethod) else timed)


# --- one run, in a process of its own -------------------------------------------------------------------------


@dataclass(slots=True)
class Run:
    """One run: seconds outside the engine for the first run and for one with nothing changed, and what it did."""

    size: int
    first: float
    again: float
    wall: float
    sentences: int
    pins: int
    held: int
    findings: int
    stages: dict[str, float] = field(default_factory=dict)


def once(size: int, with_glossary: bool, clocked: bool = False, profile: str = "") -> Run:
    """A first run and a second one, in this process."""
    from pinglot.cli import collect_seldom
    from pinglot.config import Settings
    from pinglot.jobs.events import ArticleResult
    from pinglot.jobs.project import Project
    from pinglot.jobs.translate import translate_articles
    from pinglot.jobs.translator import Translator

    collect_seldom()  # as the command does
    with prepared(size, with_glossary) as (folder, engine):
        # The job opens its engine by name; the table has none.
        Translator.engine = property(lambda self: engine)  # type: ignore[assignment,method-assign]
        settings = Settings(
            root=folder,
            source="en",
            targets=("es",),
            locales=folder / "locales",
            glossary=(folder / "glossary",),
        )

        def run() -> ArticleResult:
            events = list(translate_articles(Project(settings), [folder / "article.md"]))
            assert isinstance(events[-1], ArticleResult)
            return events[-1]

        clock = Clock()
        if clocked:
            clock.doors()
        action: Callable[[], ArticleResult] = run
        start, wall = time.process_time(), time.perf_counter()
        clock.enter("jobs")
        result = _profiled(action) if profile == "first" else action()
        clock.leave()
        first, wall = time.process_time() - start - engine.seconds, time.perf_counter() - wall - engine.seconds
        stages = dict(clock.seconds)
        start, asked = time.process_time(), len(engine.asked)
        if profile == "again":
            _profiled(action)
        else:
            action()
        again = time.process_time() - start
        assert len(engine.asked) == asked, "a run with nothing changed asked the engine"
        stats = result.stats
    return Run(size, first, again, wall, stats.sentences, stats.pins, stats.held, len(result.findings), stages)


def _profiled(action: Callable[[], Any]) -> Any:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    result = profile.runcall(action)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(60)
    return result


def apart(size: int, with_glossary: bool, clocked: bool = False) -> Run:
    """The same in a fresh process."""
    options = [f"--glossary={int(with_glossary)}", f"--clocked={int(clocked)}"]
    command = [sys.executable, "-m", "bench.outside", str(size), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return Run(**json.loads(done.stdout.splitlines()[-1]))


# --- all of them --------------------------------------------------------------------------------------------------


def measure() -> list[dict[str, Any]]:
    """The median of rounds, the sizes and both ways alternated."""
    cases = [(size, with_glossary) for size in SIZES for with_glossary in (False, True)]
    runs: dict[tuple[int, bool], list[Run]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for case in cases:
            runs[case].append(apart(*case))
    rows = []
    for case in cases:
        chosen = sorted(runs[case], key=lambda run: run.first)[ROUNDS // 2]
        chosen.again = sorted(run.again for run in runs[case])[ROUNDS // 2]
        chosen.stages = apart(*case, clocked=True).stages
        rows.append(asdict(chosen))
    return rows


def tables(rows: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    lines = [
        "Measured with " + ", ".join(f"{key} {value}" for key, value in stamp().items()) + ".",
        "",
        "| sentences | pins (held) | first run, s | of it beside the pins, s | a thousand sentences, s "
        "| again with nothing changed, s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        pins = f"{row['pins']:,} ({row['held']:,})" if row["pins"] else "no glossary"
        lines.append(
            f"| {row['size']:,} | {pins} | {row['first']:.2f} | {_beside_pins(row):.2f} "
            f"| {1000 * row['first'] / row['size']:.3f} | {row['again']:.2f} |"
        )
    own = _own(rows[-1])
    shares = [
        f"{stage} {100 * seconds / sum(own.values()):.0f}%"
        for stage, seconds in sorted(own.items(), key=lambda x: -x[1])
    ]
    lines += ["", f"Where the time of the last line's first run goes: {', '.join(shares)}."]
    return "\n".join(lines)


def _own(row: dict[str, Any]) -> dict[str, float]:
    """Seconds a stage, as the clocked run had them, the table's left out."""
    return {stage: seconds for stage, seconds in row["stages"].items() if stage != "engine"}


def _beside_pins(row: dict[str, Any]) -> float:
    """Seconds of the first run in all stages but the pins' strategies and verdict, by the clocked run's shares."""
    own = _own(row)
    return float(row["first"] * (1 - own.get("pins", 0.0) / sum(own.values())))


def main(arguments: Sequence[str] = ()) -> None:
    """Measures everything and writes it down; with a size, one run, as JSON."""
    named = (one[2:].partition("=") for one in arguments if one.startswith("--"))
    options = {name: value for name, _, value in named}
    sizes = [int(one) for one in arguments if not one.startswith("--")]
    if sizes:
        run = once(
            sizes[0],
            options.get("glossary", "1") == "1",
            options.get("clocked", "0") == "1",
            options.get("profile", ""),
        )
        print(json.dumps(asdict(run)))
        return
    rows = measure()
    text = tables(rows)
    print(f"\n### outside\n\n{text}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "outside.json").write_text(json.dumps(rows, indent=2), encoding="utf-8")
    write(PAGE, {"outside": text})


if __name__ == "__main__":
    main(sys.argv[1:])
