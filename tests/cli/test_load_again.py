"""Loading is repeatable: what is known already adds nothing, and the order of files does not matter."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

from conftest import AT, Command, ids, lines, message, webhook, write

TWO = [webhook(message("m1")), webhook(message("m2"))]


def test_loading_a_file_twice_leaves_it_unread(wh: Command) -> None:
    write("a.jsonl", *TWO)
    wh("load", "a.jsonl")
    assert "loaded 0 files (1 unchanged): 0 events, 0 new" in wh("load", "a.jsonl").err


def test_a_file_is_the_same_by_whatever_path_it_is_named(wh: Command) -> None:
    write("folder/a.jsonl", *TWO)
    wh("load", "folder/a.jsonl")
    assert "(1 unchanged)" in wh("load", Path.cwd() / "folder").err


def test_a_copy_under_another_name_is_all_duplicates(wh: Command) -> None:
    write("a.jsonl", *TWO)
    wh("load", "a.jsonl")
    shutil.copy("a.jsonl", "b.jsonl")
    assert "2 events, 0 new, 2 duplicate, 0 rejected" in wh("load", "b.jsonl").err
    assert wh.raw("select count(*) from raw.messages") == [(2,)]


def test_a_copy_in_the_same_load_is_all_duplicates(wh: Command) -> None:
    write("a.jsonl", *TWO)
    Path("b.jsonl.gz").write_bytes(gzip.compress(lines(*TWO)))
    assert "4 events, 2 new, 2 duplicate" in wh("load", "a.jsonl", "b.jsonl.gz").err


def test_a_touched_file_is_all_duplicates(wh: Command) -> None:
    write("a.jsonl", *TWO)
    wh("load", "a.jsonl")
    os.utime("a.jsonl", (1, 1))
    assert "2 events, 0 new, 2 duplicate" in wh("load", "a.jsonl").err


def test_a_file_that_grew_adds_its_new_part(wh: Command) -> None:
    write("a.jsonl", *TWO)
    wh("load", "a.jsonl")
    write("a.jsonl", *TWO, webhook(message("m3")))
    assert "3 events, 1 new, 2 duplicate" in wh("load", "a.jsonl").err
    assert ids(wh.raw("select id from raw.messages order by id")) == ["m1", "m2", "m3"]


def test_the_same_entity_in_another_form_is_a_duplicate(wh: Command) -> None:
    write("a.jsonl", *TWO)
    write("b.json", {"messages": [message("m1"), message("m2")]})
    wh("load", "a.jsonl")
    assert "0 new, 2 duplicate" in wh("load", "b.json").err


def test_another_version_of_an_entity_is_new(wh: Command) -> None:
    write("a.jsonl", webhook(message(version=1)))
    write("b.jsonl", webhook(message(version=2, plainText="edited")))
    wh("load", "a.jsonl")
    assert "1 new, 0 duplicate" in wh("load", "b.jsonl").err


def test_a_file_cut_off_while_it_was_written_is_mended_by_loading_it_again(wh: Command) -> None:
    whole = lines(*TWO)
    Path("a.jsonl").write_bytes(whole[:-20])
    assert "1 new, 0 duplicate, 1 rejected" in wh("load", "a.jsonl").err
    Path("a.jsonl").write_bytes(whole)
    assert "1 new, 1 duplicate, 0 rejected" in wh("load", "a.jsonl").err


def test_the_order_of_files_does_not_matter(wh: Command, tmp_path: Path) -> None:
    write(
        "1.jsonl", webhook({"id": "c1", "channelId": "1", "openedAt": AT, "version": 1, "state": "opened"}, "userChat")
    )
    write("2.jsonl", webhook({"id": "c1", "channelId": "1", "closedAt": AT + 9000, "version": 2}, "userChat"))
    write(
        "3.jsonl",
        webhook(message(createdAt=AT + 100)),
        webhook(message("m2", createdAt=AT + 200, personType="manager")),
    )
    found = []
    for number, order in enumerate(("123", "321", "213")):
        wh.home = tmp_path / f"home{number}"
        wh.home.mkdir()
        wh("build", *(f"{name}.jsonl" for name in order))
        found.append(wh.built("from main.user_chats"))
    assert found[0] == found[1] == found[2]


def test_a_load_is_written_down(wh: Command) -> None:
    write("a.jsonl", *TWO, TWO[0], b"{nope")
    wh("load", "a.jsonl")
    assert wh.raw("select load_id, files, events, new, duplicate, rejected from raw.loads") == [(1, 1, 4, 2, 1, 1)]
    assert wh.raw("select path, bytes from raw.files") == [
        (str(Path("a.jsonl").resolve()), Path("a.jsonl").stat().st_size)
    ]
