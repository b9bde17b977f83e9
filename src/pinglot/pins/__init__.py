"""Pins: terms that must come out as their approved translation, how they are brought about, and the one verdict."""

from pinglot.model import Pin
from pinglot.pins.findings import findings_of
from pinglot.pins.probe import Probe, Proxy, can_probe, probe
from pinglot.pins.translate import Pinned, translate
from pinglot.pins.verdict import Span, Surplus, Verdict, examine, judge, surplus

__all__ = [
    "Pin",
    "Pinned",
    "Probe",
    "Proxy",
    "Span",
    "Surplus",
    "Verdict",
    "can_probe",
    "examine",
    "findings_of",
    "judge",
    "probe",
    "surplus",
    "translate",
]
