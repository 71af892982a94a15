"""The workbook of the sample opens in LibreOffice as it was meant."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from conftest import PASSWORD, Command, entries
from wh import sheets

pytestmark = pytest.mark.slow


def test_libreoffice_reads_the_ten_sheets_in_order_and_every_cell(desk: Command, tmp_path: Path) -> None:
    desk("export", "out.zip", "--as", "301", "--reason", "x", WH_PASSWORD=PASSWORD)
    data = entries(Path("out.zip"))["export.xlsx"]
    (tmp_path / "ours.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "theirs", "ours.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    ours = CalamineWorkbook.from_filelike(io.BytesIO(data))
    theirs = CalamineWorkbook.from_path(tmp_path / "theirs" / "ours.xlsx")
    assert theirs.sheet_names == ["About", *(sheets.facts(each).title for each in sheets.in_order())]
    for name in ours.sheet_names:
        assert texts(theirs, name) == texts(ours, name), name


def texts(book: CalamineWorkbook, name: str) -> list[list[str]]:
    """The text cells of a sheet: numbers and dates are the readers' own matter."""
    rows = book.get_sheet_by_name(name).to_python()
    return [[cell.replace("\r\n", "\n") for cell in row if isinstance(cell, str) and cell] for row in rows]
