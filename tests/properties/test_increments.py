"""Builds of what is new, on any split of any event stream into loads, against one build of everything."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams import world
from wh.building.build import BuildOptions, build_warehouse
from wh.engine.database import Database
from wh.home.home import Home
from wh.home.settings import parse_settings
from wh.loading.load import load_files
from wh.reading.finding import find_files

Document = Any
AT = 1_710_054_000_000
CALL = {"id": "call", "call": {"createAt": AT, "from": "1", "to": "2"}}
WRITTEN = {"personType": "user", "personId": "u0", "chatType": "userChat", "channelId": "1"}
# What binds chats together: a message and a call that move from one to another, a summary that stands in another.
TANGLES: list[Document] = [
    {"message": WRITTEN | {"id": "moved", "chatId": "c0", "createdAt": AT, "version": 1, "plainText": "before"}},
    {"message": WRITTEN | {"id": "moved", "chatId": "c1", "createdAt": AT, "version": 2, "plainText": "after"}},
    {"message": WRITTEN | {"id": "called", "chatId": "c1", "createdAt": AT, "version": 1, "meet": CALL}},
    {"message": WRITTEN | {"id": "again", "chatId": "c0", "createdAt": AT + 5, "version": 3, "meet": CALL}},
    {"userChat": {"id": "c2", "channelId": "1", "version": 90, "summarizedMessageId": "moved", "updatedAt": AT}},
    {"userChat": {"id": "c0", "channelId": "1", "version": 91, "profile": {"new key": "x"}, "updatedAt": AT + 1}},
    {"user": {"id": "u0", "channelId": "2", "version": 7, "profile": {"another": 1}, "updatedAt": AT}},
    {"message": WRITTEN | {"id": "early", "chatId": "c1", "createdAt": AT - 86_400_000 * 400, "version": 1}},
    {"channel": {"id": "1", "timeZone": "America/New_York", "version": 99}},
    {"team": {"id": "7", "channelId": "1", "name": "renamed", "version": 99}},
]


@st.composite
def deliveries(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[list[list[Document]], dict[str, Any]]:
    """Documents in load order, cut into loads, and the settings."""
    documents, toml = draw(world())
    for one in draw(st.lists(st.sampled_from(TANGLES), max_size=6, unique_by=json.dumps)):
        documents.insert(draw(st.integers(0, len(documents))), one)
    cuts = sorted(draw(st.lists(st.integers(0, len(documents)), min_size=1, max_size=4)))
    return [documents[a:b] for a, b in zip([0, *cuts], [*cuts, len(documents)], strict=True)], toml


def home(folder: Path, toml: dict[str, Any]) -> Home:
    folder.mkdir()
    return Home(folder, parse_settings(toml))


def deliver(home: Home, name: str, documents: Sequence[Document]) -> None:
    """Loads and builds."""
    lines = [json.dumps(one, ensure_ascii=False) for each in documents for one in _flat(each)]
    file = home.path / f"{name}.jsonl"
    file.write_text("".join(line + "\n" for line in lines), "utf-8")
    load_files(home.raw, find_files([str(file)], home.path))
    build_warehouse(home, BuildOptions(despite_findings=True))


def _flat(document: Document) -> list[Document]:
    return document if isinstance(document, list) else [document]


NAMES = """
    select format('{}."{}"', schema_name, table_name)
    from (
        select schema_name, table_name from duckdb_tables() where database_name = current_database()
        union all
        select schema_name, view_name from duckdb_views() where database_name = current_database() and not internal
    )
    where schema_name in ('main', 'sheets', 'kept')
    order by all
"""
COMMENTS = """
    select schema_name, table_name, column_name, column_index, data_type, comment
    from duckdb_columns()
    where database_name = current_database() and schema_name in ('main', 'sheets', 'kept')
"""


def differences(one: Home, other: Home) -> dict[str, list[Any]]:
    """The rows of every relation, and the comments on them, that one of two warehouses has and the other lacks."""
    with Database() as database:
        database.attach(one.warehouse, "one", read_only=True)
        database.attach(other.warehouse, "other", read_only=True)
        names = _of_both(database, NAMES)
        assert names[0] == names[1]
        queries = {name: f"from {name}" for (name,) in names[0]}
        queries |= {f"meta.{name}": f"from meta.{name}" for name in ("checks", "columns", "freshness")}
        queries["comments"] = COMMENTS
        found = {}
        for name, sql in queries.items():
            first, second = (sorted(map(repr, rows)) for rows in _of_both(database, sql))
            if first != second:
                found[name] = [f"- {row}" for row in first if row not in second]
                found[name] += [f"+ {row}" for row in second if row not in first]
        return found


def _of_both(database: Database, sql: str) -> list[list[Any]]:
    return [database.execute(f"use {catalog}").rows(sql) for catalog in ("one", "other")]


def compare(loads: list[list[Document]], toml: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts, whole = home(Path(folder) / "parts", toml), home(Path(folder) / "whole", toml)
        for number, documents in enumerate(loads):
            deliver(parts, f"load-{number}", documents)
        deliver(whole, "all", [document for documents in loads for document in documents])
        assert differences(whole, parts) == {}


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(deliveries())
def test_builds_between_loads_end_as_one_build_of_all(example: tuple[list[list[Document]], dict[str, Any]]) -> None:
    compare(*example)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(deliveries())
def test_builds_between_many_loads_end_as_one_build_of_all(
    example: tuple[list[list[Document]], dict[str, Any]],
) -> None:
    compare(*example)
