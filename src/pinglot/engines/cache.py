"""Drafts kept between runs, so that no sentence is translated twice by the same model.

The store is one SQLite file in the user's cache folder, for all projects, packages and processes. A draft is kept
under a digest of everything that it depends on: the package's files, the engine's settings, the versions of what
computes it, the sentence and its terms. What comes out of it is, letter by letter, what the engine said; only engines
that promise to say the same twice are kept (:class:`pinglot.engines.base.Reproducible`). A cache may help and must
never hurt: whatever is wrong with it is said once, and the run goes on without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot.config import CACHE_SIZE
from pinglot.files import user_cache

__all__ = ["Cache", "Info", "clear", "place"]

_FORMAT = 1
_WAIT = 5.0
"""Seconds to wait for another process's writing."""
_STEP = 3600
"""Seconds; how exactly it is kept when a draft was last used. Finer would write at every reading."""
_ASKED_AT_ONCE = 500
_SEAL = 8
"""Bytes before each stored draft, so that none is believed whose bytes have changed on the disk."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (key BLOB PRIMARY KEY, body BLOB NOT NULL, used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS drafts_used ON drafts (used);
"""
_log = logging.getLogger(__name__)


def place() -> Path:
    """The file of the store."""
    return user_cache() / "translations.db"


@dataclass(frozen=True, slots=True)
class Info:
    """What is in the store: its file, how many drafts, and bytes on the disk."""

    path: Path
    drafts: int
    size: int


class Cache:
    """The store, opened when it is first asked. It may be used by several threads, and by several processes.

    Args:
        limit: bytes; above it, what was not used for the longest time is dropped.
        path: the file; by default :func:`place`.
    """

    def __init__(self, limit: int = CACHE_SIZE, path: Path | None = None) -> None:
        self.path = path or place()
        self.limit = limit
        self.broken = False
        """Whether it was given up, and that was said."""
        self._database: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is stored under keys; those that are not there, or were damaged, are left out."""
        found: dict[bytes, bytes] = {}
        with self._asked() as database:
            if database is None:
                return {}
            now = int(time.time())
            stale: list[bytes] = []
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                some = list(keys[start : start + _ASKED_AT_ONCE])
                marks = ",".join("?" * len(some))
                for key, sealed, used in database.execute(
                    f"SELECT key, body, used FROM drafts WHERE key IN ({marks})", some
                ):
                    body = _opened(key, sealed)
                    if body is not None:
                        found[key] = body
                        if used < now - _STEP:
                            stale.append(key)
            if stale:
                with database:
                    database.executemany("UPDATE drafts SET used = ? WHERE key = ?", [(now, key) for key in stale])
        return found

    def put(self, items: Mapping[bytes, bytes]) -> None:
        """Stores something under each key, all of it or, where the store has been given up, nothing."""
        if not items:
            return
        now = int(time.time())
        with self._asked() as database:
            if database is not None:
                rows = [(key, _seal(key, body) + body, now) for key, body in items.items()]
                with database:
                    database.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", rows)
                self._shrink(database)

    def info(self) -> Info:
        """What is in the store; an empty one where there is none."""
        size = sum(file.stat().st_size for file in _files_of(self.path) if file.exists())
        count = 0
        if size:
            with self._asked() as database:
                if database is not None:
                    (count,) = database.execute("SELECT count(*) FROM drafts").fetchone()
        return Info(self.path, count, size)

    def close(self) -> None:
        """Closes the file; the next question opens it again."""
        with self._lock:
            if self._database is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._database.close()
                self._database = None

    @contextlib.contextmanager
    def _asked(self) -> Iterator[sqlite3.Connection | None]:
        """The open database, None where it was given up; an error while it is used gives it up."""
        with self._lock:
            if self._database is None and not self.broken:
                try:
                    self._database = _open(self.path)
                except (sqlite3.Error, OSError) as trouble:
                    self._give_up(trouble)
            try:
                yield self._database
            except (sqlite3.Error, OSError) as trouble:
                self._give_up(trouble)

    def _give_up(self, trouble: sqlite3.Error | OSError) -> None:
        self.broken = True
        self.close()
        reason = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
        _log.warning(
            "the cache of translations cannot be used (%s: %s); going on without it; "
            "`pinglot cache clear` starts a new one",
            self.path,
            reason,
        )

    def _shrink(self, database: sqlite3.Connection) -> None:
        def pages(name: str) -> int:
            return int(database.execute(f"PRAGMA {name}").fetchone()[0])

        size = pages("page_size")
        while (pages("page_count") - pages("freelist_count")) * size > self.limit:
            (count,) = database.execute("SELECT count(*) FROM drafts").fetchone()
            if not count:
                break
            with database:
                database.execute(
                    "DELETE FROM drafts WHERE key IN (SELECT key FROM drafts ORDER BY used LIMIT ?)", (count // 10 + 1,)
                )
        if pages("freelist_count") * size > self.limit // 10:
            database.execute("PRAGMA incremental_vacuum").fetchall()


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # It holds what people translate, which is nobody else's to read; SQLite gives its side files the same mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    try:
        if not database.execute("PRAGMA page_count").fetchone()[0]:
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
        database.execute("PRAGMA journal_mode = WAL")
        # A power cut may lose the last drafts and never harms the file.
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA journal_size_limit = {4 * 1024 * 1024}")
        with database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in (0, _FORMAT):
                raise sqlite3.DatabaseError(f"it was made by another version of pinglot, format {version}")
            if version == 0:
                database.executescript(_SCHEMA)
                database.execute(f"PRAGMA user_version = {_FORMAT}")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _files_of(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]


def clear(path: Path | None = None) -> int:
    """Deletes the store, whatever state it is in; returns how many bytes that freed.

    Processes that have it open go on with what they had, and what they still add is lost.

    Raises:
        OSError: it cannot be deleted.
    """
    freed = 0
    for file in _files_of(path or place()):
        with contextlib.suppress(FileNotFoundError):
            freed += file.stat().st_size
            file.unlink()
    return freed


def _seal(key: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(key + body, digest_size=_SEAL).digest()


def _opened(key: bytes, sealed: object) -> bytes | None:
    if not isinstance(sealed, bytes):
        return None
    seal, body = sealed[:_SEAL], sealed[_SEAL:]
    return body if seal == _seal(key, body) else None
