"""Bring rows of another tool into a glossary file, and take a glossary to another tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pinglot import files, locales
from pinglot.errors import UsageError
from pinglot.glossary import Glossary, exchange, lint
from pinglot.glossary import files as tables
from pinglot.glossary.compare import Merged, merge
from pinglot.glossary.exchange import Loss
from pinglot.glossary.fold import fold_text
from pinglot.jobs.project import Project
from pinglot.model import Finding, Status, Term

__all__ = ["Brought", "bring", "export", "merge_files"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did.

    Attributes:
        terms: every row that was read.
        added: those that the file did not have.
        same: how many it had already.
        kept: rows of the file that say something else than the imported one, and stay: ``(there, imported)``.
        findings: what could not be read, and what is odd about the rows, as lint says it.
    """

    terms: tuple[Term, ...]
    added: tuple[Term, ...] = ()
    same: int = 0
    kept: tuple[tuple[Term, Term], ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def bring(
    project: Project,
    path: Path,
    target: str,
    *,
    form: str | None = None,
    out: Path | None = None,
    columns: Mapping[str, str] | None = None,
    status: Status | None = None,
) -> Brought:
    """Reads a file of another tool and adds its rows to a glossary file.

    A row whose term the file has is not added; where it says something else, both are in the answer and the file's
    stays. So nothing that was decided is undone.

    Args:
        project: the settings.
        path: the file of the other tool.
        target: BCP 47 tag of the translations.
        form: a name of :data:`pinglot.glossary.exchange.FORMATS`; None takes what the suffix says.
        out: the glossary file; None writes nothing.
        columns: for a table, our column → its own one.
        status: the status of every row; None takes what the file says.

    Raises:
        GlossaryError: a file cannot be read.
        UsageError: the glossary's name says another locale, or it cannot be written.
    """
    target = locales.normalize(target)
    source = project.settings.source
    if out:
        tables.check_place(out, target)
    read = exchange.read(path, form, source, target, columns, project.settings.max_file_size)
    rows = [_of(term, target, status) for term in read.terms]
    findings = [*read.findings, *lint.lint_terms(rows, source)]
    if out is None:
        return Brought(tuple(rows), findings=tuple(findings))
    with files.locked(out, project.settings.state):
        there = tables.read(out).terms if out.exists() else []
        known = {_key(term, target): term for term in reversed(there)}
        added: list[Term] = []
        same = 0
        kept: list[tuple[Term, Term]] = []
        for row in rows:
            own = known.get(_key(row, target))
            if own is None:
                added.append(row)
                known[_key(row, target)] = row
            elif _says(own) == _says(row):
                same += 1
            else:
                kept.append((own, row))
        if added:
            tables.write(out, [*there, *(replace(row, path="", line=0) for row in added)])
    return Brought(tuple(rows), tuple(added), same, tuple(kept), tuple(findings))


def export(
    project: Project,
    paths: Sequence[Path],
    out: Path,
    *,
    target: str = "",
    form: str | None = None,
    statuses: Sequence[Status] = (),
) -> tuple[int, list[Loss]]:
    """Writes a glossary in another tool's format.

    Args:
        project: the settings.
        paths: glossary files and folders; none takes the configured ones.
        out: the file to write.
        target: BCP 47 tag: the rows that hold for it; ``""`` for every row, where the format can hold several locales.
        form: a name of :data:`pinglot.glossary.exchange.FORMATS`; None takes what the suffix says.
        statuses: only rows of these; none takes all.

    Returns:
        how many rows there were, and what the format could not hold of them.

    Raises:
        UsageError: there is no such format, or no glossary, or several locales for a format that holds one.
        GlossaryError: a glossary cannot be read, or a row cannot be written.
    """
    name = exchange.format_of(out, form)
    chosen = list(paths) or list(project.settings.glossary)
    if not chosen:
        raise UsageError("there is no glossary; name one, or put files NAME.LOCALE.csv into glossary/")
    if target:
        terms = list(Glossary.load(chosen, target=target, source=project.settings.source).terms)
    else:
        terms = [term for path, _ in tables.expand(chosen) for term in tables.read(path).terms]
    terms = [term for term in terms if not statuses or term.status in statuses]
    tags = {tables.canonical(term.locale) for term in terms if term.locale}
    if not target and len(tags) > 1 and name in ("deepl", "omegat", "utx", "weblate"):
        raise UsageError(f"{name} holds one language; say which of {', '.join(sorted(tags))} with --to")
    locale = locales.normalize(target) if target else next(iter(sorted(tags)), "")
    data, losses = exchange.render(terms, name, project.settings.source, locale)
    files.write_bytes(out, data)
    return len(terms), losses


def merge_files(base: Path, ours: Path, theirs: Path, out: Path | None, state: Path) -> tuple[Merged, bytes]:
    """Merges three versions of a glossary file.

    Args:
        base: the version that both began with; empty or missing where each made the file by itself.
        ours, theirs: what each made of it. Ours gives the result its columns, signs and line ends.
        out: where the result goes; None writes nothing.
        state: the folder of locks.

    Returns:
        the result, and the file's bytes.

    Raises:
        GlossaryError: a file cannot be read.
    """
    began = base.exists() and base.stat().st_size > 0  # git gives an empty one
    old, own, other = (tables.read(path).terms if path != base or began else [] for path in (base, ours, theirs))
    merged = merge(old, own, other)
    data = tables.rewritten(ours, merged.terms)
    if out is not None:
        with files.locked(out, state):
            files.write_bytes(out, data)
    return merged, data


def _of(term: Term, target: str, status: Status | None) -> Term:
    chosen = status or term.status
    if chosen is Status.APPROVED and not term.target.strip():
        chosen = Status.PROPOSED
    return replace(term, locale=term.locale or target, status=chosen)


def _key(term: Term, target: str) -> tuple[str, str]:
    return fold_text(term.term), tables.canonical(term.locale or target)


def _says(term: Term) -> tuple[object, ...]:
    return term.target, term.status, term.forms, term.forbidden, term.variants, term.keep
