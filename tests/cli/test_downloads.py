"""Downloads of the platform and exports of ours, loaded: what comes back is what went out."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from conftest import PASSWORD, Command, entries, lines

HEAD = ["id", "userId", "state", "tags", "firstAskedAt", "openedAt", "createdAt"]
HEAD += ["waitingTime", "replyCount", "closedAt"]
CHAT = ["c1", "u1", "closed", "VIP, 返品/破損", "2025-04-01 10:00:00", "2025-04-01 10:00:00", "2025-04-01 09:59:00"]
CHAT += ["1h 2m 3s", "2", "2025-04-01 12:00:00"]


def exported(desk: Command, name: str, *words: str) -> Path:
    path = desk.home.parent / name
    desk("export", path, "--as", "301", "--reason", "x", "--private", *words, WH_PASSWORD=PASSWORD)
    return path


def sheets(desk: Command, home: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    out = home.parent / name
    words: list[str | Path] = [
        "export",
        out,
        "--home",
        home,
        "--as",
        "301",
        "--reason",
        "x",
        "--private",
        "--format",
        "json",
    ]
    desk(*words, WH_PASSWORD=PASSWORD)
    return {key: json.loads(content) for key, content in entries(out).items() if key != "manifest.json"}


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def emptied(desk: Command) -> Path:
    """An empty home, with the zone and the owner of the sample's."""
    home = desk.home.parent / "empty"
    desk("init", home)
    with (home / "wh.toml").open("a", encoding="utf-8") as file:
        file.write('owners = ["301"]\n[channels.default]\ntime_zone = "Asia/Tokyo"\n')
    return home


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "xlsx"],
        ["--format", "json"],
        pytest.param(["--format", "xlsx", "--durations", "seconds", "--names", "--extra"], marks=pytest.mark.slow),
        pytest.param(["--format", "xlsx", "--durations", "ms", "--lang", "ja"], marks=pytest.mark.slow),
        pytest.param(["--format", "jsonl"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_an_export_of_the_sample_comes_back_equal_in_every_sheet(desk: Command, words: list[str]) -> None:
    before = sheets(desk, desk.home, "before.zip")
    out, home = exported(desk, "out.zip", *words), emptied(desk)
    said = desk("load", out, "--home", home, WH_DOWNLOAD_PASSWORD=PASSWORD).err
    assert " 0 duplicate, 0 rejected" in said
    desk("build", "--home", home)
    after = sheets(desk, home, "after.zip")
    for key, rows in before.items():
        assert in_order(rows) == in_order(after[key]), key
    assert "0 new, 0 duplicate" in desk("load", out, "--home", home, WH_DOWNLOAD_PASSWORD=PASSWORD).err


def test_a_workbook_comes_back_plain_and_as_office_encrypts_it(desk: Command) -> None:
    before = sheets(desk, desk.home, "before.zip")["user_chats.json"]
    (content,) = (each for name, each in entries(exported(desk, "out.zip")).items() if name.endswith(".xlsx"))
    plain, secret = desk.home.parent / "plain.xlsx", desk.home.parent / "secret.xlsx"
    plain.write_bytes(content)
    with secret.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt("パスワード 1", file)
    home = emptied(desk)
    assert "put it into WH_DOWNLOAD_PASSWORD" in desk.fails("load", secret, "--home", home, code=2)
    assert "is wrong" in desk.fails("load", secret, "--home", home, code=2, WH_DOWNLOAD_PASSWORD="x")
    desk("load", secret, "--home", home, WH_DOWNLOAD_PASSWORD="パスワード 1")
    desk("build", "--home", home)
    assert sheets(desk, home, "after.zip")["user_chats.json"] == before
    assert "0 new, 3,457 duplicate" in desk("load", plain, "--home", home).err


def test_wrong_passwords_and_masked_people_are_told(desk: Command) -> None:
    home = emptied(desk)
    out = exported(desk, "out.zip")
    assert f"the password of {out} is wrong" in desk.fails(
        "load", out, "--home", home, code=2, WH_DOWNLOAD_PASSWORD="wrong12345"
    )
    masked = exported(desk, "masked.zip", "--mask")
    assert f"{masked} is a masked export" in desk.fails(
        "load", masked, "--home", home, code=2, WH_DOWNLOAD_PASSWORD=PASSWORD
    )


def workbook(path: Path, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path


def test_a_download_of_the_platform_becomes_chats_with_its_own_metrics(wh: Command, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "report.xlsx",
        **{
            "UserChat data": [[*HEAD, "profile.orderId", "mystery"], [*CHAT, 1234.0, "?"]],
            "Message data": [
                ["chatId", "personType", "personId", "createdAt", "plainText"],
                ["c1", "user", "u1", datetime(2025, 4, 1, 10), "hello"],
                ["c1", "user", "u1", datetime(2025, 4, 1, 10), "hello"],
            ],
            "Workflow date": [["id", "revisionId", "sectionPath", "causeOfEnd"], ["6003", "612", "a > b", ""]],
        },
    )
    assert "the zone of its times is not known" in wh.fails("load", path, code=2)
    assert "Asia/Nowhere is no time zone" in wh.fails("load", path, "--zone", "Asia/Nowhere", code=2)
    said = wh("load", path, "--zone", "Asia/Tokyo").err
    assert "user_chats: nothing is known of the columns mystery" in said
    assert "workflows: without userChatId, so which chat a run is of is not known" in said
    wh("build")
    columns = "id, created_at, first_asked_at, closed_at, waiting_time, reply_count, metrics_source, tags"
    ((*found, tags),) = wh.built(f"select {columns} from user_chats")
    assert found == [
        *("c1", datetime(2025, 4, 1, 0, 59), datetime(2025, 4, 1, 1), datetime(2025, 4, 1, 3)),
        *(3_723_000, 2, "reported"),
    ]
    assert tags == ["VIP", "返品/破損"]
    assert wh.built("select count(*), count(distinct id) from messages") == [(2, 2)]
    assert wh("sql", "select id from chats_with_all_tags(['VIP', '返品/*'])", "--csv").out == "id\nc1\n"


def test_months_of_downloads_are_one_history(wh: Command, tmp_path: Path) -> None:
    for month, state, closed in (("a", "opened", ""), ("b", "closed", "2025-05-01 12:00:00")):
        chat = [*CHAT[:2], state, *CHAT[3:9], closed]
        workbook(tmp_path / f"{month}.xlsx", **{"UserChat data": [HEAD, chat, [f"only {month}", *chat[1:]]]})
    for month in ("b", "a"):  # in any order
        wh("load", tmp_path / f"{month}.xlsx", "--zone", "Asia/Tokyo")
    wh("build")
    assert wh.built("select id, state from user_chats order by id") == [
        ("c1", "closed"),
        ("only a", "opened"),
        ("only b", "closed"),
    ]


def test_a_json_download_by_its_sheets_names(wh: Command, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"UserChat data": [dict(zip(HEAD, CHAT, strict=True))]}), "utf-8")
    wh("load", path, "--zone", "UTC")
    wh("build")
    assert wh.built("select id, waiting_time from user_chats") == [("c1", 3_723_000)]


def test_a_row_that_makes_no_sense_is_rejected_with_its_place(wh: Command, tmp_path: Path) -> None:
    chat = [*CHAT[:7], "soon", *CHAT[8:]]
    blank: list[Any] = [None] * len(HEAD)
    path = workbook(tmp_path / "report.xlsx", **{"UserChat data": [HEAD, CHAT, chat, blank, ["", *CHAT[1:]]]})
    said = wh("load", path, "--zone", "UTC").err
    assert f"rejected: {path}:3: " in said
    assert f"rejected: {path}:5: " in said
    assert "3 events, 1 new, 0 duplicate, 2 rejected" in said


def test_other_workbooks_are_no_downloads(wh: Command, tmp_path: Path) -> None:
    path = workbook(tmp_path / "budget.xlsx", **{"Costs": [["month", "yen"], ["2025-04", 1]]})
    assert "budget.xlsx: none of its sheets is one of a download: Costs" in wh.fails("load", path, code=2)
    (tmp_path / "torn.xlsx").write_bytes(path.read_bytes()[:3000])
    assert "torn.xlsx" in wh.fails("load", tmp_path / "torn.xlsx", code=1)


def test_a_torn_workbook_with_a_password_is_one_line_and_keeps_nothing_else_out(wh: Command, tmp_path: Path) -> None:
    plain, folder = workbook(tmp_path / "plain.xlsx", **{"UserChat data": [HEAD, CHAT]}), tmp_path / "reports"
    whole = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain.read_bytes())).encrypt("password", whole)
    folder.mkdir()
    torn = folder / "torn.xlsx"
    for size in (20, 2000, len(whole.getvalue()) - 300):
        torn.write_bytes(whole.getvalue()[:size])
        said = wh.fails("load", torn, code=1, WH_DOWNLOAD_PASSWORD="password")
        assert f"{torn} is damaged, or no workbook" in said
        assert "hint: download it again" in said
    (folder / "a.jsonl").write_bytes(lines({"chatTags": [{"id": "1", "channelId": "1", "name": "VIP"}]}))
    said = wh("load", folder, WH_DOWNLOAD_PASSWORD="password").err
    assert said.count("passed over") == 1
    assert "1 new" in said


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty"), (b"text", "is no workbook"), (b"PK\x03\x04....", "is damaged")]
)
def test_what_is_no_workbook_is_told(wh: Command, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    assert f"x.xlsx {told}" in wh.fails("load", tmp_path / "x.xlsx", code=1)


def test_a_zone_that_was_wrong_is_put_right_by_loading_again(wh: Command, tmp_path: Path) -> None:
    rows = [["chatId", "personType", "personId", "createdAt", "plainText"], ["c1", "user", "u1", CHAT[4], "hello"]]
    path = workbook(tmp_path / "report.xlsx", **{"UserChat data": [HEAD, CHAT], "Message data": rows})
    said = wh("load", path, "--zone", "Europe/Berlin").err
    assert 'local times are UTC until wh.toml has [channels."default"] with time_zone = "Europe/Berlin"' in said
    wh("load", path, "--again", "--zone", "Asia/Tokyo")
    wh("build")
    assert wh.built("select created_at from messages") == [(datetime(2025, 4, 1, 1),)]
    (wh.home / "wh.toml").write_text('[channels.default]\ntime_zone = "Asia/Tokyo"\n', "utf-8")
    assert "but channel  is in Asia/Tokyo" in wh.fails("load", path, "--again", "--zone", "Europe/Berlin", code=2)
    assert "did you mean Asia/Tokyo?" in wh.fails("load", path, "--zone", "Asia/Tokio", code=2)


def test_in_a_folder_what_needs_a_password_is_passed_over_and_tried_again(wh: Command, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    plain = workbook(tmp_path / "report.xlsx", **{"UserChat data": [HEAD, CHAT]})
    with (folder / "secret.xlsx").open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain.read_bytes())).encrypt("password", file)
    (folder / "a.jsonl").write_bytes(lines({"chatTags": [{"id": "1", "channelId": "1", "name": "VIP"}]}))
    said = wh("load", folder).err
    assert f"passed over: {folder / 'secret.xlsx'}: its password is not known" in said
    workbook(folder / "report.xlsx", **{"UserChat data": [HEAD, CHAT]})
    assert f"passed over: {folder / 'report.xlsx'}: the zone of its times is not known" in wh("load", folder).err
    assert "1 new" in wh("load", folder, "--zone", "UTC", WH_DOWNLOAD_PASSWORD="password").err
