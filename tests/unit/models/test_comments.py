"""The `-- Tests` of each ad-hoc SQL helper: statements that set up, and selects that give true."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from wh import assets
from wh.models.comments import function

FILES = sorted((assets.root() / "sql" / "functions").glob("*.sql"))


def statements(file: Path) -> list[str]:
    """What stands after `-- Tests`."""
    return [each.query for each in duckdb.extract_statements(file.read_text("utf-8").partition("-- Tests\n")[2])]


def is_test(statement: str) -> bool:
    return statement.lstrip().lower().startswith("select")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_tests_of_a_function_hold(file: Path) -> None:
    with duckdb.connect() as database:
        for statement in (each for each in statements(file) if not is_test(each)):
            database.execute(statement)
        for each in FILES[: FILES.index(file) + 1]:
            # A table macro is bound when it is made, and not every file's tests make every table.
            with suppress(duckdb.CatalogException):
                database.execute(function(each.name).sql)
        for statement in filter(is_test, statements(file)):
            assert database.execute(statement).fetchall() == [(True,)], statement


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_function_has_tests_and_says_what_it_gives(file: Path) -> None:
    assert file.read_text("utf-8").startswith("-- ")
    assert sum(map(is_test, statements(file))) >= 2
