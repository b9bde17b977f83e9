"""Markdown: what becomes a unit, and what a translation becomes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents import seeing

from pinglot import documents, inline
from pinglot.documents.reading import Options

# --- units: the cases in data/ --------------------------------------------------------------------------------


@dataclass
class Expected:
    kind: str
    source: str
    context: str | None = None
    notes: list[str] = field(default_factory=list)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)


def cases():
    for path in sorted(Path(__file__).with_name("data").glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for title, markdown, units in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            name = f"{path.stem}: {title.strip()}"
            yield pytest.param(markdown.replace("→", "\t"), expected(units), id=name)


def expected(lines: str) -> list[Expected]:
    units: list[Expected] = []
    for line in lines.splitlines():
        if match := re.fullmatch(r"  ([gx]\d+) = (.*?)(?: \| (.*))?", line):
            name, opening, closing = match.groups()
            opening = re.sub(r"\\n\Z", "\n", opening)
            units[-1].codes[name] = (opening, closing or "")
        elif line.startswith("  context: "):
            units[-1].context = line.removeprefix("  context: ")
        elif line.startswith("  note: "):
            units[-1].notes.append(line.removeprefix("  note: "))
        else:
            kind, _, source = line.partition(" | ")
            units.append(Expected(kind, source))
    return units


@pytest.mark.parametrize(("markdown", "wanted"), list(cases()))
def test_units_of_the_cases(markdown, wanted):
    document = seeing.read(markdown)
    assert [(unit.kind, unit.source) for unit in document.units] == [(one.kind, one.source) for one in wanted]
    for unit, one in zip(document.units, wanted, strict=True):
        codes = {code.name: (code.open, code.close) for code in unit.codes}
        assert {**codes, **one.codes} == codes
        assert unit.context == one.context
        if unit.kind != "front matter":
            assert list(unit.notes) == one.notes
    assert document.render({}).decode() == markdown
    assert document.render(seeing.own(document)).decode() == markdown


def test_there_are_cases():
    assert len(list(cases())) > 20


def test_lines_are_those_of_the_file():
    document = seeing.read(
        "---\r\ntitle: A\r\n---\r\n\r\n# B\r\n\r\n> C\r\n> ![D](d.png)\r\n\r\n|E|F|\r\n|-|-|\r\n|G|H|\r\n"
    )
    assert [(unit.source, unit.line) for unit in document.units] == [
        ("A", 2), ("B", 5), ("C <x1/>", 7), ("D", 7), ("E", 10), ("F", 10), ("G", 12), ("H", 12),
    ]  # fmt: skip


def test_front_matter_keys_are_those_of_the_options():
    data = b"---\ntitle: A\nTeaser: B\n---\n"
    read = documents.parse(data, "markdown", "a.md", Options(front_matter=("teaser",)))
    assert [unit.source for unit in read.units] == ["B"]


# --- what is written ------------------------------------------------------------------------------------------


def written(markdown: str, *translations: str) -> str:
    document = seeing.read(markdown)
    assert len(document.units) == len(translations), [unit.source for unit in document.units]
    data: bytes = document.render(dict(enumerate(translations)))
    return data.decode()


@pytest.mark.parametrize(
    ("markdown", "translation", "result"),
    [
        ("Hello\n", "a * b, f_x, 1 < 2, [sic], #1\n", "a * b, f_x, 1 < 2, [sic], #1\n"),
        ("Hello\n", "a *b* c", "a \\*b\\* c\n"),
        ("Hello\n", "# b", "\\# b\n"),
        ("Hello\n", "2024. A year", "2024\\. A year\n"),
        ("Hello\n", "- b", "\\- b\n"),
        ("Hello\n", "<div>", "\\<div>\n"),
        ("Hello\n", "&copy; stays", "\\&copy; stays\n"),
        ("Hello\n", "    b", "b\n"),
        ("Hello\n", "two\n\nparagraphs", "two paragraphs\n"),
        ("# Hello #\n", "C #", "# C \\# #\n"),
        ("|a|\n|-|\n|1 <b>x</b>|\n", None, None),
    ],
)
def test_only_what_would_be_markup_is_escaped(markdown, translation, result):
    if translation is None:
        assert written(markdown, "a|b", "1 | <g1>x</g1>") == "|a\\|b|\n|-|\n|1 \\| <b>x</b>|\n"
    else:
        assert written(markdown, translation) == result


def test_line_breaks_and_quote_marks_stay_where_the_source_has_them():
    assert written("> one two three\n> four five six\n", "uno dos tres cuatro cinco seis") == (
        "> uno dos tres\n> cuatro cinco seis\n"
    )
    # A line must not begin with what would be a list.
    assert written("one two three\nfour five six\n", "uno dos tres - cinco seis") == "uno dos tres -\ncinco seis\n"


def test_codes_move_with_their_words():
    assert written("Read the *red* [book](/b) `now`.\n", "Lee <x1/> el <g2>libro</g2> <g1>rojo</g1>.") == (
        "Lee `now` el [libro](/b) *rojo*.\n"
    )


def test_a_link_that_is_its_own_label_keeps_its_definition():
    definition = "\n[foo bar]: /u\n"
    assert written("See [foo bar] and [foo bar][].\n" + definition, "Ver <g1>eso</g1> y <g2>foo bar</g2>.") == (
        "Ver [eso][foo bar] y [foo bar][].\n" + definition
    )
    assert written("See ![foo bar]!\n" + definition, "Ver <x1/>!", "eso") == "Ver ![eso][foo bar]!\n" + definition


def test_a_text_in_a_code_is_written_with_the_code_or_alone():
    markdown = 'Look at ![the house](h.png "Our house") here.\n'
    document = seeing.read(markdown)
    assert document.render({1: "la casa"}).decode() == 'Look at ![la casa](h.png "Our house") here.\n'
    assert document.render({0: "Aquí <x1/>.", 2: 'La "nuestra"'}).decode() == (
        'Aquí ![the house](h.png "La \\"nuestra\\"").\n'
    )


def test_pairs_are_set_so_that_their_marks_count():
    assert written("A **big** house.\n", "A<g1>«gran»</g1>casa.") == "&#65;**«gran»**&#99;asa.\n"
    assert written("A _big_ house.\n", "Una<g1>gran</g1>casa.") == "Una*gran*casa.\n"
    assert written("A **big** house.\n", "Una<g1> gran </g1>casa.") == "Una **gran** casa.\n"
    assert written("A **big** house.\n", "Una <g1></g1>casa.") == "Una casa.\n"


def test_an_empty_translation_leaves_the_unit_as_it_is():
    assert written("One\n\nTwo\n", " ", "Dos") == "One\n\nDos\n"


def test_html_in_quotes_keeps_the_quote_marks():
    markdown = "> <div>\n> <p>One\n> two</p>\n> </div>\n"
    assert written(markdown, "Uno dos") == "> <div>\n> <p>Uno\n> dos</p>\n> </div>\n"


def test_attributes_of_inline_html_are_units_in_cells_too():
    assert written('|a|b|\n|-|-|\n|x <img alt="One">|c|\n', "a", "b", "x <x1/>", "1|2", "c") == (
        '|a|b|\n|-|-|\n|x <img alt="1\\|2">|c|\n'
    )


def test_a_translation_into_an_encoding_too_small_is_written_with_references():
    data = "\ufeffOne\r\n".encode("utf-16-le")
    document = documents.parse(data, "markdown", "a.md")
    assert document.render({0: "Ünö"}) == "\ufeffÜnö\r\n".encode("utf-16-le")


def test_a_hard_break_moved_to_the_end_leaves_no_empty_line():
    assert written("- one  \n  two\n- three\n", "uno dos<x1/>", "tres") == "- uno dos\n- tres\n"


def test_codes_that_markdown_cannot_put_so_break_no_block():
    # A link inside a link is no Markdown; the text and the blocks stay.
    text = written("- [a](/a) [b](/b)\n- c\n", "<g1>uno <g2>dos</g2></g1>", "tres")
    again = seeing.read(text)
    assert [inline.plain_text(unit.source) for unit in again.units][1:] == ["tres"]
    assert "uno" in text and "dos" in text


def test_a_forgotten_end_tag_hides_nothing_more_than_its_block():
    document = seeing.read(
        '<div translate="no">\n<p>Kept\n\nShown\n\n<p translate="no">\nKept\n\nShown too\n\n<p>x</p>\n'
    )
    assert [unit.source for unit in document.units] == ["Shown", "Shown too", "x"]


def test_a_blank_line_in_a_translation_does_not_end_an_html_block():
    assert written("<div>\nOne\n</div>\n", "Uno\n\nDos").count("\n\n") == 0


# --- front matter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "translation", "result"),
    [
        ("Plain", "Sencillo", "Sencillo"),
        ("Plain", "Uno: dos", '"Uno: dos"'),
        ("Plain", "# no", '"# no"'),
        ("Plain", "No", '"No"'),
        ("Plain # c", "Sencillo", "Sencillo # c"),
        ("'It''s'", "L'eau", "'L''eau'"),
        ('"A"', 'Un "a" \\', '"Un \\"a\\" \\\\"'),
    ],
)
def test_front_matter_keeps_its_way_of_quoting(value, translation, result):
    assert written(f"---\ntitle: {value}\n---\n", translation) == f"---\ntitle: {result}\n---\n"


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).map(str.strip)


@settings(max_examples=100, deadline=None)
@given(lines.filter(lambda text: any(char.isalnum() for char in text) and "\ufffc" not in text), st.integers(0, 2))
def test_toml_values_say_the_translation(text, which):
    styles = ['"Basic"', "'Literal'", '"""\nLong"""']
    document = seeing.read(f"+++\ntitle = {styles[which]}\nx = 1\n+++\n")
    toml = document.render({0: inline.build(inline.Plain(text))}).decode().split("+++\n")[1]
    assert tomllib.loads(toml) == {"title": text, "x": 1}


@settings(max_examples=200, deadline=None)
@given(
    lines.filter(lambda text: any(char.isalnum() for char in text) and "\ufffc" not in text),
    st.sampled_from(["Plain", "'Single'", '"Double"', ">-\n  Folded", "|-\n  Literal"]),
)
def test_yaml_values_say_the_translation(text, value):
    yaml = pytest.importorskip("yaml", reason="PyYAML judges the front matter; pip install pyyaml")
    document = seeing.read(f"---\ntitle: {value}\nx: 1\n---\n")
    said = document.render({0: inline.build(inline.Plain(text))}).decode().split("---\n")[1]
    assert yaml.safe_load(said)["title"] == text
