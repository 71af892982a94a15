"""main.user_chats as pandas, polars, Arrow and ADBC read it: python in_frames.py WAREHOUSE."""

from __future__ import annotations

import json
import sys
from typing import Any

import adbc_driver_duckdb
import adbc_driver_manager
import duckdb
import numpy
import polars
from adbc_driver_manager import dbapi

CHATS = "select * from main.user_chats order by id"


def summary(types: dict[str, Any], chats: Any) -> dict[str, Any]:
    """The types of the columns and some facts, taken by polars from what a client read."""
    frame = polars.DataFrame(chats)
    return {
        "types": {name: str(type_) for name, type_ in types.items()},
        "ids": frame["id"].to_list(),
        "waited": frame["waiting_time"].sum(),
        "unanswered": frame["waiting_time"].null_count(),
        "first": str(frame["created_at"].min()),
        "days": frame["created_on"].cast(polars.Date).n_unique(),
        "tags": frame["tags"].to_list(),
    }


def by_pandas(connection: Any) -> dict[str, Any]:
    frame = connection.sql(CHATS).df()
    tags = [each.tolist() if isinstance(each, numpy.ndarray) else None for each in frame["tags"]]
    found = summary(dict(frame.dtypes), frame.assign(tags=tags))
    found["waited"] = int(frame["waiting_time"].sum())
    found["unanswered"] = int(frame["waiting_time"].isna().sum())
    found["first"] = str(frame["created_at"].min())
    return found


def by_polars(connection: Any) -> dict[str, Any]:
    frame = connection.sql(CHATS).pl()
    return summary(dict(frame.schema), frame)


def by_arrow(connection: Any) -> dict[str, Any]:
    table = connection.sql(CHATS).to_arrow_table()
    return summary({field.name: field.type for field in table.schema}, polars.from_arrow(table))


def by_adbc(warehouse: str) -> dict[str, Any]:
    """With the read-only setting, which must hold."""
    options = {"path": warehouse, "access_mode": "READ_ONLY"}
    driver = {"driver": adbc_driver_duckdb.driver_path(), "entrypoint": "duckdb_adbc_init"}
    with dbapi.connect(**driver, db_kwargs=options) as connection, connection.cursor() as cursor:
        cursor.execute(CHATS)
        table = cursor.fetch_arrow_table()
        found = summary({field.name: field.type for field in table.schema}, polars.from_arrow(table))
        try:
            cursor.execute("create table main.written (i integer)")
        except adbc_driver_manager.Error as error:
            found["refused"] = str(error)
    return found


if __name__ == "__main__":
    with duckdb.connect(sys.argv[1], read_only=True) as opened:
        read = {"pandas": by_pandas(opened), "polars": by_polars(opened), "arrow": by_arrow(opened)}
    print(json.dumps({**read, "adbc": by_adbc(sys.argv[1])}))
