"""Several hosts: each worker in a network namespace of its own, and the wire of one cut for a minute.

Where namespaces are not allowed, ``test_a_host_cut_off_for_a_minute`` has workers on loopback addresses of their own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

COUNT = 120
MINUTE = 60.0
PORT = 8786
DRIVER = """
import sys
from pinglot.batch import driver, fleet
from pinglot.cli import main

driver.OPEN, driver.OPEN_FOR = 4, 1
fleet._SMALLEST = fleet._LARGEST = 200
sys.exit(main(sys.argv[1:]))
"""
# So slow that the run outlasts the minute. Dask imports this where a worker starts, and it may do so twice.
SLOW = """
import time
from pinglot import pins

def slow(translate):
    def slowly(engine, sentences, locale):
        time.sleep(0.3 * len(sentences))
        return translate(engine, sentences, locale)
    return slowly

if pins.translate.__name__ != "slowly":
    pins.translate = slow(pins.translate)
"""


class Net:
    """A hub and hosts, namespaces that are gone with the processes that hold them, whatever becomes of the test."""

    def __init__(self, folder: Path, hosts: int) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._held: list[subprocess.Popen[bytes]] = []
        self._started: list[subprocess.Popen[bytes]] = []
        try:
            self._hub = self._hold()
            self._hosts = [self._hold() for _ in range(hosts)]
            for number, host in enumerate(self._hosts):
                # 198.18.0.0/15 is kept for tests by RFC 2544, and no address of the machine's own network.
                peer = ("peer", "name", "wire", "netns", str(host))
                self._ip(self._hub, "link", "add", f"wire{number}", "type", "veth", *peer)
                self._ip(self._hub, "addr", "add", f"198.18.{number}.1/24", "dev", f"wire{number}")
                self._ip(host, "addr", "add", f"198.18.{number}.2/24", "dev", "wire")
                self._ip(host, "link", "set", "wire", "up")
                self.wire(number, up=True)
        except BaseException:
            self.close()
            raise

    def wire(self, host: int, up: bool) -> None:
        """Cuts the wire of a host, or mends it."""
        self._ip(self._hub, "link", "set", f"wire{host}", "up" if up else "down")

    def start_scheduler(self) -> None:
        # On every address of a namespace that nothing leads into.
        self._dask(self._hub, "scheduler", "--host", "0.0.0.0", "--port", str(PORT), "--no-dashboard", "--no-show")

    def start_worker(self, host: int) -> None:
        own = ("--host", f"198.18.{host}.2", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        local = ("--local-directory", str(self.folder / f"host{host}"), "--preload", str(self.folder / "slow.py"))
        self._dask(self._hosts[host], "worker", f"tcp://198.18.{host}.1:{PORT}", *own, *local)

    def start_driver(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", DRIVER, *arguments, "--on", f"tcp://127.0.0.1:{PORT}"]
        return self._start(self._hub, *command, stdout=subprocess.PIPE)

    def said(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-4000:]

    def close(self) -> None:
        for process in (*self._started, *self._held):
            process.kill()
            process.wait(30)
        self._stack.close()

    def _hold(self) -> int:
        """The process of a new namespace; it ends with its standard input, which ends with this process."""
        holder = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self._held.append(holder)
        own = Path("/proc/self/ns/net").readlink()
        end = time.monotonic() + 10
        while Path(f"/proc/{holder.pid}/ns/net").readlink() == own:
            if holder.poll() is not None or time.monotonic() > end:
                raise OSError("no network namespace can be made")
            time.sleep(0.01)
        self._ip(holder.pid, "link", "set", "lo", "up")
        return holder.pid

    def _ip(self, within: int, *command: str) -> None:
        subprocess.run(["nsenter", "--target", str(within), "--net", "ip", *command], check=True, capture_output=True)

    def _dask(self, within: int, *command: str) -> None:
        log = self._stack.enter_context((self.folder / "log.txt").open("ab"))
        self._start(within, sys.executable, "-m", "dask", *command, stdout=log)

    def _start(self, within: int, *command: str, stdout: object) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.folder / "log.txt").open("ab"))
        # nsenter becomes what it starts, which therefore is what is killed in the end.
        whole = ["nsenter", "--target", str(within), "--net", *command]
        process = subprocess.Popen(whole, stdout=stdout, stderr=log)  # type: ignore[call-overload]
        self._started.append(process)
        return process  # type: ignore[no-any-return]


@pytest.fixture
def net(tmp_path) -> Iterator[Net]:
    """Two hosts with a worker each, and a scheduler between them."""
    for tool, package in (("ip", "iproute2"), ("nsenter", "util-linux"), ("unshare", "util-linux")):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed; apt-get install {package}")
    folder = tmp_path / "net"
    folder.mkdir()
    (folder / "slow.py").write_text(SLOW, encoding="utf-8")
    try:
        made = Net(folder, 2)
    except (OSError, subprocess.CalledProcessError) as trouble:
        pytest.skip(f"network namespaces are not allowed here ({trouble}); run as root, not in a confined container")
    try:
        made.start_scheduler()
        for host in range(2):
            made.start_worker(host)
        yield made
    finally:
        made.close()


@pytest.mark.soak
def test_a_host_in_its_own_namespace_cut_off_for_a_minute(kit, tmp_path, monkeypatch, net):
    undisturbed = kit.alone(kit.write_archive(tmp_path / "alone", COUNT), "es")
    root = kit.write_archive(tmp_path / "project", COUNT)
    monkeypatch.chdir(root)
    driver = net.start_driver(
        "batch", "archive", "--engine", "pseudo", "--to", "es", "--out", "out", "--format", "jsonl"
    )
    done: list[str] = []
    in_the_minute: list[int] = []

    def mend() -> None:
        in_the_minute.append(len(done))
        net.wire(0, up=True)
        net.start_worker(0)  # a worker that lost its scheduler ends; whoever runs it starts it again

    minute = threading.Timer(MINUTE, mend)
    try:
        for line in driver.stdout:
            event = json.loads(line)
            if event["event"] == "noted" and event["outcome"]["state"] == "done":
                done.append(event["article"])
                if len(done) == 5:
                    net.wire(0, up=False)
                    minute.start()
        assert driver.wait(30) == 0, net.said()
    finally:
        minute.cancel()
    # It went on during the minute, and beyond it.
    assert 5 < in_the_minute[0] < COUNT
    assert len(done) == len(set(done)) == COUNT
    assert kit.results(root) == undisturbed
