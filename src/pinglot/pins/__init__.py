"""Pins: terms that must come out as their approved translation, how they are brought about, and the one verdict."""

from pinglot.pins.verdict import Span, Surplus, Verdict, examine, judge, surplus

__all__ = ["Span", "Surplus", "Verdict", "examine", "judge", "surplus"]
