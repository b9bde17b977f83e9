"""The cells of a table's row, with their places."""

from __future__ import annotations

__all__ = ["split_row"]


def split_row(line: str) -> list[tuple[str, list[int]]]:
    """The cells of a table's row: text, with ``\\|`` as a bar, and the place of each character and of the end.

    GitHub Flavored Markdown 0.29, section 4.10: a bar behind a backslash parts no cells.
    """
    cells: list[list[tuple[str, int]]] = [[]]
    blanks = " \t\n\r\f\v"
    begin = len(line) - len(line.lstrip(blanks))
    stop = len(line.rstrip(blanks))
    ends: list[int] = []
    for place in range(begin, stop):
        char = line[place]
        escaped = place > begin and line[place - 1] == "\\"
        if char != "|":
            cells[-1].append((char, place))
        elif escaped:
            cells[-1][-1] = ("|", place - 1)
        else:
            ends.append(place)
            cells.append([])
    ends.append(stop)
    if not cells[0]:
        del cells[0], ends[0]
    if cells and not cells[-1]:
        del cells[-1], ends[-1]
    out = []
    for chars, end in zip(cells, ends, strict=True):
        first, last = 0, len(chars)
        while first < last and chars[first][0] in blanks:
            first += 1
        while last > first and chars[last - 1][0] in blanks:
            last -= 1
        where = [place for _, place in chars[first:last]]
        where.append(chars[last][1] if last < len(chars) else end)
        out.append(("".join(char for char, _ in chars[first:last]), where))
    return out
