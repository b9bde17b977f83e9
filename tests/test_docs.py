"""The pages: links lead somewhere, command lines are such that pinglot takes them, no setting or result is left out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from pinglot import cli
from pinglot.config import FRONT_MATTER, Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?pinglot (?P<words>[^#\n]*)", re.MULTILINE)


def links(page: Path) -> list[Path]:
    found = (link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link)
    return [(page.parent / link).resolve() for link in found]


def command_lines() -> list[tuple[str, str]]:
    return [
        (page.name, match["words"].strip())
        for page in [README, *PAGES]
        for block in BLOCK.findall(page.read_text(encoding="utf-8"))
        for match in COMMAND.finditer(block)
    ]


@pytest.mark.parametrize("page", [README, *PAGES], ids=lambda page: page.name)
def test_links_lead_to_files(page):
    assert [link for link in links(page) if not link.exists()] == []


def test_every_page_is_reached_from_the_readme():
    assert [page.name for page in PAGES if page not in links(README)] == []


@pytest.mark.parametrize(("page", "words"), command_lines())
def test_command_lines_of_the_pages_are_taken(page, words):
    command: click.Command = cli.group
    # With the settings that a run has: click keeps the help option that it makes here for whoever asks next.
    context = click.Context(command, **cli.group.context_settings)
    arguments = shlex.split(re.sub(r"[<>|].*", "", words))
    while isinstance(command, click.Group):
        name = arguments.pop(0)
        below = command.get_command(context, name)
        assert below is not None, f"{page}: no command {name!r}"
        command, context = below, click.Context(below, info_name=name, parent=context)
    # Only the words: whether the files that they name are there is not asked.
    options, rest, _ = command.make_parser(context).parse_args(arguments)
    assert not [word for word in rest if word.startswith("--")]
    for option in command.params:
        if isinstance(option.type, click.Choice) and isinstance(value := options.get(option.name or ""), str):
            option.type.convert(value, option, context)


def test_the_page_of_settings_has_each_with_its_default():
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.MULTILINE))
    assert set(rows) == {setting.name for setting in fields(Settings)} - {"root", "origins"}
    assert re.findall(r"`(\w+)`", rows["front_matter"]) == list(FRONT_MATTER)


def with_format(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from with_format(command, (*path, name))
        elif command is not None and any("--format" in option.opts for option in command.params):
            options = next(option for option in command.params if "--format" in option.opts)
            if isinstance(options.type, click.Choice) and "json" in options.type.choices:
                yield " ".join((*path, name))


def test_the_page_of_json_has_every_command_that_writes_it():
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    said = {
        name for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    said |= {f"catalog {name}" for name in said if name == "revert"}
    assert set(with_format(cli.group)) - said == set()
