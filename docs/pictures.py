"""Pictures of the sheets of a sample export, for docs/sheets.md: LibreOffice prints the top of each, pdftoppm draws it.
And of the pages, for docs/pages.md, as Chromium shows them.

make pictures        (needs soffice, pdftoppm and chromium)
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyzipper
from playwright.sync_api import sync_playwright

from wh.asking.request import Request
from wh.building.build import build_warehouse
from wh.documenting.docs import write_docs
from wh.exporting.export import export_chats
from wh.home.home import Home
from wh.loading.load import load_paths, paths_in_settings
from wh.reporting.report import ReportOptions, write_report

PASSWORD = "onlyForPictures1"
ROWS, WIDTH = 16, 230  # of a picture: rows of a sheet, and characters across
DPI, MARGIN = 100, 12  # the margin in points
STARTS = {"UserChat data": ("A", "W")}  # the first columns of pictures where there is not one from A
REPORTS = ("response_times", "hourly_response_times")
TARGET = Path(__file__).parent / "sheets"
PAGES = (  # picture, page, language, address, colours, height
    ("report", "report", "en", "", "light", 1250),
    (
        "report-ja-dark",
        "report",
        "ja",
        "from=2025-05-01&to=2025-05-31&tags=%E9%85%8D%E9%80%81/*&clock=operating",
        "dark",
        1100,
    ),
    ("docs", "docs", "en", "user_chats.goal_state", "light", 900),
)


def main() -> None:
    """Writes one PNG a sheet."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = exported(Path(folder))
        draw_pages(Home.at(Path(folder) / "desk"))
        for title in openpyxl.load_workbook(io.BytesIO(workbook), read_only=True).sheetnames:
            for number, first in enumerate(STARTS.get(title, ("A",)), 1):
                page = Path(folder) / f"{title.lower().replace(' ', '_')}{number if number > 1 else ''}.xlsx"
                one_page(workbook, title, first).save(page)
                draw(page, TARGET / f"{page.stem}.png")


def exported(folder: Path) -> bytes:
    """The workbook of the sample channel."""
    home = Home.init(folder / "desk", sample=True)
    load_paths(home, paths_in_settings(home))
    build_warehouse(home)
    made = export_chats(home, None, Request("301", "pictures for the docs", PASSWORD, reports=REPORTS)).file
    with pyzipper.AESZipFile(made) as archive:
        archive.setpassword(PASSWORD.encode())
        return archive.read(f"{made.stem}.xlsx")


def draw_pages(home: Home) -> None:
    """Takes pictures of the pages of a home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture, page, language, address, scheme, height in PAGES:
            out = home.path / f"{picture}.html"
            write_docs(home, out, language) if page == "docs" else write_report(home, out, ReportOptions(language))
            shown = browser.new_page(viewport={"width": 1400, "height": height}, color_scheme=scheme)
            shown.goto(f"file://{out.resolve()}#{address}")
            shown.wait_for_timeout(1500)
            shown.screenshot(path=TARGET.with_name("pages") / f"{picture}.png")
        browser.close()


def one_page(workbook: bytes, title: str, first: str) -> openpyxl.Workbook:
    """The same workbook with one sheet and what of it fits on a page, to be printed with headings and grid."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for other in [name for name in book.sheetnames if name != title]:
        del book[other]
    sheet = book[title]
    if title == "Summary":  # which is made for one page
        return book
    if title == "About":
        sheet["C2"] = f"{datetime(2025, 7, 1, 18, 0)} Asia/Tokyo"  # else the picture would differ each time
        sheet["C5"] = f"{datetime(2025, 7, 1, 17, 30)} Asia/Tokyo"
    for cell in (cell for row in sheet.iter_rows(max_row=ROWS) for cell in row if isinstance(cell.value, bool)):
        cell.number_format = "BOOLEAN"  # openpyxl forgets that it is one
    rows = 2 * ROWS if title == "About" else ROWS
    sheet.print_area = f"{first}1:{last_column(sheet, first, rows)}{rows}"
    sheet.print_options.gridLines = sheet.print_options.headings = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_margins = openpyxl.worksheet.page.PageMargins(0.15, 0.15, 0.15, 0.15, 0, 0)
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = ""
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 1
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    return book


def last_column(sheet: Any, first: str, rows: int) -> str:
    """The letters of the last column that fits when the widest are narrowed and those without values hidden."""
    across = 0.0
    for column in sheet.iter_cols(openpyxl.utils.column_index_from_string(first), min_row=2, max_row=rows):
        letters = column[0].column_letter
        size = sheet.column_dimensions[letters]
        size.hidden = all(cell.value is None for cell in column)
        size.width = min(size.width, 100 if sheet.title == "About" else 60)
        across += 0 if size.hidden else size.width
        if across > WIDTH:
            break
        last = letters
    return str(last)


def draw(page: Path, target: Path) -> None:
    """Prints a workbook to a PNG without its margins."""
    profile = f"-env:UserInstallation=file://{page.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(page.parent), str(page)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = str(page.with_suffix(".pdf"))
    words = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    width, height = (max(map(float, re.findall(f'{side}Max="([0-9.]+)"', words))) + MARGIN for side in "xy")
    size = ["-W", str(round(width * DPI / 72)), "-H", str(round(height * DPI / 72))]
    target.parent.mkdir(exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(DPI), *size, pdf, str(target.with_suffix(""))], check=True
    )


if __name__ == "__main__":
    main()
