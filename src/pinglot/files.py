"""Reading with a limit, and writing that is whole or not at all.

A write goes to a temporary file beside the target, is synced, takes the target's permissions, and replaces it in one
step (``os.replace``), so that a kill at any moment leaves the old file or the new one. A symlink is followed: the
file it names is replaced, the link stays.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pinglot.errors import InputError, UsageError

__all__ = ["MAX_FILE_SIZE", "check_writable", "locked", "read_bytes", "sync", "user_cache", "write_all", "write_bytes"]

MAX_FILE_SIZE = 32 * 1024 * 1024
"""Bytes; the default of the setting ``max_file_size``."""


def user_cache() -> Path:
    """The user's folder for what can be made again (XDG Base Directory specification); it need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pinglot"


def read_bytes(path: str | Path, limit: int = MAX_FILE_SIZE, error: type[InputError] = InputError) -> bytes:
    """A file's bytes.

    Raises:
        error: it is missing, unreadable, no regular file, or larger than ``limit`` bytes.
    """
    try:
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISDIR(status.st_mode):
                raise error("is a folder, not a file", path)
            if status.st_size > limit:
                raise error(
                    f"is {status.st_size / 1048576:.1f} MB, over the limit of {limit / 1048576:g} MB; "
                    "raise max_file_size in the configuration to read it",
                    path,
                )
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise error("there is no such file", path) from None
    except IsADirectoryError:
        raise error("is a folder, not a file", path) from None
    except OSError as trouble:
        raise error(f"cannot be read ({trouble.strerror})", path) from None
    if len(data) > limit:  # a pipe or a device, whose size nothing tells beforehand
        raise error(f"is over the limit of {limit / 1048576:g} MB; raise max_file_size to read it", path)
    return data


def write_bytes(path: str | Path, data: bytes, synced: bool = True) -> bool:
    """Writes a file whole or not at all, and only where its content changes.

    Folders on the way are made. Returns whether anything was written.

    Args:
        synced: False for what can be made again: whoever reads sees it whole, but a machine that loses its power may
            lose it, or keep an empty file.

    Raises:
        UsageError: the place cannot be written.
    """
    target = Path(os.path.realpath(path))
    with contextlib.suppress(OSError):
        if target.read_bytes() == data:
            return False
    _put({target: data}, synced)
    return True


def check_writable(path: str | Path) -> None:
    """Sees that a file can be made or replaced, before long work is put into what it shall hold.

    A full disk shows only when the file is written.

    Raises:
        UsageError: its folder cannot be made or written, or a folder stands in its place.
    """
    target = Path(os.path.realpath(path))
    place = next(folder for folder in target.parents if os.path.lexists(folder))
    if os.path.isdir(target):  # noqa: PTH112  Path.is_dir raises where a folder on the way cannot be entered
        reason = errno.EISDIR
    elif not os.path.isdir(place):  # noqa: PTH112
        reason = errno.ENOTDIR
    elif not os.access(place, os.W_OK | os.X_OK):
        reason = errno.EACCES
    else:
        return
    raise UsageError(f"{target} cannot be written ({os.strerror(reason)}); choose another place")


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Writes several files, each whole, and none where one of them cannot be written.

    Every file is staged beside its target first; only then are they put in place, which no full disk can stop. A
    kill between two of them leaves some old and some new, never a torn one.

    Raises:
        UsageError: a place cannot be written; each of the files is as it was.
    """
    _put({Path(os.path.realpath(path)): data for path, data in contents.items()}, synced=True)


def _put(contents: Mapping[Path, bytes], synced: bool) -> None:
    staged: dict[Path, Path] = {}
    replaced: dict[Path, bytes | None] = {}
    at_hand: Path | None = None
    try:
        for target, data in contents.items():
            at_hand = target
            staged[target] = _stage(target, data, synced)
        for target, temporary in staged.items():
            at_hand = target
            before = target.read_bytes() if len(staged) > 1 and target.exists() else None
            temporary.replace(target)
            replaced[target] = before
        for folder in {target.parent for target in staged} if synced else ():
            sync(folder)
    except OSError as trouble:
        _put_back(replaced)
        kept = "it is as it was" if len(contents) == 1 else f"all {len(contents)} files are as they were"
        raise UsageError(f"{at_hand} cannot be written ({trouble.strerror}); {kept}") from None
    finally:
        for target, temporary in staged.items():
            if target not in replaced:
                with contextlib.suppress(OSError):
                    temporary.unlink()


def _stage(target: Path, data: bytes, synced: bool = True) -> Path:
    if target.parent.exists() and not target.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    _sweep(target.parent)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    prefix = f".{target.name}.{_mark(os.getpid())}"
    import tempfile  # only where something is written

    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if synced:
                os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _put_back(replaced: Mapping[Path, bytes | None]) -> None:
    for target, before in replaced.items():
        with contextlib.suppress(OSError):
            if before is None:
                target.unlink()
            else:
                _stage(target, before).replace(target)


def _mark(process: int) -> str:
    """Which machine and process a temporary file is of."""
    return f"{zlib.crc32(os.uname().nodename.encode()):08x}-{process}-"


def _sweep(folder: Path) -> None:
    """Deletes what killed runs on this machine left in a folder; once a process, since a folder may be large."""
    if folder in _SWEPT:
        return
    if len(_SWEPT) >= 10_000:  # a batch meets folders without end
        _SWEPT.clear()
    _SWEPT.add(folder)
    machine = _mark(0).split("-")[0]
    for leftover in folder.glob(f".*.{machine}-*.tmp"):
        process = leftover.name.rpartition(f".{machine}-")[2].split("-")[0]
        if process.isdigit() and not _lives(int(process)):
            with contextlib.suppress(OSError):
                leftover.unlink()


_SWEPT: set[Path] = set()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True


@contextlib.contextmanager
def locked(path: str | Path, state: str | Path, timeout: float = 60.0) -> Iterator[None]:
    """Holds the lock of one file, so that two processes change it one after the other.

    Args:
        path: the file to be changed.
        state: the folder that holds the locks (``.pinglot``): outside the tree that is shipped, and outside that of
            the file, so that no lock file is ever committed beside a catalog.
        timeout: seconds to wait for another process.

    Raises:
        UsageError: another process held it all the time, or the lock's folder cannot be written.
    """
    from filelock import FileLock, Timeout

    name = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:24]
    folder = Path(state) / "locks"
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            # Nothing in there is worth a commit, whatever the project around it ignores.
            (Path(state) / ".gitignore").write_text("*\n", encoding="ascii")
        refused = not os.access(folder, os.W_OK)
    except OSError:
        refused = True
    if refused:  # a project that may be read but not written: the lock goes where this user may write
        import tempfile

        folder = Path(tempfile.gettempdir()) / f"pinglot-locks-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    try:
        # Whoever may write in the folder may take the lock, as in a project that a group shares.
        with FileLock(folder / f"{name}.lock", timeout=timeout, mode=0o666 & ~_umask()):
            yield
    except Timeout:
        raise UsageError(f"{path} is held by another pinglot run; try again when it has ended") from None


def sync(path: Path) -> None:
    """Sees a file or a folder through to the disk; a rename needs that of its folder."""
    # Some file systems refuse to sync a folder, which loses nothing.
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
