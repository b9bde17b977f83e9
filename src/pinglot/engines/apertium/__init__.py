"""Apertium: the rule-based engine from the Linux distribution's own packages.

A pair's mode is run program by program, and between the programs the stream is ours: pinned terms are rewritten after
the bilingual look-up, so that what stands around them agrees with them, and every word carries its number from source
to target, which gives the alignment.
"""

from __future__ import annotations

from pinglot.engines.apertium.provider import ApertiumProvider, provider

__all__ = ["ApertiumProvider", "provider"]
