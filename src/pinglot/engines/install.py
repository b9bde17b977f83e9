"""Installing an Argos package from a file, without trusting the file.

What :mod:`pinglot.engines.archive` lets pass is unpacked in a shop of its own (see :mod:`pinglot.engines.staging`), its
metadata are compared with what is there, the model is loaded once, and the whole is renamed into place.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from pinglot.engines import archive, packages, staging
from pinglot.engines.archive import CHECKSUMS, Manifest, check, megabytes
from pinglot.engines.packages import InstalledPackage, version_key
from pinglot.errors import EngineError, EngineMissing, PackageError
from pinglot.model import Finding, Severity

__all__ = ["CHECKSUMS", "check", "from_file", "remove", "verify"]

_CHUNK = 1024 * 1024


def from_file(path: Path, folder: Path | None = None, force: bool = False) -> InstalledPackage:
    """Installs a package file.

    The same package again changes nothing. A newer version takes the place of an older one in one step.

    Args:
        path: the ``.argosmodel`` file.
        folder: the folder of packages; by default Argos Translate's own.
        force: whether an older version may replace a newer one, and an equal one be installed again.

    Returns:
        the package as it now lies there; ``change`` says what was done, in words.

    Raises:
        PackageError: the file is unsafe, damaged, no package, or older than what is installed, or there is no room;
            nothing was changed.
        EngineError: Argos Translate's folders cannot be found.
    """
    place = packages.folder() if folder is None else folder
    with archive.opened(path) as opened:
        manifest = archive.manifest_of(opened, path)
        try:
            return _install(opened, manifest, path, place, force, inside=False)
        except OSError as trouble:
            if not staging.is_across(trouble):
                raise _not_written(trouble, path, place, manifest) from None
        try:
            return _install(opened, manifest, path, place, force, inside=True)
        except OSError as trouble:
            raise _not_written(trouble, path, place, manifest) from None


def _install(
    opened: zipfile.ZipFile, manifest: Manifest, path: Path, place: Path, force: bool, inside: bool
) -> InstalledPackage:
    with staging.opened(place, inside) as shop:
        present = _same_pair(manifest.source_code, manifest.target_code, place)
        if present and not force:
            newest = present[0]
            if newest.version == manifest.version and _equal(newest.path, manifest):
                return replace(newest, change=f"{newest.version} was installed already")
            if version_key(manifest.version) < version_key(newest.version):
                raise PackageError(
                    f"is version {manifest.version}, older than the installed {newest.version}; "
                    "use --force to go back to it",
                    path,
                )
        room = shutil.disk_usage(shop.path).free
        if room < manifest.size:
            raise PackageError(
                f"needs {megabytes(manifest.size)}, and {place} has {megabytes(room)} free; nothing was changed", path
            )
        target = place / manifest.folder_name
        old = [package.path for package in present if package.path.parent == place]
        if target not in old and target.exists():
            _refuse_other(target, path)
            old.append(target)
        made = shop.new / manifest.folder_name
        _unpack_all(opened, manifest, path, made)
        _prove(made, path)
        shop.swap(manifest.folder_name, old)
        return replace(packages.read(target), change=_change(present, manifest))


def _change(present: list[InstalledPackage], manifest: Manifest) -> str:
    if not present:
        return f"{manifest.version} installed"
    before = present[0].version
    if version_key(before) < version_key(manifest.version):
        return f"updated from {before} to {manifest.version}"
    return f"{manifest.version} installed in place of {before}"


def remove(source: str, target: str, folder: Path | None = None) -> list[InstalledPackage]:
    """Removes every version of the package that serves a pair.

    Returns:
        what was removed.

    Raises:
        EngineMissing: there is none.
        PackageError: its folder cannot be changed.
    """
    place = packages.folder() if folder is None else folder
    package = packages.find(source, target, place)
    if package is None:
        raise EngineMissing(f"no Argos package for {source} → {target} is installed in {place}; nothing was removed")
    for inside in (False, True):
        with staging.opened(place, inside) as shop:
            present = _same_pair(package.source_code, package.target_code, place)
            try:
                shop.remove([one.path for one in present])
            except OSError as trouble:
                if inside or not staging.is_across(trouble):
                    raise PackageError(f"cannot be removed ({trouble.strerror})", package.path) from None
                continue
            return [replace(one, change=f"{one.version} removed") for one in present]
    raise AssertionError("unreachable: the second round returns or raises")


def verify(package: InstalledPackage) -> list[Finding]:
    """Compares a package's files with the checksums recorded at its installation.

    Returns:
        a finding for each file that is missing, changed or was added; one of level info where nothing was recorded.
    """
    record = package.path / CHECKSUMS
    try:
        recorded = json.loads(record.read_bytes())["sha256"]
        wanted = {str(name): str(digest) for name, digest in recorded.items()}
    except FileNotFoundError:
        return [_noticed(package.path, "was not installed by pinglot, so it has no checksums", Severity.INFO)]
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return [_noticed(record, "cannot be read as checksums; install the package again")]
    found = {name: _digest(package.path / name) for name in _files_in(package.path)}
    noticed = []
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            noticed.append(_noticed(package.path / name, "is missing; install the package again"))
        elif name not in wanted:
            noticed.append(_noticed(package.path / name, "was not installed with the package"))
        elif wanted[name] != found[name]:
            noticed.append(_noticed(package.path / name, "was changed since the installation; install it again"))
    return noticed


def _noticed(path: Path, message: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("engine.package", severity, message, path=str(path))


def _unpack_all(opened: zipfile.ZipFile, manifest: Manifest, path: Path, folder: Path) -> None:
    folder.mkdir()
    digests: dict[str, str] = {}
    for name in manifest.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("xb") as file:

            def take(data: bytes, file: Any = file, digest: Any = digest) -> None:
                file.write(data)
                digest.update(data)

            archive.unpack(opened, manifest, name, path, take)
        digests[name] = digest.hexdigest()
    record = {"version": manifest.version, "sha256": dict(sorted(digests.items()))}
    (folder / CHECKSUMS).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _prove(folder: Path, path: Path) -> None:
    """Loads what was unpacked, so that nothing that works is replaced by something that does not."""
    from pinglot.engines.decoder import open_tokenizer, open_translator

    package = packages.read(folder)
    try:
        open_tokenizer(package)
        open_translator(folder / "model")
    except PackageError as trouble:
        raise PackageError(f"holds a tokenizer that cannot be loaded: {trouble.reason}", path) from None
    except EngineError:
        raise PackageError("holds a model that CTranslate2 cannot load; it is damaged or too new", path) from None


# --- what is installed ----------------------------------------------------------------------------------------


def _same_pair(source_code: str, target_code: str, place: Path) -> list[InstalledPackage]:
    return [
        package
        for package in packages.installed(place)
        if (package.source_code, package.target_code) == (source_code, target_code)
    ]


def _refuse_other(target: Path, path: Path) -> None:
    """A folder in the way is taken for a broken installation, unless it is another package that works."""
    try:
        other = packages.read(target)
    except PackageError:
        return
    raise PackageError(f"cannot be installed: {target} holds the package {other.name}; move that folder", path)


def _equal(folder: Path, manifest: Manifest) -> bool:
    names = _files_in(folder)
    if set(names) != set(manifest.files):
        return False
    return all(
        (folder / name).stat().st_size == size and _crc(folder / name) == crc
        for name, (size, crc) in manifest.files.items()
    )


def _files_in(folder: Path) -> list[str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for path in found if (name := path.relative_to(folder).as_posix()) != CHECKSUMS]


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            value = zlib.crc32(data, value)
    return value


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _not_written(trouble: OSError, path: Path, place: Path, manifest: Manifest) -> PackageError:
    return PackageError(
        f"cannot be unpacked into {place} ({trouble.strerror}; it needs {megabytes(manifest.size)}); "
        "nothing was changed",
        path,
    )
