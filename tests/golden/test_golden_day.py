"""A golden day: events small enough to read, and the JSON of all ten sheets they become.

The expected files are made again by

    WH_GOLDEN=write python -m pytest tests/golden

which rewrites them in expected/ and then fails, so that it never passes unseen; read the difference before it is
committed. Where CI is set, it is refused.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import pyzipper

from wh.asking.request import Request
from wh.building.build import build_warehouse
from wh.exporting.export import export_chats
from wh.exporting.sheets import sheets_in_order
from wh.home.home import Home
from wh.loading.load import load_paths

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
KEYS = [each.key for each in sheets_in_order()]
PASSWORD = "goldenday2025"


@pytest.fixture(scope="module")
def actual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The JSON of each sheet of the day."""
    folder = tmp_path_factory.mktemp("golden")
    (folder / "wh.toml").write_bytes((HERE / "wh.toml").read_bytes())
    home = Home.at(folder)
    summary = load_paths(home, [str(HERE / "events.jsonl")])
    assert not summary.rejects
    built = build_warehouse(home)
    assert built
    assert not built.findings
    request = Request("301", "golden day", PASSWORD, format="json", private=True)
    export_chats(home, folder / "day.zip", request)
    with pyzipper.AESZipFile(folder / "day.zip") as archive:
        archive.setpassword(PASSWORD.encode())
        return {key: readable(archive.read(f"{key}.json")) for key in KEYS}


def readable(text: bytes) -> str:
    """The same JSON, a line for each value that there is."""
    rows = [{name: value for name, value in row.items() if value is not None} for row in json.loads(text)]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.skipif(os.environ.get("WH_GOLDEN") == "write", reason="the expected files are being written")
@pytest.mark.parametrize("key", KEYS)
def test_the_golden_day_becomes_the_expected_sheet(actual: dict[str, str], key: str) -> None:
    expected = (EXPECTED / f"{key}.json").read_text("utf-8")
    assert json.loads(actual[key]) == json.loads(expected)
    assert actual[key] == expected


def test_every_sheet_of_the_golden_day_has_rows(actual: dict[str, str]) -> None:
    assert not [key for key, text in actual.items() if json.loads(text) == []]


@pytest.mark.skipif(os.environ.get("WH_GOLDEN") != "write", reason="WH_GOLDEN=write is not set")
def test_the_expected_files_are_written(actual: dict[str, str]) -> None:
    assert not os.environ.get("CI"), "the expected files are never made by CI"
    EXPECTED.mkdir(exist_ok=True)
    for key, text in actual.items():
        (EXPECTED / f"{key}.json").write_text(text, "utf-8")
    pytest.fail("the expected files are written; read the difference, then run without WH_GOLDEN")
