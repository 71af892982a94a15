"""What ibis reads from a warehouse, before and after it is replaced: python in_ibis.py WAREHOUSE SUCCESSOR."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import duckdb
import ibis


def read(warehouse: str) -> dict[str, Any]:
    backend = ibis.duckdb.connect(warehouse, read_only=True)
    chats = backend.table("user_chats", database="main")
    states = chats.group_by("state").agg(chats=chats.count(), waited=chats.waiting_time.sum()).order_by("state")
    lists = chats.select("id", "tags").order_by("id")
    found = {
        "types": {name: str(type_) for name, type_ in chats.schema().items()},
        "relations": {schema: sorted(backend.list_tables(database=schema)) for schema in ("main", "sheets")},
        "states": [list(row) for row in states.to_polars().rows()],
        "lists": [list(row) for row in lists.to_polars().rows()],
        "sheet": int(backend.table("user_chats", database="sheets").count().to_polars()),
    }
    backend.disconnect()
    return found


def replaced(warehouse: str, successor: str) -> list[int]:
    """Counts before the file is replaced; after it; by a second connection beside the first; after all are closed."""

    def count(backend: Any) -> int:
        return int(backend.table("user_chats", database="main").count().to_polars())

    first = ibis.duckdb.connect(warehouse, read_only=True)
    counts = [count(first)]
    os.replace(successor, warehouse)  # noqa: PTH105
    counts.append(count(first))
    second = duckdb.connect(warehouse, read_only=True)
    counts.append(second.execute("select count(*) from main.user_chats").fetchall()[0][0])
    second.close()
    first.disconnect()
    third = ibis.duckdb.connect(warehouse, read_only=True)
    counts.append(count(third))
    third.disconnect()
    return counts


if __name__ == "__main__":
    print(json.dumps({**read(sys.argv[1]), "replaced": replaced(*sys.argv[1:])}))
