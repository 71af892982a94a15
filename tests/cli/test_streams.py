"""What is printed where: in locales that lack a character, into pipes, on terminals, with streams that are closed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from conftest import Command, lines, message, webhook

QUERY = "select '返品😊' as x, 'a' || chr(155) || '31m' as y"
WH = f"{sys.executable} -m wh"


def shell(desk: Command, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command line in a shell, in which $WH is the command."""
    given = {**os.environ, "WH": WH, "WH_HOME": str(desk.home), **environment}
    return subprocess.run(["bash", "-c", command], env=given, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["euc_jp", "latin-1", "ascii", "utf-8"])
@pytest.mark.parametrize("form", ["", "--csv", "--json"])
def test_files_and_pipes_get_utf_8_whatever_the_locale(desk: Command, encoding: str, form: str) -> None:
    done = shell(desk, f'$WH sql {form} "{QUERY}"', PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "返品😊" in done.stdout.decode()


@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "POSIX"])
def test_a_query_in_utf_8_is_read_in_every_locale(desk: Command, locale: str) -> None:
    done = shell(desk, f'$WH sql --csv "{QUERY}"', LC_ALL=locale)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[1].startswith("返品😊,")


def test_a_query_that_is_no_text_is_told(desk: Command) -> None:
    assert "is no text in this locale" in desk.fails("sql", "select '\udce5'", code=2)


def test_a_terminal_gets_escapes_for_what_it_lacks(desk: Command) -> None:
    seen, given = pty.openpty()
    command = [*WH.split(), "sql", QUERY]
    environment = {**os.environ, "WH_HOME": str(desk.home), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, stdout=given, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    shown = os.read(seen, 10_000)
    assert rb"\u8fd4\u54c1\U0001f60a" in shown
    assert b"\x9b" not in shown


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_build_needs_no_streams(desk: Command, closed: str) -> None:
    event = desk.home / "events" / "new.jsonl"
    event.write_bytes(lines(webhook(message("new"))))
    done = shell(desk, f"$WH build {closed}")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert desk.built("select count(*) from messages where id = 'new'") == [(1,)]


def test_an_answer_without_a_stream_is_no_traceback(desk: Command) -> None:
    done = shell(desk, "$WH sql 'select 1' >&-")
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_comes_through_a_closed_stream_is_nothing(desk: Command) -> None:
    done = shell(desk, "$WH load - <&-")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("query", ["-- states\nselect 1 as x", "--states\nselect 1 as x", "/* all */ select 1 as x"])
@pytest.mark.parametrize("words", [["--json"], []])
def test_a_query_may_begin_with_a_comment(desk: Command, query: str, words: list[str]) -> None:
    assert "1" in desk("sql", query, *words).out
    assert "no such option: --jsn" in desk.fails("sql", query, "--jsn", code=2)


ODD = "\x1b]0;title\x07\x1b[31m"


@pytest.fixture
def odd(wh: Command) -> Command:
    """A home with control characters in a profile key and in a name, whose time of creation is missing."""
    chat = {"id": "c1", "channelId": "1", "userId": "u1", "state": f"x\x9b{ODD}", "name": "n\x9b31m", "version": 1}
    events = webhook({**chat, "createdAt": 1_750_000_000_000, "profile": {f"k{ODD}": "v"}}, "userChat")
    (wh.home / "events").mkdir()
    (wh.home / "events" / "a.jsonl").write_bytes(lines(events, webhook(message(chatId="c1"))))
    wh("build")
    return wh


@pytest.mark.parametrize(
    "words",
    [
        ["sql", "from sheets.user_chats"],
        ["sql", "select columns('profile.k.*'), name from sheets.user_chats"],
        ["sql", "--json", "from sheets.user_chats"],
        ["sql", f'select 1 as "{ODD}"'],
        ["show", "sheets.user_chats"],
        ["show", "--sql", "sheets.user_chats"],
        ["show", "--columns", "sheets.user_chats"],
        ["check"],
        ["check", "--last"],
        ["status"],
    ],
)
def test_nothing_that_is_shown_steers_a_terminal(odd: Command, words: list[str]) -> None:
    said = odd(*words)
    assert not {each for each in said.out + said.err if each != "\n" and (each < " " or "\x7f" <= each <= "\x9f")}


def test_programs_get_the_data(odd: Command) -> None:
    query = "select state, key from user_chats, profile_keys"
    (row,) = json.loads(odd("sql", "--json", query).out)
    assert (row["state"], row["key"]) == (f"x\x9b{ODD}", f"k{ODD}")
    assert f"x\x9b{ODD}" in odd("sql", "--csv", query).out


def test_settings_may_begin_with_a_byte_order_mark(desk: Command) -> None:
    settings = (desk.home / "wh.toml").read_text("utf-8")
    (desk.home / "wh.toml").write_text(settings, "utf-8-sig")
    assert "nothing is new" in desk("build").err
