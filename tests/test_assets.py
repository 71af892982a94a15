"""Models, contracts and SQL: each has what it needs, and nothing is left over."""

from __future__ import annotations

import re

import pytest

from wh import assets
from wh.contracts.kinds import kinds
from wh.models.model import Model, all_models, model_named
from wh.rendering.template import references

TEMPLATES = sorted(path.relative_to(assets.root()).as_posix() for path in assets.root().glob("models/**/*.sql"))
PARTITIONED = {kind.name for kind in kinds() if kind.partition}
MODELS = list(all_models().values())
TABLES = [each for each in MODELS if not each.is_view]
SPARED = {"stg_profile_uses"}  # reads profiles only where there are more keys than columns


@pytest.mark.parametrize("each", [each for each in TABLES if each.contract.partition], ids=lambda each: each.name)
def test_a_model_made_in_parts_is_made_from_parts_of_the_same_kind(each: Model) -> None:
    partitions = {model_named(name).contract.partition for name in each.parents} - {None}
    assert {one.by for one in partitions if one} <= {each.contract.partition and each.contract.partition.by}
    assert each.contract.partition
    assert each.contract.partition.column in [column.name for column in each.contract.columns]


@pytest.mark.parametrize("each", [each for each in TABLES if not each.contract.partition], ids=lambda each: each.name)
def test_a_model_made_as_a_whole_is_made_from_what_is_kept(each: Model) -> None:
    assert all(model_named(name).is_stored for name in each.parents)
    assert each.contract.append_only or each.name in SPARED or not set(sources(each)) & PARTITIONED


def test_a_check_of_what_is_not_stored_stops_a_build() -> None:
    contracts = [each.contract for each in TABLES if not each.is_stored]
    assert {column.severity for each in contracts for column in each.columns} == {"error"}
    assert {never.severity for each in contracts for never in each.never} == {"error"}


def sources(each: Model) -> list[str]:
    """The kinds of event that a model's template names."""
    text = (assets.root() / each.template).read_text("utf-8")
    return re.findall(r'(?:source|newest)\("(\w+)"', text)


def test_every_model_is_a_select_and_a_contract() -> None:
    folder = assets.root() / "models"
    selects = {path.with_suffix("") for path in folder.glob("**/*.sql")}
    assert selects == {path.with_suffix("") for path in folder.glob("**/*.toml")}
    assert len(selects) == len(all_models())


def test_every_model_of_the_sheets_has_a_place_and_the_others_none() -> None:
    places = {each.name: each.contract.sheet for each in all_models().values()}
    assert {name for name, sheet in places.items() if sheet} == {name for name in places if name.startswith("sheets.")}
    assert sorted(sheet.place for sheet in places.values() if sheet) == list(range(1, 11))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_model_begins_with_what_a_row_of_it_is(template: str) -> None:
    text = (assets.root() / template).read_text("utf-8")
    assert text.startswith("-- One row per ")
    assert "is_incremental" not in text


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_model_refers_to_models_that_exist(template: str) -> None:
    assert references(template).keys() <= all_models().keys()


def test_every_other_template_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in assets.root().glob("cli/wh/**/*.py"))
    code += "".join(path.read_text("utf-8") for path in assets.root().glob("sql/**/*.sql"))
    folders = ("build", "export", "raw", "status", "xlsx")
    names = {f"sql/{folder}/{path.name}" for folder in folders for path in assets.root().glob(f"sql/{folder}/*.sql")}
    assert not {name for name in names if name not in code}
    assert not list(assets.root().glob("sql/*.sql"))


def test_no_line_of_sql_is_longer_than_120_characters() -> None:
    files = [path for folder in ("models", "sql") for path in assets.root().glob(f"{folder}/**/*.sql")]
    lines = {(path.name, i): line for path in files for i, line in enumerate(path.read_text("utf-8").splitlines(), 1)}
    assert not {place: len(line) for place, line in lines.items() if len(line) > 120}


def test_every_column_of_every_contract_says_what_it_is() -> None:
    lacking = {each.name: [column.name for column in each.documented.columns if not column.doc] for each in MODELS}
    assert not {name: columns for name, columns in lacking.items() if columns}


def test_no_column_repeats_what_its_name_says_in_a_parent() -> None:
    repeated = [
        f"{each.name}.{column.name}"
        for each in MODELS
        for column in each.contract.columns
        if docs_in_parents(each, column.inherits) == {column.doc}
    ]
    assert not repeated


def docs_in_parents(each: Model, name: str) -> set[str]:
    columns = [column for parent in each.parents for column in model_named(parent).documented.columns]
    return {column.doc for column in columns if column.name == name}
