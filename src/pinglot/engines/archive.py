"""An Argos package's file, read without trusting it.

A package is a zip archive with one top folder (``metadata.json``, ``model/``, ``sentencepiece.model`` or
``bpe.model``). Everything that an archive can do to a machine is refused before a byte is written: names that lead
elsewhere, links and devices, names that fall together on some file system, bombs by size, count or ratio.
"""

from __future__ import annotations

import contextlib
import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pinglot.errors import PackageError

__all__ = [
    "CHECKSUMS",
    "MAX_FILES",
    "MAX_RATIO",
    "MAX_SIZE",
    "Manifest",
    "check",
    "manifest_of",
    "megabytes",
    "opened",
    "unpack",
]

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
    """Everything that an installation checks short of loading the model: nothing is written.

    Raises:
        PackageError: the file is unsafe, damaged or no package.
    """
    with opened(path) as archive:
        manifest = manifest_of(archive, path)
        for name in manifest.files:
            unpack(archive, manifest, name, path, lambda data: None)
    return manifest


@contextlib.contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive of a package file.

    Raises:
        PackageError: it cannot be read as a zip archive.
    """
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


def manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """What an archive says it holds.

    Raises:
        PackageError: it is unsafe or no package.
    """
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
        raise PackageError(f"unpacks to {megabytes(unpacked)}, over the limit of {megabytes(MAX_SIZE)}", path)
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
    unpack(archive, manifest, "metadata.json", path, data.extend)
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


def unpack(
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


def megabytes(size: int) -> str:
    """Bytes for people."""
    return f"{size / 1024**2:.1f} MB"
