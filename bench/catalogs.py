"""How long catalogs take, beside GNU gettext's own tools on the same machine: ``python bench/catalogs.py [ENTRIES]``.

The text is made of random words (seeded), 5 to 25 words a message, 20,000 messages unless said otherwise. Times are
wall-clock seconds, the best of three.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pinglot.catalogs import mo
from pinglot.catalogs.catalog import Catalog, read
from pinglot.catalogs.template import Template
from pinglot.catalogs.update import update_catalog
from pinglot.catalogs.validate import check
from pinglot.model import Unit


def sentences(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(3000)]
    return [" ".join(chance.choices(words, k=chance.randint(5, 25))) for _ in range(count)]


def best(action: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
    times = []
    for _ in range(3):
        prepare()
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main(count: int) -> None:
    units = [Unit(text, line=line) for line, text in enumerate(sentences(count, 1), 1)]
    changed = units[: count * 9 // 10] + [Unit(f"{unit.source} more") for unit in units[count * 9 // 10 :]]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def begin() -> Catalog:
            catalog = Catalog.open(root / "locales", "es", "article")
            catalog.update(units, "article.md")
            for unit in units:
                catalog.set(unit, unit.source.upper(), engine="bench 1")
            catalog.save(root / "state")
            return catalog

        first = best(begin, lambda: (root / "locales/es/LC_MESSAGES/article.po").unlink(missing_ok=True))
        catalog = begin()
        path, target = catalog.path, root / "article.mo"
        template = Template.open(root / "locales", "article")
        template.update(changed, "article.md")
        template.save(root / "state")
        original = path.read_bytes()
        file = read(path)

        def again() -> None:
            opened = Catalog.open(root / "locales", "es", "article")
            opened.update(units, "article.md")
            assert not opened.save(root / "state")

        def tool(*command: str | Path) -> None:
            subprocess.run([*map(str, command)], check=True, capture_output=True)

        rows = [
            ("a first run: update, set every message, save", first, ""),
            ("a second run that changes nothing", best(again), ""),
            ("read", best(lambda: read(path)), f"msgcat {best(lambda: tool('msgcat', '-o', '/dev/null', path)):.2f}"),
            ("validate", best(lambda: check(file)), ""),
            (
                "build the .mo",
                best(lambda: target.write_bytes(mo.build(file.entries))),
                f"msgfmt with reading {best(lambda: tool('msgfmt', '-o', target, path)):.2f}",
            ),
            (
                "update to a template with a tenth of the messages changed",
                best(lambda: update_catalog(path, template.path, root / "state"), lambda: path.write_bytes(original)),
                "",
            ),
        ]
    print(f"{count} messages")
    for name, seconds, beside in rows:
        print(f"{seconds:8.2f} s  {name}{f'   ({beside} s)' if beside else ''}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
