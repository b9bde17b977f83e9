"""Killed at any moment, and two at once: no torn file, no lost entry. The long forms run with ``make soak``."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pinglot.catalogs import mo, po, provenance
from pinglot.catalogs.catalog import read

HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: faults 1\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n'
    '"Language: es\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)
ENTRIES = 400

# Brings a catalog up to one template and then the other, and compiles it, until it is killed.
WORKER = """
import sys
from pinglot.catalogs.compile import compile_catalogs
from pinglot.catalogs.update import update_catalog
catalog, one, other, state = sys.argv[1:]
print("ready", flush=True)
while True:
    for template in (one, other):
        update_catalog(catalog, template, state)
        compile_catalogs([catalog])
"""


@pytest.fixture
def place(tmp_path):
    """A translated catalog, a template with all its messages, and one with every third gone and others new."""
    sources = [f"Message number {number} of the catalog." for number in range(ENTRIES)]
    (tmp_path / "es.po").write_text(
        HEADER + "".join(f'\nmsgid "{text}"\nmsgstr "{text.upper()}"\n' for text in sources), encoding="utf-8"
    )
    (tmp_path / "one.pot").write_text(
        HEADER + "".join(f'\nmsgid "{text}"\nmsgstr ""\n' for text in sources), encoding="utf-8"
    )
    fewer = [text if number % 3 else f"Nothing like it: {number * 7919}" for number, text in enumerate(sources)]
    (tmp_path / "other.pot").write_text(
        HEADER + "".join(f'\nmsgid "{text}"\nmsgstr ""\n' for text in fewer), encoding="utf-8"
    )
    return tmp_path


def work(place: Path) -> subprocess.Popen[str]:
    arguments = [str(place / name) for name in ("es.po", "one.pot", "other.pot", ".pinglot")]
    process = subprocess.Popen([sys.executable, "-c", WORKER, *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def texts(path: Path) -> dict[str, str]:
    """Every translation, obsolete ones included."""
    return {entry.msgid: entry.msgstr[0] for entry in po.parse(path.read_bytes(), path).messages if entry.translated}


def killed_at_random(place: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    wanted = texts(place / "es.po")
    templates = [{entry.key for entry in read(place / name).messages} for name in ("one.pot", "other.pot")]
    compiled = set()
    for number in range(times):
        process = work(place)
        time.sleep(chance.uniform(0, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        file = read(place / "es.po")
        assert texts(place / "es.po") == wanted, f"kill {number} has lost a translation"
        assert {entry.key for entry in file.messages if not entry.obsolete} in templates, f"kill {number} tore it"
        if (place / "es.mo").exists():
            compiled.add((place / "es.mo").read_bytes())
    finished = set()
    for template in ("one.pot", "other.pot"):
        command = [sys.executable, "-m", "pinglot", "catalog", "update", "es.po", template]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
        subprocess.run(
            [sys.executable, "-m", "pinglot", "compile", "es.po"], cwd=place, check=True, capture_output=True
        )
        finished.add(_undated((place / "es.mo").read_bytes()))
        assert _undated(mo.build(read(place / "es.po").entries)) in finished
    assert {_undated(data) for data in compiled} <= finished, "a .mo was torn"
    assert not list(place.glob(".*.tmp")), "the next run sweeps what killed ones left"


def _undated(data: bytes) -> bytes:
    at = data.find(b"PO-Revision-Date: ")
    return data if at < 0 else data[:at] + data[at + len(b"PO-Revision-Date: 2026-01-01 00:00+0000") :]


def test_kill_9_during_update_and_compile(place):
    killed_at_random(place, times=5, seed=1)


@pytest.mark.soak
def test_kill_9_during_update_and_compile_at_fifty_random_moments(place):
    killed_at_random(place, times=50, seed=50)


# One accepts units from the front, the other reverts units from the back, one save each.
REVIEWER = """
import sys
from pinglot.catalogs.review import accept, revert
from pinglot.catalogs.unit_ids import unit_id
catalog, state, what, *sources = sys.argv[1:]
for source in sources:
    (accept if what == "accept" else revert)(catalog, [unit_id(None, source)], state)
"""


def two_at_once(folder: Path, times: int) -> None:
    for number in range(times):
        path = folder / f"{number}.po"
        entries = [po.Entry("", ["Language: es\nContent-Type: text/plain; charset=UTF-8\n"])]
        for index in range(12):
            entry = po.Entry(f"text {index}", [f"texto {index}"], fuzzy=True)
            provenance.stamp(entry, "pseudo 1")
            entries.append(entry)
        path.write_bytes(po.render(po.PoFile(entries)))
        running = [
            subprocess.Popen(
                [sys.executable, "-c", REVIEWER, str(path), str(folder / ".pinglot"), what, *sources],
                stderr=subprocess.PIPE,
            )
            for what, sources in (
                ("accept", [f"text {index}" for index in range(6)]),
                ("revert", [f"text {index}" for index in range(11, 5, -1)]),
            )
        ]
        for process in running:
            _, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors.decode()
        found = {entry.msgid: entry for entry in read(path).messages}
        assert len(found) == 12
        for index in range(12):
            entry = found[f"text {index}"]
            assert entry.msgstr == ([f"texto {index}"] if index < 6 else [""]), f"round {number}"
            assert not entry.fuzzy and provenance.read(entry) is None


def test_two_writers_at_once_lose_nothing(tmp_path):
    two_at_once(tmp_path, times=2)


@pytest.mark.soak
def test_two_writers_at_once_fifty_times(tmp_path):
    two_at_once(tmp_path, times=50)
