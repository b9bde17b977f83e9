"""Which translations of a glossary an engine's model cannot write by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pinglot import engines
from pinglot.engines.base import Vocabulary
from pinglot.errors import UsageError
from pinglot.glossary import Glossary
from pinglot.model import Finding, Severity

__all__ = ["unspelt"]


def unspelt(paths: Sequence[str | Path], source: str, target: str, engine: str) -> Iterator[Finding]:
    """A finding ``glossary.vocabulary`` for each approved row whose translation has letters that the model lacks.

    Such a pin can be held only by what writes the translation itself (a proxy or a swap), not by the engine's words.

    Raises:
        EngineMissing: nothing installed serves the pair.
        UsageError: the engine does not write with pieces.
    """
    glossary = Glossary.load(paths, target=target, source=source)
    with engines.open_engine(engine, source, target) as opened:
        if not isinstance(opened, Vocabulary):
            raise UsageError(f"{opened.signature} has no vocabulary of pieces; name an engine that has one: argos")
        for term in glossary.approved:
            missing = dict.fromkeys(part for form in term.accepted for part in opened.unspelt(form))
            if missing:
                shown = " ".join(missing)
                message = f"“{term.target}”: {opened.signature} has no pieces for “{shown}” and cannot say it by itself"
                yield Finding("glossary.vocabulary", Severity.WARNING, message, term.path, term.line)
