"""Settings: defaults, what each key may hold, and the time of day."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from wh import assets
from wh.errors import UsageError
from wh.home.settings import ALWAYS, Channel, Settings, parse_settings, read_settings


def parse(text: str) -> Settings:
    return parse_settings(tomllib.loads(text))


def channel(text: str) -> Channel:
    return parse("[channels.x]\n" + text).channels["x"]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "wh.toml") == Settings() == parse("")


@pytest.mark.parametrize("name", ["wh.toml", "empty.toml"])
def test_the_settings_that_come_along_are_good(name: str) -> None:
    assert read_settings(assets.root() / "seeds" / name).sources == ("events",)


def test_every_key_is_read() -> None:
    found = parse('sources = ["a"]\nreply_clock = "last"\ndesk_url = "u"\nowners = ["1"]\nprofile_order = ["k"]')
    assert found == Settings(("a",), "last", "u", ("1",), ("k",))


def test_hours_are_minutes_of_the_day() -> None:
    assert channel('hours.mon = [["9:05", "13:00"], ["14:00", "24:00"]]').schedules[ALWAYS] == {
        "mon": ((545, 780), (840, 1440))
    }


def test_an_overnight_shift_is_kept_as_it_is_written() -> None:
    assert channel('hours.fri = [["22:00", "02:00"]]').schedules[ALWAYS] == {"fri": ((1320, 120),)}


def test_a_day_of_no_ranges_is_closed() -> None:
    assert channel("hours.sun = []").schedules[ALWAYS] == {"sun": ()}
    assert channel('overrides."2025-12-30" = []').overrides == {"2025-12-30": ()}


def test_no_hours_are_not_the_same_as_no_open_hours() -> None:
    assert channel("").schedules == {}
    assert channel("[channels.x.hours]").schedules == {ALWAYS: {}}


def test_hours_since_a_date_stand_beside_those_of_always() -> None:
    found = channel('hours.mon = []\nsince = [{ from = 2025-05-01, hours.tue = [["10:00", "12:00"]] }]').schedules
    assert found == {ALWAYS: {"mon": ()}, "2025-05-01": {"tue": ((600, 720),)}}


@pytest.mark.parametrize("text", ['holidays = ["2025-05-03"]', "holidays = [2025-05-03]"])
def test_a_holiday_is_a_text_or_a_date(text: str) -> None:
    assert channel(text).holidays == ("2025-05-03",)


def test_an_override_may_be_keyed_by_a_bare_date() -> None:
    assert channel('overrides.2025-12-30 = [["10:00", "15:00"]]').overrides == {"2025-12-30": ((600, 900),)}


@pytest.mark.parametrize("time", ["24:01", "10:60", "-1:00", "1000", "10:0", "10:00:00", " 10:00", "１０:００", ""])
def test_what_is_no_time_of_day_is_refused(time: str) -> None:
    with pytest.raises(UsageError, match="is not a time of day"):
        channel(f'hours.mon = [["09:00", "{time}"]]')


@pytest.mark.parametrize("pair", ['["10:00", "10:00"]', '["24:00", "10:00"]', '["24:00", "24:00"]'])
def test_an_empty_range_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="must not be empty"):
        channel(f"hours.mon = [{pair}]")


@pytest.mark.parametrize("value", ['"10:00"', "[10, 12]", '[["10:00"]]', '[["10:00", "11:00", "12:00"]]', "true"])
def test_what_is_no_list_of_ranges_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="list of ranges"):
        channel(f"hours.mon = {value}")


def test_the_name_of_a_nested_key_is_told_in_full() -> None:
    with pytest.raises(UsageError, match=r"unknown setting channels\.x\.holiday") as caught:
        channel("holiday = []")
    assert caught.value.hint == "did you mean holidays?"


def test_a_mistake_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "wh.toml").write_text("reply_clock = 1", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path / "wh.toml")
    assert caught.value.message.startswith(f"{tmp_path / 'wh.toml'}: reply_clock must be a text")


def test_a_desk_url_with_a_name_that_nothing_fills_in_is_refused() -> None:
    with pytest.raises(UsageError, match=r"desk_url holds \{chatId\}, which nothing fills in"):
        parse('desk_url = "https://desk.example.com/{channelId}/{chatId}"')
