"""A real package on workers: the same bytes as on one machine, and no other package taken for it."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from pinglot.cli import main
from pinglot.engines import install

TOY = Path(__file__).parents[2].parent / "shared" / "models" / "toy-en_es.argosmodel"
ARGUMENTS = ["batch", "archive", "--engine", "argos", "--to", "es", "--out", "out"]
NOUNS = [
    "file",
    "folder",
    "window",
    "button",
    "server",
    "network",
    "user",
    "message",
    "letter",
    "report",
    "house",
    "car",
    "street",
    "door",
    "key",
]
VERBS = [
    "opened",
    "closed",
    "bought",
    "sold",
    "found",
    "lost",
    "sent",
    "received",
    "deleted",
    "saved",
    "moved",
    "copied",
]


def article(number: int) -> str:
    """Sentences of the small package's own world."""
    chance = random.Random(number)
    said = [
        f"The {chance.choice(NOUNS)} is new. Anna {chance.choice(VERBS)} the *{chance.choice(NOUNS)}* on Monday."
        for _ in range(3)
    ]
    return "\n\n".join([f"# The {chance.choice(NOUNS)}", *said]) + "\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The small package, installed for the driver alone."""
    if not TOY.exists():
        pytest.skip(f"{TOY.name} is not there; put it into shared/models beside the repository")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    (tmp_path / "packages").mkdir()
    install.from_file(TOY, tmp_path / "packages")
    return TOY


@pytest.fixture
def root(kit, tmp_path, monkeypatch):
    for folder in ("alone", "project"):
        kit.write_archive(tmp_path / folder, 12)
        for number, path in enumerate(sorted((tmp_path / folder / "archive").rglob("*.md"))):
            path.write_text(article(number), encoding="utf-8")
        terms = "term,translation,pos,gender\nhouse,vivienda,noun,f\nserver,máquina virtual,noun,f\n"
        (tmp_path / folder / "glossary" / "aid.csv").write_text(terms, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def bare_hosts(package, tmp_path, monkeypatch, hosts):
    """Workers without the package: in the environment that they are started in, its folder is another one."""
    hosts.environment["ARGOS_PACKAGES_DIR"] = str(tmp_path / "none")
    for worker in hosts.living:
        worker.kill()
        worker.wait(30)
    hosts.start_worker()
    return hosts


def spoilt(package: Path, place: Path, ending: str) -> Path:
    """The package with one byte more in the file whose name ends so."""
    with zipfile.ZipFile(package) as good, zipfile.ZipFile(place, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, data + b"\n" if name.endswith(ending) else data)
    return place


def test_workers_without_the_package_get_it_and_prove_it(kit, root, package, bare_hosts, tmp_path, capsys):
    wrong = spoilt(package, tmp_path / "wrong.argosmodel", "shared_vocabulary.json")
    on = ["--on", bare_hosts.address]
    assert main([*ARGUMENTS, *on, "--package", wrong.as_uri()]) == 3
    said = capsys.readouterr().err
    assert "wrong.argosmodel" in said and "the driver has en_es" in said and "Traceback" not in said
    assert not (root / "out").exists()
    # Without an address the scheduler gets it from here.
    assert main([*ARGUMENTS, *on, "--resume"]) in (0, 1)
    undisturbed = kit.alone(tmp_path / "alone", "es", engine="argos")
    assert kit.results(root) == undisturbed
    assert b"vivienda" in b"".join(undisturbed.values())
    assert list((tmp_path / "none").rglob("*.bin")) == []


@pytest.mark.soak
def test_a_package_with_any_of_its_files_changed_is_refused(kit, root, package, bare_hosts, tmp_path, capsys):
    with zipfile.ZipFile(package) as whole:
        files = [name for name in whole.namelist() if "/model/" in name or name.endswith(".model")]
    on = ["--on", bare_hosts.address]
    assert len(files) >= 3
    for number, name in enumerate(file for file in files if not file.endswith("/")):
        wrong = spoilt(package, tmp_path / f"wrong{number}.argosmodel", name)
        resume = ["--resume"] if number else []
        assert main([*ARGUMENTS, *on, "--package", wrong.as_uri(), *resume]) == 3
        assert wrong.name in capsys.readouterr().err
        assert not (root / "out").exists()
    assert main([*ARGUMENTS, *on, "--package", package.as_uri(), "--resume"]) in (0, 1)
    assert kit.results(root) == kit.alone(tmp_path / "alone", "es", engine="argos")
