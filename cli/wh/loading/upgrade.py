"""raw.duckdb made by other versions of wh: brought up to this one, or refused where it is newer."""

from __future__ import annotations

import hashlib

from wh import assets
from wh.contracts.kinds import Kind, kinds
from wh.engine.database import Database
from wh.errors import FaultError

FORMAT = 3  # of raw.duckdb; 0 is one without a number. A larger one means that older versions must not write into it.


def refuse_newer(database: Database) -> None:
    """A FaultError where the attached `raw` was written by a version of wh that this one knows nothing of."""
    _known_format(_written(database))


def make_tables(database: Database) -> None:
    """The tables of the attached `raw`, where they are missing, in the format of this version."""
    database.run("sql/raw/tables.sql", kinds=kinds())


def stamp(database: Database) -> None:
    """Writes down that the tables of the attached `raw` are those of this version."""
    database.execute("delete from raw.format")
    database.insert("raw.format", [_now()])


def upgrade(database: Database) -> None:
    """Makes what is missing in the attached `raw`: tables, and columns for new fields, which are empty in its rows.

    All or nothing. Rows, loads and the export log stay; `wh load --again` fills the new columns from the files.
    """
    found = _known_format(_written(database))
    if found == _now():
        return
    make_tables(database)
    database.execute("begin")
    for kind in kinds():
        if found[0] < 2:
            database.run("sql/raw/format_2.sql", kind=kind)
        _widen(database, kind, is_other=found[0] < 2)
    stamp(database)
    database.execute("commit")


def _known_format(found: tuple[int, str]) -> tuple[int, str]:
    if found[0] > FORMAT:
        raise FaultError(
            f"raw.duckdb was written by a newer wh (its format is {found[0]}, this one knows {FORMAT})",
            "update wh, or work on a copy of the home from before",
        )
    return found


def _now() -> tuple[int, str]:
    """The format of this version, and a hash of the tables and fields that it knows."""
    tables = (assets.root() / "sql/raw/tables.sql").read_text("utf-8")
    return FORMAT, hashlib.sha256((tables + repr(kinds())).encode()).hexdigest()


def _widen(database: Database, kind: Kind, *, is_other: bool) -> None:
    """Gives the table of a kind the columns of all its fields; what is compared of a row is then that of all fields.

    Of a table of an `other` format, in which rows had another hash, that is written anew in any case.
    """
    stated = ", ".join(f"typeof(null::{field.sql_type})" for field in kind.fields)
    wanted = dict(zip(kind.fields, database.rows(f"select {stated}")[0], strict=True))
    table = {name: type_ for name, type_, *_ in database.query("sql/raw/columns.sql", kind=kind)}
    missing = [field for field in kind.fields if field.name not in table]
    changed = [field for field, type_ in wanted.items() if table.get(field.name, type_) != type_]
    if missing or changed or is_other:
        database.run("sql/raw/widen.sql", kind=kind, missing=missing, changed=changed)


def _written(database: Database) -> tuple[int, str]:
    """The format of the attached `raw`, and a hash of the fields that its tables have."""
    if not database.value("select count(*) from duckdb_tables() where database_name = 'raw' and table_name = 'format'"):
        return 0, ""
    rows = database.rows("select number, fields from raw.format")
    return rows[0] if rows else (FORMAT, "")
