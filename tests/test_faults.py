"""What a run leaves behind when it is stopped: whole files, and a next run that finishes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pinglot.catalogs import po

GLOSSARY = "term,translation,pos\nprovince,provincia,noun\nNorthern Ireland,Irlanda del Norte,proper noun\n"


def article(paragraphs: int) -> str:
    return "".join(
        f"## Part {number}\n\nThe province of *Northern Ireland* counted {number} projects. It paid for each.\n\n"
        for number in range(paragraphs)
    )


@pytest.fixture
def project(tmp_path):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "aid.csv").write_text(GLOSSARY, encoding="utf-8")
    (tmp_path / "article.md").write_text(article(60), encoding="utf-8")
    return tmp_path


def start(project: Path, engine: str = "pseudo") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pinglot", "translate", "article.md", "--to", "es", "--engine", engine]
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def results(project: Path) -> dict[str, bytes]:
    """What a run writes, without the dates in headers."""
    found = {}
    for path in sorted(project.rglob("*")):
        if path.is_file() and ".pinglot" not in path.parts and "glossary" not in path.parts:
            lines = path.read_bytes().splitlines(keepends=True)
            found[path.name] = b"".join(line for line in lines if b"-Date: " not in line)
    return found


def check_whole(project: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Every file is as it was before the run, or as the run leaves it; nothing between."""
    for name, data in results(project).items():
        if name.endswith(".tmp"):
            continue  # a leftover that the next run sweeps
        assert data in (before.get(name), after[name]), f"{name} is torn"
    for catalog in project.rglob("*.po"):
        po.parse(catalog.read_bytes(), catalog)


def kill_at_random(project: Path, times: int, seed: int) -> None:
    first = time.monotonic()
    run = start(project)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err.decode()
    took = time.monotonic() - first
    old = results(project)
    chance = random.Random(seed)
    for number in range(times):
        text = article(60).replace("paid", f"paid round {number}")
        (project / "article.md").write_text(text, encoding="utf-8")
        before = {**old, "article.md": text.encode()}
        copy = project.parent / f"{project.name}-{number}"
        subprocess.run(["cp", "-r", project, copy], check=True)
        undisturbed = start(copy)
        undisturbed.communicate(timeout=120)
        after = results(copy)
        # Most of the time goes into starting; the moments of writing are near the end.
        moment = took * chance.choice([chance.uniform(0, 1), chance.uniform(0.7, 1.1)])
        run = start(project)
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=60)
        check_whole(project, before, after)
        again = start(project)
        _, err = again.communicate(timeout=120)
        assert again.returncode == 0, err.decode()
        assert results(project) == after
        old = after


def test_kill_9_leaves_whole_files_and_the_next_run_finishes(project):
    kill_at_random(project, times=3, seed=1)


@pytest.mark.soak
def test_kill_9_at_twenty_random_moments(project):
    kill_at_random(project, times=20, seed=20)


def test_interrupt_leaves_whole_files_and_exits_130(project):
    (project / "article.md").write_text(article(3000), encoding="utf-8")
    run = start(project)
    time.sleep(1.0)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130, err.decode()
    assert b"Traceback" not in err and b"interrupted" in err
    assert not list(project.rglob("*.tmp"))


def test_a_home_that_cannot_be_written_stops_argos_alone(project):
    home = project / "home"
    home.write_text("a file, where a home should be", encoding="utf-8")
    command = [sys.executable, "-m", "pinglot", "translate", "article.md", "--to", "es", "--engine"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ARGOS_"))},
        "HOME": str(home),
    }
    refused = subprocess.run([*command, "argos"], cwd=project, env=environment, capture_output=True, text=True)
    assert refused.returncode in (2, 3), refused.stderr
    assert "Traceback" not in refused.stderr and len(refused.stderr.strip().splitlines()) == 1
    assert not (project / "locales").exists()
    served = subprocess.run([*command, "pseudo"], cwd=project, env=environment, capture_output=True, text=True)
    assert served.returncode == 0, served.stderr


def test_a_place_that_cannot_be_written_is_one_sentence(project):
    (project / "locales").write_text("a file, where a folder should be", encoding="utf-8")
    run = start(project)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 2
    assert b"cannot be written" in err or b"locales" in err
    assert b"Traceback" not in err
    assert not (project / "article.es.md").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc, which Linux has")
@pytest.mark.parametrize("everybody", [False, True], ids=["the process alone", "its whole group, as a terminal does"])
def test_an_interrupt_leaves_no_program_of_apertium_behind(project, everybody):
    from pinglot import engines
    from pinglot.errors import PinglotError

    try:
        engines.open_engine("apertium", "en", "es").close()
    except PinglotError:
        pytest.skip("Apertium for en → es is not installed: sudo apt-get install apertium-eng-spa")
    (project / "article.md").write_text(article(3000), encoding="utf-8")
    command = [sys.executable, "-m", "pinglot", "translate", "article.md", "--to", "es", "--engine", "apertium"]
    run = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    begun: list[int] = []
    until = time.monotonic() + 60
    while len(begun) < 4 and run.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
        begun = children_of(run.pid)
    assert len(begun) >= 4, "its programs have not begun"
    (os.killpg if everybody else os.kill)(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130, err.decode()
    assert b"Traceback" not in err and len(err.strip().splitlines()) == 1
    assert [process for process in begun if lives(process)] == []
    assert not list(project.rglob("*.tmp"))


def children_of(parent: int) -> list[int]:
    found = [(int(path.name), stat_of(int(path.name))) for path in Path("/proc").glob("[0-9]*")]
    return [process for process, stat in found if stat[1:2] == [str(parent)] and stat[0] != "Z"]


def lives(process: int) -> bool:
    return stat_of(process)[:1] not in ([], ["Z"])


def stat_of(process: int) -> list[str]:
    """State, parent and so on of a process (proc(5), ``stat`` after the name); empty where it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@pytest.mark.soak
def test_a_wheel_in_an_empty_environment_looks_around_and_translates(tmp_path):
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    build = [python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "dist", root]
    subprocess.run(build, check=True)
    (wheel,) = (tmp_path / "dist").glob("pinglot-*.whl")
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "a.md").write_text("The *province*.\n", encoding="utf-8")
    pinglot = tmp_path / "venv" / "bin" / "pinglot"
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home")}

    def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [pinglot, *arguments], cwd=tmp_path / "here", env=environment, capture_output=True, text=True
        )

    doctor = ask("doctor")
    assert doctor.returncode in (0, 1) and "libraries" in doctor.stdout and "Traceback" not in doctor.stderr
    assert "missing  " not in doctor.stdout.split("libraries")[1].split("tools")[0]
    done = ask("translate", "a.md", "--to", "es", "--engine", "pseudo")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "a.es.md").read_text(encoding="utf-8").count("*") == 2
