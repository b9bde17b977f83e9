"""Word documents made by python-docx, for the tests."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt, RGBColor


def _saved(fill: Callable[[Any], None]) -> bytes:
    made = docx.Document()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _memo(made: Any) -> None:
    made.core_properties.title = "A memo on aid"
    made.add_heading("Aid to the regions", 0)
    made.add_heading("Where it went", 2)
    sentence = made.add_paragraph("The fund helped ")
    sentence.add_run("Northern").bold = True
    sentence.add_run(" Ireland").bold = True
    sentence.add_run(" and its ")
    sentence.add_run("border counties").italic = True
    sentence.add_run(".")
    made.add_paragraph("Peace needs time.", style="Intense Quote")


def _lists(made: Any) -> None:
    for style in ("List Bullet", "List Bullet 2", "List Number"):
        made.add_paragraph(f"An item of the {style} kind", style=style)


def _merged(made: Any) -> None:
    table = made.add_table(3, 3, style="Light Grid Accent 1")
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Across three columns"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Down two rows"
    table.cell(2, 2).add_table(1, 1).cell(0, 0).text = "A table in a cell"


def _sections(made: Any) -> None:
    first = made.sections[0]
    first.different_first_page_header_footer = True
    first.header.paragraphs[0].text = "On every page"
    first.first_page_header.paragraphs[0].text = "On the first page"
    first.footer.paragraphs[0].text = "Left\tmiddle\tright"
    made.add_paragraph("Upright.")
    made.add_page_break()
    made.add_paragraph("Upright, too.")
    made.add_section()
    second = made.sections[1]
    second.page_width, second.page_height = first.page_height, first.page_width
    second.different_first_page_header_footer = False
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "On wide pages"
    made.add_paragraph("Lying.")


def _picture(made: Any) -> None:
    pixel = zlib.compress(b"\0\x80\x80\x80")
    png = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", pixel), (b"IEND", b"")):
        png += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    made.add_paragraph("A picture follows.")
    made.add_picture(io.BytesIO(png))
    shape = made.inline_shapes[0]._inline.docPr
    shape.set("descr", "A grey square")
    shape.set("title", "Grey")


def _breaks(made: Any) -> None:
    lines = made.add_paragraph("First line")
    lines.add_run().add_break()
    lines.add_run("second line\twith a tab")
    made.add_page_break()
    made.add_paragraph("  After   the break  ")


def _comment(made: Any) -> None:
    said = made.add_paragraph("It cost ")
    doubtful = said.add_run("14 million")
    said.add_run(" pounds in all.")
    made.add_comment(doubtful, text="Check this figure.", author="Jane", initials="J")


def _looks(made: Any) -> None:
    looks = made.add_paragraph()
    for word in ("small", "red", "marked", "struck", "low"):
        run_ = looks.add_run(f"{word} ")
        if word == "small":
            run_.font.size = Pt(7)
        elif word == "red":
            run_.font.color.rgb = RGBColor(200, 0, 0)
        elif word == "marked":
            run_.font.highlight_color = WD_COLOR_INDEX.YELLOW
        elif word == "struck":
            run_.font.strike = True
        else:
            run_.font.subscript = True
    looks.add_run("and as ever in a long plain stretch of words.")


BY_LIBRARY: dict[str, Callable[[Any], None]] = {
    "memo": _memo, "lists": _lists, "merged cells": _merged, "sections": _sections, "picture": _picture,
    "breaks": _breaks, "comment": _comment, "looks": _looks,
}  # fmt: skip


def everything() -> dict[str, bytes]:
    """Every document that is made here, by name."""
    return {f"python-docx: {name}": _saved(fill) for name, fill in BY_LIBRARY.items()}
