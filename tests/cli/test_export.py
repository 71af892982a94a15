"""What goes into the zip, who may ask for it, and what is written down of it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
import pyzipper

from conftest import PASSWORD, Command, Said, entries

TITLES = {
    "user_chats": "UserChat data",
    "users": "User data",
    "workflows": "Workflow data",
    "managers": "Manager data",
    "teams": "Team data",
    "bots": "Bot data",
    "user_chat_tags": "UserChatTag data",
    "messages": "Message data",
    "user_chat_meets": "UserChat meet data",
    "support_bots": "SupportBot data",
}
FEW = ["--limit", "3"]


def export(desk: Command, *words: str, out: str = "out.zip") -> Said:
    return desk("export", out, "--as", "301", "--reason", "review", *words, WH_PASSWORD=PASSWORD)


def refused(desk: Command, *words: str, code: int, password: str = PASSWORD) -> str:
    said = desk.fails("export", "out.zip", *words, code=code, WH_PASSWORD=password)
    assert not Path("out.zip").exists()
    assert desk.raw("from raw.exports") == []
    return said


def titles(file: str = "out.zip") -> list[str]:
    """The sheets of data, which follow the sheets About and Summary."""
    first, second, *others = openpyxl.load_workbook(
        io.BytesIO(entries(Path(file))[Path(file).stem + ".xlsx"])
    ).sheetnames
    assert (first, second) == ("About", "Summary")
    return others


def test_a_workbook_has_the_ten_sheets_in_order(desk: Command) -> None:
    export(desk, *FEW)
    assert (list(entries(Path("out.zip"))), titles()) == (["out.xlsx", "manifest.json"], list(TITLES.values()))


def test_json_is_one_file_a_sheet(desk: Command) -> None:
    export(desk, *FEW, "--format", "json")
    found = entries(Path("out.zip"))
    assert list(found) == [*(f"{key}.json" for key in TITLES), "manifest.json"]
    assert all(isinstance(json.loads(found[f"{key}.json"]), list) for key in TITLES)


def test_both_formats_have_the_same_rows(desk: Command) -> None:
    said = export(desk, *FEW, "--format", "both")
    found = entries(Path("out.zip"))
    book = openpyxl.load_workbook(io.BytesIO(found["out.xlsx"]))
    for key, title in TITLES.items():
        rows = len(json.loads(found[f"{key}.json"]))
        assert book[title].max_row == rows + 1
        assert re.search(rf"\b{title} {rows}\b", said.err)


@pytest.mark.parametrize("word", ["users", "User data", "user data", "USERS"])
def test_a_sheet_is_named_by_key_or_title(desk: Command, word: str) -> None:
    export(desk, *FEW, "--sheet", word)
    assert titles() == ["User data"]


@pytest.mark.parametrize(
    ("word", "title"), [("Workflow date", "Workflow data"), ("UserChat meet date", "UserChat meet data")]
)
def test_the_guides_misprints_are_understood(desk: Command, word: str, title: str) -> None:
    export(desk, *FEW, "--sheet", word)
    assert titles() == [title]


def test_chosen_sheets_keep_their_order(desk: Command) -> None:
    export(desk, *FEW, "--sheet", "messages", "--sheet", "users", "--sheet", "Message data")
    assert titles() == ["User data", "Message data"]


def test_an_unknown_sheet_gets_the_nearest_name(desk: Command) -> None:
    said = refused(desk, "--as", "301", "--reason", "x", "--sheet", "user_chat", code=2)
    assert "no sheet is called user_chat\nhint: did you mean user_chats?" in said


def test_messages_can_stay_out(desk: Command) -> None:
    export(desk, *FEW, "--no-messages")
    assert titles() == [title for title in TITLES.values() if title != "Message data"]


def test_internal_notes_come_only_when_asked_for(desk: Command) -> None:
    notes = desk.built("select count(*) from main.messages where log_action is null and is_private")[0][0]
    counts = []
    for words in ([], ["--private"]):
        export(desk, "--sheet", "messages", "--format", "json", "--force", *words)
        counts.append(len(json.loads(entries(Path("out.zip"))["messages.json"])))
    assert counts[1] - counts[0] == notes > 0


def test_log_entries_are_no_messages(desk: Command) -> None:
    export(desk, "--sheet", "messages", "--format", "json", "--private")
    expected = desk.built("select count(*) from main.messages where log_action is null")[0][0]
    assert len(json.loads(entries(Path("out.zip"))["messages.json"])) == expected


@pytest.mark.parametrize(("option", "value"), [("--format", "pdf"), ("--durations", "hours")])
def test_an_unknown_choice_is_a_usage_error(desk: Command, option: str, value: str) -> None:
    assert "hint: known: " in refused(desk, "--as", "301", "--reason", "x", option, value, code=2)


@pytest.mark.parametrize("who", ["301", "mio@example.jp", "Mio@Example.JP"])
def test_an_owner_may_export(desk: Command, who: str) -> None:
    desk("export", "out.zip", "--as", who, "--reason", "x", *FEW, WH_PASSWORD=PASSWORD)
    assert desk.raw("select manager_id from raw.exports") == [("301",)]


@pytest.mark.parametrize("who", ["302", "sora@example.jp", "308"])
def test_who_is_no_owner_may_not(desk: Command, who: str) -> None:
    assert f"{who} is not an owner" in refused(desk, "--as", who, "--reason", "x", code=1)


@pytest.mark.parametrize("who", ["999", "", "%", "nobody@example.jp"])
def test_who_is_unknown_may_not(desk: Command, who: str) -> None:
    assert "no manager has the id or e-mail" in refused(desk, "--as", who, "--reason", "x", code=2)


def test_the_settings_can_name_owners(desk: Command) -> None:
    settings = desk.home / "wh.toml"
    settings.write_text('owners = ["307", "308"]\n' + settings.read_text("utf-8"), "utf-8")
    assert "308 is not an owner" in refused(desk, "--as", "308", "--reason", "x", code=1)
    desk("export", "out.zip", "--as", "robin@example.com", "--reason", "x", *FEW, WH_PASSWORD=PASSWORD)


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_a_blank_reason_is_refused(desk: Command, reason: str) -> None:
    assert "an export needs a reason" in refused(desk, "--as", "301", "--reason", reason, code=2)


@pytest.mark.parametrize("missing", ["--as", "--reason"])
def test_owner_and_reason_are_required(desk: Command, missing: str) -> None:
    words = {"--as": "301", "--reason": "x"}
    del words[missing]
    assert missing in desk("export", *(word for pair in words.items() for word in pair), code=2).err


@pytest.mark.parametrize(
    "password", ["", "short9chr", "with space 12", "pass-word-12", "パスワードは英数字で", "abcdefghij\n"]
)
def test_a_password_is_ten_letters_and_digits_or_more(desk: Command, password: str) -> None:
    said = refused(desk, "--as", "301", "--reason", "x", code=2, password=password)
    assert "the password must have at least 10 characters" in said
    assert not password.strip() or password not in said


def test_the_shortest_password_opens_the_zip(desk: Command) -> None:
    desk("export", "out.zip", "--as", "301", "--reason", "x", *FEW, WH_PASSWORD="aA0bB1cC2d")
    assert entries(Path("out.zip"), "aA0bB1cC2d")


def test_a_wrong_password_opens_nothing(desk: Command) -> None:
    export(desk, *FEW)
    with pytest.raises(RuntimeError, match="Bad password"):
        entries(Path("out.zip"), "wrongwrong1")


def test_every_entry_is_encrypted_with_aes_256(desk: Command) -> None:
    export(desk, *FEW, "--format", "both")
    with pyzipper.AESZipFile("out.zip") as archive:
        assert {info.wz_aes_strength for info in archive.infolist()} == {3}
    assert b"UserChat data" not in Path("out.zip").read_bytes()


def test_a_generated_password_is_printed_once_and_kept_nowhere(desk: Command) -> None:
    said = desk("export", "out.zip", "--as", "301", "--reason", "x", "--generate-password")
    password = said.out.strip()
    assert re.fullmatch("[A-Za-z0-9]{16}", password)
    assert said.out.count(password) == 1
    assert password not in said.err
    assert entries(Path("out.zip"), password)
    assert not [file for file in desk.home.rglob("*") if file.is_file() and password.encode() in file.read_bytes()]


def test_generated_passwords_differ(desk: Command) -> None:
    words = ["--as", "301", "--reason", "x", "--generate-password", "--sheet", "teams"]
    assert len({desk("export", f"{number}.zip", *words).out for number in range(3)}) == 3


def test_a_file_that_exists_is_left_alone(desk: Command) -> None:
    Path("out.zip").write_text("mine")
    said = desk.fails("export", "out.zip", "--as", "301", "--reason", "x", code=2, WH_PASSWORD=PASSWORD)
    assert "out.zip exists already" in said
    assert Path("out.zip").read_text() == "mine"


def test_force_replaces_a_file(desk: Command) -> None:
    Path("out.zip").write_text("mine")
    export(desk, *FEW, "--force")
    assert titles()


def test_only_the_user_can_read_the_file(desk: Command) -> None:
    Path("out.zip").write_text("mine")
    export(desk, *FEW, "--force", out="out.zip")
    export(desk, *FEW, out="folder/new.zip")
    assert [Path(name).stat().st_mode & 0o777 for name in ("out.zip", "folder/new.zip")] == [0o600, 0o600]


def test_without_a_name_the_file_goes_to_the_homes_exports(desk: Command) -> None:
    said = desk("export", "--as", "301", "--reason", "x", *FEW, WH_PASSWORD=PASSWORD)
    (file,) = (desk.home / "exports").iterdir()
    assert re.fullmatch(r"chats-\d{8}-\d{6}\.zip", file.name)
    assert f"wrote {file}: UserChat data 3" in said.err


def test_an_export_is_written_down_without_its_password(desk: Command) -> None:
    export(desk, "--tag", "VIP", "--state", "closed", "--sheet", "user_chats", "--sheet", "teams")
    ((at, manager, reason, file, filters, sheets, counts, options),) = desk.raw("from raw.exports")
    assert (manager, reason, file, sheets) == ("301", "review", "out.zip", "UserChat data, Team data")
    assert json.loads(filters) == {"tags": ["VIP"], "states": ["closed"], "by": "createdAt"}
    assert json.loads(counts)["Team data"] == 4
    assert json.loads(options) == {"format": "xlsx", "durations": "clock", "private": False, "mask": False}
    assert at.year >= 2025
    assert PASSWORD not in str(desk.raw("from raw.exports"))


def test_a_rebuild_keeps_the_export_log(desk: Command) -> None:
    export(desk, *FEW)
    desk("build")
    assert len(desk.raw("from raw.exports")) == 1


def test_a_failed_export_leaves_no_file(desk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wh.exporting.formats._rows", fails)
    desk("export", "out.zip", "--as", "301", "--reason", "x", code=130, WH_PASSWORD=PASSWORD)
    assert not list(Path().glob("out.zip*"))
    assert desk.raw("from raw.exports") == []
