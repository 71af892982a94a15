"""`wh list` and `wh show` answer what there is, what it means, and how it is made."""

from __future__ import annotations

import json

import pytest

from conftest import Command
from wh.models.model import all_models, model_named


def listed(wh: Command, *words: str) -> list[tuple[str, str]]:
    return [(row["layer"], row["model"]) for row in json.loads(wh("list", "--json", *words).out)]


def test_what_can_be_asked_for_is_listed_and_the_steps_to_it_where_asked(wh: Command) -> None:
    some, every = listed(wh), listed(wh, "--all")
    assert {layer for layer, _ in some} == {"marts", "reports", "sheets"}
    assert every[: len(some)] == some
    assert {name for _, name in every} == set(all_models())
    assert ("marts", "user_chats") in some


def test_the_list_for_people_says_what_a_row_is(wh: Command) -> None:
    out = wh("list").out
    assert model_named("user_chats").doc in " ".join(out.split())
    assert "stg_user_chats" not in out
    assert "stg_user_chats" in wh("list", "--all").out


@pytest.mark.parametrize("name", ["user_chats", "sheets.users", "int_turns"])
def test_columns_are_shown_with_what_they_mean(wh: Command, name: str) -> None:
    out = wh("show", name, "--columns").out
    for column in model_named(name).documented.columns:
        assert column.name in out
        assert column.doc.split(",")[0] in " ".join(out.split())
    assert ("profile.…" in out) == bool(model_named(name).contract.dynamic)


def test_a_shell_can_complete_commands_and_options(wh: Command) -> None:
    assert "_wh_completion" in wh(_WH_COMPLETE="source_bash").out
    said = wh(_WH_COMPLETE="complete_bash", COMP_WORDS="wh ro", COMP_CWORD="1")
    assert said.out.split() == ["rollback"]
