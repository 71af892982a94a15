"""Templates become SQL, and an error in them is told at the line of the template it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import forget
from wh import assets
from wh.engine.database import Database
from wh.errors import FaultError
from wh.rendering.template import references, render


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty assets' root, with one macro."""
    monkeypatch.setattr(assets, "root", lambda: tmp_path)
    (tmp_path / "sql/macros").mkdir(parents=True)
    (tmp_path / "sql/macros/m.sql").write_text("{% macro half(x) %}\n(\n    {{ x }} / 2 )\n{% endmacro %}\n")
    forget()
    yield tmp_path
    forget()


def run(folder: Path, text: str) -> FaultError:
    """The error that the query in a template ends with."""
    (folder / "q.sql").write_text(text)
    with Database() as database, pytest.raises(FaultError) as caught:
        database.run("q.sql", names=["a", "b"])
    return caught.value


def test_the_result_has_no_marks(folder: Path) -> None:
    (folder / "q.sql").write_text(
        "select\n    {{ half(7) }},\n    {% for n in [1, 2] %}\n    {{ n }},\n    {% endfor %}\n"
    )
    assert "\x01" not in render("q.sql", {}).sql
    assert render("q.sql", {}).sql.split() == ["select", "(", "7", "/", "2", ")", ",", "1,", "2,"]


@pytest.mark.parametrize("name", ["a\x01b", "\x01", "\x02", "\x01q.sql:1\x02", "\x01:9\x02x"])
def test_a_name_that_looks_like_a_mark_is_kept(folder: Path, name: str) -> None:
    (folder / "q.sql").write_text("select\n    {{ name | literal }} as\n    {{ name | identifier }}\n")
    assert render("q.sql", {"name": name}).sql.split() == ["select", f"'{name}'", "as", f'"{name}"']


def test_an_error_is_told_at_its_line_with_a_caret(folder: Path) -> None:
    error = run(folder, "select\n    1 as one,\n    missing as two\n")
    assert error.message.startswith("q.sql:3: ")
    assert error.message.splitlines()[1:] == [
        "          2 |     1 as one,",
        "          3 |     missing as two",
        "            |     ^^^^^^^",
    ]


def test_an_error_after_a_loop_is_told_at_its_line(folder: Path) -> None:
    text = "select\n    {% for n in range(9) %}\n    {{ n }} as c{{ n }},\n    {% endfor %}\n    missing\n"
    assert run(folder, text).message.startswith("q.sql:5: ")


def test_an_error_in_a_loop_is_told_at_its_line(folder: Path) -> None:
    text = "select\n    {% for name in names %}\n    1,\n    {{ name }},\n    {% endfor %}\n    2\n"
    assert run(folder, text).message.startswith("q.sql:4: ")


def test_an_error_in_what_a_macro_is_given_is_told_where_it_is_given(folder: Path) -> None:
    error = run(folder, "select\n    1,\n    {{ half('missing') }}\n")
    assert error.message.splitlines()[1:] == [
        "          2 |     1,",
        "          3 |     {{ half('missing') }}",
        "            |              ^^^^^^^",
        "      through sql/macros/m.sql:3",
        "        SQL | missing / 2 )",
        "            | ^^^^^^^",
    ]


def test_an_error_after_a_macro_is_told_at_its_line(folder: Path) -> None:
    assert run(folder, "select\n    {{ half(1) }},\n    missing\n").message.startswith("q.sql:3: ")


def test_an_error_in_sql_put_around_a_template_keeps_the_line(folder: Path) -> None:
    (folder / "q.sql").write_text("select\n    missing\n")
    wrapped = render("q.sql", {}).after("create table x as (", "\n)")
    with Database() as database, pytest.raises(FaultError, match=r"^q\.sql:2: "):
        database.execute(wrapped)


def test_a_mistake_in_a_template_is_told_at_its_line(folder: Path) -> None:
    assert run(folder, "select\n    {{ 1 + }}\n").message.startswith("q.sql:2: ")


def test_an_unknown_name_is_told_at_its_line(folder: Path) -> None:
    error = run(folder, "select\n    1,\n    {{ nothing }}\n")
    assert error.message.startswith("q.sql:3: nothing is called nothing\n")


def test_an_unclosed_block_is_told(folder: Path) -> None:
    assert "q.sql:" in run(folder, "select\n{% for x in names %}\n    {{ x }}\n").message


def test_references_are_found_without_rendering(folder: Path) -> None:
    (folder / "q.sql").write_text('from {{ ref("a") }} join {{ ref("b") }} -- {{ profile_keys("users") }}')
    assert references("q.sql") == {"a": 1, "b": 1, "profile_keys": 1}


def test_a_mistake_is_told_when_references_are_sought(folder: Path) -> None:
    (folder / "q.sql").write_text("select 1\nfrom {{ ref( }}\n")
    with pytest.raises(FaultError, match=r"^q\.sql:2: "):
        references("q.sql")
