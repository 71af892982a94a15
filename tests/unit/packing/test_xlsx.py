"""The workbook around the rows: legal names, sheets that go on, and a zip that programs open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from wh.packing import cells
from wh.packing import workbook as xlsx

ROW = b'<row r="\1"><c r="A\1" t="inlineStr"><is><t>%d</t></is></c></row>'


def workbook(sheets: dict[str, Sequence[Sequence[bytes]]]) -> bytes:
    stream = io.BytesIO()
    book = xlsx.Workbook(stream)
    for name, batches in sheets.items():
        book.sheet(name, [("column", 10.0)], batches)
    book.close()
    return stream.getvalue()


def batches(rows: int, size: int) -> list[list[bytes]]:
    made = [ROW % number for number in range(rows)]
    return [made[start : start + size] for start in range(0, rows, size)]


def sheets(data: bytes) -> dict[str, list[str]]:
    """Texts of the first column by sheet, read by two programs that must agree."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {sheet.title: [str(row[0]) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    other = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert {name: [row[0] for row in other.get_sheet_by_name(name).to_python()] for name in other.sheet_names} == found
    return found


def test_rows_stand_under_a_header() -> None:
    assert sheets(workbook({"Data": batches(3, 2)})) == {"Data": ["column", "0", "1", "2"]}


def test_a_sheet_without_rows_has_its_header() -> None:
    assert sheets(workbook({"Data": []})) == {"Data": ["column"]}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
@pytest.mark.parametrize("rows", [0, 3, 4, 5, 8, 9])
def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch, rows: int, size: int) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 5)
    found = sheets(workbook({"Data": batches(rows, size)}))
    assert len(found) == max(1, -(-rows // 4))
    assert list(found) == ["Data", "Data (2)", "Data (3)"][: len(found)]
    assert [each for texts in found.values() for each in texts[1:]] == [str(number) for number in range(rows)]
    assert all(texts[0] == "column" and len(texts) <= 5 for texts in found.values())


def test_a_sheet_too_large_for_one_part_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_PART", 3 * len(ROW))
    found = sheets(workbook({"Data": batches(10, 2)}))
    assert len(found) > 1
    assert [each for texts in found.values() for each in texts[1:]] == [str(number) for number in range(10)]


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("a/b\\c?d*e[f]g:h", "a_b_c_d_e_f_g_h"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("'", "Sheet"),
        ("History", "History_"),
        ("x" * 40, "x" * 31),
        ("😀" * 20, "😀" * 15),
        ('<&>"', '<&>"'),
        ("データ", "データ"),
    ],
)
def test_a_sheet_has_a_legal_name(name: str, legal: str) -> None:
    assert list(sheets(workbook({name: []}))) == [legal]


def test_names_are_unique_without_regard_to_case() -> None:
    assert list(sheets(workbook({"data": [], "Data": [], "DATA": []}))) == ["data", "Data (2)", "DATA (3)"]


def test_a_long_name_that_goes_on_is_cut_to_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    assert list(sheets(workbook({"x" * 31: batches(2, 2)}))) == ["x" * 31, "x" * 27 + " (2)"]


@pytest.mark.parametrize(
    ("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_are_named_in_letters(number: int, name: str) -> None:
    assert cells.column_name(number) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [("a<b>&", "a&lt;b&gt;&amp;"), ("_x0041_", "_x005F_x0041_"), ("a\0b\x1f\uffff", "ab"), ("_x41_", "_x41_")],
)
def test_text_is_made_safe_for_xml_and_for_excel(value: str, text: str) -> None:
    assert cells.text(value) == text


def test_too_many_columns_are_refused() -> None:
    book = xlsx.Workbook(io.BytesIO())
    with pytest.raises(ValueError, match="16385 columns"):
        book.sheet("Data", [("c", 9.0)] * 16_385, [])


def test_the_header_is_bold_frozen_and_filtered() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook({"Data": batches(3, 3)})))["Data"]
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A4")
    assert sheet.column_dimensions["A"].width == 10.0


def test_the_zip_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook({"Data": batches(3, 2)}))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[-1] == "xl/styles.xml"
