"""No text from outside is ever taken for SQL, a template, a glob or a path: wherever it stands, it stays what it is."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from conftest import AT, PASSWORD, Command, Said, entries, ids, lines, message, webhook
from wh.models.model import all_models
from wh.rendering.quoting import literal

FRAGMENTS = [
    *("'", '"', "''", '""', ";", "--", "/*", "*/", "\\", "\\'", "`", "$1", "$$", "?", "%s", "%00", "\n", "\r\n", "\t"),
    *("{{ 7*7 }}", "{% raw %}", "{#", "{{", "}}", "{% endraw %}", "{0}", "${HOME}", "*", "**", "[a-z]", "[", "?", "~"),
    *("$.a[0]", "$[*]", "#>>", "->>", ".", "/", "~0", "‘", "’", "“", "＇", "ʼ", "\u2028", "\u202e", "é", "e\u0301"),
    *("'); drop table user_chats; --", "' or '1'='1", "x' union select 1 --", "1; attach 'x.duckdb'", "null", "true"),
    *("'; copy (select 1) to 'stolen.csv'; --", "../../x", "-x", "--force", "=1+1", "</c><c>", "&amp;", "]]>", "0"),
    *("\x1b[31m", "\x01", "\x7f", "\ufdd0", "\ufdd1", "tag/*", "食" * 300, "長い名前", "😀", "main.tags", "a,b"),
]
pieces = st.sampled_from(FRAGMENTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
texts = st.lists(pieces, min_size=1).map("".join).filter(str.strip)
OPTIONS = [
    *("--tag", "--any-tag", "--no-tag", "--state", "--assignee", "--team", "--manager", "--medium", "--priority"),
    *("--chat", "--sheet", "--reason", "--as", "--from", "--to", "--by", "--format", "--durations", "--memory-limit"),
]


HARSH = [
    *("'); drop table user_chats; --", '"; --', "{{ 7*7 }}", "{% raw %}", "a\0b", "a\\", "$1", "?", "*", "[a]/*", "'"),
    *("$.a[0]", "~0/~1", "‘’“＇", "食" * 400, "\x1b[31m", "; attach 'x'", "/* */", "../../x", "%s {0} ${HOME}", "-x"),
]


def examples(count: int) -> settings:
    """So many examples, the same ones each time."""
    every = list(HealthCheck)
    return settings(max_examples=count, deadline=None, derandomize=True, suppress_health_check=every)


def name_of(text: str) -> str:
    """`text` as the name of a file or folder: without what no name can hold, and not too long."""
    return "n" + text.replace("/", "／").replace("\0", "").encode("utf-8", "ignore")[:150].decode("utf-8", "ignore")


def quoted(text: str) -> str:
    """`text` as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def files(folder: Path) -> set[str]:
    """The files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def events(number: int, text: str) -> list[Any]:
    """A chat, its message, its customer and all else, named by `text` wherever there is something to name."""
    key = f"{number}{text}"
    chat: dict[str, Any] = {
        "id": f"c{key}",
        "channelId": f"h{text}",
        "userId": f"u{key}",
        "name": text,
        "tags": [text, "every"],
    }
    chat |= {"state": "closed", "version": 1, "createdAt": AT, "assigneeId": f"m{key}", "teamId": f"t{key}"}
    chat |= {"contactMediumType": text, "description": text, "profile": {text: text, "same": text}}
    named: dict[str, Any] = {"id": f"m{key}", "channelId": f"h{text}", "name": text, "version": 1}
    said = {"chatId": f"c{key}", "channelId": f"h{text}", "personId": f"u{key}", "plainText": text}
    return [
        webhook(chat, "userChat"),
        webhook(message(f"s{key}", **said)),
        webhook({"id": f"u{key}", "profile": {text: text, "name": text}, "tags": [text], "version": 1}, "user"),
        webhook(named | {"role": "owner", "removed": False, "email": text}, "manager"),
        webhook(named | {"id": f"g{key}"}, "chatTag"),
        {"teams": [named | {"id": f"t{key}", "managerIds": [text]}], "bots": [named], "workflows": [named]},
    ]


def written(folder: Path, given: list[str]) -> Path:
    """A home of which the folder, the files of events and the settings are all named by what is given."""
    home = folder / re.sub(r"[\\?]", "", name_of(given[0]))  # which are refused, since the engine reads them otherwise
    for number, text in enumerate(given):
        file = home / "events" / name_of(text) / f"{number}{name_of(text)}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(lines(*events(number, text)))
    listed = f"[{', '.join(map(quoted, given))}]"
    said = [f"{key} = {listed}" for key in ("owners", "profile_order", "mask")]
    said += [f"desk_url = {quoted(re.sub('[{}]', '', given[0]) + '{channelId}{id}')}"]
    said += [f"[channels.{quoted('h' + text)}]\nholidays = ['2025-05-03']" for text in given]
    (home / "wh.toml").write_text("\n".join(said), "utf-8")
    return home


def hold(wh: Command, folder: Path, given: list[str]) -> None:
    """Builds what is given, and finds every text where it was put."""
    shutil.rmtree(folder, ignore_errors=True)
    wh.home = home = written(folder, given)
    put = files(folder)
    assert f"{6 * len(given) + 2 * len(given)} new, 0 duplicate, 0 rejected" in wh("build").err
    made = {f"{home.name}/{name}" for name in ("raw.duckdb", "warehouse.duckdb", "wh.lock")}
    assert files(folder) <= put | made
    names = {row[0] for row in wh.built("select schema_name || '.' || table_name from duckdb_tables()")}
    assert {each.relation.replace('"', "") for each in all_models().values() if each.layer == "marts"} <= names
    for table in ("user_chats", "messages", "users", "managers", "teams", "bots", "tags"):
        assert wh.built(f"select count(*) from main.{table}") == [(len(given),)], table
    for number, text in enumerate(given):
        wanted = f"[{literal(text)}, 'every']" if tag(text) else "['every']"
        found = wh.built(f"from chats_with_all_tags({wanted}) select id, name, tags, profile")
        assert (f"c{number}{text}", text) in [row[:2] for row in found]
        row = next(row for row in found if row[0] == f"c{number}{text}")
        assert sorted(row[2]) == sorted(filter(None, [tag(text), "every"]))
        assert json.loads(row[3]) == {text: text, "same": text}
    number = next(number for number, text in enumerate(given) if "\0" not in text and tag(text))
    others = (text for text in given if tag(text) not in ("", tag(given[number])) and "\0" not in text)
    exported(wh, number, given[number], next(others))


def tag(text: str) -> str:
    """A text as the name of a tag."""
    return unicodedata.normalize("NFC", text).strip(" \t\r\n\u00a0\u3000")


def exported(wh: Command, number: int, text: str, other: str) -> None:
    """An export that names a text in every option that takes one holds the chat that has it, and the text."""
    out, key = Path(f"{name_of(text)}.zip"), f"{number}{text}"
    chosen = {"--tag": text, "--any-tag": text, "--no-tag": other, "--assignee": f"m{key}", "--team": f"t{key}"}
    chosen |= {"--chat": f"c{key}", "--medium": text, "--as": f"m{key}", "--reason": text, "--sheet": "user_chats"}
    words = [f"{option}={value}" for option, value in chosen.items()]
    wh("export", "--format=json", *words, "--", out, WH_PASSWORD=PASSWORD)
    sheet = json.loads(entries(out)["user_chats.json"])
    assert [(row["id"], row["name"], row["assigneeId"]) for row in sheet] == [(f"c{key}", text, f"m{key}")]
    assert ids(wh.raw("select reason from raw.exports")) == [text.strip()]
    out.unlink()


def test_texts_of_events_and_settings_stay_texts(wh: Command, tmp_path: Path) -> None:
    hold(wh, tmp_path / "world", HARSH)


@pytest.mark.slow
@examples(12)
@given(st.lists(texts, min_size=12, max_size=20, unique=True))
def test_many_texts_of_events_and_settings_stay_texts(wh: Command, tmp_path: Path, given: list[str]) -> None:
    hold(wh, tmp_path / "world", given)


def commands(option: str, text: str) -> list[str]:
    """A command that is given `text` for an option, or in another place."""
    export = ["export", "--sheet=teams", "--reason=x", "--as=301", f"{option}={text}", "--", "out.zip"]
    words = {
        "sql --home": ["sql", "select 1", f"--home={text}"],
        "sql": ["sql", "--", text],
        "show": ["show", "--", text],
        "show --sql": ["show", "--sql", "--", text],
        "check": ["check", "--", text],
        "load": ["load", "--", text],
        "--max-bytes": ["load", f"--max-bytes={text}", "--", "x.jsonl"],
        "out": ["export", "--sheet=teams", "--reason=x", "--as=301", "--", f"{name_of(text)}.zip"],
    }
    return words.get(option, export)


def any_end(wh: Command, *words: str) -> Said:
    """Runs a command that may end in any way but with a traceback."""
    try:
        return wh(*words, WH_PASSWORD=PASSWORD)
    except AssertionError:
        return wh(*words, code=None, WH_PASSWORD=PASSWORD)


def ends_well(wh: Command, option: str, text: str) -> None:
    """The command works, or ends with an error of one line; nothing appears but the zip, and nothing is changed."""
    assume("\0" not in text)
    before, words = files(Path()), commands(option, text)
    said = any_end(wh, *words)
    assert said.code in (0, 1, 2)
    assert "Traceback" not in said.err
    assert said.err.count("error: ") == (0 if said.code == 0 else 1) or "Error" in said.err, said.err
    zips = {words[-1]} & (new := files(Path()) - before)
    assert new - zips <= {"home/wh.lock"}
    for name in zips:
        Path(name).unlink()
    assert wh.built("select (select count(*) from user_chats), (select count(*) from messages)") == [(403, 5232)]


WORDS = [*OPTIONS, "sql --home", "sql", "show", "show --sql", "check", "load", "--max-bytes", "out"]


@examples(25)
@given(st.sampled_from(WORDS), texts)
@example("--tag", "'); drop table user_chats; --")
@example("sql", "'); drop table user_chats; --")
def test_words_of_commands_stay_words(desk: Command, option: str, text: str) -> None:
    ends_well(desk, option, text)


@pytest.mark.slow
@examples(250)
@given(st.sampled_from(WORDS), texts)
def test_many_words_of_commands_stay_words(desk: Command, option: str, text: str) -> None:
    ends_well(desk, option, text)


@pytest.mark.parametrize("key", ["time_zone", "holidays", "overrides", "hours.mon", "reply_clock", "none"])
@examples(3)
@given(text=texts)
@example(text="a\0b")
@example(text="'); drop table user_chats; --")
def test_settings_that_are_no_words_of_ours_are_refused(desk: Command, key: str, text: str) -> None:
    value = quoted(text)
    table = {
        "overrides": f"[channels.default.overrides]\n{value} = []",
        "hours.mon": f"[channels.default]\nhours.mon = [[{value}, {value}]]",
        "reply_clock": f"reply_clock = {value}",
        "none": f"{value} = {value}",
    }
    said = table.get(key, f"[channels.default]\n{key} = {value if key == 'time_zone' else f'[{value}]'}")
    (desk.home / "wh.toml").write_text(said, "utf-8")
    desk.fails("check", "user_chats", code=2)


@examples(10)
@given(texts)
@example("a\0b")
@example("** /[")
def test_sources_that_are_not_there_are_told(wh: Command, text: str) -> None:
    assume(Path(text).name not in (".", "..", "*", "**", "", "~") and "*" not in text and "/" not in text)
    (wh.home / "wh.toml").write_text(f"sources = [{quoted('no' + text)}]", "utf-8")
    wh.fails("build", code=1 if len(text.encode()) > 250 else 2)  # the system's word on a name too long
