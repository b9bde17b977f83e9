"""Finding articles: files, patterns and folders, on this machine or anywhere that fsspec knows.

They are found folder by folder, so that an archive of millions is never listed in memory.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pinglot import locales
from pinglot.batch import extra
from pinglot.documents import SUFFIXES
from pinglot.errors import UsageError

__all__ = ["Found", "find", "is_url", "read", "remote"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found.

    Attributes:
        place: its path or URL.
        name: its path from where the search began, with ``/``.
        stamp: changes where the file changes.
        size: bytes.
    """

    place: str
    name: str
    stamp: str
    size: int


def is_url(text: str) -> bool:
    """Whether a source or destination is for fsspec to open, and not a path of this machine."""
    return _URL.match(text) is not None and not text.startswith("file://")


def remote(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Raises:
        UsageError: there is no such protocol, its own package is missing, or it cannot be opened.
    """
    fsspec = extra.fsspec()
    try:
        system, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as trouble:
        raise UsageError(f"{url} cannot be opened ({trouble})") from None
    return system, path


def read(place: str, limit: int) -> bytes:
    """The bytes of a remote article, at most ``limit`` + 1 of them.

    Raises:
        OSError: it cannot be read.
    """
    system, path = remote(place)
    with system.open(path, "rb") as file:
        data: bytes = file.read(limit + 1)
    return data


def find(sources: Sequence[str], targets: Sequence[str], without: Collection[str] = ()) -> Iterator[Found]:
    """The articles that paths, patterns and URLs name, each source's in order of folders and names.

    A folder stands for every document in it and below, of the types that can be read. Beside an article
    (``report.md``), what it was translated to by an earlier run (``report.es.md``) is not taken for another one,
    unless it is named by itself. Hidden folders and links to folders are not entered.

    Args:
        sources: paths, patterns and URLs.
        targets: BCP 47 tags.
        without: folders of this machine, absolute, that hold results and no sources.

    Raises:
        UsageError: a source names nothing.
    """
    for source in sources:
        any_found = False
        for found in _of(source.removeprefix("file://"), targets, without):
            any_found = True
            yield found
        if not any_found:
            raise UsageError(f"{source} names no article; name files, a folder, or a pattern as 'articles/**/*.md'")


def _of(source: str, targets: Sequence[str], without: Collection[str]) -> Iterator[Found]:
    if not is_url(source):
        system, path, prefix, suffix = extra.fsspec().filesystem("file"), os.path.abspath(source), "", ""
    else:
        system, path = remote(source)
        # zip://**/*.md::archive.zip: what is after the first part says where the archive is.
        head, _, tail = source.partition("::")
        prefix, suffix = head.partition("://")[0] + "://", f"::{tail}" if tail else ""
    local = not prefix

    def found(info: dict[str, Any], base: str) -> Found:
        inside = str(info["name"])
        name = _below(inside, base)
        place = _shown(source, base, inside) if local else f"{prefix}{inside}{suffix}"
        return Found(place, name, _stamp(info), int(info.get("size") or 0))

    try:
        if not _MAGIC.search(path) or system.exists(path):
            info = system.info(path)
            if info["type"] != "directory":
                yield found(info, str(PurePosixPath(path).parent))
                return
            pattern, base = None, path
        else:
            base = _base(path)
            pattern = re.compile(extra.fsspec().utils.glob_translate(path))
        for name, infos in _folders(system, base, without if local else ()):
            names = {PurePosixPath(name, str(info["name"])).name for info in infos}
            for info in infos:
                inside = str(info["name"])
                wanted = _is_document(inside) if pattern is None else pattern.match(inside) and _is_document(inside)
                if wanted and not _is_translation(PurePosixPath(inside).name, names, targets):
                    yield found(info, base)
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise UsageError(f"{source} cannot be listed ({trouble})") from None


def _folders(system: Any, base: str, without: Collection[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each folder below one with its files, in order; one folder at a time is in memory."""
    waiting = [base]
    while waiting:
        folder = waiting.pop()
        inside = sorted(system.ls(folder, detail=True), key=lambda info: str(info["name"]))
        yield folder, [info for info in inside if info["type"] == "file"]
        below = [str(info["name"]) for info in inside if info["type"] == "directory" and not info.get("islink")]
        waiting += [
            name for name in reversed(below) if not PurePosixPath(name).name.startswith(".") and name not in without
        ]


def _base(pattern: str) -> str:
    """The folder that a pattern begins in."""
    fixed = _MAGIC.split(pattern, maxsplit=1)[0]
    return fixed.rpartition("/")[0] or ("/" if pattern.startswith("/") else "")


def _below(path: str, base: str) -> str:
    return path.removeprefix(base).lstrip("/") if path.startswith(base) else PurePosixPath(path).name


def _shown(source: str, base: str, inside: str) -> str:
    """A local path as the user named it, from the current folder where the source was given so."""
    return inside if source.startswith("/") else os.path.relpath(inside)


def _stamp(info: dict[str, Any]) -> str:
    """What changes with a file: what its storage says of it, or its size and time."""
    said = [info.get(name) for name in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "updated", "CRC")]
    return " ".join(str(one) for one in (info.get("size"), *said) if one is not None)


def _is_document(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in SUFFIXES


def _is_translation(name: str, names: set[str], targets: Sequence[str]) -> bool:
    """Whether a file is what another one in its folder was translated to."""
    whole = Path(name)
    locale = whole.with_suffix("").suffix.removeprefix(".")
    if not locale:
        return False
    own = f"{whole.with_suffix('').stem}{whole.suffix}"
    return own in names and locale in {locales.normalize(target) for target in targets}
