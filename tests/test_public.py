"""The public names, and what importing costs."""

from __future__ import annotations

import subprocess
import sys

import pinglot

PUBLIC = {
    "Finding",
    "Glossary",
    "Pin",
    "PinglotError",
    "Severity",
    "Term",
    "Translation",
    "Translator",
    "translate_file",
}

HEAVY = (
    "argostranslate",
    "babel",
    "ctranslate2",
    "marisa_trie",
    "markdown_it",
    "minisbd",
    "numpy",
    "onnxruntime",
    "polib",
    "rapidfuzz",
    "sentencepiece",
    "sentencex",
    "simplemma",
    "snowballstemmer",
)


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_all_names_the_public_ones_and_each_is_there():
    assert set(pinglot.__all__) == PUBLIC
    for name in PUBLIC:
        assert getattr(pinglot, name) is not None


def test_a_term_takes_the_texts_of_a_glossary_file():
    term = pinglot.Term(term="grant", translation="beca", status="proposed", case="exact", variants=["grants"])
    assert (term.status.value, term.variants) == ("proposed", ("grants",))
    assert term.case is not None and term.case.value == "exact"


def test_import_loads_nothing_heavy():
    assert not loaded_after("import pinglot") & set(HEAVY)


def test_help_loads_nothing_heavy_and_no_command():
    statement = (
        "import pinglot.cli, contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    pinglot.cli.main(['--help'])"
    )
    assert not loaded_after(statement) & set(HEAVY)


def test_import_reads_and_makes_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import pinglot; pinglot.Term('a', 'b')"],
        env={"HOME": str(tmp_path / "none"), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
