"""How long pinglot takes to start, against ``python -c "import click"``."""

from __future__ import annotations

import subprocess
import sys

from bench.measure import Figure, alternate, ordinary, report, stamp

PEER = 'python -c "import click"'


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=ordinary())


def measure(rounds: int = 15) -> list[Figure]:
    """The start of the library and of the command line, each a process from its start to its end."""
    ways = {"import pinglot": ("-c", "import pinglot"), "pinglot --help": ("-m", "pinglot", "--help")}
    return [
        alternate(name, lambda way=way: _run(*way), PEER, lambda: _run("-c", "import click"), rounds)  # type: ignore[misc]
        for name, way in ways.items()
    ]


def main() -> None:
    """Prints the table."""
    report("start", measure(), stamp("click"))


if __name__ == "__main__":
    main()
