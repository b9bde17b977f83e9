"""What the tests of the batch share: small archives, and clusters of processes of their own on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from pinglot import config
from pinglot.batch import driver, extra, fleet

GLOSSARY = "term,translation,pos\nprovince,provincia,noun\nNorthern Ireland,Irlanda del Norte,proper noun\n"


def article(number: int) -> str:
    return (
        f"# Report {number}\n\nThe province of *Northern Ireland* counted {number} projects. It paid for each.\n\n"
        f"- One `code` and no more.\n- The minister opened bridge number {number}.\n\n"
        "The same words stand in every report. Nobody translates them twice.\n"
    )


def write_archive(root: Path, count: int, per_folder: int = 4) -> Path:
    """A project with a glossary and so many articles."""
    (root / "glossary").mkdir(parents=True, exist_ok=True)
    (root / "glossary" / "aid.csv").write_text(GLOSSARY, encoding="utf-8")
    for number in range(count):
        path = root / "archive" / f"{number // per_folder:02d}" / f"a{number:04d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number), encoding="utf-8")
    return root


def results(root: Path, *folders: str) -> dict[str, bytes]:
    """What a run wrote, without the dates in headers."""
    found = {}
    for folder in folders or ("out", "locales"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".tmp"):
                lines = path.read_bytes().splitlines(keepends=True)
                found[path.relative_to(root).as_posix()] = b"".join(line for line in lines if b"-Date: " not in line)
    return found


def alone(root: Path, *targets: str, engine: str = "pseudo") -> dict[str, bytes]:
    """The results of translating each article of an archive by itself."""
    from pinglot.jobs.project import Project
    from pinglot.jobs.translate import translate_articles

    settings = config.load(root).override(targets=targets, engine=engine)
    for path in sorted((root / "archive").rglob("*.md")):
        out = root / "out" / path.parent.relative_to(root / "archive")
        list(translate_articles(Project(settings.override(out=out)), [path]))
    return results(root)


@pytest.fixture(scope="session")
def kit():
    """The functions above; test files cannot import each other."""
    return SimpleNamespace(article=article, write_archive=write_archive, results=results, alone=alone)


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    """Small windows and shards, so that a small archive takes the ways of a large one."""
    monkeypatch.setattr(driver, "OPEN", 4)
    monkeypatch.setattr(driver, "OPEN_FOR", 1)
    monkeypatch.setattr(fleet, "_SMALLEST", 200)
    monkeypatch.setattr(fleet, "_LARGEST", 200)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An archive of sixteen articles, which is the current folder."""
    root = write_archive(tmp_path / "project", 16)
    monkeypatch.chdir(root)
    return root


class Hosts:
    """A scheduler and workers as processes of their own, each worker on a loopback address of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._stack = ExitStack()
        self.environment: dict[str, str] = {}
        self.scheduler = self.start_scheduler()
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self.scheduler
            time.sleep(0.1)
        raise TimeoutError("the scheduler does not answer")

    def start_worker(self) -> subprocess.Popen[bytes]:
        number = len(self.workers)
        worker = self._start(
            *("worker", self.address, "--host", f"127.0.0.{2 + number % 200}", "--nthreads", "1", "--no-nanny"),
            *("--no-dashboard", "--local-directory", str(self.folder / f"host{number}"), "--memory-limit", "0"),
        )
        self.workers.append(worker)
        return worker

    @property
    def living(self) -> list[subprocess.Popen[bytes]]:
        return [worker for worker in self.workers if worker.poll() is None]

    def kill_worker(self) -> None:
        """Kills the oldest worker, and starts another."""
        victim = self.living[0]
        victim.kill()
        victim.wait(30)
        self.start_worker()

    def kill_scheduler(self) -> None:
        """Kills the scheduler, lets its workers end, and starts everything anew at the same address."""
        for process in (self.scheduler, *self.living):
            process.kill()
            process.wait(30)
        self.start_scheduler()
        self.start_worker()
        self.start_worker()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.environment}
        log = self._stack.enter_context((self.folder / "log.txt").open("ab"))
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command], stdout=log, stderr=log, env=environment, cwd=self.folder
        )

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            for number in (signal.SIGCONT, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(number)
            process.wait(30)
        self._stack.close()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Iterator[str]:
    """The address of a scheduler with two workers, all threads of this process: quick to start, and to be patched."""
    distributed = extra.distributed(tmp_path_factory.mktemp("cluster"))
    quick = {"processes": False, "protocol": "tcp", "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, silence_logs="CRITICAL", **quick) as made:
        yield made.scheduler_address


@pytest.fixture
def hosts(tmp_path) -> Iterator[Hosts]:
    """A scheduler and two workers that a test may kill."""
    extra.distributed(tmp_path / "scratch")
    (tmp_path / "hosts").mkdir()
    own = Hosts(tmp_path / "hosts")
    try:
        own.start_worker()
        own.start_worker()
        yield own
    finally:
        own.close()
