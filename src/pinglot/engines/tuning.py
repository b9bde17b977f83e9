"""How a package is worked through fastest on this machine: tried on the first windows of a long text, and kept.

No work is done twice for it: the windows that are timed are windows of the text, and how they are laid out changes no
text. What is found is kept in the user's cache folder, a small file for a machine, the cores that may be used, and a
package; it may be thrown away at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from pinglot import files
from pinglot.engines.decoder import Speed, cores
from pinglot.engines.machine import machine
from pinglot.engines.packages import InstalledPackage
from pinglot.errors import PinglotError

__all__ = ["WARM_UP", "WINDOW", "Tuner", "kept", "place"]

WARM_UP = 512
"""Sentences before the first trial: a text that is shorter gains nothing from it."""
WINDOW = 128
"""Sentences of one trial."""
_BATCHES = (192, 256, 384)
"""Tokens. Memory grows with them: with 512, a package of the real size takes some 100 MB more, and is no faster."""
_WORTH = 1.05
"""How much faster than usual a way must be: less is chance."""
_LEAST = 500
"""Tokens of a trial that tells something."""


def place(package: InstalledPackage) -> Path:
    """The file that keeps what was found for a package on this machine."""
    try:
        status = (package.path / "model" / "model.bin").stat()
        model = [status.st_size, status.st_mtime_ns]
    except OSError:
        model = []
    told = json.dumps([machine(), cores(), _library(), package.name, package.version, model])
    name = f"{package.name}.{hashlib.sha256(told.encode()).hexdigest()[:16]}.json"
    return files.user_cache() / "speeds" / name


def _library() -> str:
    """CTranslate2's version, by itself: it is about to be needed anyway, and asking for its metadata takes longer."""
    try:
        import ctranslate2
    except ImportError:
        return ""
    return str(ctranslate2.__version__)


def kept(package: InstalledPackage) -> Speed | None:
    """What was found before, None where nothing was, or it cannot be read."""
    try:
        found = Speed(**json.loads(place(package).read_bytes()))
        counts = (found.workers, found.batch)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return found if all(isinstance(count, int) and 0 < count < 1 << 20 for count in counts) else None


class Tuner:
    """Hands out ways to try, is told how fast each was, and keeps the best.

    Args:
        package: the package.
        keep: where what is found goes; by default the user's cache folder.
    """

    def __init__(self, package: InstalledPackage, keep: Callable[[Speed], None] | None = None) -> None:
        self._package = package
        self._keep = keep or self._write
        found, usual = kept(package), Speed.usual()
        self.best = found or usual
        self._trials = [] if found else [Speed(usual.workers, batch) for batch in _BATCHES * 2]
        self._times: dict[Speed, tuple[int, float]] = {}
        self._workers_tried = usual.workers == 1

    @property
    def trial(self) -> Speed | None:
        """The next way to try, None where it is known what is best."""
        return self._trials[0] if self._trials else None

    def note(self, speed: Speed, tokens: int, seconds: float) -> None:
        """Says how long a trial took; one of too few tokens is tried again."""
        if tokens < _LEAST or speed != self.trial:
            return
        before = self._times.get(speed, (0, 0.0))
        self._times[speed] = (before[0] + tokens, before[1] + seconds)
        del self._trials[0]
        if self._trials:
            return
        self.best = self._fastest()
        if not self._workers_tried:
            self._workers_tried = True
            # Where two of the "cores" are one, as processors with two threads a core have it, half may do better.
            self._trials = [Speed(cores() // 2, self.best.batch)] * 2
        else:
            self._keep(self.best)

    def _fastest(self) -> Speed:
        rates = {speed: tokens / max(seconds, 1e-9) for speed, (tokens, seconds) in self._times.items()}
        fastest = max(rates, key=lambda speed: rates[speed])
        usual = Speed.usual()
        return fastest if rates[fastest] > _WORTH * rates.get(usual, 0.0) else usual

    def _write(self, speed: Speed) -> None:
        # Where it cannot be written, the next process tries again.
        with contextlib.suppress(OSError, PinglotError):
            files.write_bytes(place(self._package), json.dumps(asdict(speed)).encode())
