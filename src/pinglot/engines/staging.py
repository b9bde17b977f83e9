"""Changing a folder of packages so that a kill at any moment leaves what was there before, or what came after.

New packages are made in a *shop*, a folder of its own beside the packages folder, and renamed into place. Where an
old package must go first, it is renamed into the shop, and back at the next start where a kill came in between. The
state is in the folders themselves: as long as ``new/`` holds something, the change has not happened.
"""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import files
from pinglot.errors import PackageError, UsageError

__all__ = ["Shop", "opened", "recover"]

_PREFIX = "shop-"


@dataclass(frozen=True, slots=True)
class Shop:
    """Where one change is made. ``new``: what is to come in; ``aside``: what had to go; ``gone``: what is removed."""

    path: Path
    packages: Path

    @property
    def new(self) -> Path:
        return self.path / "new"

    @property
    def aside(self) -> Path:
        return self.path / "aside"

    @property
    def gone(self) -> Path:
        return self.path / "gone"

    def swap(self, name: str, old: Sequence[Path]) -> Path:
        """Puts ``new/<name>`` into the packages folder in the place of old packages.

        Raises:
            OSError: it could not be done; the old packages are back.
        """
        target = self.packages / name
        _sync_tree(self.new)
        try:
            for path in old:
                path.rename(self.aside / path.name)
            (self.new / name).rename(target)
        except OSError:
            _put_back(self.aside, self.packages)
            raise
        files.sync(self.packages)
        return target

    def remove(self, paths: Sequence[Path]) -> None:
        """Takes packages out of the packages folder, each in one step."""
        for path in paths:
            path.rename(self.gone / path.name)
        files.sync(self.packages)


@contextlib.contextmanager
def opened(packages: Path, inside: bool = False) -> Iterator[Shop]:
    """Opens a shop for a packages folder, under its lock; at the end the shop and what is left in it are deleted.

    Args:
        packages: the folder; it is made where it is missing.
        inside: whether the shop must be inside it, as for a mounted folder, into which nothing can be renamed.

    Raises:
        UsageError: another process holds the lock.
        PackageError: the folder cannot be written.
    """
    try:
        packages.mkdir(parents=True, exist_ok=True)
        place = _made(packages, inside)
    except OSError as trouble:
        raise PackageError(f"cannot be written ({trouble.strerror}); nothing was changed", packages) from None
    with files.locked(packages, place):
        _recover_in(place, packages)
        shop = Shop(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place)), packages)
        try:
            for folder in (shop.new, shop.aside, shop.gone):
                folder.mkdir()
            yield shop
        finally:
            shutil.rmtree(shop.path, ignore_errors=True)


def recover(packages: Path) -> None:
    """Ends what a killed change left undone: old packages go back where the new one had not come in.

    Does nothing where nothing is left, where another process is at work, or where this user may not write.
    """
    for place in _places(packages):
        if any(place.glob(_PREFIX + "*")):
            with contextlib.suppress(UsageError, OSError), files.locked(packages, place, timeout=0):
                _recover_in(place, packages)


def is_across(trouble: OSError) -> bool:
    """Whether a rename failed because the two places are on different file systems or mounts."""
    return trouble.errno == errno.EXDEV


def _places(packages: Path) -> tuple[Path, Path]:
    return packages.parent / f".pinglot-{packages.name}", packages / ".pinglot"


def _made(packages: Path, inside: bool) -> Path:
    beside, within = _places(packages)
    if not inside:
        try:
            beside.mkdir(exist_ok=True)
            return beside
        except OSError:
            pass  # the parent may not be this user's
    within.mkdir(exist_ok=True)
    # Argos Translate reads every folder here, and stops at one without metadata.
    files.write_bytes(within / "metadata.json", json.dumps({"type": "pinglot"}).encode())
    return within


def _recover_in(place: Path, packages: Path) -> None:
    for path in sorted(place.glob(_PREFIX + "*")):
        shop = Shop(path, packages)
        if shop.new.is_dir() and any(shop.new.iterdir()):
            _put_back(shop.aside, packages)
        shutil.rmtree(path, ignore_errors=True)


def _put_back(aside: Path, packages: Path) -> None:
    if aside.is_dir():
        for path in sorted(aside.iterdir()):
            if not (packages / path.name).exists():
                path.rename(packages / path.name)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        files.sync(path)
    files.sync(folder)
