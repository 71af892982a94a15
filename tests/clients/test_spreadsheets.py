"""The sample's workbook and one of hostile cells, cell by cell, as exceljs, R, gnumeric and xlsx2csv read them.

What openpyxl reads is the measure; tests/unit/packing and tests/cli hold it against calamine and LibreOffice. White
space is not compared, since some readers drop or change it. For R's openxlsx texts are unescaped, and what it takes
from the tag of a text with white space at its ends is left out; not all readers decode _xHHHH_.
"""

from __future__ import annotations

import csv
import html
import io
import json
import math
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cells import Rows, by_openpyxl, decoded, written
from clients.environments import node, python
from conftest import PASSWORD, Command, entries
from hostile_cells import CELLS

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ZERO = datetime(1899, 12, 30)


def ran(*words: str | Path) -> str:
    return subprocess.run([*map(str, words)], check=True, capture_output=True, text=True).stdout


def by_exceljs(file: Path) -> dict[str, Rows]:
    return node("in_exceljs.mjs", file)  # type: ignore[no-any-return]


def by_r(package: str) -> Callable[[Path], dict[str, Rows]]:
    return lambda file: json.loads(ran("Rscript", HERE / "in_r.R", package, file))


def by_gnumeric(file: Path) -> dict[str, Rows]:
    ran("ssconvert", "-S", file, file.with_suffix(".csv"))
    names = openpyxl.load_workbook(file, read_only=True).sheetnames
    return {name: of_csv(file.with_suffix(f".csv.{number}").read_text("utf-8")) for number, name in enumerate(names)}


def by_xlsx2csv(file: Path) -> dict[str, Rows]:
    names = openpyxl.load_workbook(file, read_only=True).sheetnames
    program, raw = python("xlsx2csv").with_name("xlsx2csv"), ("--ignore-formats", "date", "time", "float")
    return {name: of_csv(ran(program, *raw, "--sheetname", name, file)) for name in names}


def of_csv(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text, newline="")))


READERS: dict[str, tuple[str, Callable[[Path], dict[str, Rows]]]] = {
    "exceljs": ("npm", by_exceljs),
    "readxl": ("Rscript", by_r("readxl")),
    "openxlsx": ("Rscript", by_r("openxlsx")),
    "gnumeric": ("ssconvert", by_gnumeric),
    "xlsx2csv": ("python3", by_xlsx2csv),
}


def days(found: str) -> float:
    """A date-time or a duration, as days since 1899-12-30, from any way to show it."""
    try:
        return float(found)
    except ValueError:
        pass
    for form in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return (datetime.strptime(found.replace("/", "-"), form) - ZERO) / timedelta(days=1)
        except ValueError:
            continue
    hours, minutes, seconds = found.split(":")
    return (int(hours) * 3600 + int(minutes) * 60 + float(seconds)) / 86_400


def is_same(expected: Any, found: Any) -> bool:
    text = "" if found is None else str(found)
    match expected:
        case None | "":
            return not text.strip()
        case bool():
            return text.lower() in (str(expected).lower(), str(int(expected)))
        case int() | float():
            return math.isclose(float(text), expected, rel_tol=1e-9, abs_tol=1e-9)
        case datetime():
            return math.isclose(days(text), (expected - ZERO) / timedelta(days=1), abs_tol=1.1 / 86_400)
        case timedelta():
            return math.isclose(days(text), expected / timedelta(days=1), abs_tol=1.1 / 86_400)
    return flat(expected) in (flat(text), flat(decoded(text)))


def flat(text: str) -> list[str]:
    """The words of a text, without what some readers leave of the XML around it."""
    return html.unescape(html.unescape(text.removeprefix('xml:space="preserve">'))).split()


def differences(file: Path, reader: str) -> list[Any]:
    found = READERS[reader][1](file)
    different: list[Any] = []
    for name in openpyxl.load_workbook(file, read_only=True).sheetnames:
        expected = by_openpyxl(file.read_bytes(), name)
        assert len(found[name]) >= len(expected)
        none: list[Any] = []
        for row, (wanted, got) in enumerate(zip_longest(expected, found[name], fillvalue=none), 1):
            pairs = enumerate(zip_longest(wanted, got))
            different += [(name, row, column, *pair) for column, pair in pairs if not is_same(*pair)]
    return different


@pytest.mark.parametrize("reader", READERS)
def test_the_sample_is_read_whole(desk: Command, tmp_path: Path, reader: str) -> None:
    if shutil.which(READERS[reader][0]) is None:
        pytest.skip(f"{READERS[reader][0]} is not there")
    desk("export", "out.zip", "--as", "301", "--reason", "test", WH_PASSWORD=PASSWORD)
    (tmp_path / "sample.xlsx").write_bytes(entries(Path("out.zip"))["out.xlsx"])
    assert differences(tmp_path / "sample.xlsx", reader) == []


@pytest.mark.parametrize("reader", READERS)
def test_hostile_cells_are_read_as_they_are(tmp_path: Path, reader: str) -> None:
    if shutil.which(READERS[reader][0]) is None:
        pytest.skip(f"{READERS[reader][0]} is not there")
    rows = [list(row) for row in zip_longest(*CELLS.values())]
    (tmp_path / "hostile.xlsx").write_bytes(written({name: name for name in CELLS}, rows).data)
    assert differences(tmp_path / "hostile.xlsx", reader) == []
