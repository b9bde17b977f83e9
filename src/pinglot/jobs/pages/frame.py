"""What every page has: one file of HTML with its style inside, and nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files as resources

from pinglot.markup import Child, Markup, element, joined

__all__ = ["document", "facts", "framed_table"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def document(title: str, *body: Child) -> bytes:
    """A whole page.

    Args:
        title: of the window; its heading is the body's affair.
        body: what stands in it.
    """
    style = resources(__package__).joinpath("style.css").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content="pinglot"),
        element("title", title),
        element("style", Markup(style)),
    )
    whole = element("html", head, "\n", element("body", *body), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n".encode()


def facts(rows: list[tuple[str, Child]]) -> Markup:
    """Names and what they are, as a list."""
    return element("dl", ((element("dt", name), element("dd", value)) for name, value in rows), class_="facts")


def framed_table(label: str, head: list[str], rows: list[Child], *, class_: str = "", caption: Child = None) -> Markup:
    """A table that scrolls by itself where it is too wide, also with the keyboard.

    Args:
        label: what assistive technology calls it.
        head: titles of the columns.
        rows: each a ``tr``.
        caption: shown above; None shows the label.
    """
    table = element(
        "table",
        element("caption", label if caption is None else caption),
        element("thead", element("tr", (element("th", name, scope="col") for name in head))),
        "\n",
        element("tbody", joined(rows)),
        class_=class_ or None,
    )
    return element("div", table, class_="frame", role="region", tabindex=0, aria_label=label)
