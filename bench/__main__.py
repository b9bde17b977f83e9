"""``python -m bench [AREA…]``: every benchmark, or those named."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

# What the areas share; no area itself.
SHARED = {"__init__", "__main__", "batching", "bigpackage", "counting", "everyday", "measure", "tico", "translating"}
AREAS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in SHARED)


def main(wanted: list[str]) -> int:
    """Runs the areas one after the other, so that none disturbs another."""
    unknown = set(wanted) - set(AREAS)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(AREAS)}", file=sys.stderr)
        return 2
    for area in wanted or AREAS:
        import_module(f"bench.{area}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
