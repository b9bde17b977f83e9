"""Argos's package index and the download of packages: the only module of pinglot that reaches a network.

The index is a JSON list of packages' metadata, each with links. A download can be cut and taken up again, and it ends
with every check that an installation makes, so the file can be carried to a machine without a network.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pinglot import files, locales
from pinglot.engines import archive, packages
from pinglot.engines.packages import version_key
from pinglot.errors import EngineError, EngineMissing, PackageError, PinglotError, UsageError

__all__ = ["DEFAULT_INDEX", "TIMEOUT", "AvailablePackage", "Progress", "available", "fetch", "index_url"]

DEFAULT_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
TIMEOUT = 20.0
"""Seconds: to connect, between two reads, and for the index as a whole."""

Progress = Callable[[int, int | None], None]
"""``progress(bytes so far, bytes in all or None)``"""

_MAX_INDEX = 16 * 1024 * 1024
_CHUNK = 256 * 1024
_TRIES = 5
_AGENT = "pinglot"


@dataclass(frozen=True, slots=True)
class AvailablePackage:
    """A package in the index.

    Attributes:
        source, target: BCP 47 tags.
        source_code, target_code: Argos's own codes.
        version: as the index has it.
        links: where it lies, ``https`` and ``http`` only, in the index's order.
    """

    source: str
    target: str
    source_code: str
    target_code: str
    version: str
    links: tuple[str, ...]

    @property
    def name(self) -> str:
        """``en_es``"""
        return f"{self.source_code}_{self.target_code}"

    @property
    def file_name(self) -> str:
        """``translate-en_es-1_9.argosmodel``"""
        return f"translate-{self.name}-{self.version.replace('.', '_')}.argosmodel"


def index_url() -> str:
    """Where the index lies: ``ARGOS_PACKAGE_INDEX``, as Argos Translate reads it, else its own."""
    base = os.environ.get("ARGOS_PACKAGE_INDEX") or _argos_setting() or DEFAULT_INDEX
    return base if base.endswith(".json") else base.rstrip("/") + "/index.json"


def available(url: str | None = None, timeout: float = TIMEOUT) -> list[AvailablePackage]:
    """The packages that can be downloaded, by name, newest first; entries that make no sense are left out.

    Args:
        url: the index; by default :func:`index_url`.
        timeout: seconds after which it is given up.

    Raises:
        UsageError: the address is not http or https.
        EngineError: the index cannot be reached or is none.
    """
    url = index_url() if url is None else url
    data = bytearray()
    until = time.monotonic() + timeout
    try:
        with _opened(url, {}, timeout) as response:
            while chunk := _read(response):
                data += chunk
                if len(data) > _MAX_INDEX:
                    raise EngineError(f"the package index {url} is too large to be one")
                if time.monotonic() > until:
                    raise TimeoutError(f"no end after {timeout:g} seconds")
        found = json.loads(data)
    except _TROUBLE as trouble:
        raise EngineError(
            f"the package index {url} cannot be reached ({_reason(trouble)}); try again, or install a package file "
            "with `pinglot engine install FILE.argosmodel`"
        ) from None
    except (ValueError, RecursionError):
        raise EngineError(f"the package index {url} is no JSON; check ARGOS_PACKAGE_INDEX") from None
    if not isinstance(found, list):
        raise EngineError(f"the package index {url} is no list of packages; check ARGOS_PACKAGE_INDEX")
    entries = [package for entry in found if (package := _entry(entry)) is not None]
    return sorted(entries, key=lambda one: (one.name, [-number for number in version_key(one.version)]))


def fetch(
    source: str,
    target: str,
    to: Path,
    progress: Progress = lambda done, total: None,
    *,
    url: str | None = None,
    timeout: float = TIMEOUT,
) -> Path:
    """Downloads the newest package for a pair, trying its links in order, and checks it.

    What a cut download left (``FILE.part``) is taken up where it ended, if the server still has the same file.

    Args:
        source, target: BCP 47 tags.
        to: the file, or a folder that gets a file of the package's own name.
        progress: called after each piece.
        url: the index; by default :func:`index_url`.
        timeout: seconds to connect and between two reads.

    Returns:
        the file.

    Raises:
        UsageError: an address is not http or https, or the file cannot be written.
        EngineMissing: the index has no package for the pair.
        EngineError: the index could not be reached, or no link brought a package of the pair; what came over a line
            that was cut is kept, what is no package is not.
    """
    package = _chosen(available(url, timeout), locales.normalize(source), locales.normalize(target))
    place = to / package.file_name if to.is_dir() else to
    part = place.with_name(place.name + ".part")
    trouble: list[str] = []
    for link in package.links:
        try:
            _download_patiently(link, part, progress, timeout)
        except _TROUBLE as error:
            trouble.append(f"{link}: {_reason(error)}")
            continue
        except OSError as error:
            raise UsageError(f"{part} cannot be written ({error.strerror})") from None
        try:
            _check(part, package)
        except PackageError as error:
            _forget(part)
            trouble.append(f"{link}: {error.reason}")
            continue
        try:
            part.replace(place)
        except OSError as error:
            raise UsageError(f"{place} cannot be written ({error.strerror})") from None
        _forget(part)
        return place
    if not package.links:
        raise EngineError(f"the index has no http link for the package {package.name} {package.version}")
    raise EngineError(
        f"the package {package.name} {package.version} could not be downloaded ({'; '.join(trouble)}); try again later"
    )


def _chosen(entries: list[AvailablePackage], source: str, target: str) -> AvailablePackage:
    by_codes: dict[tuple[str, str], AvailablePackage] = {}
    for package in entries:
        by_codes.setdefault((package.source_code, package.target_code), package)
    for target_code in locales.argos_codes(target):
        for source_code in locales.argos_codes(source):
            if (source_code, target_code) in by_codes:
                return by_codes[source_code, target_code]
    raise EngineMissing(
        f"the package index has no package for {source} → {target}; a pivot through English needs two packages"
    )


def _check(part: Path, package: AvailablePackage) -> None:
    manifest = archive.check(part)
    if (manifest.source_code, manifest.target_code) != (package.source_code, package.target_code):
        raise PackageError(
            f"is a package {manifest.source_code} → {manifest.target_code}, "
            f"where the index promised {package.source_code} → {package.target_code}",
            part,
        )


_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,4}")


def _entry(entry: Any) -> AvailablePackage | None:
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    source, target = entry.get("from_code"), entry.get("to_code")
    version, links = entry.get("package_version"), entry.get("links", [])
    if not isinstance(source, str) or not isinstance(target, str):
        return None
    if not _CODE.fullmatch(source) or not _CODE.fullmatch(target):
        return None
    if not isinstance(version, str) or not _VERSION.fullmatch(version) or not isinstance(links, list):
        return None
    usable = tuple(link for link in links if isinstance(link, str) and _scheme(link) in ("https", "http"))
    try:
        tags = locales.from_engine_code(source), locales.from_engine_code(target)
    except PinglotError:
        return None
    return AvailablePackage(*tags, source, target, version, usable)


# --- one download ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Partial:
    """What is known of a cut download: it is of ``link``, and the server called the file ``validator``."""

    link: str
    validator: str
    size: int


def _download_patiently(link: str, part: Path, progress: Progress, timeout: float) -> None:
    """Takes a cut download up again by itself, as long as each try brings something."""
    for _ in range(_TRIES - 1):
        before = _remembered(part)
        try:
            return _download(link, part, progress, timeout)
        except _TROUBLE:
            after = _remembered(part)
            if after is None or after.link != link or after.size <= (before.size if before else 0):
                raise
    return _download(link, part, progress, timeout)


def _download(link: str, part: Path, progress: Progress, timeout: float) -> None:
    """Leaves the whole file in ``part``.

    Raises:
        OSError: of the network (one of ``_TROUBLE``) or of the disk.
    """
    started = _remembered(part)
    if started is None or started.link != link:
        return _receive(link, {}, part, None, progress, timeout)
    # If-Range (RFC 9110, 13.1.5): the rest where the file is the same, else all of it.
    headers = {"Range": f"bytes={started.size}-", "If-Range": started.validator}
    try:
        return _receive(link, headers, part, started, progress, timeout)
    except _OtherFile:
        pass
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        error.close()
    # The server's file is another one by now, or not longer than what is here.
    _forget(part)
    return _receive(link, {}, part, None, progress, timeout)


class _OtherFile(Exception):
    """The server sent a part that does not go on where ours ends."""


def _receive(
    link: str, headers: dict[str, str], part: Path, started: _Partial | None, progress: Progress, timeout: float
) -> None:
    with _opened(link, headers, timeout) as response:
        resumes = response.status == 206
        if resumes and (started is None or not _goes_on(response, started)):
            raise _OtherFile
        done = started.size if started is not None and resumes else 0
        length = response.headers.get("Content-Length", "")
        total = done + int(length) if length.isdigit() else None
        if total is not None and total > archive.MAX_SIZE:
            raise http.client.HTTPException(f"the file is said to have {total} bytes, more than any package")
        _remember(part, link, response)
        with part.open("ab" if resumes else "wb") as file:
            progress(done, total)
            while data := _read(response):
                done += len(data)
                if done > archive.MAX_SIZE:
                    raise http.client.HTTPException("the file is larger than any package")
                file.write(data)
                progress(done, total)
        if total is not None and done != total:
            raise http.client.HTTPException(f"{done} of {total} bytes came")


def _read(response: Any) -> bytes:
    # read1 gives what has come, so that nothing that has come is lost when the next read fails.
    try:
        return bytes(response.read1(_CHUNK))
    except OSError as trouble:
        raise urllib.error.URLError(trouble) from None


def _goes_on(response: Any, started: _Partial) -> bool:
    said = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", "").strip())
    etag = response.headers.get("ETag", "")
    return said is not None and int(said[1]) == started.size and (not etag or _validator(response) == started.validator)


def _memory(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _remember(part: Path, link: str, response: Any) -> None:
    validator = _validator(response)
    if validator:
        files.write_bytes(_memory(part), json.dumps({"link": link, "validator": validator}).encode())
    else:
        with contextlib.suppress(OSError):
            _memory(part).unlink()


def _validator(response: Any) -> str:
    # Only a strong validator says that the bytes are the same (RFC 9110, 8.8.1).
    etag = str(response.headers.get("ETag", ""))
    return etag if etag and not etag.startswith("W/") else str(response.headers.get("Last-Modified", ""))


def _remembered(part: Path) -> _Partial | None:
    try:
        said = json.loads(_memory(part).read_bytes())
        found = _Partial(str(said["link"]), str(said["validator"]), part.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.size else None


def _forget(part: Path) -> None:
    for path in (part, _memory(part)):
        with contextlib.suppress(OSError):
            path.unlink()


# --- http -----------------------------------------------------------------------------------------------------

# The network's troubles; an OSError that is none of these is the disk's.
_TROUBLE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects (urllib stops loops), but neither to another kind of address nor from https to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if _scheme(newurl) not in ("https", "http") or (_scheme(req.full_url) == "https" != _scheme(newurl)):
            raise urllib.error.URLError(f"redirected to {newurl}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@contextlib.contextmanager
def _opened(url: str, headers: dict[str, str], timeout: float) -> Iterator[Any]:
    if _scheme(url) not in ("https", "http"):
        raise UsageError(f"{url} is no http or https address")
    opener = urllib.request.OpenerDirector()  # without the handlers of file: and ftp:
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers})
    try:
        response = opener.open(request, timeout=timeout)
    except ValueError as trouble:  # no host, a port that is no number
        raise UsageError(f"{url} is no address that can be opened ({trouble})") from None
    with response:
        yield response


def _scheme(url: str) -> str:
    try:
        return urllib.parse.urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def _reason(trouble: BaseException) -> str:
    if isinstance(trouble, urllib.error.HTTPError):
        return f"HTTP {trouble.code} {str(trouble.reason).splitlines()[0] if trouble.reason else ''}".rstrip()
    if isinstance(trouble, urllib.error.URLError):
        inner = trouble.reason
        return _reason(inner) if isinstance(inner, OSError) else str(inner)
    if isinstance(trouble, TimeoutError):
        return str(trouble) if str(trouble) else "no answer in time"
    if isinstance(trouble, OSError) and trouble.strerror:
        return trouble.strerror
    return str(trouble) or type(trouble).__name__


def _argos_setting() -> str | None:
    """``ARGOS_PACKAGE_INDEX`` of Argos Translate's own settings file, where it can be read."""
    try:
        return packages.index_setting()
    except EngineError:
        return None
