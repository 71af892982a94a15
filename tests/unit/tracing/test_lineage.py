"""The lineage of our own models: every column resolves, every step is somewhere, and it is traced once."""

from __future__ import annotations

from pathlib import Path

import pytest

from wh import assets
from wh.contracts.kinds import kinds
from wh.errors import UsageError
from wh.home.home import Home
from wh.home.settings import Settings
from wh.models.model import all_models
from wh.tracing import lineage as module
from wh.tracing.graph import ANY_KEY, Lineage
from wh.tracing.lineage import lineage, traced
from wh.tracing.origins import all_fields, within
from wh.tracing.queries import How

TRACED = traced(Settings())


def values(name: str, found: Lineage = TRACED) -> set[str]:
    """The names of what gives a column its values."""
    return {each.name for each, how in found.origins(*found.start(name)).items() if how < How.CONDITION}


def test_every_column_of_every_model_has_an_origin() -> None:
    for name, model in all_models().items():
        keys = [ANY_KEY] if model.contract.dynamic else []
        for column in model.contract.promised(keys):
            assert TRACED.origins(TRACED.starts[name, column.name.lower()]) or name == "channel_dates", column


def test_every_step_stands_on_a_line_of_a_template() -> None:
    lines = {}
    for place in TRACED.places:
        for link in place.links:
            if link.template not in lines:
                lines[link.template] = len((assets.root() / link.template).read_text("utf-8").splitlines())
            assert 1 <= link.line <= lines[link.template]


def test_origins_are_named_as_the_json_spells_them() -> None:
    used = {each.name for number in TRACED.starts.values() for each in TRACED.origins(number)}
    known = {each.name for each in all_fields()}
    singles = {kind.single for kind in kinds()}
    of_json = {name for name in used if name.split(".")[0] in singles}
    assert len(of_json) > 100
    assert not [name for name in of_json if not any(within(name, field) or within(field, name) for field in known)]


@pytest.mark.parametrize(
    ("column", "origins"),
    [
        ("sheets.users.name", {"user.name", "user.profile.name"}),
        ("sheets.workflows.id", {"userChat.source.workflow.id", "userChat.workflow.id"}),
        ("sheets.user_chats.profile.orderId", {"userChat.profile.orderId"}),
        ("user_chats.tags", {"userChat.tags[]", "message.log.values[]", "message.personId"}),
        ("user_chats.goalState", {"userChat.goalState"}),
        ("meets.from_number", {"message.meet.call.from"}),
    ],
)
def test_a_column_comes_from_the_fields_it_should(column: str, origins: set[str]) -> None:
    assert values(column) == origins


def test_settings_are_origins_too() -> None:
    assert {"wh.toml: desk_url", "userChat.id"} <= values("user_chats.url")
    assert "wh.toml: reply_clock" in values("user_chats.waitingTime")
    assert "wh.toml: channels.*.hours" in {
        each.name for each in TRACED.origins(TRACED.start("user_chats.operationWaitingTime")[0])
    }


def test_a_field_leads_down_to_the_columns_that_name_it() -> None:
    reached = TRACED.reached("message.log.values")
    assert reached["sheets.user_chats", "tags"] is How.AGGREGATED
    assert ("sheets.users", "name") not in reached
    assert TRACED.reached("userChat.source.workflow")["sheets.workflows", "id"] is How.CHOSEN
    assert TRACED.reached("wh.toml: desk_url")["sheets.user_chats", "url"] is How.COMPUTED


def test_a_column_leads_down_to_what_is_made_from_it() -> None:
    reached = TRACED.reached("int_turns.replied_at_ms")
    assert reached["user_chats", "waiting_time"] is How.AGGREGATED
    assert ("int_turns", "replied_at_ms") not in reached


@pytest.mark.parametrize("name", ["user_chats.waitngTime", "userChat.waitngTime", "nothing", "a.b.c"])
def test_what_is_not_known_is_an_error_with_a_hint(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        TRACED.start(name)
    assert raised.value.hint
    with pytest.raises(UsageError) as raised:
        TRACED.reached(name)
    assert raised.value.hint


def test_a_home_keeps_it_until_models_or_settings_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[Settings] = []

    def counted(told: Settings) -> Lineage:
        times.append(told)
        return TRACED

    monkeypatch.setattr(module, "traced", counted)
    first = lineage(Home(tmp_path, Settings()))
    assert lineage(Home(tmp_path, Settings())).places == first.places == TRACED.places
    assert len(times) == 1
    lineage(Home(tmp_path, Settings(reply_clock="last")))
    assert len(times) == 2
    (tmp_path / "lineage.json").write_text("{torn", "utf-8")
    lineage(Home(tmp_path, Settings()))
    assert len(times) == 3
