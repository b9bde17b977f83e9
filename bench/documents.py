"""Long Word documents: processor time and peak memory of reading one and writing it with every unit translated.

Each figure is taken in a process of its own. The peer is python-docx, which builds a tree of all of it: read, one word
of each paragraph changed, written.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from bench.measure import RESULTS, stamp, write

PAGES = (50, 500, 5000)
PARAGRAPHS = 10  # on a page, of 48 words each
PAGE = Path(__file__).parents[1] / "docs" / "documents.md"

_HEAD = "import json, resource, sys, time; path = sys.argv[1]; data = open(path, 'rb').read()\n"
_FOOT = (
    "\nmost = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024"
    "\nprint(json.dumps({'read': read, 'written': time.process_time() - start, 'memory': most}))"
)
WAYS = {
    "pinglot": _HEAD + "from pinglot import documents; start = time.process_time()\n"
    "document = documents.parse(data, 'docx', path); read = time.process_time() - start; start = time.process_time()\n"
    "document.render({index: unit.source for index, unit in enumerate(document.units)}, 'es')" + _FOOT,
    "python-docx": _HEAD + "import docx, io; start = time.process_time()\n"
    "document = docx.Document(io.BytesIO(data)); read = time.process_time() - start; start = time.process_time()\n"
    "for paragraph in document.paragraphs: paragraph.runs[0].text += 'x'\n"
    "document.save(io.BytesIO())" + _FOOT,
}


def document(pages: int) -> tuple[bytes, int]:
    """A document of so many pages, and the bytes of its XML: three runs a paragraph, one of them bold."""
    import docx

    chance = random.Random(pages)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 10))) for _ in range(5000)]

    def run(count: int) -> str:
        look = "<w:rPr><w:b/></w:rPr>" if count == 3 else ""
        return f'<w:r>{look}<w:t xml:space="preserve">{" ".join(chance.choices(words, k=count))} </w:t></w:r>'

    body = "".join(f"<w:p>{run(25)}{run(3)}{run(20)}</w:p>" for _ in range(pages * PARAGRAPHS))
    empty, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + body.encode())
                size = len(content)
            target.writestr(name, content)
    return out.getvalue(), size


def measure(pages: int, folder: Path) -> list[dict[str, object]]:
    """A row for each way to read and write a document."""
    data, size = document(pages)
    path = folder / f"{pages}.docx"
    path.write_bytes(data)
    rows: list[dict[str, object]] = []
    for way, code in WAYS.items():
        done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
        rows.append({"pages": pages, "xml": size, "way": way, **json.loads(done.stdout)})
    return rows


def main() -> None:
    """Prints the table, and writes it into the page on documents."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for pages in PAGES for row in measure(pages, Path(folder))]
    lines = ["| pages | XML, MB | with | read, s | written, s | peak memory, MB |", "|---|---|---|---|---|---|"]
    for row in rows:
        times = f"{row['read']:.1f} | {row['written']:.1f}"
        lines.append(
            f"| {row['pages']:,} | {int(str(row['xml'])) / 1e6:.1f} | {row['way']} | {times} | {row['memory']} |"
        )
    table = "\n".join(lines)
    versions = stamp("python-docx")
    print(f"\n### documents\n\n{', '.join(f'{key} {value}' for key, value in versions.items())}\n\n{table}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "documents.json").write_text(json.dumps({"stamp": versions, "rows": rows}, indent=2), encoding="utf-8")
    write(PAGE, {"word documents": table})


if __name__ == "__main__":
    main()
