"""``python -m bench [AREA…] [--rounds N]``: every benchmark, or those named; with fewer rounds than usual, or more."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

# What the areas share; no area itself.
SHARED = {
    "__init__",
    "__main__",
    "batching",
    "bigpackage",
    "changes",
    "counting",
    "everyday",
    "measure",
    "peers",
    "terms_page",
    "tico",
    "translating",
}
AREAS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in SHARED)


def main(wanted: list[str]) -> int:
    """Runs the areas one after the other, so that none disturbs another."""
    if "--rounds" in wanted:
        at = wanted.index("--rounds")
        rounds = "".join(wanted[at + 1 : at + 2])
        if not rounds.isdigit() or not int(rounds):
            print("--rounds needs a number", file=sys.stderr)
            return 2
        os.environ["PINGLOT_BENCH_ROUNDS"] = rounds  # read where an area is imported
        wanted = wanted[:at] + wanted[at + 2 :]
    unknown = set(wanted) - set(AREAS)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(AREAS)}", file=sys.stderr)
        return 2
    for area in wanted or AREAS:
        import_module(f"bench.{area}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
