"""How long the review page takes on the server with 10,000 terms, against the limit that a person does not notice.

The project is made up: 10,000 terms in one glossary, an article and catalogs that use some of them. Each figure is the
median of many requests of different things, asked through Flask's own client, so that no network is measured. The
first request reads everything and stands by itself. Run it with ``python -m bench web``; it needs the extra ``web``.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bench.measure import RESULTS, stamp
from pinglot import config
from pinglot.catalogs.catalog import Catalog
from pinglot.glossary import files
from pinglot.jobs.project import Project
from pinglot.model import Status, Term, Unit

TERMS = 10_000
ENTRIES = 2_000
LIMIT = 300.0  # ms
_HOST = "127.0.0.1:8765"
_ROOM = {"base_url": f"http://{_HOST}"}


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one kind of request: the median, what 19 of 20 stay below, and the processor's time."""

    name: str
    median: float
    most: float
    processor: float
    requests: int


class _Form(HTMLParser):
    """The fields of the form that the keys belong to, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._text: str | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "data-keys" in said
        if not self._inside:
            return
        name = said.get("name", "")
        if tag == "input" and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.fields[name] = said.get("value", "")
        elif tag == "textarea":
            self._text, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.fields[self._select] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = None
        elif tag == "form":
            self._inside = False


def make(folder: Path, terms: int = TERMS, entries: int = ENTRIES) -> Project:
    """A project of made-up words: a glossary, an article, and its catalog."""
    chance = random.Random(1)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]

    def word() -> str:
        return "".join(chance.choice(syllables) for _ in range(chance.randint(2, 4)))

    names = list(dict.fromkeys(f"{word()} {word()}" for _ in range(terms * 2)))[:terms]
    statuses = [Status.PROPOSED] * 3 + [Status.REJECTED] + [Status.APPROVED] * 6
    names[99::100] = names[98::100]  # one in a hundred contradicts the one before it
    rows = [Term(name, f"{word()} {word()}", status=statuses[place % 10]) for place, name in enumerate(names)]
    (folder / "glossary").mkdir(parents=True)
    files.write(folder / "glossary" / "terms.es.csv", rows)
    sources = [f"The {chance.choice(names)} was shown beside the {chance.choice(names)}." for _ in range(entries)]
    (folder / "article.md").write_text("\n\n".join(sources[: entries // 4]) + "\n", encoding="utf-8")
    project = Project(config.load(folder).override(targets=("es",)))
    catalog = Catalog.open(project.settings.locales, "es", "article")
    units = [Unit(source, line=line) for line, source in enumerate(dict.fromkeys(sources), 1)]
    catalog.update(units, "article.md")
    for place, unit in enumerate(units):
        catalog.set(unit, f"{word()} {word()} {word()}.", engine="pseudo 1" if place % 2 else "")
    catalog.save(project.settings.state)
    return project


def measure(project: Project, rounds: int = 40) -> Iterator[Timing]:
    """Asks for everything a reviewer asks for, each time something else."""
    from pinglot.web.app import create_app

    app = create_app(project, token="key", hosts=(_HOST,), reviewer="Ana", engine="none")
    client = app.test_client()
    client.get("/enter?token=key", **_ROOM)
    chance = random.Random(2)

    def get(address: str) -> str:
        answer = client.get(address, **_ROOM)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def timed(name: str, request: Callable[[], Any], times: int = rounds) -> Timing:
        spent, busy = [], []
        for _ in range(times):
            start, work = time.perf_counter(), time.process_time()
            request()
            spent.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - work) * 1000)
        spent.sort()
        most = spent[min(len(spent) - 1, int(len(spent) * 0.95))]
        return Timing(name, statistics.median(spent), most, statistics.median(busy), times)

    yield timed("first request of the terms: everything is read", lambda: get("/terms/"), 1)
    pages = -(-TERMS // 50)
    yield timed("terms: a page of the list", lambda: get(f"/terms/?page={chance.randint(1, pages)}"))
    yield timed("terms: filtered by status", lambda: get(f"/terms/?status=proposed&page={chance.randint(1, 50)}"))
    yield timed("terms: filtered by conflict", lambda: get("/terms/?conflict=1"))
    yield timed("terms: a search", lambda: get(f"/terms/?q={chance.choice('bcdfglmnprst')}{chance.choice('aeiou')}r"))
    ids = re.findall(r"[?&]term=([0-9a-f]{16})", get("/terms/?page=3")) or [""]
    yield timed("terms: a term", lambda: get(f"/terms/?term={chance.choice(ids)}"))
    yield from _saves(client, timed, chance, get, "/terms/?term=", ids, "/terms/save", "col_translation")
    yield timed("first request of the translations: everything is read", lambda: get("/translations/"), 1)
    yield timed("translations: a page of the list", lambda: get(f"/translations/?page={chance.randint(1, 30)}"))
    yield timed("translations: filtered by pins", lambda: get("/translations/?state=pins"))
    yield timed("translations: a search", lambda: get(f"/translations/?q={chance.choice('bcdfglmnprst')}er"))
    at = re.findall(r"[?&](?:amp;)?at=([^\"#&]+)", get("/translations/"))
    yield timed("translations: an entry", lambda: get(f"/translations/?at={chance.choice(at)}"))
    yield from _saves(client, timed, chance, get, "/translations/?at=", at, "/translations/save", "text")


def _saves(
    client: Any,
    timed: Callable[..., Timing],
    chance: random.Random,
    get: Callable[[str], str],
    page: str,
    names: list[str],
    address: str,
    column: str,
    times: int = 15,
) -> Iterator[Timing]:
    """Saves, and the page that comes after each: what a reviewer waits for."""
    forms = []
    for _ in range(times):
        fields = _Form(get(page + chance.choice(names))).fields
        forms.append({**fields, column: f"{fields[column]} {chance.randint(0, 10**9)}", "how": "insist"})

    def save() -> None:
        form = forms.pop()
        # Another save may have been of the same row: what is given back is what its page says now.
        answer = client.post(address, data=form, **_ROOM)
        assert answer.status_code in (303, 409), answer.get_data(as_text=True)[:2000]

    kind = page.split("/")[1]
    yield timed(f"{kind}: a save", save, times)
    yield timed(f"{kind}: the page after a save", lambda: get(f"/{kind}/"), 1)


def main() -> None:
    """Prints a table and writes ``build/bench/web.json``."""
    with tempfile.TemporaryDirectory() as name:
        timings = list(measure(make(Path(name))))
    versions = stamp("flask", "jinja2", "werkzeug")
    print(f"\n### web\n\n{TERMS} terms, {ENTRIES} entries; the limit is {LIMIT:g} ms\n")
    print(", ".join(f"{key} {value}" for key, value in versions.items()), end="\n\n")
    print("| request | median, ms | 19 of 20 below, ms | processor, ms | requests | of the limit |")
    print("|---|---|---|---|---|---|")
    for one in timings:
        share = one.median / LIMIT
        print(
            f"| {one.name} | {one.median:.0f} | {one.most:.0f} | {one.processor:.0f} | {one.requests} | {share:.2f} |"
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "web.json").write_text(
        json.dumps({"stamp": versions, "limit": LIMIT, "figures": [asdict(one) for one in timings]}, indent=2),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
