"""Names and texts made safe for SQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wh.engine.database import Database
from wh.rendering.quoting import identifier, literal, pointer

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.fixture(scope="module")
def database() -> Database:
    return Database()


@given(text=TEXTS)
def test_a_literal_is_the_text_it_was_made_of(database: Database, text: str) -> None:
    assert database.value(f"select {literal(text)}") == text


@given(name=TEXTS.filter(bool))
def test_an_identifier_names_the_column_it_was_made_of(database: Database, name: str) -> None:
    names, _ = database.table(f"select 1 as {identifier(name)}")
    assert names == [name]


@given(key=TEXTS.filter(bool))
def test_a_pointer_finds_the_value_of_its_key(database: Database, key: str) -> None:
    sql = f"select json_extract_string(json_object({literal(key)}, 'found'), {literal(pointer(key))})"
    assert database.value(sql) == "found"


@pytest.mark.parametrize(
    ("value", "sql"),
    [(None, "NULL"), (True, "true"), (False, "false"), (3, "3"), (1.5, "1.5"), ("o'clock", "'o''clock'")],
)
def test_literals_of_other_types(value: str | int | float | bool | None, sql: str) -> None:
    assert literal(value) == sql
