"""Where an article is worked on: where it lies, or in a folder of its own, from which the results are delivered.

A source and a destination on this machine are used as :mod:`pinglot.jobs.translate` uses them. What lies elsewhere is
fetched into a folder of the journal, worked on there by the same code, and what was written is delivered by fsspec.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pinglot import files
from pinglot.batch.journal import Article
from pinglot.batch.sources import is_url, read, remote
from pinglot.catalogs.paths import catalog_path, template_path
from pinglot.config import Settings
from pinglot.errors import DocumentError, UsageError
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.project import Project

__all__ = ["Places", "Staged"]

# Storage in which a write is whole or not at all by itself, and a rename is a copy.
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "az", "adl", "oci", "oss", "memory"}


@dataclass(slots=True)
class Staged:
    """An article where it can be worked on.

    Attributes:
        project: with the places that hold for this article.
        path: its file.
        shown: its place, for messages.
    """

    project: Project
    path: Path
    shown: str
    folder: Path | None
    users: int = 0


class Places:
    """Sources and destinations of a run.

    Args:
        settings: of the run; ``out`` and ``locales`` hold where no URL is given.
        out: folder or URL of the translated articles, None beside each source.
        locales: folder or URL of the catalogs, None as the settings have it.
        spool: a folder for what is fetched and delivered; emptied at the end.

    Raises:
        UsageError: a destination lies inside an archive.
    """

    def __init__(self, settings: Settings, out: str | None, locales: str | None, spool: Path) -> None:
        for place in (out, locales):
            if place is not None and "::" in place:
                raise UsageError(f"{place} is inside an archive, which is not written; name a folder or a storage")
        self._out = out.rstrip("/") if out is not None and is_url(out) else None
        self._locales = locales.rstrip("/") if locales is not None and is_url(locales) else None
        if out is not None and self._out is None:
            settings = settings.override(out=Path(out.removeprefix("file://")))
        if locales is not None and self._locales is None:
            settings = settings.override(locales=Path(locales.removeprefix("file://")))
        self.settings = settings
        self._spool = spool

    @property
    def own(self) -> set[str]:
        """Folders of this machine that hold results, absolute."""
        settings = self.settings
        return {os.path.abspath(path) for path in (settings.out, settings.locales) if path is not None}

    def domain(self, place: str, name: str) -> str:
        """The name of an article's catalog: as ``pinglot translate`` has it where the article lies in the project,
        else its path from where the search began, without the suffix.
        """
        inner = str(PurePosixPath(name).with_suffix(""))
        if is_url(place):
            return inner
        path, root = Path(os.path.abspath(place)), Path(os.path.abspath(self.settings.root))
        return Project(self.settings).domain(path) if path.is_relative_to(root) else inner

    def check(self, place: str) -> None:
        """Sees that there is a destination.

        Raises:
            UsageError: an article lies elsewhere, and no place for its translation was named.
        """
        if is_url(place) and self.settings.out is None and self._out is None:
            raise UsageError(f"{place} is no file of this machine; name a place for its translations with --out")

    def stage(self, article: Article, targets: Sequence[str]) -> Staged:
        """Makes an article ready to be worked on.

        Raises:
            DocumentError: it cannot be read.
            UsageError: the folder for it cannot be written.
        """
        away = is_url(article.place)
        folder = self._spool / str(article.id) if away or self._out or self._locales else None
        parent = Path(PurePosixPath(article.name).parent)
        settings = self.settings
        path = Path(article.place)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if away:
            assert folder is not None
            path = folder / "source" / article.name
            files.write_bytes(path, self._fetched(article), synced=False)
            settings = replace(settings, root=folder / "source")
        if settings.out is not None:
            settings = replace(settings, out=settings.out / parent)
        if self._out is not None:
            assert folder is not None
            settings = replace(settings, out=folder / "out" / parent)
        if self._locales is not None:
            assert folder is not None
            settings = replace(settings, locales=folder / "locales")
            for place in (template_path(settings.locales, article.domain), *self._catalogs(settings, article, targets)):
                self._bring(place, settings.locales)
        return Staged(Project(settings), path, article.place, folder)

    def deliver(self, staged: Staged, result: ArticleResult) -> None:
        """Takes the results to where they belong.

        Raises:
            UsageError: the destination cannot be written.
        """
        for path in result.written:
            for url, base in ((self._locales, "locales"), (self._out, "out")):
                folder = staged.folder / base if staged.folder is not None else None
                if url is not None and folder is not None and path.is_relative_to(folder):
                    _put(f"{url}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def drop(self, staged: Staged) -> None:
        """Clears an article's folder away."""
        if staged.folder is not None:
            shutil.rmtree(staged.folder, ignore_errors=True)

    def clear(self) -> None:
        """Clears every folder away."""
        shutil.rmtree(self._spool, ignore_errors=True)

    def _fetched(self, article: Article) -> bytes:
        limit = self.settings.max_file_size
        try:
            data = read(article.place, limit)
        except (OSError, KeyError, ValueError, UsageError) as trouble:  # zipfile answers KeyError for what has gone
            raise DocumentError(f"cannot be read ({trouble})", article.place) from None
        if len(data) > limit:
            raise DocumentError(f"is over the limit of {limit / 1048576:g} MB; raise max_file_size", article.place)
        return data

    def _catalogs(self, settings: Settings, article: Article, targets: Sequence[str]) -> list[Path]:
        return [catalog_path(settings.locales, target, article.domain) for target in targets]

    def _bring(self, path: Path, base: Path) -> None:
        url = f"{self._locales}/{path.relative_to(base).as_posix()}"
        system, there = remote(url)
        try:
            data = system.cat_file(there)
        except FileNotFoundError:
            return
        except OSError as trouble:
            raise UsageError(f"{url} cannot be read ({trouble})") from None
        files.write_bytes(path, data, synced=False)


def _put(url: str, data: bytes) -> None:
    system, path = remote(url)
    try:
        if system.exists(path) and system.cat_file(path) == data:
            return
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
        if protocols & _OBJECT_STORES:
            system.pipe_file(path, data)
        else:
            system.pipe_file(f"{path}.part", data)
            system.mv(f"{path}.part", path)
    except (OSError, ValueError, NotImplementedError) as trouble:
        full = getattr(trouble, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        hint = "make room" if full else "see to it"
        raise UsageError(f"{url} cannot be written ({trouble}); {hint} and go on with --resume") from None
