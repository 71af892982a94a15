"""The workbook opens in LibreOffice as it was meant: the sample's, and one of cells that are hard to write."""

from __future__ import annotations

import csv
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cells import TITLE, Rows, alike, by_calamine, by_openpyxl, written
from conftest import PASSWORD, Command, entries
from hostile_cells import CELLS, TEXTS
from wh.exporting.sheets import sheets_in_order

pytestmark = pytest.mark.slow

# Separator, quotes, UTF-8, from the first row on, texts quoted, cells as they are shown, every sheet in a file.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,-1"
SHOWN = ["0:00:00", "0:00:00", "0:00:01", "1:02:03", "24:00:00", "25:01:01", "100:00:00", "876600:00:00", "0h 0m -5s"]


def converted(folder: Path, data: bytes, form: str) -> Path:
    """The folder into which LibreOffice, started anew with a profile of its own, wrote a workbook in another form."""
    (folder / "ours.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", form, "--outdir", "theirs", "ours.xlsx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder / "theirs"


def by_libreoffice(folder: Path, data: bytes) -> dict[str, Rows]:
    """Every sheet as LibreOffice holds it: its texts from a CSV, the rest from a workbook that it wrote.

    Its own workbooks do not escape _x0041_x0042_ as they should, so a text is not to be read from there.
    """
    file = converted(folder, data, "xlsx") / "ours.xlsx"
    converted(folder, data, CSV)
    return {
        title: [
            [text if isinstance(value, str) else value for value, text in zip(row, texts, strict=True)]
            for row, texts in zip(by_calamine(file.read_bytes(), title), shown(folder, title), strict=True)
        ]
        for title in CalamineWorkbook.from_path(file).sheet_names
    }


def shown(folder: Path, title: str) -> list[list[str]]:
    """The cells of a sheet as LibreOffice shows them."""
    with (folder / "theirs" / f"ours-{title}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def comparable(rows: Rows) -> list[list[str]]:
    """Cells with their types. LibreOffice keeps 15 digits of a number and one sign of two that end a line."""
    return [[repr(_comparable(value)) for value in row] for row in alike(rows)]


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return float(f"{value:.15g}") if isinstance(value, float) else value


def test_three_readers_agree_on_every_cell_of_the_sample(desk: Command, tmp_path: Path) -> None:
    desk("export", "out.zip", "--as", "301", "--reason", "x", WH_PASSWORD=PASSWORD)
    data = entries(Path("out.zip"))["out.xlsx"]
    theirs = by_libreoffice(tmp_path, data)
    assert list(theirs) == ["About", "Summary", *(each.sheet.title for each in sheets_in_order())]
    for title, rows in theirs.items():
        assert comparable(by_openpyxl(data, title)) == comparable(by_calamine(data, title)) == comparable(rows), title


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Rows, list[list[str]]]:
    """A workbook with CELLS as columns, its rows as LibreOffice holds them and as it shows them."""
    columns = [values + [None] * (len(TEXTS) - len(values)) for values in CELLS.values()]
    data = written({form: form for form in CELLS}, list(zip(*columns, strict=True))).data
    folder = tmp_path_factory.mktemp("hostile")
    return data, by_libreoffice(folder, data)[TITLE], shown(folder, TITLE)


@pytest.mark.parametrize("form", CELLS)
def test_three_readers_agree_on_hostile_cells(hostile: tuple[bytes, Rows, list[list[str]]], form: str) -> None:
    place = list(CELLS).index(form)
    data, theirs, _ = hostile
    first, second, third = (
        [row[place] for row in comparable(rows)]
        for rows in (by_openpyxl(data, TITLE), by_calamine(data, TITLE), theirs)
    )
    assert first == second == third
    assert len(first) == len(TEXTS) + 1


def test_libreoffice_holds_what_was_written(hostile: tuple[bytes, Rows, list[list[str]]]) -> None:
    _, rows, cells = hostile
    columns = dict(zip(CELLS, zip(*alike(rows[1:]), strict=True), strict=True))
    assert columns["text"][1:3] == ("_x0041_x0042_", "_x000D_")
    assert columns["instant"][2] == datetime(1900, 3, 1, 0, 0, 0, 1000)
    assert columns["instant"][6] == datetime(9999, 12, 31, 23, 59, 59, 999_000)
    assert columns["boolean"][:3] == (True, False, None)
    place = list(CELLS).index("clock")
    assert [row[place] for row in cells[1 : len(SHOWN) + 1]] == SHOWN
