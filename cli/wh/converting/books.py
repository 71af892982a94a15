"""Downloads and exports as their sheets: workbooks (also with a password), JSON, and the zips of our own exports."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from wh.contracts.contract import Column
from wh.errors import FaultError, UsageError
from wh.models.model import all_models

Row = dict[str, Any]
AskPassword = Callable[[], str]
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ABOUT, PROFILE = "About", "profile."
_AGAIN = "download it again"


@dataclass
class Book:
    """Rows of sheets by key, with their columns' names; when it was made (ms), and zones by channel, if it says so."""

    sheets: dict[str, list[Row]] = field(default_factory=dict)
    made_at: int | None = None
    zones: dict[str, str] = field(default_factory=dict)
    has_seconds: bool = False  # durations are numbers of seconds
    is_masked: bool = False


def read_book(path: Path, ask: AskPassword) -> Book | None:
    """The sheets of a download or an export; None where a file is neither.

    A FaultError where it is damaged, a UsageError where its password is missing or wrong, or people are masked.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    book = Book()
    if head.startswith(_ZIP) and path.suffix.lower() in (".xlsx", ".zip"):
        _read_zip(book, path, ask)
    elif head.startswith(_OLE) and path.suffix.lower() == ".xlsx":
        _read_workbook(book, _decrypted(path, ask))
    elif path.suffix.lower() == ".xlsx":
        raise FaultError(f"{path} is {'no workbook' if head else 'empty'}", _AGAIN)
    elif path.suffix.lower() in (".json", ".jsonl") and (_sheet_of(path.stem) or _names_a_sheet(head)):
        _read_json(book, path.name, path.read_bytes())
    if book.is_masked:
        raise UsageError(f"{path} is a masked export", "its pseudonyms would stand beside the people they are of")
    return book if book.sheets else None


def titles() -> dict[str, str]:
    """The keys of sheets by what they may be called."""
    found: dict[str, str] = {}
    for name, model in all_models().items():
        if sheet := model.contract.sheet:
            key = name.removeprefix("sheets.")
            found |= dict.fromkeys((key, sheet.title, *sheet.aliases), key)
    return found


def _sheet_of(title: str) -> str | None:
    """The key of a sheet; a sheet that goes on in another one has its number behind it."""
    return titles().get(title.split(" (")[0])


def _names_a_sheet(head: bytes) -> bool:
    return head.lstrip().startswith(b"{") and any(f'"{title}"'.encode() in head for title in titles() if " " in title)


def _read_zip(book: Book, path: Path, ask: AskPassword) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except zipfile.BadZipFile as error:
        raise FaultError(f"{path} is damaged: {error}", _AGAIN) from error
    if "xl/workbook.xml" in names:
        _read_workbook(book, io.BytesIO(path.read_bytes()))
        return
    if any(name.endswith(".parquet") for name in names):
        raise UsageError(f"{path} is an export in Parquet, which is not loaded", "export as xlsx or json")
    if not any(name.endswith((".xlsx", ".json", ".jsonl")) for name in names):
        return
    from wh.packing.archive import entries

    for name, content in entries(path, ask):
        if name.endswith(".xlsx"):
            _read_workbook(book, io.BytesIO(content))
        elif name.endswith((".json", ".jsonl")):
            _read_json(book, name, content)


def _read_workbook(book: Book, file: IO[bytes]) -> None:
    import python_calamine  # here, as most loads have no workbook

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
    except (python_calamine.CalamineError, OSError) as error:
        raise FaultError(f"the workbook is damaged: {error}", _AGAIN) from error
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if name == ABOUT:
            told: dict[str, dict[str, str]] = {}
            for topic, of, value, *_ in rows:
                told.setdefault(str(topic), {})[str(of)] = str(value)
            _read_about(book, told)
        elif rows and (key := _sheet_of(name)) and "id" not in rows[0] and "chatId" not in rows[0]:
            raise FaultError(f"the sheet {name} has no column id", "its first row should name the columns")
        elif rows and key:
            names = [str(cell) for cell in rows[0]]
            book.sheets.setdefault(key, []).extend(dict(zip(names, row, strict=False)) for row in rows[1:])
    if not book.sheets:
        found = ", ".join(workbook.sheet_names)
        raise UsageError(f"none of its sheets is one of a download: {found}", "UserChat data is the most important one")


def _read_json(book: Book, name: str, content: bytes) -> None:
    if name == "manifest.json":
        _read_about(book, json.loads(content))
        return
    try:
        text = content.decode("utf-8-sig")
        found = [json.loads(line) for line in text.split("\n") if line] if name.endswith("l") else json.loads(text)
    except ValueError:
        return
    if isinstance(found, dict):  # by titles: of lists of the API and those kept by hand, teams and managers are keys
        named = [(title, rows) for title, rows in found.items() if " " in title]
    else:
        named = [(Path(name).stem, found)]
    for title, rows in named:
        key = _sheet_of(title)
        if key and isinstance(rows, list) and all(_is_row(row, key) for row in rows[:20]):
            book.sheets.setdefault(key, []).extend(rows)


def _is_row(row: Any, key: str) -> bool:
    """Whether an object is a row of a sheet: of an entity or a page of the API, other keys are known."""
    return (
        isinstance(row, dict) and len(row) > 1 and all(name in columns(key) or name.startswith(PROFILE) for name in row)
    )


def columns(key: str) -> dict[str, Column]:
    """The columns of a sheet by name, those among them that only some exports have."""
    return {each.name: each for each in all_models()[f"sheets.{key}"].contract.columns}


def _read_about(book: Book, told: dict[str, Any]) -> None:
    """What our own exports say of themselves."""
    made = told.get("export", {})
    book.is_masked = book.is_masked or made.get("masked") == "yes"
    book.has_seconds = told.get("unit", {}).get("durations in workbooks") == "seconds"
    book.zones |= told.get("zone of the channel", {})
    day, _, rest = made.get("made at", "").partition(" ")
    clock, _, zone = rest.partition(" ")
    if zone:
        made_at = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(zone))
        book.made_at = int(made_at.timestamp() * 1000)


def _decrypted(path: Path, ask: AskPassword) -> IO[bytes]:
    """The workbook within one that Office has encrypted."""
    import msoffcrypto  # here, as most loads have none

    found, password = io.BytesIO(), ask()
    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            office.load_key(password=password)
            office.decrypt(found)
    except msoffcrypto.exceptions.InvalidKeyError as error:
        raise UsageError(f"the password of {path} is wrong", "WH_DOWNLOAD_PASSWORD gives it") from error
    except Exception as error:  # of a torn file it raises whatever it meets
        raise FaultError(f"{path} is damaged, or no workbook: {error}", _AGAIN) from error
    found.seek(0)
    return found
