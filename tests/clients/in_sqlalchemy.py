"""What SQLAlchemy sees of a warehouse: python in_sqlalchemy.py WAREHOUSE [SUCCESSOR]."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import sqlalchemy as sa

STATES = "select state, count(*), sum(waiting_time) from main.user_chats group by state order by state"


def engine(warehouse: str, **options: Any) -> Any:
    return sa.create_engine(f"duckdb:///{warehouse}", connect_args={"read_only": True}, **options)


def reflected(warehouse: str) -> dict[str, Any]:
    """Every table and view with its comment, its columns and how many rows it has."""
    database = engine(warehouse)
    found = {}
    with database.connect() as connection:
        for schema in ("main", "sheets"):
            metadata = sa.MetaData()
            metadata.reflect(connection, schema=schema, views=True)
            for name, table in metadata.tables.items():
                columns = [[each.name, kind(each.type, database.dialect), each.comment] for each in table.columns]
                rows = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                found[name] = {"comment": table.comment, "columns": columns, "rows": rows}
        states = [list(row) for row in connection.execute(sa.text(STATES))]
        chats = sa.Table("user_chats", sa.MetaData(), autoload_with=connection, schema="main")
        lists = [list(row) for row in connection.execute(sa.select(chats.c.id, chats.c.tags).order_by(chats.c.id))]
    return {"relations": found, "states": states, "lists": lists}


def kind(type_: Any, dialect: Any) -> str:
    if isinstance(type_, sa.types.NullType):
        return "NullType"
    return str(type_.compile(dialect)).removesuffix(" WITHOUT TIME ZONE")


def count(database: Any) -> int:
    with database.connect() as connection:
        return int(connection.execute(sa.text("select count(*) from main.user_chats")).scalar_one())


def replaced(warehouse: str, successor: str) -> dict[str, list[int]]:
    """Counts before the file is replaced, after it, and after `dispose()`, with a pool and without one."""
    engines = {"queue": engine(warehouse), "null": engine(warehouse, poolclass=sa.NullPool)}
    counts = {}
    for name, database in engines.items():
        spare = f"{warehouse}.{name}"
        os.link(warehouse, spare)
        counts[name] = [count(database)]
        os.link(successor, f"{warehouse}.new")
        os.replace(f"{warehouse}.new", warehouse)  # noqa: PTH105
        counts[name].append(count(database))
        database.dispose()
        counts[name].append(count(database))
        database.dispose()
        os.replace(spare, warehouse)  # noqa: PTH105
    return counts


if __name__ == "__main__":
    print(json.dumps(replaced(*sys.argv[1:]) if len(sys.argv) > 2 else reflected(sys.argv[1])))
