"""Benchmarks: ratios against a named peer, measured side by side in one run. ``python -m bench`` runs them all."""
