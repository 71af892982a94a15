"""What a build says is not known, and what a check holds reports and sheets to."""

from __future__ import annotations

from pathlib import Path

from conftest import Command, forget, lines, message, webhook

OWNER = {"id": "301", "channelId": "1", "role": "owner", "email": "mio@example.jp"}


def test_a_channel_without_its_object_has_no_known_zone(wh: Command) -> None:
    wh("load", "-", stdin=lines(webhook(message("m1"))))
    said = wh("build").err
    assert "note: the time zone of channel 1 is not known; its local times are UTC" in said
    (wh.home / "wh.toml").write_text('[channels.1]\ntime_zone = "Asia/Tokyo"\n', "utf-8")
    said = wh("build").err
    assert "the time zone of channel" not in said
    assert "the opening hours of channel 1 are not known" in said


def test_a_channel_whose_zone_there_is_not_is_told(wh: Command) -> None:
    channel = {"id": "1", "name": "desk", "timeZone": "asia/tokyo", "version": 1}
    wh("load", "-", stdin=lines(webhook(message("m1")), webhook(channel, "channel")))
    said = wh("build").err
    assert "note: the time zone of channel 1 is not known; its local times are UTC, until time_zone in wh.toml" in said
    assert "warn: channels: never: a channel whose zone is missing or none that there is: 1 row" in said
    (wh.home / "wh.toml").write_text('[channels.1]\ntime_zone = "Asia/Tokyo"\n', "utf-8")
    said = wh("build").err
    assert "note: the time zone" not in said
    assert "channels: never" not in said


def test_a_team_without_a_name_is_told(wh: Command) -> None:
    chats = [webhook({"id": f"c{n}", "channelId": "1", "version": 1, "teamId": f"{n}"}, "userChat") for n in (7, 8, 9)]
    wh("load", "-", stdin=lines(*chats, {"teams": [{"id": "8", "channelId": "1", "name": "eight"}]}))
    said = wh("build").err
    assert "note: the name of team 7, 9 is not known; reports show its id, until a list of teams is loaded\n" in said


def test_settings_of_channels_and_owners_that_nobody_knows_are_told(wh: Command) -> None:
    wh("load", "-", stdin=lines(webhook(message("m1")), webhook(OWNER, "manager")))
    settings = 'owners = ["301", "Mio@example.jp", "nobody"]\n[channels.999]\ntime_zone = "Asia/Tokyo"\n'
    (wh.home / "wh.toml").write_text(settings, "utf-8")
    said = wh("build").err
    assert "note: wh.toml has settings for channel 999, which no event names\n" in said
    assert "note: `owners` in wh.toml names nobody, the id or e-mail of no manager that was loaded\n" in said


def test_what_a_report_and_a_sheet_promise_is_checked(desk: Command, project: Path) -> None:
    desk("check")
    for model in ("reports/daily_volume.toml", "sheets/users.toml"):
        contract = project / "models" / model
        text = contract.read_text("utf-8") + '\n[[never]]\ncondition = "true"\ndoc = "any row at all"\n'
        contract.write_text(text, "utf-8")
    forget()
    said = desk("check", code=1)
    for model in ("daily_volume", "sheets.users"):
        assert f"error: {model}: never: any row at all" in said.out + said.err
