"""A text in a message or a list: on one line, and cut where it is long."""

from __future__ import annotations

__all__ = ["brief", "cut"]


def brief(text: str, most: int = 60) -> str:
    """A text on one line, without doubled blanks, of at most so many characters."""
    return cut(" ".join(text.split()), most)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; an ellipsis stands where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
