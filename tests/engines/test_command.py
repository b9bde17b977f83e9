"""The command ``pinglot engine`` from end to end, against an index on this machine and packages made on the spot."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pinglot.cli import main


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path, monkeypatch, pack) -> Iterator[Path]:
    """A folder that an index of this machine serves; homes and packages lie beside it."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    entries = []
    for source, target, version in (("en", "es", "1.0"), ("en", "pb", "1.9"), ("de", "en", "1.3")):
        name = f"{source}_{target}.argosmodel"
        pack(source, target, version).rename(folder / name)
        entries.append(
            {"package_version": version, "from_code": source, "to_code": target, "type": "translate",
             "links": [f"{address}/{name}"]}
        )  # fmt: skip
    (folder / "index.json").write_text(json.dumps(entries), encoding="utf-8")
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{address}/")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield folder
    server.shutdown()
    server.server_close()


def listed(capsys, *arguments: str) -> list[tuple[str, str, str, str]]:
    capsys.readouterr()
    assert main(["engine", "list", "--format", "json", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)["engines"]
    return [(one["engine"], one["from"], one["to"], one["version"]) for one in found if one["engine"] == "argos"]


def test_what_the_index_offers_is_listed_by_locale(served, capsys):
    assert listed(capsys, "--available") == [
        ("argos", "de", "en", "1.3"),
        ("argos", "en", "es", "1.0"),
        ("argos", "en", "pt-BR", "1.9"),
    ]
    assert listed(capsys, "--available", "--to", "es-MX") == [("argos", "en", "es", "1.0")]
    assert main(["engine", "list", "--available", "--to", "fr"]) == 0
    assert "the index has no such package" in capsys.readouterr().err


def test_install_a_pair_list_it_and_remove_it(served, capsys):
    assert main(["engine", "install", "en", "es"]) == 0
    out, _ = capsys.readouterr()
    assert out == "argos en_es 1.0: 1.0 installed\n"
    assert listed(capsys) == [("argos", "en", "es", "1.0")]
    assert main(["engine", "install", "en", "es"]) == 0
    assert "1.0" in capsys.readouterr().out
    assert main(["engine", "remove", "en", "es"]) == 0
    assert "removed argos en_es 1.0" in capsys.readouterr().err
    assert listed(capsys) == []
    assert main(["engine", "remove", "en", "es"]) == 3
    assert "en → es" in capsys.readouterr().err


def test_an_installed_pair_translates(served, capsys):
    assert main(["engine", "install", "en", "es", "-q"]) == 0
    Path("a.txt").write_text("the red house\n", encoding="utf-8")
    assert main(["translate", "a.txt", "--to", "es", "--engine", "argos"]) in (0, 1)
    assert Path("a.es.txt").read_text(encoding="utf-8") == "la roja casa\n"
    assert main(["doctor"]) in (0, 1)
    assert "argos en_es 1.0: en → es" in capsys.readouterr().out


def test_a_download_leaves_nothing_behind(served, tmp_path):
    assert main(["engine", "install", "en", "es", "-q"]) == 0
    assert list((tmp_path / "xdg_cache_home" / "pinglot").iterdir()) == []


def test_a_download_that_is_refused_is_not_kept(served, tmp_path, capsys):
    (served / "en_es.argosmodel").write_bytes(b"no archive at all")
    assert main(["engine", "install", "en", "es"]) in (2, 3)
    assert "en_es" in capsys.readouterr().err
    assert list((tmp_path / "xdg_cache_home" / "pinglot").iterdir()) == []


def test_fetch_here_install_there(served, capsys):
    assert main(["engine", "fetch", "en", "pt-BR", "-o", "."]) == 0
    out, err = capsys.readouterr()
    file = Path(out.strip())
    assert file.name == "translate-en_pb-1_9.argosmodel" and zipfile.is_zipfile(file)
    assert f"pinglot engine install {file.name}" in err
    assert main(["engine", "install", str(file), "--format", "json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["from"], done["to"], done["version"]) == ("en", "pt-BR", "1.9")
    assert listed(capsys) == [("argos", "en", "pt-BR", "1.9")]


def test_an_older_version_needs_force(served, pack, capsys):
    old = pack("en", "es", "0.9")
    assert main(["engine", "install", "en", "es", "-q"]) == 0
    assert main(["engine", "install", str(old)]) == 2
    assert "--force" in capsys.readouterr().err
    assert listed(capsys) == [("argos", "en", "es", "1.0")]
    assert main(["engine", "install", str(old), "--force", "-q"]) == 0
    assert listed(capsys) == [("argos", "en", "es", "0.9")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["install", "en", "sw"], 3, "en → sw"),
        (["install", "es"], 2, "name a pair"),
        (["install", "nothing.argosmodel"], 2, "there is no such file"),
        (["install", "en", "not a locale"], 2, "not a locale"),
        (["install", "en", "es", "--timeout", "0"], 2, "--timeout"),
        (["install", "en", "es", "--timeout", "soon"], 2, "--timeout"),
        (["install"], 2, "FROM TO"),
        (["fetch", "en", "es"], 2, "--output"),
        (["list", "--from", "en", "--to", "sw"], 3, "pinglot engine install en sw"),
    ],
)
def test_what_cannot_be_served_is_said_and_leaves_nothing(served, tmp_path, capsys, arguments, code, said):
    assert main(["engine", *arguments]) == code
    out, err = capsys.readouterr()
    assert said in err and out == "" and "Traceback" not in err
    assert not (tmp_path / "packages").exists() or list((tmp_path / "packages").iterdir()) == []
    assert list((tmp_path / "here").iterdir()) == []


def test_an_index_that_is_not_there_is_said_in_one_sentence(served, monkeypatch, capsys):
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:9/")
    for arguments in (["list", "--available"], ["install", "en", "es"], ["fetch", "en", "es", "-o", "x"]):
        assert main(["engine", *arguments, "--timeout", "2"]) == 3
        err = capsys.readouterr().err
        assert "cannot be reached" in err and "FILE.argosmodel" in err and len(err.strip().splitlines()) == 1


def test_a_home_that_cannot_be_made_is_said_with_what_to_do(served, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("a file, where a home should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert main(["engine", "install", "en", "es"]) == 2
    err = capsys.readouterr().err
    assert "set HOME or XDG_CACHE_HOME" in err
