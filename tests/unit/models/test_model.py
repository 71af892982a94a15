"""Models are built parents first, and a circle is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import forget
from wh import assets
from wh.errors import FaultError, UsageError
from wh.models.model import LAYERS, all_models, build_order, model_named


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Makes models that refer to others, in an empty folder: (name, the names it refers to)."""

    def make(**parents: str) -> None:
        for name, referred in parents.items():
            calls = "".join(f' {{{{ ref("{each}") }}}}' for each in referred.split())
            (folder / f"{name}.sql").write_text(f"select 1{calls}")
            (folder / f"{name}.toml").write_text("grain = []\n[columns]\n")

    folder = tmp_path / "models/staging"
    folder.mkdir(parents=True)
    monkeypatch.setattr(assets, "root", lambda: tmp_path)
    forget()
    yield make
    forget()


def test_a_model_and_all_it_is_made_from_are_built_parents_first(models: Callable[..., None]) -> None:
    models(a="", b="a", c="a b", unwanted="c")
    assert [each.name for each in build_order(["c"])] == ["a", "b", "c"]


def test_a_circle_is_told_model_by_model(models: Callable[..., None]) -> None:
    models(a="c", b="a", c="b")
    with pytest.raises(FaultError, match="in a circle: ") as caught:
        build_order(["a"])
    first, *steps = [line for line in caught.value.message.splitlines() if " | " not in line]
    assert len(steps) == 3
    walk = first.partition("circle: ")[2].split(" → ")
    assert walk[0] == walk[-1]
    assert set(walk) == {"a", "b", "c"}


def test_a_model_that_refers_to_itself_is_a_circle(models: Callable[..., None]) -> None:
    models(a="a")
    with pytest.raises(FaultError, match="a → a"):
        build_order(["a"])


def test_all_models_can_be_put_in_order() -> None:
    order = [each.name for each in build_order(all_models())]
    assert sorted(order) == sorted(all_models())
    place = {name: number for number, name in enumerate(order)}
    assert all(place[parent] < place[name] for name in order for parent in model_named(name).parents)


def test_a_layer_refers_to_lower_layers_only() -> None:
    level = {each.name: LAYERS.index(each.layer) for each in all_models().values()}
    upward = [
        (name, parent) for name in level for parent in model_named(name).parents if level[parent] > level[name]
    ]  # profile_keys, a mart, is what the columns of sheets are made of
    assert not upward


def test_an_unknown_model_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        model_named("chat_turn")
    assert caught.value.hint == "did you mean chat_turns?"


def test_a_step_is_kept_for_the_next_build_where_something_made_as_a_whole_is_made_from_it() -> None:
    extents, turns = model_named("int_chat_extents"), model_named("int_turns")
    assert extents.contract.partition
    assert extents.is_kept
    assert extents.relation == 'kept."int_chat_extents"'
    assert turns.contract.partition
    assert not turns.is_stored


def test_lists_are_kept_and_what_is_published_needs_no_keeping() -> None:
    assert model_named("stg_teams").is_kept
    assert not model_named("user_chats").is_kept
    assert not model_named("channels").is_kept


def write(folder: Path, name: str, sql: str, columns: str) -> None:
    (folder / "models/staging" / f"{name}.sql").write_text(sql)
    (folder / "models/staging" / f"{name}.toml").write_text(f"grain = []\n[columns]\n{columns}\n")


@pytest.fixture
def families(tmp_path: Path, models: Callable[..., None]) -> Path:
    """Two models, and one that is made from both."""
    models()
    write(
        tmp_path, "a", "select 1", 'id = { type = "BIGINT", doc = "Of a." }\nname = { type = "BIGINT", doc = "Name." }'
    )
    write(
        tmp_path, "b", "select 1", 'id = { type = "BIGINT", doc = "Of b." }\nname = { type = "BIGINT", doc = "Name." }'
    )
    write(
        tmp_path,
        "c",
        'from {{ ref("a") }} join {{ ref("b") }}',
        'name = "BIGINT"\nnew = { type = "BIGINT", doc = "New." }',
    )
    return tmp_path


@pytest.mark.usefixtures("families")
def test_a_column_without_a_doc_has_that_of_its_name_in_its_parents() -> None:
    assert [(each.name, each.doc) for each in model_named("c").documented.columns] == [
        ("name", "Name."),
        ("new", "New."),
    ]


def test_a_column_that_parents_describe_differently_needs_a_doc_of_its_own(families: Path) -> None:
    write(families, "c", 'from {{ ref("a") }} join {{ ref("b") }}', 'id = "BIGINT"')
    with pytest.raises(FaultError, match=r"c\.sql: id has no doc"):
        _ = model_named("c").documented


@pytest.mark.parametrize(
    ("sql", "doc"),
    [
        (
            '-- One row per chat: "X data", with v1.5 of it.\n-- More of it.\nselect 1',
            'One row per chat: "X data", with v1.5 of it.',
        ),
        ("-- One row per chat\n-- and day. More.\nselect 1 -- one", "One row per chat and day."),
        ("-- One row\nselect 1", "One row"),
        ("select 1 -- One row.", ""),
    ],
)
def test_the_doc_of_a_model_is_the_first_sentence_of_its_sql(families: Path, sql: str, doc: str) -> None:
    write(families, "c", sql, "")
    assert model_named("c").doc == doc
