"""A home from its making to its state: init, build, check, list, show, status, and the errors a user meets there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import Command, message, webhook, write

BAD_SETTINGS = {
    'sourcs = ["a"]': ("unknown setting sourcs", "did you mean sources?"),
    'sources = "a"': ("sources must be a list, not 'a'", ""),
    'reply_clock = "middle"': ('reply_clock must be "first" or "last"', ""),
    "wait = -1": ("wait must be a number of seconds, not -1", ""),
    "wait = true": ("wait must be a number of seconds, not True", ""),
    "desk_url = 3": ("desk_url must be a text", ""),
    "owners = [301]": ("owners must be a text", ""),
    "channels = 3": ("channels must be a table", ""),
    "a =": ("Invalid value (at line 1, column 4)", "TOML"),
    '[channels.x]\ntime_zon = "UTC"': ("unknown setting channels.x.time_zon", "did you mean time_zone?"),
    '[channels.x]\nhours.mond = [["05:00", "10:00"]]': ("unknown setting channels.x.hours.mond", "did you mean mon?"),
    '[channels.x]\nhours.mon = [["10:00", "10:00"]]': ("a range must not be empty", "whole day"),
    '[channels.x]\nhours.mon = [["24:00", "10:00"]]': ("a range must not be empty", "whole day"),
    '[channels.x]\nhours.mon = [["25:00", "10:00"]]': ("'25:00' is not a time of day", "09:30"),
    '[channels.x]\nhours.mon = [["10:00", "19:60"]]': ("'19:60' is not a time of day", "09:30"),
    "[[channels.x.since]]\nfrom = 2025-05-01": ("channels.x.since: hours is missing", "a date, hours a table"),
    "[channels.x]\nsince = [{ from = 2025-05-01, hours = {} }, { from = '2025-05-01', hours = {} }]": (
        "channels.x.since: two of them begin on 2025-05-01",
        "",
    ),
    '[channels.x]\nhours.mon = [["10:00"]]': ("channels.x.hours.mon must be a list of ranges", "10:00"),
    '[channels.x]\noverrides."2025-13-01" = []': ("2025-13-01 is not a date", "2025-12-30"),
    '[channels.x]\nholidays = ["tomorrow"]': ("tomorrow is not a date", "2025-12-30"),
}


def test_init_makes_a_home_that_builds(wh: Command) -> None:
    wh.home = Path("desk")
    said = wh("init", "desk").err
    assert "next: wh pull --build --home desk" in said
    assert "or put event files or downloads into desk/events, then wh build --home desk" in said
    assert (wh.home / "events").is_dir()
    assert "user_chats 0, messages 0, users 0" in wh("build").err


def test_init_with_the_sample_brings_its_events(wh: Command) -> None:
    assert "next: wh build --home desk" in wh("init", "desk", "--sample").err
    assert {"2025-04.jsonl.gz", "channel.json", "managers.json"} <= {
        file.name for file in Path("desk/events").iterdir()
    }


def test_a_home_is_made_once(wh: Command) -> None:
    wh("init", "desk")
    said = wh.fails("init", "desk", "--sample", code=2)
    assert "desk/wh.toml exists already" in said
    assert list(Path("desk/events").iterdir()) == []


def test_a_command_in_no_folder_says_so(wh: Command) -> None:
    wh.home = Path("nowhere")
    for command in (
        ["build"],
        ["check"],
        ["status"],
        ["sql", "select 1"],
        ["show", "user_chats"],
        ["load", "x.json"],
        ["list"],
    ):
        assert "nowhere is not a folder\nhint: `wh init DIR` makes a home" in wh.fails(*command, code=2)


@pytest.mark.parametrize("command", [["sql", "select 1"], ["show", "user_chats"]], ids=" ".join)
def test_what_needs_a_warehouse_says_how_to_make_one(wh: Command, command: list[str]) -> None:
    said = wh.fails(*command, code=2)
    assert "there is no" in said
    assert "run `wh build` first" in said


def test_an_export_needs_a_warehouse(wh: Command) -> None:
    said = wh.fails("export", "--as", "301", "--reason", "x", code=2, WH_PASSWORD="0123456789a")
    assert "run `wh build` first" in said


def test_status_of_an_empty_home_says_what_to_do(wh: Command) -> None:
    assert "run `wh load` or `wh build` first" in wh.fails("status", code=1)


def test_a_first_build_without_events_is_an_error(wh: Command) -> None:
    assert "no such file or folder" in wh.fails("build", code=2)


def test_build_loads_the_sources_of_the_settings(wh: Command) -> None:
    write("home/incoming/a.jsonl", webhook(message()))
    (wh.home / "wh.toml").write_text('sources = ["incoming/*.jsonl"]', "utf-8")
    assert "1 new" in wh("build").err
    assert wh.built("select id from main.messages") == [("m1",)]


def test_build_loads_what_it_is_told_instead(wh: Command) -> None:
    write("home/events/a.jsonl", webhook(message("from-sources")))
    write("b.jsonl", webhook(message("told")))
    wh("build", "b.jsonl")
    assert wh.built("select id from main.messages") == [("told",)]


def test_build_tells_what_it_made(desk: Command) -> None:
    said = desk("build", "--full").err
    assert "7,372 events, 0 new, 7,372 duplicate, 0 rejected" in said
    assert "9 unchanged" in desk("build").err
    assert "user_chats 403, messages 5,232, users 276" in said


def test_build_names_the_channels_whose_hours_it_does_not_know(wh: Command) -> None:
    write("a.jsonl", webhook(message()))
    assert "the opening hours of channel 1 are not known; it counts as always open" in wh("build", "a.jsonl").err


def test_a_failed_build_leaves_the_last_warehouse(desk: Command) -> None:
    before = (desk.home / "warehouse.duckdb").read_bytes()
    (desk.home / "wh.toml").write_text('[channels."90001"]\ntime_zone = "Asia/Tokio"', "utf-8")
    assert "Asia/Tokio is not a time zone" in desk("build", code=None).err
    assert (desk.home / "warehouse.duckdb").read_bytes() == before
    assert not list(desk.home.glob("*.building*"))


@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_a_wrong_setting_is_named_with_a_way_out(wh: Command, text: str) -> None:
    (wh.home / "wh.toml").write_text(text + "\n", "utf-8")
    message_, hint = BAD_SETTINGS[text]
    said = wh.fails("status", code=2)
    assert f"{wh.home}/wh.toml: " in said
    assert message_ in said
    assert hint in said


def test_settings_that_are_no_text_are_an_error(wh: Command) -> None:
    (wh.home / "wh.toml").write_bytes(b"\xff\xfe")
    assert "wh.toml: 'utf-8' codec can't decode" in wh.fails("status", code=2)


def test_check_binds_all_and_finds_nothing_in_the_sample(desk: Command) -> None:
    assert " models are valid, 0 findings" in desk("check").err


def test_check_can_be_told_what_to_check(desk: Command) -> None:
    assert "0 findings" in desk("check", "chat_turns", "users").err


def test_check_works_before_the_first_build(wh: Command) -> None:
    write("a.jsonl", webhook(message()))
    wh("load", "a.jsonl")
    assert "0 findings" in wh("check").err
    assert not (wh.home / "warehouse.duckdb").exists()


@pytest.mark.parametrize("command", ["check", "show"])
def test_an_unknown_model_gets_the_nearest_name(desk: Command, command: str) -> None:
    assert "no model is called user_chat\nhint: did you mean user_chats?" in desk.fails(command, "user_chat", code=2)


def test_a_name_like_none_gets_the_five_nearest_models(desk: Command) -> None:
    hint = desk.fails("show", "zqx", code=2).partition("hint: ")[2]
    assert re.fullmatch(r"the nearest of \d+ are (\w|\.)+(, (\w|\.)+){4}\n", hint)


def test_list_names_every_layer(wh: Command) -> None:
    out = wh("list", "--all").out
    for layer, name in (("staging", "stg_messages"), ("intermediate", "int_cycles"), ("marts", "user_chats")):
        assert any(line.split()[:2] == [layer, name] for line in out.splitlines())
    assert "sheets.messages" in out


@pytest.mark.parametrize("name", ["user_chats", "sheets.messages", "stg_messages", "int_spans"])
def test_show_gives_rows_of_a_model_of_any_layer(desk: Command, name: str) -> None:
    assert len(desk("show", name, "--rows", "2").out.splitlines()) >= 4


@pytest.mark.parametrize("name", ["user_chats", "sheets.user_chats", "stg_messages"])
def test_show_gives_the_sql_of_a_model(desk: Command, name: str) -> None:
    out = desk("show", name, "--sql").out
    assert "select" in out
    assert "{{" not in out


def test_show_gives_the_sql_before_anything_was_loaded(wh: Command) -> None:
    assert "select" in wh("show", "chat_turns", "--sql").out


def test_status_tells_of_loads_builds_and_freshness(desk: Command) -> None:
    out = desk("status").out
    for title in ("Last loads (UTC)", "Last builds (UTC)", "Freshness (UTC)", "Findings of the last build", "Tables"):
        assert title in out


def test_a_home_may_be_named_on_the_command_line(wh: Command, sample: Path) -> None:
    shutil.copytree(sample, "elsewhere")
    assert "403" in wh("sql", "select count(*) from user_chats", "--home", "elsewhere").out


def test_an_unknown_command_is_a_usage_error(wh: Command) -> None:
    assert "no such command" in wh("frobnicate", code=2).err


def test_no_command_is_a_usage_error_with_help(wh: Command) -> None:
    said = wh(code=2)
    assert "Commands:" in said.out + said.err


def test_a_build_without_its_raw_events_is_refused_until_they_are_loaded_again(desk: Command) -> None:
    before = (desk.home / "warehouse.duckdb").read_bytes()
    (desk.home / "raw.duckdb").unlink()
    assert f"there is no {desk.home}/raw.duckdb, but a warehouse" in desk.fails("build", code=1)
    assert (desk.home / "warehouse.duckdb").read_bytes() == before
    desk("load", desk.home / "events")
    assert "user_chats 403" in desk("build").err


@pytest.mark.parametrize("name", ["a\\b", "a?b"])
def test_a_home_whose_name_the_engine_would_read_otherwise_is_refused(wh: Command, name: str) -> None:
    wh("init", name)
    said = wh.fails("load", write("x.jsonl", webhook(message())), WH_HOME=name, code=2)
    assert f"has a {name[1]} in its name" in said
    assert not list(Path().glob("a.*"))


@pytest.mark.parametrize("name", ["s3:", "md:", "http:", ":memory:"])
def test_a_home_that_is_called_like_a_service_is_a_folder(wh: Command, name: str) -> None:
    wh("init", name)
    wh("build", write("x.jsonl", webhook(message())), WH_HOME=name)
    assert {"raw.duckdb", "warehouse.duckdb"} <= {file.name for file in Path(name).iterdir()}


@pytest.mark.parametrize("holidays", ["2025", '"2025-01-01"', "[2025]"])
def test_holidays_that_are_no_list_of_dates_are_refused(wh: Command, holidays: str) -> None:
    (wh.home / "wh.toml").write_text(f"[channels.default]\nholidays = {holidays}\n")
    assert "holidays" in wh.fails("build", code=2)


def test_settings_that_are_a_folder_are_refused(wh: Command) -> None:
    (wh.home / "wh.toml").mkdir()
    wh.fails("build", code=1)
