"""Where the configuration is found, what it may say, and what is said where it says something else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pinglot import config
from pinglot.errors import ConfigError, UsageError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- where -----------------------------------------------------------------------------------------------------


def test_without_a_file_the_folder_is_the_root_and_everything_has_its_default(tmp_path):
    settings = config.load(tmp_path)
    assert settings.root == tmp_path and settings.locales == tmp_path / "locales"
    assert (settings.source, settings.targets, settings.engine, settings.out) == ("en", (), "auto", None)
    assert settings.glossary == () and settings.origins == {}
    assert settings.max_file_size == 32 * 1024 * 1024


def test_a_folder_of_terms_at_the_root_is_taken_without_being_named(tmp_path):
    (tmp_path / "glossary").mkdir()
    assert config.load(tmp_path).glossary == (tmp_path / "glossary",)
    write(tmp_path / "pinglot.toml", "glossary = []\n")
    assert config.load(tmp_path).glossary == ()


def test_the_nearest_file_upwards_holds_and_paths_start_at_its_folder(tmp_path):
    file = write(
        tmp_path / "pinglot.toml", 'out = "made"\nglossary = ["terms", "/elsewhere/more.csv"]\nlocales = "po"\n'
    )
    inner = tmp_path / "docs" / "deep"
    inner.mkdir(parents=True)
    settings = config.load(inner)
    assert settings.root == tmp_path
    assert settings.out == tmp_path / "made" and settings.locales == tmp_path / "po"
    assert settings.glossary == (tmp_path / "terms", Path("/elsewhere/more.csv"))
    assert set(settings.origins.values()) == {str(file)}
    write(inner / "pinglot.toml", 'source = "fr"\n')
    assert (config.load(inner).root, config.load(inner).source) == (inner, "fr")


def test_pyproject_serves_where_it_has_a_table(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.pinglot]\ntargets = ["es"]\n')
    inner = tmp_path / "package"
    write(inner / "pyproject.toml", "[tool.other]\nkey = 1\n")
    assert config.load(inner).targets == ("es",)
    write(tmp_path / "pinglot.toml", 'targets = ["ca"]\n')
    assert config.load(inner).targets == ("ca",)


def test_somebody_elses_broken_pyproject_is_not_ours_to_judge(tmp_path):
    write(tmp_path / "pyproject.toml", "[tool\n")
    assert config.load(tmp_path).root == tmp_path


def test_a_byte_order_mark_as_windows_writes_it_is_no_error(tmp_path):
    (tmp_path / "pinglot.toml").write_bytes(b'\xef\xbb\xbftargets = ["es"]\r\n')
    assert config.load(tmp_path).targets == ("es",)


# --- what ------------------------------------------------------------------------------------------------------


def test_every_key(tmp_path):
    write(
        tmp_path / "pinglot.toml",
        'source = "pt_BR"\ntargets = ["es_mx", "zh_CN", "es-MX"]\nengine = "apertium"\nglossary = "terms.csv"\n'
        'locales = "po"\nout = "made"\nfront_matter = ["title"]\nmax_file_size = "1.5 MB"\nstrict = true\n'
        "memory = false\n",
    )
    settings = config.load(tmp_path)
    assert (settings.source, settings.targets) == ("pt-BR", ("es-MX", "zh-Hans"))
    assert (settings.engine, settings.strict, settings.memory) == ("apertium", True, None)
    assert settings.glossary == (tmp_path / "terms.csv",)
    assert settings.front_matter == ("title",)
    assert settings.max_file_size == 1536 * 1024


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("1000", 1000),
        ('"1000"', 1000),
        ('"1 KB"', 1024),
        ('"2 MiB"', 2 << 20),
        ('"1G"', 1 << 30),
        ('"0.5 mb"', 1 << 19),
    ],
)
def test_sizes(tmp_path, said, size):
    write(tmp_path / "pinglot.toml", f"max_file_size = {said}\n")
    assert config.load(tmp_path).max_file_size == size


@pytest.mark.parametrize(("said", "size"), [("false", 0), ("true", 256 << 20), ('"8 MB"', 8 << 20)])
def test_the_cache_has_a_size_or_none(tmp_path, said, size):
    write(tmp_path / "pinglot.toml", f"cache = {said}\n")
    assert config.load(tmp_path).cache == size


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("target = ['es']", "unknown key 'target'; did you mean 'targets'?"),
        ("colour = 1", "unknown key 'colour'; known keys are accept_changes, cache, engine, fast, front_matter"),
        ("root = 'x'", "unknown key 'root'"),
        ("origins = {}", "unknown key 'origins'"),
        ("targets = [1]", "'targets' must be a list of texts, not [1]"),
        ("targets = ['']", "'targets' must be a list of texts"),
        ("targets = 'es,fr'", "'targets': 'es,fr' is not a locale"),
        ("source = 'nowhere land'", "'source': 'nowhere land' is not a locale"),
        ("source = 1", "'source' must be a text, not 1"),
        ("engine = ''", "'engine' must be a text"),
        ("out = ['made']", "'out' must be a text"),
        ("memory = true", "'memory' must be"),
        ("strict = 'yes'", "'strict' must be true or false, not 'yes'"),
        ("max_file_size = 0", "'max_file_size' must be bytes"),
        ("max_file_size = true", "'max_file_size' must be bytes"),
        ("max_file_size = '1 TB'", "'max_file_size' must be bytes, or a text such as \"32 MB\", not '1 TB'"),
        ("max_file_size = '0 MB'", "'max_file_size' must be bytes"),
        ("cache = 0", "'cache' must be bytes"),
        ("fast = 1", "'fast' must be true or false"),
        ("targets = ['es'", "is not valid TOML"),
    ],
)
def test_what_it_does_not_understand_names_file_and_key(tmp_path, line, said):
    file = write(tmp_path / "pinglot.toml", f"{line}\n")
    with pytest.raises(ConfigError, match=re.escape(str(file))) as caught:
        config.load(tmp_path)
    assert said in str(caught.value)


def test_a_file_in_another_encoding_is_said(tmp_path):
    (tmp_path / "pinglot.toml").write_bytes(b'out = "se\xf1or"\n')
    with pytest.raises(ConfigError, match="is not valid TOML"):
        config.load(tmp_path)


# --- the command line ------------------------------------------------------------------------------------------


def test_what_is_given_wins_and_what_is_not_stays(tmp_path):
    file = write(tmp_path / "pinglot.toml", 'targets = ["es"]\nengine = "argos"\n')
    settings = config.load(tmp_path).override(targets=("FR", "ca@valencia", "fr"), engine=None, source="de")
    assert settings.targets == ("fr", "ca-valencia") and settings.engine == "argos" and settings.source == "de"
    assert settings.origins["engine"] == str(file)
    assert settings.is_given("targets") and not settings.is_given("engine")
    with pytest.raises(UsageError, match="is not a locale"):
        settings.override(targets=("es fr",))
