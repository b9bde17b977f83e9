"""Catalogs → ``.mo`` files, each beside its catalog: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import files
from pinglot.catalogs import mo, validate
from pinglot.catalogs.catalog import read
from pinglot.errors import CatalogError, UsageError
from pinglot.model import Finding, Severity

__all__ = ["CompileResult", "compile_catalogs", "find_catalogs"]


@dataclass(frozen=True, slots=True)
class CompileResult:
    """What a compile did, or with ``check`` would do.

    Attributes:
        written: each ``.mo`` that is new or changed.
        unchanged: each ``.mo`` that was already right.
        fuzzy: how many fuzzy entries were left out.
        untranslated: how many entries have no translation.
        findings: warnings of gettext about the catalogs.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    fuzzy: int = 0
    untranslated: int = 0
    findings: tuple[Finding, ...] = ()


def find_catalogs(paths: Iterable[str | Path]) -> list[Path]:
    """The catalogs among files and under folders, each once, sorted within a folder.

    Hidden folders above ``LC_MESSAGES`` (``.git``, ``.venv``) and hidden files are passed over.

    Raises:
        UsageError: a path does not exist, is no catalog by its name, or is a folder that holds none.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = [one for one in sorted(path.rglob("*.po")) if not _is_hidden(one.relative_to(path))]
            if not inside:
                raise UsageError(f"{path} holds no catalog (.po); translate an article first or name another folder")
            found |= dict.fromkeys(inside)
        elif not path.exists():
            raise UsageError(f"{path}: there is no such file or folder; name a .po file or a folder that holds some")
        elif path.suffix.lower() not in (".po", ".pot"):
            raise UsageError(f"{path} is no catalog by its name; name a .po file or a folder that holds some")
        else:
            found[path] = None
    return list(found)


def compile_catalogs(paths: Iterable[str | Path], use_fuzzy: bool = False, check: bool = False) -> CompileResult:
    """Compiles catalogs.

    Args:
        paths: catalogs, and folders that hold some.
        use_fuzzy: whether fuzzy entries are compiled, too.
        check: write nothing; ``written`` then says what is missing or out of date.

    Raises:
        UsageError: a path does not exist, a folder holds no catalog, or a file cannot be written.
        CatalogError: a catalog is malformed, or ``msgfmt -c`` would refuse it. The message names file and line of
            the first error and how many more there are; then no ``.mo`` at all has been replaced.
    """
    compiled: dict[Path, bytes] = {}
    errors: list[CatalogError] = []
    findings: list[Finding] = []
    fuzzy = untranslated = 0
    for path in find_catalogs(paths):
        try:
            file = read(path)
        except CatalogError as error:
            errors.append(error)
            continue
        for finding in validate.check(file, use_fuzzy):
            if finding.severity is Severity.ERROR:
                errors.append(CatalogError(finding.message, finding.path, finding.line))
            else:
                findings.append(finding)
        live = [entry for entry in file.messages if not entry.obsolete]
        fuzzy += 0 if use_fuzzy else sum(entry.fuzzy and entry.translated for entry in live)
        untranslated += sum(not entry.translated for entry in live)
        compiled[path.with_suffix(".mo")] = mo.build(file.entries, use_fuzzy)
    if errors:
        raise _joined(errors)
    changed = {path: data for path, data in compiled.items() if not _is(path, data)}
    if not check:
        files.write_all(changed)
    unchanged = tuple(path for path in compiled if path not in changed)
    return CompileResult(tuple(changed), unchanged, fuzzy, untranslated, tuple(findings))


def _is_hidden(path: Path) -> bool:
    # Below LC_MESSAGES stand the folders of the articles, and an article may lie in a hidden one (.github/README.md).
    *folders, name = path.parts
    if "LC_MESSAGES" in folders:
        folders = folders[: folders.index("LC_MESSAGES")]
    return any(part.startswith(".") for part in (*folders, name))


def _joined(errors: Sequence[CatalogError]) -> CatalogError:
    first = errors[0]
    if len(errors) == 1:
        return first
    more = "1 more error" if len(errors) == 2 else f"{len(errors) - 1} more errors"
    return CatalogError(f"{first.reason} (and {more}; nothing was compiled)", first.path, first.line)


def _is(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
