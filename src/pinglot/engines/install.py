"""Installing an Argos package from a file, without trusting the file.

A package is a zip archive with one top folder (``metadata.json``, ``model/``, ``sentencepiece.model`` or
``bpe.model``). Everything that an archive can do to a machine is refused before a byte is written: names that lead
elsewhere, links and devices, names that fall together on some file system, bombs by size, count or ratio. Then it is
unpacked in a shop of its own (see :mod:`pinglot.engines.staging`), its metadata are compared with what is there, the
model is loaded once, and the whole is renamed into place.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pinglot.engines import packages, staging
from pinglot.engines.packages import InstalledPackage, version_key
from pinglot.errors import EngineError, EngineMissing, PackageError
from pinglot.model import Finding, Severity

__all__ = ["CHECKSUMS", "MAX_FILES", "MAX_RATIO", "MAX_SIZE", "Manifest", "check", "from_file", "remove", "verify"]

MAX_FILES = 2_000
MAX_SIZE = 2 * 1024**3
"""Bytes, unpacked and all together; the largest known package has a tenth of it."""
MAX_RATIO = 100
"""Unpacked to packed; a model's weights hardly shrink at all."""
CHECKSUMS = "pinglot.json"
"""In a package's folder: SHA-256 of each of its files, as installed."""

_MAX_METADATA = 1024 * 1024
_MAX_NAME = 200
_CHUNK = 1024 * 1024
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,4}")
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")
_CLAIM = re.compile(r"(?:translate-)?([a-z]{2,3})_([a-z]{2,3})(?:-[0-9_.]+)?")
_DRIVE = re.compile(r"[A-Za-z]:")
# What zipfile raises for archives that are cut, bent or forged.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, KeyError, IndexError,
)  # fmt: skip
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package file says it is, after the checks.

    Attributes:
        source_code, target_code: Argos's codes.
        version: digits with dots.
        files: path inside the package → ``(size in bytes, CRC-32)``, as the archive states them.
        top: the archive's top folder.
    """

    source_code: str
    target_code: str
    version: str
    files: dict[str, tuple[int, int]]
    top: str

    @property
    def size(self) -> int:
        """Bytes, unpacked."""
        return sum(size for size, _ in self.files.values())

    @property
    def folder_name(self) -> str:
        """The name that Argos's own packages have: ``translate-en_es-1_9``."""
        return f"translate-{self.source_code}_{self.target_code}-{self.version.replace('.', '_')}"


def check(path: Path) -> Manifest:
    """Everything that :func:`from_file` checks short of loading the model: nothing is written.

    Raises:
        PackageError: the file is unsafe, damaged or no package.
    """
    with _archive(path) as archive:
        manifest = _manifest(archive, path)
        for name in manifest.files:
            _unpack(archive, manifest, name, path, lambda data: None)
    return manifest


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
    with _archive(path) as archive:
        manifest = _manifest(archive, path)
        try:
            return _install(archive, manifest, path, place, force, inside=False)
        except OSError as trouble:
            if not staging.is_across(trouble):
                raise _not_written(trouble, path, place, manifest) from None
        try:
            return _install(archive, manifest, path, place, force, inside=True)
        except OSError as trouble:
            raise _not_written(trouble, path, place, manifest) from None


def _install(
    archive: zipfile.ZipFile, manifest: Manifest, path: Path, place: Path, force: bool, inside: bool
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
                f"needs {_megabytes(manifest.size)}, and {place} has {_megabytes(room)} free; nothing was changed", path
            )
        target = place / manifest.folder_name
        old = [package.path for package in present if package.path.parent == place]
        if target not in old and target.exists():
            _refuse_other(target, path)
            old.append(target)
        made = shop.new / manifest.folder_name
        _unpack_all(archive, manifest, path, made)
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


# --- the archive ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise PackageError("there is no such file", path) from None
    except OSError as trouble:
        raise PackageError(f"cannot be read ({trouble.strerror})", path) from None
    except _DAMAGE:
        raise PackageError("is no zip archive, or only a part of one; download it again", path) from None
    with archive:
        yield archive


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    entries = [_safe(info, path) for info in archive.infolist()]
    _refuse_bombs(entries, path)
    _refuse_clashes(entries, path)
    tops = {info.filename.split("/", 1)[0] for info in entries}
    if len(tops) != 1 or any("/" not in info.filename for info in entries):
        raise PackageError("has not exactly one top folder, as an Argos package has", path)
    top = tops.pop()
    contents = {
        info.filename.removeprefix(f"{top}/"): (info.file_size, info.CRC) for info in entries if not info.is_dir()
    }
    source_code, target_code, version = _claims(_metadata(archive, top, contents, path), top, path)
    _refuse_incomplete(contents, path)
    return Manifest(source_code, target_code, version, contents, top)


def _safe(info: zipfile.ZipInfo, path: Path) -> zipfile.ZipInfo:
    name = info.orig_filename
    parts = name.removesuffix("/").split("/")
    shown = ascii(name[:80])
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise PackageError(f"holds the unsafe name {shown}; it is no package to install", path)
    if any(len(part.encode("utf-8", "replace")) > _MAX_NAME for part in parts) or any(
        unicodedata.category(char)[0] == "C" for char in name
    ):
        raise PackageError(f"holds a name that is too long or has control characters, {shown}", path)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR and not info.is_dir()):
        raise PackageError(f"holds a link or a device, {shown}; it is no package to install", path)
    if info.flag_bits & 0x1:
        raise PackageError(f"holds an encrypted file, {shown}; it is no package to install", path)
    if info.compress_type not in _METHODS:
        raise PackageError(f"holds a file packed by another method than deflate, {shown}", path)
    return info


def _refuse_bombs(entries: list[zipfile.ZipInfo], path: Path) -> None:
    if not entries:
        raise PackageError("is an empty archive", path)
    if len(entries) > MAX_FILES:
        raise PackageError(f"holds {len(entries)} files, over the limit of {MAX_FILES}", path)
    packed = path.stat().st_size
    unpacked = sum(info.file_size for info in entries)
    if unpacked > MAX_SIZE:
        raise PackageError(f"unpacks to {_megabytes(unpacked)}, over the limit of {_megabytes(MAX_SIZE)}", path)
    if unpacked > MAX_RATIO * packed or sum(info.compress_size for info in entries) > packed:
        raise PackageError(f"unpacks to {unpacked / max(packed, 1):.0f} times its size; it is no package", path)
    for info in entries:
        if info.file_size > max(MAX_RATIO * info.compress_size, _CHUNK):
            times = info.file_size / max(info.compress_size, 1)
            raise PackageError(f"holds {info.filename[:80]!a}, which unpacks to {times:.0f} times its size", path)


def _refuse_clashes(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuses names that are one name on some file system, and files that are folders of others."""
    seen: dict[str, str] = {}
    folders: set[str] = set()
    plain: set[str] = set()
    for info in entries:
        name = info.filename.removesuffix("/")
        folded = unicodedata.normalize("NFKC", name).casefold()
        if folded in seen:
            raise PackageError(f"holds {name[:80]!a} twice, or in two spellings", path)
        seen[folded] = name
        (folders if info.is_dir() else plain).add(folded)
        parts = folded.split("/")
        folders.update("/".join(parts[:count]) for count in range(1, len(parts)))
    if folders & plain:
        raise PackageError("holds a file and a folder of one name", path)
    spelt: dict[str, str] = {}
    for name in seen.values():
        for count in range(1, name.count("/") + 1):
            folder = "/".join(name.split("/")[:count])
            if spelt.setdefault(unicodedata.normalize("NFKC", folder).casefold(), folder) != folder:
                raise PackageError(f"holds the folder {folder[:80]!a} in two spellings", path)


def _metadata(archive: zipfile.ZipFile, top: str, contents: dict[str, tuple[int, int]], path: Path) -> dict[str, Any]:
    if "metadata.json" not in contents:
        raise PackageError("has no metadata.json in its top folder; it is no Argos package", path)
    if contents["metadata.json"][0] > _MAX_METADATA:
        raise PackageError("has a metadata.json of more than a megabyte", path)
    data = bytearray()
    manifest = Manifest("", "", "", contents, top)
    _unpack(archive, manifest, "metadata.json", path, data.extend)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise PackageError("has a metadata.json that is no JSON", path) from None
    if not isinstance(found, dict):
        raise PackageError("has a metadata.json that is no object", path)
    return found


def _claims(metadata: dict[str, Any], top: str, path: Path) -> tuple[str, str, str]:
    for key in ("from_code", "to_code", "package_version"):
        if not isinstance(metadata.get(key), str):
            raise PackageError(f"has a metadata.json without the text '{key}'", path)
    for key in ("from_name", "to_name", "argos_version", "type", "target_prefix", "code"):
        if not isinstance(metadata.get(key, ""), str | None):
            raise PackageError(f"has a metadata.json where '{key}' is no text", path)
    for key in ("links", "dependencies", "languages", "from_codes", "to_codes"):
        if not isinstance(metadata.get(key, []), list):
            raise PackageError(f"has a metadata.json where '{key}' is no list", path)
    if metadata.get("type", "translate") != "translate":
        raise PackageError(f"is of type '{metadata['type']}', and not a package that translates", path)
    source, target, version = metadata["from_code"], metadata["to_code"], metadata["package_version"]
    for code in (source, target):
        if not _CODE.fullmatch(code):
            raise PackageError(f"names the language {code[:40]!a}, which is no language code", path)
    if source == target:
        raise PackageError(f"translates from {source} to {target}, the same language", path)
    if not _VERSION.fullmatch(version):
        raise PackageError(f"has the version {version[:40]!a}; a version is numbers with dots", path)
    for claim in (top, metadata.get("code") or ""):
        said = _CLAIM.fullmatch(claim)
        if said and said.groups() != (source, target):
            raise PackageError(
                f"says {source} → {target} in its metadata and {said[1]} → {said[2]} in the name '{claim}'; "
                "one of them is wrong",
                path,
            )
    return source, target, version


def _refuse_incomplete(contents: dict[str, tuple[int, int]], path: Path) -> None:
    if "model/model.bin" not in contents:
        raise PackageError("has no model/model.bin; it is no Argos package", path)
    if "sentencepiece.model" not in contents and "bpe.model" not in contents:
        raise PackageError("has neither sentencepiece.model nor bpe.model; it is no Argos package", path)
    if CHECKSUMS in contents:
        raise PackageError(f"brings its own {CHECKSUMS}, which only an installation writes", path)


def _unpack(
    archive: zipfile.ZipFile, manifest: Manifest, name: str, path: Path, take: Callable[[bytes], object]
) -> None:
    """Hands one file's bytes on in chunks; the checksum is that of the archive, or it is refused."""
    for data in _chunks(archive, f"{manifest.top}/{name}", manifest.files[name][0]):
        if data is None:
            raise PackageError(f"is damaged in {name[:80]!a}; download it again", path)
        take(data)


def _chunks(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[bytes | None]:
    """The bytes of a file, exactly ``size`` of them; None at the end where something is wrong.

    What goes wrong while reading is a damaged archive, whatever its class; what goes wrong while the caller writes,
    as on a full disk, is not caught here.
    """
    left = size
    try:
        with archive.open(name) as file:
            while data := file.read(min(_CHUNK, left + 1)):
                left -= len(data)
                if left < 0:
                    break
                yield data
    except _DAMAGE:
        left = -1
    if left:
        yield None


def _unpack_all(archive: zipfile.ZipFile, manifest: Manifest, path: Path, folder: Path) -> None:
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

            _unpack(archive, manifest, name, path, take)
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
        f"cannot be unpacked into {place} ({trouble.strerror}; it needs {_megabytes(manifest.size)}); "
        "nothing was changed",
        path,
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"
