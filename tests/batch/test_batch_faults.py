"""What a batch does when something breaks: it goes on, or says why not, and in the end every file is as undisturbed.

The long forms (``make soak``) do what the short ones do, more often and at random moments.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pinglot import config, pins
from pinglot.batch import fleet, reading, recipes
from pinglot.batch.events import Noted
from pinglot.batch.job import Request, batch
from pinglot.cli import main
from pinglot.errors import EngineError

COUNT = 16
ARGUMENTS = ["batch", "archive", "--engine", "pseudo", "--to", "es", "--out", "out"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, kit):
    return kit.alone(kit.write_archive(tmp_path_factory.mktemp("alone"), COUNT), "es")


def run(on: str, resume: bool = False, at=None) -> list[Noted]:
    """Runs a batch here; ``at`` maps the number of an outcome to what shall happen then."""
    settings = config.load().override(targets=("es",), engine="pseudo")
    noted = []
    for event in batch(Request(("archive",), on, resume=resume), settings, out="out"):
        if isinstance(event, Noted):
            noted.append(event)
            (at or {}).get(len(noted), lambda: None)()
    return noted


def check_once_each(noted: list[Noted], count: int) -> None:
    done = [event.article for event in noted if event.outcome.state == "done"]
    assert len(done) == len(set(done)) == count


def test_a_worker_killed(kit, project, hosts, undisturbed):
    check_once_each(run(hosts.address, at={2: hosts.kill_worker}), COUNT)
    assert kit.results(project) == undisturbed


def test_the_scheduler_killed(kit, project, hosts, undisturbed):
    check_once_each(run(hosts.address, at={3: hosts.kill_scheduler}), COUNT)
    assert kit.results(project) == undisturbed


def test_a_worker_cut_off(kit, project, hosts, undisturbed, monkeypatch):
    monkeypatch.setattr(fleet, "_LATE", 1.5)

    def stop():
        hosts.living[0].send_signal(signal.SIGSTOP)

    check_once_each(run(hosts.address, at={2: stop}), COUNT)
    assert kit.results(project) == undisturbed


def kill_driver(root: Path, moment: float, *more: str) -> bool:
    """Starts a batch of its own and kills it so many seconds after it began to write; says whether it was killed."""
    command = [sys.executable, "-m", "pinglot", *ARGUMENTS, "--workers", "1", *more]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    before = len(list((root / "out").rglob("*.md")))
    while process.poll() is None and time.monotonic() < end and len(list((root / "out").rglob("*.md"))) == before:
        time.sleep(0.01)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), err.decode()
    return process.returncode != 0


def test_the_driver_killed(kit, project, cluster, undisturbed):
    assert kill_driver(project, 0.0)
    assert len(kit.results(project, "out")) < COUNT
    assert main([*ARGUMENTS, "--on", cluster]) == 2  # a run that did not end is not begun anew by mistake
    check_once_each_in_journal(project, main([*ARGUMENTS, "--on", cluster, "--resume"]))
    assert kit.results(project) == undisturbed


def check_once_each_in_journal(root: Path, code: int, count: int = COUNT) -> None:
    assert code == 0
    with sqlite3.connect(root / ".pinglot/batch/journal.sqlite") as journal:
        assert journal.execute("SELECT count(*) FROM work WHERE state = 'done'").fetchone() == (count,)


def test_a_poisoned_sentence_sets_its_articles_aside(kit, project, cluster, undisturbed, monkeypatch, capsys):
    asked = []
    translate = pins.translate

    def stumble(engine, sentences, locale):
        asked.append([sentence.text for sentence in sentences])
        if any("counted 5 projects" in sentence.text for sentence in sentences):
            raise RuntimeError("no such luck")
        return translate(engine, sentences, locale)

    with monkeypatch.context() as broken:
        broken.setattr("pinglot.batch.work.pins.translate", stumble)
        assert main([*ARGUMENTS, "--on", cluster]) == 1
    assert "a0005.md" in (said := capsys.readouterr().err) and "no such luck" in said and "counted 5 projects" in said
    assert sum(len(texts) == 1 and "counted 5 projects" in texts[0] for texts in asked) == 3
    whole = kit.results(project)
    missing = {name for name in undisturbed if "a0005" in name}
    assert whole == {name: data for name, data in undisturbed.items() if name not in missing}
    assert main([*ARGUMENTS, "--on", cluster]) == 0
    assert kit.results(project) == undisturbed


def test_unreadable_articles_are_set_aside_and_read_later(kit, project, cluster, undisturbed, capsys):
    bad = {Path("archive/00/a0001.md"): b"\x00\xff\xfe\x00binary", Path("archive/01/a0006.md"): b"\x80\x81 not UTF-8"}
    good = {path: path.read_bytes() for path in bad}
    for path, data in bad.items():
        path.write_bytes(data)
    assert main([*ARGUMENTS, "--on", cluster]) == 1
    said = capsys.readouterr().err
    assert all(path.name in said for path in bad) and said.count("set aside") == 2
    for path, data in good.items():
        path.write_bytes(data)
    assert main([*ARGUMENTS, "--on", cluster, "--resume"]) == 0
    assert kit.results(project) == undisturbed


def test_a_damaged_archive(kit, project, cluster, undisturbed, tmp_path, capsys):
    whole = tmp_path / "archive.zip"
    with zipfile.ZipFile(whole, "w") as made:
        for path in sorted(Path("archive").rglob("*.md")):
            made.write(path, path.relative_to("archive"))
    good = whole.read_bytes()
    whole.write_bytes(good.replace(b"counted 7 projects", b"counted X projects"))
    command = ["batch", f"zip://**/*.md::{whole}", *ARGUMENTS[2:], "--on", cluster]
    assert main(command) == 1
    assert "a0007.md" in capsys.readouterr().err
    whole.write_bytes(good)
    assert main([*command, "--resume"]) == 0
    assert kit.results(project, "out") == {name: data for name, data in undisturbed.items() if name.startswith("out/")}


def test_a_full_destination_stops_the_run(kit, project, cluster, undisturbed, capsys):
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    class Small(MemoryFileSystem):  # type: ignore[misc]
        """A storage with room for so many files."""

        protocol = "small"
        store: dict[str, object] = {}  # noqa: RUF012
        pseudo_dirs = [""]  # noqa: RUF012
        room = 5

        def pipe_file(self, path, value, **options):
            if len(self.store) >= self.room:
                raise OSError(28, "No space left on device")
            return super().pipe_file(path, value, **options)

    fsspec.register_implementation("small", Small, clobber=True)
    command = [*ARGUMENTS[:-1], "small://made", "--on", cluster]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "No space left" in said and "--resume" in said and "Traceback" not in said
    assert len(Small.store) == Small.room
    Small.room = 1000
    assert main([*command, "--resume"]) == 0
    store = fsspec.filesystem("small")
    made = {f"out/{name.partition('made/')[2]}": store.cat_file(name) for name in Small.store}
    assert made == {name: data for name, data in undisturbed.items() if name.startswith("out/")}


def test_versions_that_differ_are_named(project, cluster, monkeypatch, capsys):
    monkeypatch.setattr(recipes, "versions", lambda: {"pinglot": "9.9", "python": "3.99"})
    assert main([*ARGUMENTS, "--on", cluster]) == 3
    said = capsys.readouterr().err
    assert "instead of 9.9" in said and "the worker tcp://127.0.0.1" in said
    assert not Path("out").exists()


def test_a_glossary_that_is_read_differently_is_named(project, cluster, monkeypatch, capsys):
    made = recipes.recipe_of
    monkeypatch.setattr(reading, "recipe_of", lambda *given: replace(made(*given), glossary="0123456789ab"))
    assert main([*ARGUMENTS, "--on", cluster]) == 3
    assert "reads the glossary differently" in capsys.readouterr().err


def test_no_scheduler_is_one_sentence(project, monkeypatch):
    monkeypatch.setattr("pinglot.batch.cluster.PATIENCE", 1.0)
    with pytest.raises(EngineError, match="no scheduler answers at tcp:"):
        run("tcp://127.0.0.1:1")


# --- long forms -----------------------------------------------------------------------------------------------

MANY = 120


@pytest.fixture
def archive(tmp_path, monkeypatch, kit):
    root = kit.write_archive(tmp_path / "many", MANY)
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="module")
def many(tmp_path_factory, kit):
    return kit.alone(kit.write_archive(tmp_path_factory.mktemp("many"), MANY), "es")


@pytest.mark.soak
def test_a_worker_killed_ten_times(kit, archive, hosts, many):
    moments = random.Random().sample(range(1, MANY - 10), 10)
    check_once_each(run(hosts.address, at=dict.fromkeys(moments, hosts.kill_worker)), MANY)
    assert kit.results(archive) == many


@pytest.mark.soak
def test_the_scheduler_killed_at_random(kit, archive, hosts, many):
    check_once_each(run(hosts.address, at={random.randrange(1, MANY - 10): hosts.kill_scheduler}), MANY)
    assert kit.results(archive) == many


@pytest.mark.soak
def test_the_driver_killed_three_times(kit, archive, cluster, many):
    for number in range(3):
        assert kill_driver(archive, random.uniform(0, 0.5), *(["--resume"] if number else []))
    check_once_each_in_journal(archive, main([*ARGUMENTS, "--on", cluster, "--resume"]), MANY)
    assert kit.results(archive) == many


@pytest.mark.soak
def test_unreadable_articles_at_random(kit, archive, cluster, many):
    good = {path: path.read_bytes() for path in random.sample(sorted(Path("archive").rglob("*.md")), 20)}
    for path in good:
        path.write_bytes(b"\xff" + random.randbytes(200) + b"\x00")
    assert main([*ARGUMENTS, "--on", cluster]) == 1
    missing = {name for name in many if any(path.stem in name for path in good)}
    assert kit.results(archive) == {name: data for name, data in many.items() if name not in missing}
    for path, data in good.items():
        path.write_bytes(data)
    check_once_each_in_journal(archive, main([*ARGUMENTS, "--on", cluster, "--resume"]), MANY)
    assert kit.results(archive) == many


@pytest.mark.soak
def test_a_host_cut_off_for_a_minute(kit, archive, hosts, many):
    stopped = []

    def stop():
        stopped.append((hosts.living[0], time.monotonic()))
        hosts.living[0].send_signal(signal.SIGSTOP)

    def go_on():
        victim, since = stopped[0]
        time.sleep(max(60 - (time.monotonic() - since), 0))
        victim.send_signal(signal.SIGCONT)

    check_once_each(run(hosts.address, at={5: stop, MANY - 5: go_on}), MANY)
    assert kit.results(archive) == many


@pytest.mark.soak
def test_a_full_disk(kit, archive, cluster, many, tmp_path):
    """A file system of half a megabyte, where this user may mount one."""
    out = archive / "out"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(out)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here ({mounted.stderr.decode().strip()}); run as root")
    try:
        assert main([*ARGUMENTS, "--on", cluster]) == 2
        assert os.statvfs(out).f_bavail == 0
        subprocess.run(["mount", "-o", "remount,size=64m", str(out)], check=True)
        assert main([*ARGUMENTS, "--on", cluster, "--resume"]) == 0
        assert kit.results(archive) == many
    finally:
        subprocess.run(["umount", str(out)], check=True)
