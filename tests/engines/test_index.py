"""The index and downloads, against a server on this machine that misbehaves as it is told."""

from __future__ import annotations

import http.server
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pinglot.engines import index, install
from pinglot.errors import EngineError, EngineMissing, UsageError


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path)
        if callable(answer):
            answer(self)
        elif answer is None:
            self.send_error(404)
        else:
            self.whole(answer)

    def whole(self, data: bytes, **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Any] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ranges(self) -> list[str | None]:
        return [headers.get("Range") for path, headers in self.requests if path.startswith("/p")]

    def handle_error(self, *_: object) -> None:
        pass  # a client that hangs up is part of the tests


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", server.url + "/")
    yield server
    server.shutdown()
    server.server_close()


def entry(source: Any = "en", target: str = "es", version: Any = "1.0", **more: object) -> dict[str, Any]:
    return {"from_code": source, "to_code": target, "package_version": version, "type": "translate", **more}


@pytest.fixture
def data(pack: Callable[..., Path]) -> bytes:
    return pack().read_bytes()


@pytest.fixture
def serve(server: Server, data: bytes) -> Callable[..., Server]:
    """Serves an index with one package whose links are ``/p1``, ``/p2``, …, each answering as given."""

    def make(*answers: object) -> Server:
        links = []
        for number, answer in enumerate(answers, start=1):
            links.append(answer if isinstance(answer, str) else f"{server.url}/p{number}")
            server.answers[f"/p{number}"] = None if isinstance(answer, str) else answer
        server.answers["/index.json"] = json.dumps([entry(links=links)]).encode()
        return server

    return make


def ranged(data: bytes, etag: str = '"one"', cut: list[int] | None = None):
    """Answers with ranges; ``cut``: how many bytes to send before hanging up, one for each request, then whole."""
    cuts = cut or []

    def answer(request: Handler) -> None:
        start = 0
        asked = request.headers.get("Range")
        if asked and request.headers.get("If-Range") == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        if asked and start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("ETag", etag)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        part = data[start:]
        request.wfile.write(part[: cuts.pop(0)] if cuts else part)

    return answer


# --- the index ------------------------------------------------------------------------------------------------


def test_the_index_is_read_and_nonsense_left_out(server):
    good = [
        entry("en", "es", "1.9", links=["ipfs://x", f"{server.url}/a", "ftp://x", 7]),
        entry("en", "es", "1.10"),
        entry("en", "zt", links=[]),
    ]
    bad = [7, None, {}, entry(3, "es"), entry("en", "../x"), entry("en", "es", "new"), entry("en", "es", links="x")]
    server.answers["/index.json"] = json.dumps([*bad, *good, entry("en", "fr", type="sbd")]).encode()
    found = index.available()
    assert [(package.name, package.version) for package in found] == [
        ("en_es", "1.10"),
        ("en_es", "1.9"),
        ("en_zt", "1.0"),
    ]
    assert found[1].links == (f"{server.url}/a",)
    assert found[2].target == "zh-Hant"
    assert found[1].file_name == "translate-en_es-1_9.argosmodel"


def test_the_address_is_that_of_argos(server, monkeypatch):
    assert index.index_url() == server.url + "/index.json"
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "https://example.org/mine.json")
    assert index.index_url() == "https://example.org/mine.json"
    monkeypatch.delenv("ARGOS_PACKAGE_INDEX")
    assert index.index_url().endswith("/index.json")


@pytest.mark.parametrize("content", [b"<html>", b"{}", b"\xff", b"[" * 100_000])
def test_an_index_that_is_none(server, content):
    server.answers["/index.json"] = content
    with pytest.raises(EngineError, match="check ARGOS_PACKAGE_INDEX"):
        index.available()


def test_no_index(server):
    with pytest.raises(EngineError, match=r"cannot be reached \(HTTP 404"):
        index.available()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "nonsense", "http://", "http://[", "http://h:x/"]
)
def test_addresses_that_are_not_for_us(url):
    with pytest.raises((UsageError, EngineError)) as caught:
        index.available(url, timeout=1)
    assert "\n" not in str(caught.value)


def test_an_index_that_nobody_serves():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/index.json"
    with pytest.raises(EngineError, match=r"cannot be reached.*`pinglot engine install FILE\.argosmodel`"):
        index.available(url)


def test_an_index_that_does_not_answer_is_given_up():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        with pytest.raises(EngineError, match="cannot be reached"):
            index.available(f"http://127.0.0.1:{silent.getsockname()[1]}/index.json", timeout=0.3)
        assert time.monotonic() - start < 5


def test_an_index_that_drips_is_given_up(server):
    def drip(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b" ")
            time.sleep(0.05)

    server.answers["/index.json"] = drip
    start = time.monotonic()
    with pytest.raises(EngineError, match=r"no end after 0\.4 seconds"):
        index.available(timeout=0.4)
    assert time.monotonic() - start < 5


def test_redirects_are_followed_but_neither_in_circles_nor_elsewhere(server):
    def to(place: str):
        def answer(request: Handler) -> None:
            request.send_response(302)
            request.send_header("Location", place)
            request.send_header("Content-Length", "0")
            request.end_headers()

        return answer

    server.answers.update({"/a.json": to("/index.json"), "/index.json": b"[]"})
    assert index.available(server.url + "/a.json") == []
    server.answers.update({"/b.json": to("/c.json"), "/c.json": to("/b.json")})
    for path, place in {"/b.json": None, "/file.json": "file:///etc/passwd", "/ftp.json": "ftp://127.0.0.1/x"}.items():
        if place:
            server.answers[path] = to(place)
        with pytest.raises(EngineError, match="cannot be reached"):
            index.available(server.url + path)
    assert len(server.requests) < 40


# --- downloads ------------------------------------------------------------------------------------------------


def test_a_package_is_fetched_for_a_machine_without_a_network(serve, data, tmp_path, packages_folder):
    serve(data)
    seen: list[tuple[int, int | None]] = []
    path = index.fetch("en", "es-MX", tmp_path, lambda done, total: seen.append((done, total)))
    assert path == tmp_path / "translate-en_es-1_0.argosmodel"
    assert path.read_bytes() == data
    assert seen[0] == (0, len(data)) and seen[-1] == (len(data), len(data))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert install.from_file(path).change == "1.0 installed"
    assert sorted(other.name for other in tmp_path.glob("*.part*")) == []


def test_a_file_may_be_named(serve, data, tmp_path):
    serve(data)
    assert index.fetch("en", "es", tmp_path / "mine.argosmodel") == tmp_path / "mine.argosmodel"


def test_links_are_tried_in_order_and_only_http(serve, data, tmp_path):
    server = serve("ipfs://Qm", None, b"no package", data)
    assert index.fetch("en", "es", tmp_path).read_bytes() == data
    assert [path for path, _ in server.requests] == ["/index.json", "/p2", "/p3", "/p4"]


def test_the_newest_version_is_taken(server, pack, tmp_path):
    server.answers["/new"] = pack(version="1.10").read_bytes()
    links = {"1.9": "/old", "1.10": "/new"}
    server.answers["/index.json"] = json.dumps(
        [entry(version=version, links=[server.url + link]) for version, link in links.items()]
    ).encode()
    assert index.fetch("en", "es", tmp_path).name == "translate-en_es-1_10.argosmodel"


def test_a_cut_download_goes_on_by_itself(serve, data, tmp_path):
    server = serve(ranged(data, cut=[5000, 7000]))
    assert index.fetch("en", "es", tmp_path).read_bytes() == data
    assert server.ranges() == [None, "bytes=5000-", "bytes=12000-"]


def test_a_download_goes_on_in_a_later_run(serve, data, tmp_path):
    server = serve(ranged(data, cut=[5000, 0]))
    with pytest.raises(EngineError, match=f"5000 of {len(data)} bytes came"):
        index.fetch("en", "es", tmp_path)
    assert (tmp_path / "translate-en_es-1_0.argosmodel.part").stat().st_size == 5000
    assert not (tmp_path / "translate-en_es-1_0.argosmodel").exists()
    seen: list[int] = []
    assert index.fetch("en", "es", tmp_path, lambda done, total: seen.append(done)).read_bytes() == data
    assert seen[0] == 5000
    assert server.ranges()[-1] == "bytes=5000-"


def test_a_server_that_ignores_ranges_sends_all_of_it(serve, data, tmp_path):
    cuts = [5000]

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("ETag", '"one"')
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data[: cuts.pop()] if cuts else data)

    serve(answer)
    assert index.fetch("en", "es", tmp_path).read_bytes() == data


def test_a_file_that_changed_meanwhile_is_fetched_anew(serve, data, tmp_path):
    server = serve(ranged(b"x" * len(data), etag='"old"', cut=[5000, 0]))
    with pytest.raises(EngineError):
        index.fetch("en", "es", tmp_path)
    server.answers["/p1"] = ranged(data, etag='"new"')
    assert index.fetch("en", "es", tmp_path).read_bytes() == data


def test_a_server_that_goes_on_with_another_file_is_not_believed(serve, data, tmp_path):
    server = serve(ranged(b"x" * len(data), etag='"old"', cut=[5000, 0]))
    with pytest.raises(EngineError):
        index.fetch("en", "es", tmp_path)

    def careless(request: Handler) -> None:
        start = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if start else 200)
        request.send_header("ETag", '"new"')
        request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        request.wfile.write(data[start:])

    server.answers["/p1"] = careless
    assert index.fetch("en", "es", tmp_path).read_bytes() == data


def test_a_part_longer_than_the_file_is_thrown_away(serve, data, tmp_path):
    server = serve(ranged(data + b"x" * 99, cut=[len(data) + 50, 0]))
    with pytest.raises(EngineError):
        index.fetch("en", "es", tmp_path)
    server.answers["/p1"] = ranged(data)
    assert index.fetch("en", "es", tmp_path).read_bytes() == data


def test_a_weak_tag_is_no_ground_to_go_on(serve, data, tmp_path):
    server = serve(ranged(data, etag='W/"one"', cut=[5000]))
    with pytest.raises(EngineError):
        index.fetch("en", "es", tmp_path)
    assert index.fetch("en", "es", tmp_path).read_bytes() == data
    assert server.ranges() == [None, None]


@pytest.mark.parametrize("said", [-100, 100])
def test_a_length_that_lies(serve, data, tmp_path, said):
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data) + said))
        request.end_headers()
        request.wfile.write(data)

    serve(answer)
    with pytest.raises(EngineError, match="could not be downloaded"):
        index.fetch("en", "es", tmp_path)
    assert not (tmp_path / "translate-en_es-1_0.argosmodel").exists()


def test_a_length_that_no_package_has(serve, tmp_path):
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(1 << 50))
        request.end_headers()

    serve(answer)
    with pytest.raises(EngineError, match="more than any package"):
        index.fetch("en", "es", tmp_path)


def test_no_length_at_all(serve, data, tmp_path):
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(data)

    serve(answer)
    seen: list[int | None] = []
    assert index.fetch("en", "es", tmp_path, lambda done, total: seen.append(total)).read_bytes() == data
    assert set(seen) == {None}


def test_a_server_that_stops_sending_is_given_up(serve, data, tmp_path):
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data[:100])
        time.sleep(3)

    serve(answer)
    start = time.monotonic()
    with pytest.raises(EngineError, match="could not be downloaded"):
        index.fetch("en", "es", tmp_path, timeout=0.3)
    assert time.monotonic() - start < 2.5


def test_a_package_of_other_languages_is_not_kept(serve, pack, tmp_path):
    serve(pack("de", "fr").read_bytes())
    with pytest.raises(EngineError, match="is a package de → fr, where the index promised en → es"):
        index.fetch("en", "es", tmp_path)
    assert list(tmp_path.glob("translate-*")) == []


def test_a_pair_that_is_not_there_and_one_without_links(serve, tmp_path):
    serve("ipfs://only")
    with pytest.raises(EngineMissing, match="no package for en → zh-Hant"):
        index.fetch("en", "zh-Hant", tmp_path)
    with pytest.raises(EngineError, match="no http link for the package en_es"):
        index.fetch("en", "es", tmp_path)


def test_a_place_that_cannot_be_written(serve, data, tmp_path):
    serve(data)
    with pytest.raises(UsageError, match="cannot be written"):
        index.fetch("en", "es", tmp_path / "no" / "folder" / "x.argosmodel")


def test_only_the_index_reaches_a_network():
    sources = Path(index.__file__).parents[1]
    names = ("urllib.request", "http.client", "socket", "requests", "urllib3", "ftplib", "smtplib")
    users = {
        path.relative_to(sources).as_posix()
        for path in sources.rglob("*.py")
        if any(f"import {name}" in path.read_text(encoding="utf-8") for name in names)
    }
    # The review page listens, on a loopback address, and asks nobody.
    assert users == {"engines/index.py", "web/server.py"}, os.fspath(sources)
