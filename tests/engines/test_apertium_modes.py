"""Mode files: read without a shell, cut into parts, left out where broken."""

from __future__ import annotations

import pytest

from pinglot.engines.apertium import ApertiumProvider, modes
from pinglot.errors import EngineMissing

NEW = (
    "lt-proc -w '/d/x.automorf.bin' | cg-proc '/d/x.rlx.bin' | apertium-tagger -g $2 '/d/x.prob' | apertium-pretransfer"
    " | lt-proc -b '/d/x.autobil.bin' | lrx-proc -m '/d/x.autolex.bin' | apertium-transfer -b '/d/x.t1x' '/d/x.t1x.bin'"
    " | lt-proc $1 '/d/x.autogen.bin' | lt-proc -p '/d/x.autopgen.bin'\n"
)
OLD = (
    "lt-proc /d/x.automorf.bin|apertium-tagger -g /d/x.prob | apertium-pretransfer |"
    " apertium-transfer /d/x.t1x /d/x.t1x.bin /d/x.autobil.bin | lt-proc $1 /d/x.autogen.bin"
)


def write(folder, name, text):
    (folder / "modes").mkdir(exist_ok=True)
    path = folder / "modes" / f"{name}.mode"
    path.write_text(text, encoding="utf-8")
    return path


def titles(stages):
    return [(stage.program, stage.arguments[:-1]) for stage in stages]


def test_a_mode_is_cut_at_analyser_lookup_and_generator(tmp_path):
    mode = modes.read(write(tmp_path, "eng-spa", NEW))
    assert (mode.source, mode.target, mode.reverse) == ("en", "es", "spa-eng")
    assert titles(mode.analysis) == [("lt-proc", ("-w",))]
    assert [stage.program for stage in mode.lookup] == ["cg-proc", "apertium-tagger", "apertium-pretransfer", "lt-proc"]
    assert [stage.program for stage in mode.transfer] == ["lrx-proc", "apertium-transfer"]
    assert titles(mode.generation) == [("lt-proc", ("-n",)), ("lt-proc", ("-p",))]
    assert mode.lookup[1].arguments == ("-g", "/d/x.prob")
    assert mode.lookup[1].command == ["apertium-tagger", "-z", "-g", "/d/x.prob"]


def test_the_old_transfer_that_looks_up_by_itself_is_split(tmp_path):
    mode = modes.read(write(tmp_path, "en-gl", OLD))
    assert mode.lookup[-1] == modes.Stage("lt-proc", ("-b", "/d/x.autobil.bin"))
    assert mode.transfer[0] == modes.Stage("apertium-transfer", ("-b", "/d/x.t1x", "/d/x.t1x.bin"))


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("eng-cat_valencia", ("en", "ca-valencia")),
        ("spa-eng_US", ("es", "en-US")),
        ("es-pt_BR", ("es", "pt-BR")),
        ("nob-nno", ("nb", "nn")),
        ("eo-en", ("eo", "en")),
    ],
)
def test_locales_of_mode_names(tmp_path, name, pair):
    mode = modes.read(write(tmp_path, name, NEW))
    assert (mode.source, mode.target) == pair


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("eng-spa-tagger", NEW),
        ("eng-cat_iec2017", NEW),
        ("eng-spa", NEW.replace("| cg-proc", "; rm -rf x | cg-proc")),
        ("eng-spa", NEW.replace("/d/x.rlx.bin'", "")),
        ("eng-spa", NEW.replace("-w '/d/x.automorf.bin'", "$(id)")),
        ("eng-spa", NEW.split("| lrx-proc")[0]),
        ("eng-spa", NEW.replace("lt-proc -b", "cat -b")),
        ("eng-spa", "| |"),
        ("eng-spa", ""),
    ],
)
def test_a_mode_that_cannot_be_run_is_left_out(tmp_path, name, text):
    path = write(tmp_path, name, text)
    with pytest.raises(modes.ModeError):
        modes.read(path)
    assert ApertiumProvider([tmp_path]).pairs() == []


def test_a_mode_without_its_data_is_no_pair_and_says_what_to_install(tmp_path):
    write(tmp_path, "eng-spa", NEW)
    provider = ApertiumProvider([tmp_path])
    assert provider.pairs() == []
    with pytest.raises(
        EngineMissing, match=r"eng-spa needs .*; install it with: sudo apt-get install apertium-eng-spa$"
    ):
        provider.open("en", "es")


def test_a_pair_that_is_not_there(tmp_path):
    provider = ApertiumProvider([tmp_path])
    with pytest.raises(EngineMissing, match=r"no mode for en to ca .*sudo apt-get install apertium-eng-cat"):
        provider.open("en", "ca")
    with pytest.raises(EngineMissing, match=r"no mode for en to zh-Hans here$"):
        provider.open("en", "zh-Hans")


@pytest.mark.parametrize(
    ("source", "target", "hint"),
    [
        ("en", "es", "sudo apt-get install apertium-eng-spa"),
        ("es-MX", "en-GB", "sudo apt-get install apertium-eng-spa"),
        ("en", "ca-valencia", "sudo apt-get install apertium-eng-cat"),
        ("gl", "en", "sudo apt-get install apertium-en-gl"),
        ("es", "pt-BR", "sudo apt-get install apertium-es-pt"),
        ("nb", "nn", "sudo apt-get install apertium-nno-nob"),
        ("en", "ja", ""),
        ("en", "not a tag", ""),
    ],
)
def test_install_hints(source, target, hint):
    assert ApertiumProvider([]).install_hint(source, target) == hint


def test_the_users_folder_comes_before_the_systems(monkeypatch, tmp_path):
    monkeypatch.delenv("APERTIUM_DATADIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert modes.data_folders()[0] == tmp_path / "apertium"
    monkeypatch.setenv("APERTIUM_DATADIR", str(tmp_path / "only"))
    assert modes.data_folders() == [tmp_path / "only"]
