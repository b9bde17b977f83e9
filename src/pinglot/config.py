"""The configuration: ``pinglot.toml``, or ``[tool.pinglot]`` in ``pyproject.toml``.

It is looked for from a folder upwards; where it stands is the project's root, and relative paths in it start there.
Without one, the root is the folder itself and every setting has its default. Keys are strict: an unknown one is an
error that names the file and the key. Each setting remembers where its value came from, for ``pinglot doctor``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pinglot.errors import ConfigError, UsageError
from pinglot.files import MAX_FILE_SIZE
from pinglot.locales import normalize

__all__ = ["FRONT_MATTER", "Settings", "find", "load"]

FRONT_MATTER = (
    "title",
    "subtitle",
    "linkTitle",
    "headline",
    "description",
    "summary",
    "abstract",
    "excerpt",
    "lead",
    "caption",
    "alt",
)
"""Front-matter keys whose values are translated, by default."""

CACHE_SIZE = 256 * 1024 * 1024
"""Bytes; the default of the setting ``cache``."""

FILE_NAME = "pinglot.toml"
_COMMAND_LINE = "command line"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?)i?B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, its default, and where its value came from.

    Attributes:
        root: the project's root; relative paths start here.
        source: locale of the articles.
        targets: locales to translate to when ``--to`` names none.
        engine: ``auto`` or an engine's name.
        glossary: glossary files and folders. The default, ``glossary``, may be missing; a named one must exist.
        locales: the folder of templates and catalogs.
        out: the folder for translated articles; None puts each beside its source.
        front_matter: front-matter keys whose values are translated.
        max_file_size: bytes; a larger file is refused.
        strict: whether articles show the source text where the translation is fuzzy.
        accept_changes: whether tracked changes in Word documents are taken as accepted; else such a file is refused.
        memory: the folder of imported translation memories (``*.tmx``), which need not exist. None, ``false`` in the
            file, serves nothing from memory, what people approved in other catalogs included.
        cache: bytes that drafts kept between runs may take in the user's cache folder; 0, ``false`` in the file, keeps
            none.
        fast: whether engines search less widely, which is quicker and a little worse.
        origins: setting → where its value came from; what is not in it has its default.
    """

    root: Path
    source: str = "en"
    targets: tuple[str, ...] = ()
    engine: str = "auto"
    glossary: tuple[Path, ...] = ()
    locales: Path = Path("locales")
    out: Path | None = None
    front_matter: tuple[str, ...] = FRONT_MATTER
    max_file_size: int = MAX_FILE_SIZE
    strict: bool = False
    accept_changes: bool = False
    memory: Path | None = Path("memory")
    cache: int = CACHE_SIZE
    fast: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        """The folder for what can be thrown away: locks and receipts."""
        return self.root / ".pinglot"

    def is_given(self, name: str) -> bool:
        """Whether a setting's value was given on the command line."""
        return self.origins.get(name) == _COMMAND_LINE

    def override(self, **values: object) -> Settings:
        """The settings with those given on the command line; None leaves a setting as it is.

        Raises:
            UsageError: a locale is none.
        """
        given = {name: value for name, value in values.items() if value is not None}
        if isinstance(source := given.get("source"), str):
            given["source"] = normalize(source)
        if isinstance(targets := given.get("targets"), tuple):
            given["targets"] = tuple(dict.fromkeys(map(normalize, targets)))
        origins = {**self.origins, **dict.fromkeys(given, _COMMAND_LINE)}
        return replace(self, **given, origins=origins)  # type: ignore[arg-type]


def find(start: Path) -> tuple[Path, dict[str, Any]] | None:
    """The nearest configuration from a folder upwards: its file and its table; None where there is none."""
    for folder in (start, *start.parents):
        own, shared = folder / FILE_NAME, folder / "pyproject.toml"
        if own.is_file():
            return own, _read(own)
        if shared.is_file():
            table = _read(shared, tolerant=True).get("tool", {}).get("pinglot")
            if table is not None:
                return shared, table
    return None


def load(start: Path | None = None) -> Settings:
    """The settings that hold in a folder (default: the current one).

    Raises:
        ConfigError: the configuration cannot be read, has an unknown key, or a value of the wrong kind.
    """
    try:
        start = (start or Path.cwd()).absolute()
    except FileNotFoundError:
        raise ConfigError("the current folder is no longer there; change to another one") from None
    found = find(start)
    if found is None:
        return _anchored(Settings(root=start))
    path, table = found
    root = path.parent
    known = {item.name for item in fields(Settings)} - {"root", "origins"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            import difflib

            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys are {', '.join(sorted(known))}"
            raise ConfigError(f"{path}: unknown key '{key}'; {hint}")
        values[key] = _convert(path, root, key, value)
    return _anchored(Settings(root=root, **values, origins=dict.fromkeys(values, str(path))))


def _anchored(settings: Settings) -> Settings:
    """The settings with the defaults that depend on the root."""
    glossary, folder = settings.glossary, settings.root / "glossary"
    if "glossary" not in settings.origins and folder.is_dir():
        glossary = (folder,)
    memory = settings.root / settings.memory if settings.memory else None
    return replace(settings, glossary=glossary, locales=settings.root / settings.locales, memory=memory)


def _read(path: Path, tolerant: bool = False) -> dict[str, Any]:
    import tomllib  # a run without a file of settings does without

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        if tolerant:  # somebody else's pyproject.toml, broken: not ours to judge
            return {}
        raise ConfigError(f"{path} is not valid TOML: {trouble}") from None
    except OSError as trouble:
        raise ConfigError(f"{path} cannot be read ({trouble.strerror})") from None


def _convert(path: Path, root: Path, key: str, value: Any) -> Any:
    def refuse(wanted: str) -> ConfigError:
        return ConfigError(f"{path}: '{key}' must be {wanted}, not {value!r}")

    def locale(text: str) -> str:
        try:
            return normalize(text)
        except UsageError as error:
            raise ConfigError(f"{path}: '{key}': {error}") from None

    if key == "memory" and value is False:
        return None
    if key in ("source", "engine", "locales", "out", "memory"):
        if not isinstance(value, str) or not value.strip():
            raise refuse("a text")
        if key == "source":
            return locale(value)
        return value if key == "engine" else root / value
    if key in ("targets", "glossary", "front_matter"):
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            raise refuse("a list of texts")
        if key == "targets":
            return tuple(dict.fromkeys(map(locale, texts)))
        return tuple(root / text for text in texts) if key == "glossary" else tuple(texts)
    if key in ("strict", "accept_changes", "fast"):
        if not isinstance(value, bool):
            raise refuse("true or false")
        return value
    if key == "cache" and isinstance(value, bool):
        return CACHE_SIZE if value else 0
    if key in ("max_file_size", "cache"):
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
        if not match or float(match[1]) <= 0:
            raise refuse('bytes, or a text such as "32 MB"')
        return int(float(match[1]) * _UNITS[match[2].upper()])
    raise AssertionError(key)
