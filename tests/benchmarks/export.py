"""The export of chats and their messages against its floor, and against other ways to write the same rows.

    pip install xlsxwriter      # no dependency of wh; without it, say --without xlsxwriter
    python tests/benchmarks/export.py --home HOME --chats 100000

HOME is a built home, from generate.py, `wh init` and `wh build`. Measured, each in a process of its own and in turn:

start       what every process has before its first row: imports, the warehouse opened, the chats chosen
floor       the engine making the XML of the rows, in the export's pieces and order, and only counting its bytes
ours        `wh export`, to a zip with AES-256
xlsxwriter  XlsxWriter with constant_memory, typed writes, no password; rows fetched as Python values
openpyxl    openpyxl, write-only, no password; rows fetched as Python values
json        DuckDB's COPY of the rows to arrays in JSON files, no memory limit, no password
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wh.rendering.quoting import identifier, literal

if TYPE_CHECKING:
    from wh.engine.database import Database
    from wh.exporting.sheets import Selection

SHEETS = ("user_chats", "messages")
NAMES = ("start", "floor", "ours", "xlsxwriter", "openpyxl", "json")
SLICED = ("xlsxwriter", "openpyxl")
RATIOS = (("ours", "floor"), ("xlsxwriter", "ours"), ("openpyxl", "ours"), ("json", "ours"))
PASSWORD = "benchmark0"


class Cost(NamedTuple):
    """Seconds, and MiB of memory at the most."""

    wall: float
    cpu: float
    memory: float


def main() -> None:
    options = parsed()
    if options.child:
        child(options)
        return
    names = [name for name in NAMES if name not in options.without.split(",")]
    rounds = []
    for _ in range(options.rounds):
        costs: dict[str, Cost] = {}
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                cost = timed(command(options, name, folder), folder)
            costs[name] = whole(cost, costs["start"], options.slice) if name in SLICED else cost
        rounds.append(costs)
    report(rounds, names, options.slice)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--chats", type=int, default=100_000, help="the first so many")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-limit", default="200MB", help="of the engine; json has none")
    parser.add_argument("--without", default="", help="contenders to leave out, as in xlsxwriter,openpyxl")
    parser.add_argument("--slice", type=int, default=1, help="xlsxwriter and openpyxl write one chat in so many")
    parser.add_argument("--child", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.without.split(",")) - {"", *NAMES[1:]}:
        parser.error(f"--without knows {', '.join(NAMES[1:])}, not {', '.join(sorted(unknown))}")
    return options


def command(options: argparse.Namespace, name: str, folder: str) -> list[str]:
    """What a contender's process runs."""
    limit = ["--memory-limit", options.memory_limit]
    if name != "ours":
        return [
            *(sys.executable, __file__, "--child", name, "--folder", folder, "--home", str(options.home), *limit),
            *("--chats", str(options.chats), "--slice", str(options.slice if name in SLICED else 1)),
        ]
    return [
        *(wh(), "export", f"{folder}/ours.zip", "--home", str(options.home), "--as", owner(options.home), *limit),
        *("--reason", "benchmark", "--limit", str(options.chats), *(f"--sheet={sheet}" for sheet in SHEETS)),
    ]


def wh() -> str:
    return str(Path(sys.executable).with_name("wh"))


def owner(home: Path) -> str:
    """The id of an owner, asked in another process: a child's peak begins with what its parent has."""
    sql = "select id from managers where role = 'owner' and not coalesce(removed, false) limit 1"
    found = subprocess.run([wh(), "sql", "--home", str(home), "--json", sql], check=True, capture_output=True)
    return str(json.loads(found.stdout)[0]["id"])


def timed(command: list[str], folder: str) -> Cost:
    """What a command costs, by the kernel's account of its process."""
    started = time.monotonic()
    environment = os.environ | {"WH_PASSWORD": PASSWORD, "TMPDIR": folder}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return Cost(time.monotonic() - started, usage.ru_utime + usage.ru_stime, peak(usage))


def peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def whole(cost: Cost, start: Cost, slice_: int) -> Cost:
    """The cost of all rows, by that of a slice; the start is there only once."""
    wall, cpu = (once + slice_ * (part - once) for once, part in zip(start[:2], cost[:2], strict=True))
    return Cost(wall, cpu, cost.memory)


def report(rounds: list[dict[str, Cost]], names: list[str], slice_: int) -> None:
    print(f"{'':22} {'wall s':>8} {'CPU s':>8} {'peak MiB':>9}")
    for name in names:
        cost = Cost(*(statistics.median(values) for values in zip(*(costs[name] for costs in rounds), strict=True)))
        said = f"{name} (x {slice_})" if name in SLICED and slice_ > 1 else name
        print(f"{said:22} {cost.wall:8.1f} {cost.cpu:8.1f} {cost.memory:9.0f}")
    if slice_ > 1 and set(names) & set(SLICED):
        print(f"x {slice_}: one chat in {slice_} was written; wall and CPU after the start multiplied, the peak not")
    for one, other in RATIOS:
        if one in names and other in names:
            print(f"{one} / {other}: {ratios(rounds, one, other, 'cpu')}; {ratios(rounds, one, other, 'wall')}")


def ratios(rounds: list[dict[str, Cost]], one: str, other: str, what: str) -> str:
    """The median of the rounds' ratios, and all of them."""
    found = [getattr(costs[one], what) / getattr(costs[other], what) for costs in rounds]
    return f"{what} {statistics.median(found):.2f} ({', '.join(f'{ratio:.2f}' for ratio in found)})"


def child(options: argparse.Namespace) -> None:
    """What a contender does in its process."""
    from wh.asking.filters import Filters, choose_chats
    from wh.engine.database import Database
    from wh.exporting.sheets import select_sheet, sheet_columns, sheet_rows, sheets_named
    from wh.home.home import Home

    with Database(Home.at(options.home).built(), read_only=True) as database:
        database.in_memory(None if options.child == "json" else options.memory_limit)
        choose_chats(database, Filters(most=options.chats))
        if options.slice > 1:
            database.execute(f"delete from chosen where rowid % {options.slice} <> 0")
        if options.child == "start":
            return
        chosen = []
        for each in sheets_named(SHEETS):
            rows = sheet_rows(each, private=False)
            chosen.append(select_sheet(database, each, sheet_columns(database, each, "clock"), rows, rows))
        CONTENDERS[options.child](database, chosen, options.folder)


def floor(database: Database, chosen: list[Selection], _: Path) -> None:
    from wh.packing.cells import column_names
    from wh.rendering.template import render

    counted = "select sum(octet_length(xml)), sum(cut), sum(cleaned) from (\n", "\n) as rows (xml, cut, cleaned)"
    for sheet in chosen:
        for piece in sheet.pieces:
            letters, widths = column_names(len(sheet.columns)), {column.name: 60 for column in sheet.columns}
            context = {"columns": sheet.columns, "sheet": piece, "letters": letters, "width_of": widths}
            assert database.row(render("sql/xlsx/rows.sql", context).after(*counted), piece.bounds)[0]


def with_xlsxwriter(database: Database, chosen: list[Selection], folder: Path) -> None:
    import xlsxwriter

    as_they_are = dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)
    with xlsxwriter.Workbook(folder / "out.xlsx", {"constant_memory": True, **as_they_are}) as book:
        date, clock = (book.add_format({"num_format": code}) for code in ("yyyy\\-mm\\-dd\\ hh:mm:ss", "[h]:mm:ss"))
        for selection in chosen:
            sheet = book.add_worksheet(selection.title)
            sheet.write_row(0, 0, [column.name for column in selection.columns])
            writes = {"integer": sheet.write_number, "instant": sheet.write_datetime, "clock": sheet.write_number}
            formats = {"instant": (date,), "clock": (clock,)}
            ways = [
                (writes.get(column.form, sheet.write_string), formats.get(column.form, ()))
                for column in selection.columns
            ]
            for number, values in enumerate(fetched(database, selection, "{} / 864e5"), 1):
                for place, (value, (write, format_)) in enumerate(zip(values, ways, strict=True)):
                    if value is not None:
                        write(number, place, value, *format_)


def with_openpyxl(database: Database, chosen: list[Selection], folder: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for selection in chosen:
        sheet = book.create_sheet(selection.title)
        sheet.append([column.name for column in selection.columns])
        for row in fetched(database, selection, "to_milliseconds({})"):
            values: list[Any] = list(row)
            for place, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    values[place] = WriteOnlyCell(sheet, value)
                    values[place].data_type = "s"  # no formula
            sheet.append(values)
    book.save(folder / "out.xlsx")


def fetched(database: Database, selection: Selection, clock: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet as Python values, in the export's pieces and order; lists joined."""
    forms = {"list": "array_to_string({}, ', ')", "clock": clock}
    values = ", ".join(forms.get(each.form, "{}").format(identifier(each.name)) for each in selection.columns)
    for piece in selection.pieces:
        after = f"{piece.key} > $after" if piece.after is not None else "true"
        last = f"{piece.key} <= $last" if piece.last is not None else "true"
        rows = f"select {values} from {piece.rows} where {after} and {last} order by {piece.order}"
        for batch in database.batches(rows, piece.bounds):
            yield from batch


def as_json(database: Database, chosen: list[Selection], folder: Path) -> None:
    for sheet in chosen:
        names = ", ".join(identifier(column.name) for column in sheet.columns)
        rows = f"select {names} from {sheet.whole.rows} order by {sheet.whole.order}"
        database.execute(f"copy ({rows}) to {literal(f'{folder}/{sheet.key}.json')} (format json, array true)")


CONTENDERS = {"floor": floor, "xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl, "json": as_json}


if __name__ == "__main__":
    main()
