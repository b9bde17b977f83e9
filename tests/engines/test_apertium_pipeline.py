"""The chain of programs, with programs of our own: nothing hangs, nothing is left behind, errors name the stage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.engines.apertium import ApertiumProvider
from pinglot.engines.apertium.modes import Stage
from pinglot.engines.apertium.pipeline import Chain
from pinglot.errors import EngineError
from pinglot.model import Match, Sentence, Term

# A program that answers block by block, with words that make it misbehave.
PROGRAM = """\
#!{python} -IS
import os, sys, time
data = b""
while True:
    read = os.read(0, 65536)
    if not read:
        break
    *blocks, data = (data + read).split(b"\\0")
    for block in blocks:
        if b"HANG" in block:
            time.sleep(60)
        if b"DIE" in block:
            sys.exit("cannot go on")
        if b"ONCE" in block and not os.path.exists(sys.argv[0] + ".done"):
            open(sys.argv[0] + ".done", "w").close()
            sys.exit(1)
        if b"TWICE" in block:
            os.write(1, b"\\0")
        answer = {answer} + b"\\0"
        while answer:
            answer = answer[os.write(1, answer):]
"""


def program(folder: Path, name: str, answer: str = "block") -> Path:
    path = folder / name
    path.write_text(PROGRAM.format(python=sys.executable, answer=answer), encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def chain(tmp_path):
    made = Chain([Stage(str(program(tmp_path, name))) for name in ("first", "second", "third")], limit=1.0)
    yield made
    made.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def gone(pids, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def test_answers_come_in_order_and_the_processes_stay(chain):
    assert chain.run(["a", "", "ü b"]) == ["a", "", "ü b"]
    before = chain.pids
    assert chain.run(["c"]) == ["c"]
    assert chain.pids == before and len(before) == 3


def test_pipes_never_stop_each_other(chain):
    blocks = ["x" * 300_000, *map(str, range(2000)), "y" * 300_000]
    assert chain.run(blocks) == blocks


@given(blocks=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_any_text_comes_through(chain, blocks):
    blocks = [block for block in blocks if not any(word in block for word in ("HANG", "DIE", "ONCE", "TWICE"))]
    assert chain.run(blocks) == blocks


def test_a_chain_that_dies_once_goes_on_where_it_was(chain, tmp_path):
    for name in ("first", "third"):
        (tmp_path / f"{name}.done").touch()
    assert chain.run(["a", "ONCE", "b"]) == ["a", "ONCE", "b"]


def test_a_stage_that_dies_is_named(chain, tmp_path):
    for name in ("first", "third"):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace("DIE", "no"), encoding="utf-8")
    with pytest.raises(EngineError, match=r"Apertium's second stopped \(cannot go on\) at 'DIE b'"):
        chain.run(["a", "DIE b"])
    assert chain.run(["c"]) == ["c"]


def test_a_stage_that_hangs_is_named_in_bounded_time(chain, tmp_path):
    for name in ("first", "second"):
        path = tmp_path / name
        path.write_text(path.read_text(encoding="utf-8").replace("HANG", "no"), encoding="utf-8")
    start = time.monotonic()
    with pytest.raises(EngineError, match=r"Apertium's third gave no answer within 1 s to 'HANG'"):
        chain.run(["HANG"])
    assert time.monotonic() - start < 10


def test_a_program_that_is_not_there_is_named(tmp_path):
    chain = Chain([Stage(str(tmp_path / "nowhere"))], limit=1.0)
    with closing(chain), pytest.raises(EngineError, match="nowhere cannot be run"):
        chain.run(["a"])


def test_an_answer_too_many_does_not_shift_the_next(tmp_path):
    with closing(Chain([Stage(str(program(tmp_path, "twice")))], limit=1.0)) as chain:
        chain.run(["TWICE"])
        time.sleep(0.2)  # let the second answer arrive
        assert chain.run(["a", "b"]) == ["a", "b"]


def test_close_ends_the_processes(chain):
    chain.run(["a"])
    pids = chain.pids
    chain.close()
    chain.close()
    assert gone(pids, 0.5)


def test_killed_python_leaves_no_process_behind(tmp_path):
    stages = [str(program(tmp_path, name)) for name in ("first", "second")]
    script = textwrap.dedent(f"""
        import time
        from pinglot.engines.apertium.modes import Stage
        from pinglot.engines.apertium.pipeline import Chain
        chain = Chain([Stage(path) for path in {stages!r}])
        chain.run(["a"])
        print(*chain.pids, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        pids = [int(pid) for pid in process.stdout.readline().split()]
        assert len(pids) == 2 and all(map(alive, pids))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert gone(pids)


# --- a whole pair made of such programs -----------------------------------------------------------------------


FAKE = {
    # The analyser knows every word as a noun; the look-up writes it in capitals; the generator drops the tags.
    "lt-proc": """\
(re.sub(rb"(?<!\\w)(\\w+)", rb"^\\1/\\1<n><sg>$", block) if sys.argv[-1].endswith("morf") else
 re.sub(rb"\\^(\\w+)<n><sg>\\$", lambda m: b"^" + m[1] + b"<n><sg>/" + m[1].upper() + b"<n><sg>$", block)
 if sys.argv[-1].endswith("bil") else re.sub(rb"\\^\\*?([^<$]+)(<\\w+>)*\\$", rb"\\1", block))""",
    "apertium-tagger": r're.sub(rb"\^[^/$]+/([^$]*)\$", rb"^\1$", block)',
    "apertium-transfer": r're.sub(rb"\^[^/$]+/([^$]*)\$", rb"^\1$", block)',
}
MODE = (
    "lt-proc '{0}/morf' | apertium-tagger -g $2 '{0}/prob' | lt-proc -b '{0}/bil' | apertium-transfer -b '{0}/t1x'"
    " | lt-proc $1 '{0}/gen'"
)


@pytest.fixture
def fake(tmp_path, monkeypatch):
    for name, answer in FAKE.items():
        path = program(tmp_path, name, answer)
        text = path.read_text(encoding="utf-8").replace("import os,", "import re, os,")
        path.write_text(text, encoding="utf-8")
    for name in ("morf", "prob", "bil", "t1x", "gen"):
        (tmp_path / name).touch()
    (tmp_path / "modes").mkdir()
    (tmp_path / "modes" / "eng-spa.mode").write_text(MODE.format(tmp_path), encoding="utf-8")
    monkeypatch.setenv("APERTIUM_PATH", str(tmp_path))
    return ApertiumProvider([tmp_path], limit=2.0)


def test_a_made_up_pair_translates_aligns_and_pins(fake):
    assert [(pair.source, pair.target, pair.model) for pair in fake.pairs()] == [("en", "es", "eng-spa")]
    term = Term("old town", "casco Viejo")
    with fake.open("en", "es-MX") as engine:
        assert engine.target == "es-MX"
        assert (
            engine.signature.startswith("apertium eng-spa ") and len(engine.signature) == len("apertium eng-spa ") + 12
        )
        plain, pinned = engine.translate(
            [Sentence("see town, now"), Sentence("see old town, now", (Match(term, 4, 12, "old town"),))]
        )
    assert plain.text == "SEE TOWN, NOW"
    assert plain.alignment
    assert [(link.source_start, link.target_end) for link in plain.alignment] == [(0, 3), (4, 8), (10, 13)]
    assert pinned.text == "SEE casco Viejo, NOW"
    assert pinned.strategies == ("rewrite",)


def test_another_version_of_the_data_is_another_signature(fake, tmp_path):
    with fake.open("en", "es") as engine:
        before = engine.signature
    (tmp_path / "bil").write_text("more", encoding="utf-8")
    with fake.open("en", "es") as engine:
        assert engine.signature != before


def test_a_pair_whose_program_dies_says_which(fake):
    with fake.open("en", "es") as engine, pytest.raises(EngineError, match=r"Apertium's lt-proc morf stopped"):
        engine.translate([Sentence("a DIE b")])
