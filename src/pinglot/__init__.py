"""Offline translation of articles with glossary terms pinned, kept as gettext catalogs.

    >>> import pinglot
    >>> glossary = pinglot.Glossary([pinglot.Term("province", "provincia")], target="es")
    >>> translator = pinglot.Translator("en", "es", glossary=glossary)
    >>> [one.text for one in translator.translate(["The province grew."])]

Importing this creates and reads nothing; an engine is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pinglot.errors import PinglotError
from pinglot.model import Finding, Pin, Severity, Term, Translation

if TYPE_CHECKING:
    from pinglot.glossary import Glossary
    from pinglot.jobs.translate import translate_file
    from pinglot.jobs.translator import Translator

__all__ = [
    "Finding",
    "Glossary",
    "Pin",
    "PinglotError",
    "Severity",
    "Term",
    "Translation",
    "Translator",
    "translate_file",
]

_LATER = {
    "Glossary": "pinglot.glossary",
    "Translator": "pinglot.jobs.translator",
    "translate_file": "pinglot.jobs.translate",
}


def __getattr__(name: str) -> Any:
    # What stands on the stages is imported when it is first asked for (PEP 562).
    if name in _LATER:
        from importlib import import_module

        value = getattr(import_module(_LATER[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'pinglot' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
