"""A build makes what new events, models and settings call for, says why, and carries the rest over."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from conftest import AT, Command, forget, message, webhook, write
from wh.engine.database import Database
from wh.models.model import all_models, build_order

DAY = 86_400_000
WHY = "select name, scope, reason from meta.models where scope <> '' order by name"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    forget()


def why(wh: Command) -> dict[str, tuple[str, str]]:
    """Over what each model of the last build ran, and why; those that did not run are left out."""
    return {name: (scope, reason) for name, scope, reason in wh.built(WHY)}


def descendants(name: str) -> set[str]:
    """The stored tables that are made from a model, near or far, and itself."""
    found = {name}
    for each in build_order(all_models()):
        if found & set(each.parents) and not each.is_view:
            found.add(each.name)
    return found


def test_a_build_of_nothing_new_publishes_nothing(desk: Command) -> None:
    before = (desk.home / "warehouse.duckdb").stat()
    assert "nothing is new" in desk("build").err
    after = (desk.home / "warehouse.duckdb").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not list(desk.home.glob("*.building"))


def test_events_that_were_known_already_are_nothing_new(desk: Command) -> None:
    shutil.copy(next((desk.home / "events").glob("*")), desk.home / "events" / "again.jsonl")
    said = desk("build").err
    assert " 0 new, " in said
    assert "nothing is new" in said


def test_new_events_touch_their_chats_only(desk: Command) -> None:
    write("new.jsonl", webhook(message("new", chatId="c-new", channelId="90001", createdAt=AT)))
    said = desk("build", "new.jsonl", "--verbose").err
    found = why(desk)
    assert found["user_chats"] == found["messages"] == found["int_turns"] == ("touched", "new events")
    assert "users" not in found  # no customer was told of
    assert "int_operating_clock" not in found  # it was made again, and is the same
    assert "new events: " in said
    assert "(of 1 chat and their customers)" in said
    assert desk.built("select scope, chats from meta.builds order by built_at") == [("all", 403), ("new", 1)]


def test_reasons_are_one_line_unless_asked_for(desk: Command) -> None:
    write("new.jsonl", webhook(message("new", chatId="c-new", channelId="90001", createdAt=AT)))
    said = desk("build", "new.jsonl").err
    found = Counter("changed models" if text.endswith(" changed") else text for _, text in why(desk).values())
    reasons = ", ".join(f"{count} for {text}" for text, count in found.most_common())
    assert f"\n{sum(found.values())} models ran over 1 chat: {reasons}\n" in said
    assert said.count("\n") == 3


def test_a_quiet_build_says_only_what_is_wrong(desk: Command) -> None:
    write("new.jsonl", webhook(message("new", chatId="c-new", channelId="90001", createdAt=AT)))
    assert desk("build", "new.jsonl", "--quiet").err == ""
    assert desk("build", "new.jsonl", "--quiet").err == ""
    write("bad.jsonl", webhook(message("bad", createdAt="soon")), webhook(message("good", channelId="90001")))
    assert desk("build", "bad.jsonl", "--quiet").err == "rejected: bad.jsonl:1: createdAt is not an instant\n".replace(
        "bad.jsonl", str(Path("bad.jsonl").resolve())
    )


def test_a_strict_build_loads_and_builds_nothing_where_anything_is_rejected(desk: Command) -> None:
    before = desk.built("from meta.builds")
    write("bad.jsonl", webhook(message("bad", createdAt="soon")), webhook(message("good", channelId="90001")))
    assert "1 rejected, nothing loaded (--strict)" in desk.fails("build", "bad.jsonl", "--strict", code=1)
    assert desk.built("from meta.builds") == before
    assert desk.raw("select count(*) from raw.messages where id = 'good'") == [(0,)]


def test_the_first_load_of_a_year_does_not_concern_earlier_chats(desk: Command) -> None:
    with Database() as database:
        database.attach(desk.home / "raw.duckdb", "raw")
        database.execute("update raw.loads set finished_at = finished_at - interval 1 year")
    desk("build")
    write("late.jsonl", webhook(message("late", chatId="c-late", channelId="90001", createdAt=AT + 300 * DAY)))
    desk("build", "late.jsonl")
    assert why(desk)["int_operating_clock"] == ("all", "int_calendar changed")
    assert why(desk)["int_span_times"] == ("touched", "new events")


def test_other_hours_concern_every_chat(desk: Command) -> None:
    edit(desk.home / "wh.toml", "holidays = [", 'holidays = ["2025-04-07", ')
    desk("build")
    found = why(desk)
    assert found["int_working_ranges"] == ("all", "changed setting")
    assert found["user_chats"][0] == "all"
    assert "messages" not in found


def test_a_renamed_team_concerns_what_shows_its_name(desk: Command) -> None:
    ((id_,),) = desk.built("select min(id) from main.teams")
    write("team.json", {"teams": [{"id": id_, "channelId": "90001", "name": "renamed", "version": 99}]})
    desk("build", "team.json")
    assert set(why(desk)) == {"int_newest_load", "stg_teams", "teams", "team_managers", "chat_groups"}
    assert desk.built("select count(*) > 0 from main.chat_groups where member = 'renamed'") == [(True,)]


def test_changed_sql_makes_its_model_and_what_comes_of_it_anew(desk: Command, project: Path) -> None:
    edit(project / "models/intermediate/int_turns.sql", "'staff'", "'staff' ")
    said = desk("build", "--verbose").err
    found = why(desk)
    assert found.pop("int_turns") == ("all", "changed SQL")
    assert set(found) == descendants("int_turns") - {"int_turns", "dates"}  # channel_dates came out the same
    assert found["int_spans"] == ("all", "int_turns changed")
    assert "changed SQL: int_turns (of all)" in said


def test_a_changed_macro_concerns_the_models_that_it_changes(desk: Command, project: Path) -> None:
    edit(project / "sql/macros/lists.sql", "[+]?0*([1-5])", "0*([1-5])")
    desk("build")
    assert why(desk)["int_csat_answers"] == ("all", "changed SQL")
    assert set(why(desk)) == (descendants("int_csat_answers") | descendants("int_moments")) - {"dates"}


def test_a_changed_contract_makes_its_model_anew(desk: Command, project: Path) -> None:
    edit(project / "models/marts/teams.toml", 'doc = "', 'doc = "(new) ')
    desk("build")
    assert why(desk)["teams"] == ("all", "changed contract")
    comments = "select comment from duckdb_columns() where table_name = 'teams' and schema_name = 'main'"
    assert [text for (text,) in desk.built(comments) if text.startswith("(new) ")]


def test_a_new_model_is_made_for_all_chats(desk: Command, project: Path) -> None:
    marts = project / "models/marts"
    (marts / "chat_names.sql").write_text('-- One row per chat.\nselect id from {{ ref("user_chats") }}\n')
    column = '[columns]\nid = { type = "VARCHAR", doc = "The chat." }\n'
    (marts / "chat_names.toml").write_text(f'grain = ["id"]\n{column}')
    edit(marts / "chat_names.toml", 'grain = ["id"]', 'grain = ["id"]\npartition = { chat = "id" }')
    desk("build")
    assert why(desk) == {"chat_names": ("all", "new model")}
    assert desk.built("select count(*) from main.chat_names") == [(403,)]


def test_a_changed_setting_concerns_the_models_that_read_it(desk: Command) -> None:
    edit(desk.home / "wh.toml", "sources", 'reply_clock = "last"\nsources')
    desk("build")
    found = why(desk)
    assert found.pop("int_turns") == ("all", "changed setting")
    assert set(found) == descendants("int_turns") - {"int_turns", "dates"}


def test_a_new_profile_key_is_a_new_column(desk: Command) -> None:
    chat = {"id": "c-key", "channelId": "90001", "version": 1, "createdAt": AT, "profile": {"shoe size": "42"}}
    write("key.jsonl", webhook(chat, "userChat"))
    desk("build", "key.jsonl")
    assert desk.built("select \"profile.shoe size\" from sheets.user_chats where id = 'c-key'") == [("42",)]
    assert why(desk)["sheets.user_chats"] == ("all", "changed profile keys")
    assert "sheets.users" not in why(desk)


def test_all_is_made_anew_when_asked_for(desk: Command) -> None:
    assert "everything is rebuilt: --full" in desk("build", "--full").err
    log = [("all", "first build"), ("all", "--full")]
    assert desk.built("select scope, reason from meta.builds order by built_at") == log


def test_status_shows_the_last_builds(desk: Command) -> None:
    write("new.jsonl", webhook(message("new", chatId="c-new", channelId="90001", createdAt=AT)))
    desk("build", "new.jsonl")
    said = desk("status").out
    assert "Last builds (UTC)" in said
    assert "first build" in said
    assert "new events" in said


def test_a_profile_says_where_the_time_went(desk: Command) -> None:
    write("new.jsonl", webhook(message("new", chatId="c-new", channelId="90001", createdAt=AT)))
    assert f"where the time went: {desk.home}/profile.json" in desk("build", "new.jsonl", "--profile").err
    found = json.loads((desk.home / "profile.json").read_text("utf-8"))
    (chats,) = (each for each in found["models"] if each["model"] == "user_chats")
    assert chats["scope"] == "touched"
    assert chats["rows"] == 404
    assert chats["seconds"] > 0
    (plan,) = (each["plan"] for each in found["statements"] if each["template"] == "models/marts/user_chats.sql")
    assert plan["operator"]


def test_a_file_with_a_model_that_is_gone_is_not_gone_on_from(desk: Command, project: Path) -> None:
    for name in ("chat_dates.sql", "chat_dates.toml", "channel_dates.sql", "channel_dates.toml", "dates.sql"):
        (project / "models/marts" / name).unlink()
    for file in (project / "models").glob("*/*.sql"):
        if "channel_dates" in file.read_text("utf-8"):
            file.unlink()
    forget()
    assert "everything is rebuilt: a model was removed" in desk("build").err
    assert desk.built("select count(*) from duckdb_tables() where table_name = 'chat_dates'") == [(0,)]
