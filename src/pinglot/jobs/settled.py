"""The run over articles, which first asks whether there is anything to do at all.

What a run leaves done is recorded, one file an article and locale in ``.pinglot/settled/``: digests of all that went in
(the article, the glossary files, the settings, pinglot's own code) and of all that came out, and the result. Where
every digest still fits, the next run would read, match and judge everything again to say the same; it says what was
recorded, and imports neither document readers nor engines for it. A record can be thrown away at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pinglot import files
from pinglot.errors import InputError, PinglotError
from pinglot.jobs.events import ArticleResult, Explained, Stats
from pinglot.jobs.project import Project
from pinglot.model import Finding, Pin, Severity, Term

if TYPE_CHECKING:
    from pinglot.jobs.events import Progress

__all__ = ["translate_articles"]

_OF_THE_RUN = {"terms.cost", "codes.position", "plural.forms", "engine.truncated"}
"""Findings that only the run that translates can have: a run that keeps the text does not repeat them."""
_LIBRARIES = ("simplemma", "snowballstemmer", "sentencex", "markdown_it")
"""What judges or cuts texts, besides pinglot's own code."""


def translate_articles(
    project: Project,
    articles: Sequence[Path],
    *,
    domain: str | None = None,
    input_type: str | None = None,
    check: bool = False,
) -> Iterator[Progress | ArticleResult]:
    """As :func:`pinglot.jobs.translate.translate_articles`, at once where nothing has changed since the last run."""
    records = _records(project, articles, domain, input_type)
    known: list[ArticleResult] = []
    for record in records:
        result = record.recall(check)
        if result is None:
            break
        known.append(result)
    else:
        if known:
            yield from known
            return
    from pinglot.jobs import translate

    by_result = {(record.path, record.target): record for record in records}
    for event in translate.translate_articles(project, articles, domain=domain, input_type=input_type, check=check):
        if isinstance(event, ArticleResult) and not check:
            settled = by_result.get((event.source, event.locale))
            if settled is not None:
                settled.keep(event)
        yield event


def _records(project: Project, articles: Sequence[Path], domain: str | None, input_type: str | None) -> list[_Record]:
    """One an article and locale, in the order of the results; none where a run has to find out what is wrong."""
    settings = project.settings
    articles = list({os.path.abspath(path): path for path in reversed(articles)}.values())[::-1]
    domains = project.domains(articles, domain)
    project.check_places(domains)
    if input_type == "po" or any(path.suffix in (".po", ".pot") for path in articles):
        return []  # a catalog is its own result, or has forms and flags that are judged in other ways
    try:
        shared = [_glossary(settings.glossary), _code(), str(Path.cwd()), input_type or ""]
        digests = {path: _digest(files.read_bytes(path)) for path in articles}
        return [
            _Record(project, path, domains[path], target, [*shared, str(path), digests[path]])
            for target in dict.fromkeys(settings.targets)
            for path in articles
        ]
    except (OSError, InputError):
        return []


class _Record:
    """What is known of one article in one locale."""

    def __init__(self, project: Project, path: Path, domain: str, target: str, inputs: Sequence[str]) -> None:
        settings = project.settings
        self.path, self.target = path, target
        self._state = settings.state
        self._place = settings.state / "settled" / f"{domain}.{target}.json"
        self._receipts = settings.state / "receipts" / f"{domain}.{target}.json"
        facts = repr(replace(settings, targets=(target,), origins={}))
        self._inputs = _digest("\0".join([facts, domain, *inputs]).encode("utf-8", "surrogatepass"))

    def recall(self, check: bool) -> ArticleResult | None:
        """What a run would answer, None where something has changed.

        Args:
            check: answer as a run that only says what is stale.
        """
        with contextlib.suppress(InputError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            said = json.loads(files.read_bytes(self._place))
            if said["inputs"] == self._inputs and said["outputs"] == _digests(map(Path, said["outputs"])):
                result = _result(said, self.path, self.target)
                if not check:
                    return result
                stats = Stats(result.stats.units, fuzzy=result.stats.fuzzy)
                return replace(result, stats=stats, findings=(), explained=())
        return None

    def keep(self, result: ArticleResult) -> None:
        """Records what the next run would answer. A place that cannot be written costs no run its result."""
        from pinglot import checks

        if any(finding.check == "shape.empty" for finding in result.findings):
            return  # such a unit is open still
        stats = result.stats
        stats = replace(stats, translated=0, kept=stats.kept + stats.translated, sentences=0, remembered=0)
        # What a run says of a text that it keeps: what the checks say, and nothing of how it came about.
        findings = tuple(one for one in result.findings if one.check in checks.REGISTRY.keys() - _OF_THE_RUN)
        outputs = _digests([result.article, result.catalog, result.template, self._receipts])
        said = _said(replace(result, stats=stats, findings=findings), self._inputs, outputs)
        with contextlib.suppress(PinglotError, OSError):
            files.write_bytes(self._place, json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))


# --- digests --------------------------------------------------------------------------------------------------


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _digests(paths: Any) -> dict[str, str]:
    """Path → digest of the file's bytes, ``""`` where there is none."""
    found = {}
    for path in paths:
        found[str(path)] = ""
        with contextlib.suppress(OSError):
            found[str(path)] = _digest(Path(path).read_bytes())
    return found


def _glossary(paths: Sequence[Path]) -> str:
    """Of the names and the bytes of everything that may be a glossary file."""
    whole = hashlib.sha256()
    for given in paths:
        inside = sorted(given.rglob("*")) if given.is_dir() else [given]
        for path in inside:
            if path.is_file():
                whole.update(f"{path}\0{_digest(path.read_bytes())}\0".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


@cache
def _code() -> str:
    """Of pinglot's own files and the libraries that judge texts, by size and time."""
    found = [sys.version]
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        if not folder.endswith("__pycache__"):
            found += (_stamp(f"{folder}/{name}") for name in sorted(names))
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        found.append(_stamp(spec.origin) if spec is not None and spec.origin else name)
    return _digest("\0".join(found).encode("utf-8", "surrogatepass"))


def _stamp(path: str) -> str:
    status = os.stat(path)  # noqa: PTH116  several hundred files, for which a Path each would take longer than this
    return f"{path} {status.st_size} {status.st_mtime_ns}"


# --- the result as JSON ---------------------------------------------------------------------------------------


def _said(result: ArticleResult, inputs: str, outputs: Mapping[str, str]) -> dict[str, Any]:
    terms = list(dict.fromkeys(pin.term for unit in result.explained for pin in unit.pins))
    number = {term: index for index, term in enumerate(terms)}
    return {
        "inputs": inputs,
        "outputs": dict(outputs),
        "paths": [str(path) for path in (result.article, result.catalog, result.template)],
        "stats": asdict(result.stats),
        "findings": [asdict(finding) for finding in result.findings],
        "terms": [_facts(term) for term in terms],
        "explained": [
            [
                unit.line,
                unit.source,
                [[number[pin.term], pin.source, pin.held, pin.form, pin.strategy, pin.cost] for pin in unit.pins],
            ]
            for unit in result.explained
        ],
    }


def _facts(term: Term) -> dict[str, Any]:
    return {name: value for name, value in asdict(term).items() if value not in ("", (), None, False)}


def _result(said: Mapping[str, Any], path: Path, target: str) -> ArticleResult:
    terms = [
        Term(**{**facts, "extra": tuple((str(name), str(value)) for name, value in facts.get("extra", ()))})
        for facts in said["terms"]
    ]
    findings = (Finding(**{**facts, "severity": Severity(facts["severity"])}) for facts in said["findings"])
    explained = (
        Explained(line, source, tuple(Pin(terms[index], *rest) for index, *rest in pins))
        for line, source, pins in said["explained"]
    )
    article, catalog, template = map(Path, said["paths"])
    stats = Stats(**said["stats"])
    return ArticleResult(path, target, article, catalog, template, stats, tuple(findings), tuple(explained))
