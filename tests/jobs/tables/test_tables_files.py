"""Tables as spreadsheets write them, and what is no table."""

from __future__ import annotations

import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot import config
from pinglot.catalogs import po
from pinglot.catalogs.bilingual.rows import TableError
from pinglot.jobs.project import Project
from pinglot.jobs.tables.back import bring_back
from pinglot.jobs.tables.out import export

GOOD = "Paragraph number 7 of the article."


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_write_it(place, sign, encoding):
    rows = place.rows()
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Señal; con, todo:\r\n“ésta”"
    path = place.write(rows, sign, encoding)
    (change,) = place.bring(path).changes
    assert change.after == ("Señal; con, todo:\n“ésta”",)


def test_csv_with_a_line_that_says_its_sign_and_columns_in_another_order(place):
    rows = place.rows()
    turned = [{name: row[name] for name in reversed(row)} for row in rows]
    turned[9]["translation"] = "Otra."
    path = place.write(turned, ";", "utf-8")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    assert [change.after for change in place.bring(path).changes] == [("Otra.",)]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "has no column unit"),
        (b"a,b\n1,2\n", "has no column unit, source, translation, catalog, version"),
        ("unit,source,translation,catalog,version\nñ".encode("latin-1"), "is in another encoding"),
        (b'unit,source,translation,catalog,version\n"a', "cannot be read as CSV"),
        (b"\xd0\xcf\x11\xe0 old", "is an old or an encrypted Excel file"),
        (b"PK\x03\x04 broken", "is no Excel workbook"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(place, data, wanted):
    path = place.root / "bad.csv"
    path.write_bytes(data)
    with pytest.raises(TableError, match=f"bad.csv:.*{wanted}"):
        place.bring(path)


def test_what_is_no_workbook_by_its_content_is_said_so(place):
    path = place.root / "bad.xlsx"
    path.write_bytes(b"\x95 no zip")
    with pytest.raises(TableError, match=r"bad\.xlsx:.*is no Excel workbook"):
        place.bring(path)


def test_a_workbook_with_entities_or_without_the_columns_is_refused(place):
    path = place.export("xlsx")
    evil = place.root / "evil.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(evil, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "xl/workbook.xml":
                padding = b"<!--" + b" " * 3_000_000 + b"-->"
                data = padding + b'<!DOCTYPE x [<!ENTITY a "b">]>' + data.split(b"?>", 1)[-1]
            out.writestr(name, data)
    with pytest.raises(TableError, match="holds a document type"):
        place.bring(evil)
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "unit"
    book.save(evil)
    with pytest.raises(TableError, match="has no sheet with the columns"):
        place.bring(evil)


@pytest.mark.parametrize("row", ["1048577", "99999999999"])
def test_a_row_far_below_is_refused_before_it_fills_the_memory(place, row):
    path = place.export("xlsx")
    evil = place.root / "evil.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(evil, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far.encode())
            out.writestr(name, data)
    with pytest.raises(TableError, match="has more cells than a table"):
        place.bring(evil)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_libreoffice_saves_what_we_read(place, tmp_path, kind):
    """Opened and saved in LibreOffice without a change, a table is still without an edit."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: sudo apt-get install libreoffice-calc-nogui")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    form = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1" if kind == "csv" else kind
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", tmp_path / "saved"]
    subprocess.run([*command, place.export("xlsx")], check=True, capture_output=True, timeout=300)
    (saved,) = [path for path in (tmp_path / "saved").iterdir() if "help" not in path.name]
    done = place.bring(saved)
    assert (done.rows, done.changes, done.troubles) == (len(place.entries()), (), ())


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), min_size=1, max_size=40
) | st.sampled_from(["=1", "'=1", "''=1", "_x0041_", "_x005F_x0041_", "\t=1", "+", "@", "-", "'", "a\r\nb", '"', ";"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=12, unique=True))
def test_any_text_goes_out_and_comes_back_untouched(texts, tmp_path):
    """Whatever people or engines wrote, a table that nobody edited changes nothing, in both formats."""
    (tmp_path / "pinglot.toml").write_text("", encoding="utf-8")
    project = Project(config.load(tmp_path))
    entries = [po.Entry("", ["Language: es\nContent-Type: text/plain; charset=UTF-8\n"])]
    entries += [po.Entry(f"source {number}", [text]) for number, text in enumerate(texts)]
    path = tmp_path / "es.po"
    path.write_bytes(po.render(po.PoFile(entries)))
    for form in ("xlsx", "csv"):
        table = tmp_path / f"t.{form}"
        export(project, [path], table, force=True)
        done = bring_back(project, table)
        assert (done.rows, done.changes, done.troubles) == (len(texts), (), ())
