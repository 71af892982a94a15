"""All that a DuckDB of any version reads from a warehouse: python in_duckdb.py WAREHOUSE [SUCCESSOR]."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from typing import Any

import duckdb

RELATIONS = """
select schema_name || '.' || table_name as relation, comment from duckdb_tables() where not internal
union all
select schema_name || '.' || view_name, comment from duckdb_views() where not internal
order by relation
"""
COLUMNS = """
select schema_name || '.' || table_name, column_name, data_type, comment
from duckdb_columns()
where not internal
order by schema_name, table_name, column_index
"""
MACROS = {
    "chats_with_all_tags": "select id from chats_with_all_tags(['bug/*', '開発確認']) order by id",
    "chats_with_any_tag": "select id from chats_with_any_tag(['返品/*', 'VIP']) order by id",
    "operating_time": "select id, operating_time(channel_id, opened_at, closed_at) from user_chats order by id",
}
LISTS = "select id, tags, manager_ids, len(tags), tags[1] from main.user_chats order by id"


def contents(warehouse: str) -> dict[str, Any]:
    """Every row of every table and view (their number and hash), comments, types, lists and what macros return."""
    with duckdb.connect(warehouse, read_only=True) as connection:

        def rows(sql: str) -> list[Any]:
            return [list(row) for row in connection.execute(sql).fetchall()]

        comments = dict(rows(RELATIONS))
        return {
            "version": duckdb.__version__,
            "comments": comments,
            "columns": rows(COLUMNS),
            "rows": {relation: _digest(rows(f"select * from {relation}")) for relation in comments},
            "lists": rows(LISTS),
            "macros": {name: rows(sql) for name, sql in MACROS.items()},
        }


def replaced(warehouse: str, successor: str) -> list[int]:
    """Counts before the file is replaced; after it; by a second connection beside the first; after all are closed."""

    def count(connection: Any) -> int:
        return int(connection.execute("select count(*) from main.user_chats").fetchall()[0][0])

    first = duckdb.connect(warehouse, read_only=True)
    counts = [count(first)]
    os.replace(successor, warehouse)  # noqa: PTH105
    counts.append(count(first))
    second = duckdb.connect(warehouse, read_only=True)
    counts.append(count(second))
    second.close()
    first.close()
    with duckdb.connect(warehouse, read_only=True) as third:
        counts.append(count(third))
    return counts


def _digest(rows: list[Any]) -> list[Any]:
    """The number of rows and a hash of them in no order; of an average the last digits depend on who adds first."""
    lines = (repr([round(each, 6) if isinstance(each, float) else each for each in row]) for row in rows)
    return [len(rows), sha256("\n".join(sorted(lines)).encode()).hexdigest()]


if __name__ == "__main__":
    print(json.dumps(replaced(*sys.argv[1:]) if len(sys.argv) > 2 else contents(sys.argv[1])))
