"""Words of an export that are not meant as they are written: lists in one word, subtrees, periods, names of files."""

from __future__ import annotations

import pytest

from conftest import PASSWORD, Command, webhook, write

WORDS = ("--as", "301", "--reason", "x")


def test_several_words_in_one_are_told_apart(desk: Command) -> None:
    words = ("export", "o.zip", "--as", "301", "--reason", "x")
    said = desk.fails(*words, "--tag", "VIP,クレーム", code=2)
    assert said.startswith("error: --tag VIP,クレーム: this is one word\n")
    assert "hint: several are given one by one: --tag VIP --tag 'クレーム'\n" in said
    assert "--state closed --state opened" in desk.fails(*words, "--state", "closed,opened", code=2)
    assert "--team '一次対応' --team Global" in desk.fails(*words, "--team", "一次対応,Global", code=2)


@pytest.mark.parametrize("word", ["配送*", "配送/", "配送"])
def test_a_subtree_that_is_written_otherwise_is_shown_how(desk: Command, word: str) -> None:
    said = desk.fails("export", "o.zip", "--as", "301", "--reason", "x", "--tag", word, code=2)
    assert "hint: '配送/*' takes the " in said


def test_a_month_is_given_once(desk: Command) -> None:
    words = ("export", "o.zip", "--as", "301", "--reason", "x", "--month", "2025-05", "--month", "2025-06")
    assert desk.fails(*words, code=2).startswith("error: --month is given twice\nhint: ")


def test_two_exports_of_one_second_have_two_names(desk: Command) -> None:
    for _ in range(3):
        desk("export", "--as", "301", "--reason", "x", "--sheet", "teams", WH_PASSWORD=PASSWORD)
    assert len(list((desk.home / "exports").glob("chats-*.zip"))) == 3


def test_a_tag_is_found_in_any_form_of_its_letters_and_by_each_name_that_it_had(wh: Command) -> None:
    owner = {"managers": [{"id": "301", "channelId": "1", "role": "owner"}]}
    named = {"id": "9", "channelId": "1"}
    tags = [{"chatTag": named | {"name": name, "version": n}} for n, name in enumerate(("返品", "ガス"))]
    chats = [{"id": name, "channelId": "1", "version": 1, "tags": [name]} for name in ("返品", "カ\u3099ス ")]
    wh("build", write("a.jsonl", owner, *tags, *(webhook(chat, "userChat") for chat in chats)))
    for word in ("返品", "ガス", " カ\u3099ス"):
        for option, count in (("--tag", 2), ("--no-tag", 0)):
            said = wh("export", "o.zip", *WORDS, option, word, "--force", WH_PASSWORD=PASSWORD).err
            assert f"UserChat data {count}," in said
