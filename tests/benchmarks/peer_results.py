"""Holds a peer's result to ours, row by row; peers.py runs it.

    python tests/benchmarks/peer_results.py WAREHOUSE RESULT

RESULT is a DuckDB file, of which every table and view of `main` and `sheets` must be there with the same columns, types
and rows, or a Parquet file with columns of `main.user_chats`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from wh.rendering.quoting import identifier, literal

RELATIONS = """
select table_schema, table_name from information_schema.tables
where table_catalog = current_database() and table_schema in ('main', 'sheets') order by all
"""


def main(warehouse: Path, result: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        if result.suffix == ".parquet":
            theirs = f"from read_parquet({literal(str(result))})"
            names = ", ".join(identifier(row[0]) for row in connection.execute(f"describe {theirs}").fetchall())
            compared = {"user_chats": (f"select {names} from main.user_chats", theirs)}
        else:
            connection.execute(f"attach {literal(str(result))} as peer (read_only)")
            relations = [
                f"{identifier(schema)}.{identifier(name)}" for schema, name in connection.execute(RELATIONS).fetchall()
            ]
            compared = {each: (f"from {each}", f"from peer.{each}") for each in relations}
        found = [f"{name}: {text}" for name, pair in compared.items() if (text := difference(connection, *pair))]
    if found or not compared:
        raise SystemExit("\n".join(["error: the results differ", *found]))
    print(f"{len(compared)} relations are equal")


def difference(connection: duckdb.DuckDBPyConnection, ours: str, theirs: str) -> str:
    """How the results of two queries differ: "" if they are the same rows under the same names."""
    columns = [connection.execute(f"describe {query}").fetchall() for query in (ours, theirs)]
    if columns[0] != columns[1]:
        return f"the columns are {columns[1]}, ours are {columns[0]}"
    sides = {"ours only": f"({ours}) except all ({theirs})", "theirs only": f"({theirs}) except all ({ours})"}
    lines = []
    for side, query in sides.items():
        if rows := connection.execute(query).fetchall():
            lines.append(f"{len(rows):,} rows {side}, one of them {rows[0]}")
    return "; ".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
