"""Ad-hoc SQL, and the rows and the SQL of a model."""

from __future__ import annotations

import re

from wh.engine.database import Database, Table
from wh.home.home import Home
from wh.loading.raw import attach_raw, scratch
from wh.models.model import model_named
from wh.models.relations import make_relations, model_sql


def ask(home: Home, sql: str) -> Table:
    """Names and rows that a user's SQL gives, read-only, with the raw events attached as `raw`."""
    with Database(home.built(), read_only=True) as database:
        if home.raw.exists() and re.search(r"\braw\b", sql, re.IGNORECASE):  # else a load need not wait for this query
            attach_raw(database, home)
        database.confine()
        return database.table(sql)


def sample_rows(home: Home, name: str, rows: int) -> Table:
    """Some rows of a model, from the published file or, where that does not hold it, made for this."""
    each = model_named(name)
    if each.is_published:
        return ask(home, f"select * from {each.relation} limit {rows}")
    with scratch(home) as database:
        make_relations(database, home.settings, [name])
        return database.table(f"select * from {each.relation} limit {rows}")


def rendered_sql(home: Home, name: str) -> str:
    """The SQL that makes a model, with its template rendered."""
    each = model_named(name)
    with scratch(home) as database:
        if each.contract.dynamic:
            make_relations(database, home.settings, ["profile_keys"])
        return model_sql(database, each, home.settings).sql
