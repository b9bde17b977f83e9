"""Apertium's mode files: which pairs are installed, and which programs make up each.

A mode file is a shell pipeline, ``lt-proc 'x.automorf.bin' | apertium-tagger -g $2 'x.prob' | …``. It is read here
and never given to a shell. ``$1`` is the generator's flag and ``$2`` the tagger's, as the ``apertium`` command fills
them in (Apertium's modes.dtd and its ``apertium`` script, version 3.8.3).
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from pinglot import locales
from pinglot.errors import UsageError

__all__ = ["Mode", "ModeError", "Stage", "data_folders", "find", "installed", "read", "version"]

_NAME = re.compile(r"([a-z]{2,3}(?:_[A-Za-z0-9]+)*)-([a-z]{2,3}(?:_[A-Za-z0-9]+)*)")
_SHELL = re.compile(r"[;&<>`()]|\$(?![12]\b)")
_GENERATION = {"-g", "-n", "-d", "-l", "-m", "$1"}
_LATER = _GENERATION | {"-b", "-o", "-p", "-x", "-t"}


class ModeError(ValueError):
    """A mode file that cannot be run as it is."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One program of a mode with its arguments."""

    program: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        """What to run, in null-flush mode."""
        flush = () if "-z" in self.arguments else ("-z",)
        return [_locate(self.program), *flush, *self.arguments]

    @property
    def title(self) -> str:
        """The program and the file it works with, for messages."""
        files = [Path(argument).name for argument in self.arguments if "/" in argument]
        return " ".join([Path(self.program).name, *files[-1:]])

    @property
    def files(self) -> list[Path]:
        return [Path(argument) for argument in self.arguments if "/" in argument]


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode cut where we work on the stream.

    Attributes:
        name: ``eng-spa``, the file's name without its suffix.
        source, target: BCP 47 tags.
        path: the mode file.
        analysis: up to and with the morphological analyser.
        lookup: tagger and what stands beside it, up to and with the bilingual look-up.
        transfer: from there up to the generator.
        generation: the generator and what comes after it.
    """

    name: str
    source: str
    target: str
    path: Path
    analysis: tuple[Stage, ...]
    lookup: tuple[Stage, ...]
    transfer: tuple[Stage, ...]
    generation: tuple[Stage, ...]

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.analysis + self.lookup + self.transfer + self.generation

    @property
    def reverse(self) -> str:
        """The name of the mode for the other direction."""
        source, target = self.name.split("-")
        return f"{target}-{source}"

    def missing(self) -> list[str]:
        """Programs and files that the mode needs and that are not there."""
        programs = [stage.program for stage in self.stages if not _exists(stage.program)]
        files = [str(file) for stage in self.stages for file in stage.files if not file.exists()]
        return list(dict.fromkeys(programs + files))


def data_folders() -> list[Path]:
    """Where modes are looked for: ``APERTIUM_DATADIR``, else the user's and the system's folders."""
    named = os.environ.get("APERTIUM_DATADIR")
    if named:
        return [Path(named)]
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [home / "apertium", Path("/usr/local/share/apertium"), Path("/usr/share/apertium")]


def installed(folders: Sequence[Path]) -> Iterator[Mode]:
    """Every mode that translates between two locales and can be run; a broken one is left out."""
    seen: set[str] = set()
    for folder in folders:
        for path in sorted((folder / "modes").glob("*.mode")):
            if path.stem in seen:
                continue
            try:
                mode = read(path)
            except (ModeError, OSError):
                continue
            if not mode.missing():
                seen.add(path.stem)
                yield mode


def find(folders: Sequence[Path], source: str, target: str) -> Mode | None:
    """The mode that serves a pair of locales best, whether or not what it needs is there; None where there is none."""
    for name in _names(source, target):
        for folder in folders:
            path = folder / "modes" / f"{name}.mode"
            if path.is_file():
                try:
                    return read(path)
                except (ModeError, OSError):
                    continue
    return None


def _names(source: str, target: str) -> Iterator[str]:
    for target_code in _codes(target):
        for source_code in _codes(source):
            yield f"{source_code}-{target_code}"


def _codes(tag: str) -> list[str]:
    region = re.search(r"-([A-Z]{2})\b", locales.normalize(tag))
    codes = locales.apertium_codes(tag)
    regional = [f"{code}_{region[1]}" for code in codes if region and "_" not in code]
    return list(dict.fromkeys(regional + codes))


def read(path: Path) -> Mode:
    """Reads a mode file.

    Raises:
        ModeError: its name is no pair of locales, or it is no plain pipeline with an analyser, a bilingual look-up
            and a generator.
        OSError: it cannot be read.
    """
    named = _NAME.fullmatch(path.stem)
    if not named:
        raise ModeError(f"{path}: its name is no pair of languages")
    source, target = (_locale(code) for code in named.groups())
    stages = _pipeline(path)
    analyser = _index(path, stages, "a morphological analyser", _analyses)
    bilingual = _index(path, stages, "a bilingual look-up", _looks_up)
    generator = _index(path, stages, "a generator", _generates)
    if not analyser < bilingual < generator:
        raise ModeError(f"{path}: analyser, look-up and generator are not in this order")
    lookup, transfer = stages[analyser + 1 : bilingual + 1], stages[bilingual + 1 : generator]
    if lookup[-1].program.endswith("apertium-transfer"):
        rules, rules_bin, dictionary = lookup[-1].arguments  # the old form does the look-up itself
        lookup[-1:] = [Stage("lt-proc", ("-b", dictionary))]
        transfer[:0] = [Stage("apertium-transfer", ("-b", rules, rules_bin))]
    filled = [
        [_filled(stage) for stage in part] for part in (stages[: analyser + 1], lookup, transfer, stages[generator:])
    ]
    return Mode(path.stem, source, target, path, *map(tuple, filled))


def _locale(code: str) -> str:
    """The tag of a code in a mode's name, where it is one that people can ask for."""
    language, _, variant = code.partition("_")
    try:
        if variant and not re.fullmatch(r"[A-Z]{2}", variant):
            tag = locales.from_engine_code(code)
            if code not in locales.apertium_codes(tag):
                raise ModeError(f"'{code}' is a spelling that no locale names")
            return tag
        tag = locales.from_engine_code(language)
        return f"{tag}-{variant}" if variant else tag
    except UsageError as error:
        raise ModeError(str(error)) from None


def _pipeline(path: Path) -> list[Stage]:
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    try:
        lexer = shlex.shlex(" ".join(lines), posix=True, punctuation_chars="|")
        lexer.whitespace_split = True
        lexer.commenters = ""
        tokens = list(lexer)
    except ValueError as error:
        raise ModeError(f"{path}: {error}") from None
    stages: list[list[str]] = [[]]
    for token in tokens:
        if token == "|":
            stages.append([])
        elif _SHELL.search(token) and "/" not in token:
            raise ModeError(f"{path}: '{token}' is more than a plain pipeline")
        else:
            stages[-1].append(token)
    if not all(stages):
        raise ModeError(f"{path}: an empty stage")
    return [Stage(program, tuple(arguments)) for program, *arguments in stages]


def _index(path: Path, stages: list[Stage], what: str, test: object) -> int:
    assert callable(test)
    for index, stage in enumerate(stages):
        if test(stage):
            return index
    raise ModeError(f"{path}: it has no stage that is {what}")


def _is_processor(stage: Stage) -> bool:
    return Path(stage.program).name in ("lt-proc", "hfst-proc")


def _analyses(stage: Stage) -> bool:
    return _is_processor(stage) and not _LATER.intersection(stage.arguments)


def _looks_up(stage: Stage) -> bool:
    if _is_processor(stage):
        return "-b" in stage.arguments
    old_form = len(stage.arguments) == 3 and not any(argument.startswith("-") for argument in stage.arguments)
    return Path(stage.program).name == "apertium-transfer" and old_form


def _generates(stage: Stage) -> bool:
    return _is_processor(stage) and bool(_GENERATION.intersection(stage.arguments))


def _filled(stage: Stage) -> Stage:
    values = {"$1": ["-n"], "$2": []}
    return Stage(
        stage.program, tuple(part for argument in stage.arguments for part in values.get(argument, [argument]))
    )


def _locate(program: str) -> str:
    folder = os.environ.get("APERTIUM_PATH")
    if folder and "/" not in program and os.access(Path(folder) / program, os.X_OK):
        return str(Path(folder) / program)
    return program


def _exists(program: str) -> bool:
    return shutil.which(_locate(program)) is not None


def version(mode: Mode) -> str:
    """The version of the mode's data: its Debian package's, without the packaging's part, else a digest.

    The digest is over names, sizes and times of change of the data files: cheap, and another one where they change.
    """
    folder = next((file.parent for stage in mode.generation for file in stage.files), mode.path.parent)
    if folder.parent == Path("/usr/share/apertium") and folder.name in _packages():
        return re.sub(r"-[^-]*$", "", _packages()[folder.name].split(":")[-1])
    seen = sha256()
    for file in [mode.path, *(file for stage in mode.stages for file in stage.files)]:
        status = file.stat()
        seen.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:12]


@cache
def _packages() -> dict[str, str]:
    """Versions of the installed Debian packages of Apertium; empty where there is no dpkg."""
    command = ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "apertium*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line.strip())
