"""What BI tools stumble over: a made-up contract for each fault, and the real ones without any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wh.contracts.contract import Column, Contract, Label
from wh.engine.database import Database
from wh.models import lint
from wh.models.model import Model, all_models, model_named

AT = Column("asked_at", "TIMESTAMP", "When.")
AT_LOCAL = Column("asked_at_local", "TIMESTAMP", "When.")
LIST = Column("tags", "VARCHAR[]", "Tags.", bridge="chat_tags.tag", personal="label")
TEXT = Column("tags_text", "VARCHAR", "The same.", personal="label")
BRIDGE = model_named("chat_tags")
LABEL = Label("Size", "大きさ")


def made(*columns: Column, layer: str = "marts", doc: str = "One row per chat.", label: Label | None = LABEL) -> Model:
    columns = tuple(replace(each, label=label) for each in columns)
    model = Model("chats", layer, "", Contract((), columns, (), None, None))
    model.__dict__.update(doc=doc, parents=())  # as if its SQL said so
    return model


def faults(*models: Model) -> list[str]:
    return [each.told for each in lint.faults(models, {"order"})]


@pytest.mark.parametrize("type_", ["HUGEINT", "STRUCT(a BIGINT)", "TIMESTAMP WITH TIME ZONE", "UBIGINT", "UUID"])
@pytest.mark.parametrize("layer", ["marts", "reports", "sheets"])
def test_a_type_that_not_every_tool_reads_is_a_fault(type_: str, layer: str) -> None:
    [fault] = faults(made(Column("size", type_, "Size."), layer=layer))
    assert fault.startswith(f"chats.size: type {type_}, ")


@pytest.mark.parametrize("type_", ["VARCHAR", "BIGINT", "BOOLEAN", "TIMESTAMP", "DATE", "DOUBLE"])
def test_a_type_that_every_tool_reads_is_none(type_: str) -> None:
    assert not faults(made(Column("size", type_, "Size.")))


@pytest.mark.parametrize("layer", ["marts", "reports"])
def test_a_list_needs_a_bridge_that_exists(layer: str) -> None:
    assert not faults(made(LIST, TEXT, layer=layer), BRIDGE)
    misspelt = Column("tags", "VARCHAR[]", "Tags.", bridge="chat_tags.tagg", personal="label")
    told = "chats.tags: its bridge chat_tags has no tagg; did you mean tag?"
    assert faults(made(misspelt, TEXT, layer=layer), BRIDGE) == [told]
    for wrong in ("", "tag", "chat_tagz.tag", "int_chats.chat_id"):
        lists = Column("tags", "VARCHAR[]", "Tags.", bridge=wrong, personal="label")
        found = faults(made(lists, TEXT, layer=layer), BRIDGE, model_named("int_chats"))
        assert found == [f"chats.tags: no bridge table: {wrong or 'bridge is not set'}"]


@pytest.mark.parametrize("others", [(), (Column("tags_text", "BIGINT", "Wrong."),)])
def test_a_list_needs_its_text(others: tuple[Column, ...]) -> None:
    assert faults(made(LIST, *others), BRIDGE) == ["chats.tags: no VARCHAR tags_text beside it"]


def test_a_list_that_is_not_of_text_is_a_fault_of_its_type() -> None:
    numbers = Column("tags", "BIGINT[]", "Numbers.", bridge="chat_tags.tag")
    [fault] = faults(made(numbers, TEXT), BRIDGE)
    assert fault.startswith("chats.tags: type BIGINT[], ")


@pytest.mark.parametrize("layer", ["marts", "reports"])
def test_an_instant_needs_its_other_half(layer: str) -> None:
    assert faults(made(AT, layer=layer)) == ["chats.asked_at: no asked_at_local beside it"]
    assert faults(made(AT_LOCAL, layer=layer)) == ["chats.asked_at_local: no asked_at beside it"]
    assert not faults(made(AT, AT_LOCAL, layer=layer))


def test_a_sheet_has_the_lists_instants_and_names_of_the_platform() -> None:
    assert not faults(made(LIST, AT_LOCAL, Column("order", "BIGINT", "Place."), layer="sheets"))


@pytest.mark.parametrize("name", ["order", "ORDER", "at"])
def test_a_word_of_sql_is_no_name(name: str) -> None:
    fault = f"chats.{name}: a word of SQL, which many tools do not quote"
    assert faults(made(Column(name, "BIGINT", "Place."))) == [fault]


def test_everything_has_a_doc() -> None:
    assert faults(made(doc=" ")) == [
        "chats: no doc: its SQL begins with a comment that says what a row is, as in -- One row per …"
    ]
    assert faults(made(Column("size", "BIGINT", ""))) == ["chats.size: no doc"]


@pytest.mark.parametrize("label", [None, Label("", "大きさ"), Label("Size", " ")])
def test_every_column_has_a_label_in_both_languages(label: Label | None) -> None:
    [fault] = faults(made(Column("size", "BIGINT", "Size."), label=label))
    assert fault.startswith("chats.size: no label: ")


def test_what_is_not_published_has_no_faults() -> None:
    assert not faults(made(Column("at", "HUGEINT", ""), layer="intermediate"))


def test_the_real_contracts_have_no_faults() -> None:
    with Database() as database:
        words = database.rows("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'")
    assert not lint.faults(all_models().values(), {word for (word,) in words})
