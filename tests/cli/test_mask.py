"""Masked exports: nobody is told by name, address or number, and pseudonyms still tell who is who."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import AT, PASSWORD, Command, entries, lines, message, webhook
from personal import AROUND_EMAILS, AROUND_PHONES, EMAILS, HARMLESS, NAMED, OTHERS, PHONES
from wh.engine.database import Database
from wh.rendering.template import render

Entity = dict[str, Any]
Hidden = Callable[..., str]
PSEUDONYM = re.compile("(person|email|phone)-[0-9a-f]{12}")
USER = {"name": "田中 太郎", "memberId": "taro-77", "email": "taro@example.jp", "mobileNumber": "+819012345678"}
STAFF = {"name": "朝霧野 みお", "email": "mio@example.jp", "mobileNumber": "+819000000301", "username": "miomio"}
CALL = {"from": "+819012345678", "to": "+81312345678", "primaryNumber": "+81312345678", "direction": "inbound"}
CHAT = {"id": "c1", "channelId": "1", "userId": "u1", "version": 1, "createdAt": AT}


class Desk:
    """A home of one chat: its customer's and its staff's profiles, and what was said."""

    def __init__(self, wh: Command) -> None:
        self.wh = wh

    def built(self, *texts: str | None, chat: Entity | None = None, more: Iterable[Entity] = (), **user: Any) -> Desk:
        """Loads and builds the home; `user` is put over the customer USER, `more` are events besides."""
        told = {"id": "u1", **USER, **user}
        member = {name: told.pop(name) for name in ("id", "name", "memberId")}
        said = [message(f"m{i:03}", plainText=text, createdAt=AT + i) for i, text in enumerate(texts)]
        documents = [
            webhook({"id": "1", "timeZone": "Asia/Tokyo"}, "channel"),
            webhook({"channelId": "1", "version": 1, **member, "profile": told}, "user"),
            webhook({"id": "301", "channelId": "1", "role": "owner", **STAFF}, "manager"),
            webhook({"id": "302", "channelId": "1", "role": "member", "name": None, "email": ""}, "manager"),
            webhook({**CHAT, **(chat or {})}, "userChat"),
            webhook(message("p1", plainText="", meet={"id": "p1", "meetType": "call", "call": CALL})),
            *map(webhook, said),
            *more,
        ]
        self.wh("load", "-", stdin=lines(*documents))
        self.wh("build")
        return self

    def exported(self, *words: str, form: str = "json", mask: bool = True) -> dict[str, bytes]:
        """The entries of an export of all of it."""
        fixed = ["--as", "301", "--reason", "x", "--force", "--format", form, *(["--mask"] if mask else [])]
        self.wh("export", "out.zip", *fixed, *words, WH_PASSWORD=PASSWORD)
        return entries(Path("out.zip"))

    def rows(self, sheet: str) -> list[Entity]:
        """The rows of a sheet of a masked export."""
        return list(json.loads(self.exported("--sheet", sheet)[f"{sheet}.json"]))

    def row(self, sheet: str) -> Entity:
        return self.rows(sheet)[0]

    def texts(self) -> list[Any]:
        """What the messages say, in order."""
        return [row["plainText"] for row in self.rows("messages") if row["plainText"] != ""]


@pytest.fixture(scope="module")
def hidden() -> Iterator[Hidden]:
    """What is shown of a text in which words are sought, those of the staff among them."""
    said = render("sql/export/said.sql", {}).sql
    words = "list_sort(list_transform(?::varchar[], lambda word: lower(plain(word))), 'desc')"
    with Database() as database:
        database.execute("set variable mask_key = 'secret'")
        database.run("sql/export/mask.sql")
        database.execute("create temp macro hidden_label(label) as label")

        def shown(text: str, *known: str) -> str:
            database.execute(f"set variable mask_everyone = {words}", [["朝霧野 みお", "朝霧野", "Robin", *known]])
            return str(database.value(said, [text]))

        yield shown


@pytest.fixture
def desk(wh: Command) -> Desk:
    return Desk(wh)


def test_whole_values_are_replaced(desk: Desk) -> None:
    desk.built(chat={"name": "田中 太郎"})
    user, manager, meet = desk.row("users"), desk.row("managers"), desk.row("user_chat_meets")
    shown = [user[name] for name in ("name", "memberId", "profile.email", "profile.mobileNumber")]
    shown += [manager[name] for name in ("name", "username", "email", "mobileNumber")]
    kinds = [PSEUDONYM.fullmatch(each) for each in [*shown, meet["from"], meet["to"]]]
    assert [kind and kind[1] for kind in kinds] == ["person", "person", "email", "phone"] * 2 + ["phone", "phone"]
    assert desk.row("user_chats")["name"] == user["name"]
    assert meet["from"] == user["profile.mobileNumber"]
    assert meet["to"] == meet["primaryNumber"] != meet["from"]


def test_nothing_stays_nothing(desk: Desk) -> None:
    desk.built(None, memberId=None, mobileNumber="")
    user, manager, meet = desk.row("users"), desk.rows("managers")[1], desk.row("user_chat_meets")
    assert (user["memberId"], user["profile.mobileNumber"]) == (None, "")
    assert (manager["name"], manager["email"], meet["representativeNumber"]) == (None, "", None)
    assert desk.texts() == [None]


def test_profile_keys_are_values_or_texts_as_the_settings_say(desk: Desk) -> None:
    user: Entity = {"nickname": "Taro the Great", "memo": "田中様, taro@example.jp, size L"}
    assert desk.built(**user).row("users")["profile.nickname"] == "Taro the Great"
    assert re.fullmatch(r"person-\w{12}様, email-\w{12}, size L", desk.row("users")["profile.memo"])
    (desk.wh.home / "wh.toml").write_text('mask = ["nickname"]\n', "utf-8")
    row = desk.row("users")
    assert PSEUDONYM.fullmatch(row["profile.nickname"])
    assert PSEUDONYM.fullmatch(row["profile.mobileNumber"])  # is a number still, though no value
    assert row["profile.memo"].endswith(", size L")


def test_names_are_hidden_in_texts(desk: Desk) -> None:
    more, expected = [], {}
    for number, (name, text, left) in enumerate(case.split("|") for case in NAMED):
        chat = {**CHAT, "id": f"k{number}", "userId": f"n{number}"}
        more += [webhook({"id": f"n{number}", "channelId": "1", "version": 1, "name": name}, "user")]
        more += [webhook(chat, "userChat"), webhook(message(f"k{number}", chatId=f"k{number}", plainText=text))]
        expected[f"k{number}"] = left
    said = {
        row["chatId"]: row["plainText"] for row in desk.built(more=more).rows("messages") if row["chatId"] in expected
    }
    assert {id_: PSEUDONYM.sub("*", text) for id_, text in said.items()} == expected


def test_a_whole_name_has_one_pseudonym_however_it_is_spaced(desk: Desk) -> None:
    assert set(desk.built("田中 太郎", "田中太郎").texts()) == {desk.row("users")["name"]}


def test_staff_are_hidden_also_in_chats_of_nobody(desk: Desk) -> None:
    desk.built("担当の朝霧野です", chat={"userId": None, "profile": {"name": "Zed"}, "description": "みお, Zed"})
    assert PSEUDONYM.sub("*", desk.texts()[0]) == "担当の*です"
    assert PSEUDONYM.sub("*", desk.row("user_chats")["description"]) == "*, *"


def test_a_customer_with_the_id_of_a_chat_doubles_no_row(desk: Desk) -> None:
    assert desk.built("one", "two", id="c1", chat={"userId": "c1", "profile": {"name": "x"}}).texts() == ["one", "two"]


def test_phone_numbers_are_hidden_in_texts(desk: Desk) -> None:
    numbers = PHONES + OTHERS
    found = desk.built(*(around.format(each) for around in AROUND_PHONES for each in numbers)).texts()
    whose, called = desk.row("users")["profile.mobileNumber"], desk.row("user_chat_meets")["to"]
    for around in AROUND_PHONES:
        these, found = found[: len(numbers)], found[len(numbers) :]
        assert {PSEUDONYM.sub("*", text) for text in these} == {around.format("*")}
        assert set(these[: len(PHONES)]) == {around.format(whose)}
        assert these[len(PHONES)] == around.format(called)
    assert not found


def test_addresses_are_hidden_in_texts(desk: Desk) -> None:
    found = desk.built(*(around.format(each) for around in AROUND_EMAILS for each in EMAILS), name="X").texts()
    whose = desk.row("users")["profile.email"]
    assert found == [around.format(whose) for around in AROUND_EMAILS for _ in EMAILS]


def test_two_of_a_kind_in_one_text_are_both_hidden(hidden: Hidden) -> None:
    pairs = [f"{a} {b}" for many in (EMAILS, PHONES + OTHERS[:-2]) for a in many for b in many]
    assert {PSEUDONYM.sub("*", text) for text in hidden("\n".join(pairs)).splitlines()} == {"* *"}


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_order_numbers_and_prices_stay(hidden: Hidden, text: str) -> None:
    assert hidden(text) == text
    assert PSEUDONYM.sub("*", hidden(f"{text} 090-1234-5678 {text}")) == f"{text} * {text}"


def test_pseudonyms_are_the_same_in_every_export_of_a_home_only(desk: Desk) -> None:
    first = desk.built("田中 090-1234-5678").exported()
    assert {name: data for name, data in desk.exported().items() if name != "manifest.json"}.items() <= first.items()
    (desk.wh.home / "mask.key").unlink()
    other = desk.exported()
    found = [{match.group() for match in PSEUDONYM.finditer(str(each))} for each in (first, other)]
    assert len(found[0]) == len(found[1]) > 5
    assert not found[0] & found[1]


def test_the_key_is_for_the_user_alone_and_stays_at_home(desk: Desk) -> None:
    held = "".join(shown(name, data) for name, data in desk.built("x").exported(form="both").items())
    key = desk.wh.home / "mask.key"
    assert (key.stat().st_mode & 0o777, key.stat().st_size) == (0o600, 65)
    assert key.read_text().strip() not in held


def test_an_export_without_masks_knows_nothing_of_them(desk: Desk) -> None:
    before = desk.built("田中 太郎").exported(mask=False)
    assert "mask.key" not in [file.name for file in desk.wh.home.iterdir()]
    desk.exported()
    after = desk.exported(mask=False)
    assert {**after, "manifest.json": b""} == {**before, "manifest.json": b""}


def test_no_format_holds_an_original(desk: Desk) -> None:
    said = ["田中です, taro@example.jp 090-1234-5678", "朝霧野が承りました", "miomio"]
    desk.built(*said, chat={"name": "田中 太郎", "description": said[0], "profile": {"memo": said[0], "name": "太郎"}})
    originals = [*USER.values(), *STAFF.values(), *CALL.values(), "田中", "太郎", "朝霧野", "みお", "1234-5678"]
    for form in ("xlsx", "json", "both", "jsonl", "parquet"):
        held = "\n".join(shown(name, data) for name, data in desk.exported(form=form).items())
        assert [each for each in originals if each in held] == ["inbound"], form


def shown(name: str, data: bytes) -> str:
    """All that an entry tells, as one text."""
    if name.endswith(".xlsx"):
        return str([list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(io.BytesIO(data))])
    if name.endswith(".parquet"):
        Path(name).write_bytes(data)
        return str(Database().rows(f"select columns(*)::varchar from '{name}'"))
    return data.decode()


def test_sheets_can_still_be_joined(desk: Desk) -> None:
    user, chat, said = desk.built("x").row("users"), desk.row("user_chats"), desk.rows("messages")
    assert (user["id"], chat["userId"], chat["id"]) == ("u1", "u1", "c1")
    assert {(row["chatId"], row["personId"]) for row in said} == {("c1", "u1")}
    assert [row["id"] for row in desk.rows("managers")] == ["301", "302"]


NAMES = st.text(st.characters(categories=["L", "M", "P", "S"]), min_size=2, max_size=9)
BETWEEN = st.text(st.sampled_from("、。 　!?:;「」<>\n\"'はです"), min_size=1, max_size=4)
TOLD = st.lists(st.tuples(BETWEEN, st.sampled_from([*PHONES, *EMAILS, "朝霧野", "robin", ""])), max_size=6)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(NAMES, TOLD, BETWEEN)
def test_no_text_keeps_what_is_to_be_hidden(hidden: Hidden, name: str, told: list[tuple[str, str]], last: str) -> None:
    text = "".join(between + (each or name) for between, each in told) + last
    held = PSEUDONYM.sub("\0", hidden(text, name)).lower()
    assert not [each for _, each in told if (each or name).lower() in held]
