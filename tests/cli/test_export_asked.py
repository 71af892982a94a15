"""What an export asks before it writes: who, which file, and last of all the password."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import pyzipper

from conftest import PASSWORD, Command

WORDS = ["export", "out.zip", "--as", "301", "--reason", "x"]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at a terminal, answer by answer; what is asked comes in its place."""
    answers: list[str] = []

    def prompt(text: str, **how: object) -> str:
        assert how == {"hide_input": True, "err": True}
        assert answers, f"nobody answers {text}"
        return answers.pop(0)

    monkeypatch.setattr("wh.commands.export.prompt", prompt)
    return answers


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input that is a terminal."""
    monkeypatch.setattr("wh.commands.export.is_at_terminal", lambda: True)


@pytest.mark.usefixtures("terminal")
def test_a_password_that_breaks_the_rule_is_asked_for_again(desk: Command, typed: list[str]) -> None:
    typed += ["short1", "with a blank 1234", PASSWORD, "something else", PASSWORD]
    said = desk(*WORDS).err
    assert said.count("the password does not keep that rule; try again") == 2
    assert said.count("that is not the same; try again") == 1
    assert typed == []


@pytest.mark.usefixtures("terminal", "typed")
@pytest.mark.parametrize("words", [["--as", "302"], ["--tag", "no tag"], ["--sheet", "none"], ["--month", "May"]])
def test_all_else_is_looked_at_before_a_password_is_asked_for(desk: Command, words: list[str]) -> None:
    desk.fails(*WORDS, *words, code=1 if words[1] == "302" else 2)


def test_the_settings_can_name_owners_of_whom_nothing_is_known(desk: Command) -> None:
    settings = desk.home / "wh.toml"
    settings.write_text('owners = ["Me@example.jp"]\n' + settings.read_text("utf-8"), "utf-8")
    desk("export", "out.zip", "--as", "me@Example.jp", "--reason", "x", WH_PASSWORD=PASSWORD)
    assert desk.raw("select manager_id from raw.exports") == [("me@Example.jp",)]
    said = desk.fails("export", "b.zip", "--as", "you@example.jp", "--reason", "x", code=2, WH_PASSWORD=PASSWORD)
    assert "`owners` in wh.toml can name them" in said


@pytest.mark.parametrize(("out", "better"), [("may.xlsx", "may.zip"), ("may", "may.zip"), ("may.json", "may.zip")])
def test_a_file_that_is_not_named_as_a_zip_is_refused(desk: Command, out: str, better: str) -> None:
    said = desk.fails("export", out, "--as", "301", "--reason", "x", code=2, WH_PASSWORD=PASSWORD)
    assert f"{out} is not the name of a zip\nhint: call it {better}" in said


def test_entries_bear_the_time_of_the_export(desk: Command) -> None:
    before = datetime.now().replace(microsecond=0) - timedelta(seconds=2)  # a zip counts in steps of two
    desk("export", "out.zip", "--as", "301", "--reason", "x", WH_PASSWORD=PASSWORD)
    with pyzipper.AESZipFile("out.zip") as archive:
        assert all(before <= datetime(*each.date_time) <= datetime.now() for each in archive.infolist())
