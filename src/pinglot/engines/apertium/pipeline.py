"""A chain of Apertium's programs as long-lived processes that answer block by block.

Every program runs with ``-z`` (null flush): a block ends with a NUL byte, and so does its answer. The first program
reads from us, the last one writes to us, those between are joined by pipes of the system. We never hold more ends
than these two, so the chain sees the end of its input and ends by itself when this process is gone, however it went.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import threading
import time
import weakref
from collections.abc import Callable, Sequence

from pinglot.brief import cut
from pinglot.engines.apertium.modes import Stage
from pinglot.errors import EngineError

__all__ = ["LIMIT", "Chain"]

LIMIT = 30.0
"""Seconds that a chain may be silent while it owes an answer."""

_CHUNK = 1 << 16


class Chain:
    """Programs joined by pipes, started when first used.

    Args:
        stages: the programs, in order; none at all is a chain that answers with the question.
        limit: seconds without progress after which the chain counts as hung.
        greeting: gives the blocks that the programs get first whenever they are started; nobody sees the answers.
    """

    def __init__(
        self, stages: Sequence[Stage], limit: float = LIMIT, greeting: Callable[[], Sequence[str]] | None = None
    ) -> None:
        self._stages = tuple(stages)
        self._limit = limit
        self._greeting = greeting
        self._running: _Running | None = None
        self._lock = threading.Lock()

    def run(self, blocks: Sequence[str]) -> list[str]:
        """The answer to each block, in order. A block holds no NUL.

        A chain that dies or hangs is started again once and goes on with the first block that has no answer.

        Raises:
            EngineError: it died or hung again; the message names the program.
        """
        if not self._stages or not blocks:
            return list(blocks)
        answers: list[str] = []
        with self._lock:
            for attempt in (1, 2):
                try:
                    if self._running is None:
                        self._running = _Running(self._stages)
                        if self._greeting is not None:
                            self._running.exchange(self._greeting(), [], self._limit)
                    self._running.exchange(blocks[len(answers) :], answers, self._limit)
                except (OSError, TimeoutError) as error:
                    self._stop()
                    if attempt == 2:
                        raise EngineError(self._diagnosis(blocks[len(answers)], error)) from None
                except BaseException:
                    self._stop()  # interrupted in the middle: what is in the pipes belongs to no one
                    raise
                else:
                    break
        return answers

    def close(self) -> None:
        """Ends the processes; a later :meth:`run` starts new ones."""
        with self._lock:
            self._stop()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the running programs."""
        return tuple(process.pid for process in self._running.processes) if self._running else ()

    def _stop(self) -> None:
        if self._running is not None:
            self._running.close()
            self._running = None

    def _diagnosis(self, block: str, error: Exception) -> str:
        """Says which program is to blame, by giving the block to one after the other, each on its own."""
        advice = "install its Debian packages again, or report the sentence to Apertium"
        shown = cut(block, 200)
        data = block.encode("utf-8", "replace") + b"\0"
        for stage in self._stages:
            try:
                done = subprocess.run(
                    stage.command, input=data, capture_output=True, timeout=self._limit, env=_environ()
                )
            except subprocess.TimeoutExpired:
                return f"Apertium's {stage.title} gave no answer within {self._limit:g} s to '{shown}'; {advice}"
            except OSError as cause:
                return f"Apertium's {stage.title} cannot be run: {cause}; {advice}"
            if done.returncode or not done.stdout.endswith(b"\0"):
                said = done.stderr.decode("utf-8", "replace").strip().splitlines()
                reason = f" ({said[-1]})" if said else ""
                return f"Apertium's {stage.title} stopped{reason} at '{shown}'; {advice}"
            data = done.stdout
        titles = " | ".join(stage.title for stage in self._stages)
        return f"Apertium's programs {titles} failed together at '{shown}' ({error}); {advice}"


def _environ() -> dict[str, str]:
    # The programs read and write in the locale's encoding, and some of them drop what does not fit it.
    return {**os.environ, "LC_ALL": "C.UTF-8"}


class _Running:
    def __init__(self, stages: Sequence[Stage]) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self._rest = b""
        self._finalizer = weakref.finalize(self, _end, self.processes, os.getpid())
        feed: int | None = None
        try:
            for stage in stages:
                process = subprocess.Popen(
                    stage.command,
                    stdin=subprocess.PIPE if feed is None else feed,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    env=_environ(),
                    start_new_session=True,  # Ctrl-C is for us; the programs end with their input
                )
                if feed is not None:
                    os.close(feed)
                self.processes.append(process)
                assert process.stdout is not None
                feed = os.dup(process.stdout.fileno()) if stage is not stages[-1] else None
                if stage is not stages[-1]:
                    process.stdout.close()
                    process.stdout = None
        except OSError:
            if feed is not None:
                os.close(feed)
            self.close()
            raise
        first, last = self.processes[0].stdin, self.processes[-1].stdout
        assert first is not None and last is not None
        self._in, self._out = first.fileno(), last.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def exchange(self, blocks: Sequence[str], answers: list[str], limit: float) -> None:
        """Writes and reads at the same time, so that full pipes never stop each other; appends to ``answers``."""
        data = memoryview(b"".join(block.encode("utf-8") + b"\0" for block in blocks))
        owed = len(blocks)
        last = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            if selector.select(0):
                raise BrokenPipeError("answered before it was asked")
            selector.register(self._in, selectors.EVENT_WRITE)
            while owed:
                events = selector.select(max(0.0, last + limit - time.monotonic()))
                if not events:
                    raise TimeoutError(f"silent for {limit:g} s")
                for key, _ in events:
                    if key.fd == self._in:
                        data = data[os.write(self._in, data[:_CHUNK]) :]
                        if not data:
                            selector.unregister(self._in)
                    else:
                        read = os.read(self._out, _CHUNK)
                        if not read:
                            raise BrokenPipeError("ended before its answer")
                        *done, self._rest = (self._rest + read).split(b"\0")
                        answers += (answer.decode("utf-8", "replace") for answer in done)
                        owed -= len(done)
                    last = time.monotonic()
        if owed < 0 or self._rest:
            raise BrokenPipeError("answered more than it was asked")

    def close(self) -> None:
        self._finalizer()


def _end(processes: list[subprocess.Popen[bytes]], owner: int) -> None:
    if os.getpid() != owner:
        return  # a fork of us: the processes are not ours to end
    for process in processes:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
    deadline = time.monotonic() + 1.0
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
