"""Every command explains itself, and every option can be set in the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from conftest import Command
from wh import main  # noqa: F401 registers the commands
from wh.commands.app import app, size
from wh.models.model import model_named
from wh.reading.sources import MAX_BYTES

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def options(command: str) -> list[Any]:
    group = typer.main.get_command(app)
    found = group.commands[command].params  # type: ignore[attr-defined]
    return [each for each in found if each.param_type_name == "option" and each.name != "help"]


def test_the_help_names_every_command(wh: Command) -> None:
    out = wh("--help").out
    assert all(re.search(rf"^  {name} ", out, re.MULTILINE) for name in COMMANDS)


def test_each_command_is_summed_up_whole_in_a_short_line(wh: Command) -> None:
    """The first sentence of what a command says of itself, no word of it cut off."""
    group: Any = typer.main.get_command(app)
    out = wh("--help").out
    for name in COMMANDS:
        summary = re.split(r"(?<=\.)\s", group.commands[name].help)[0]
        assert len(summary) <= 60
        assert re.search(rf"^  {name} +{re.escape(summary)}$", out, re.MULTILINE), summary


def test_the_versions_are_shown(wh: Command) -> None:
    assert re.fullmatch(r"wh \d+\.\d+\.\d+, DuckDB \d+\.\d+\.\d+\n", wh("--version").out)


def test_a_version_in_the_environment_is_no_option(wh: Command) -> None:
    assert "Usage" in wh("--help", WH_VERSION="0.1.0").out


@pytest.mark.parametrize("command", COMMANDS)
def test_an_option_and_its_environment_variable_have_the_same_name(command: str) -> None:
    shared = {"WH_HOME", "WH_MEMORY_LIMIT", "WH_MAX_BYTES", "WH_ENGINE", "WH_MASTER"}
    for option in options(command):
        name = option.opts[0].removeprefix("--").replace("-", "_").upper()
        assert option.envvar in (None, f"WH_{command.upper()}_{name}") or option.envvar in shared & {f"WH_{name}"}
        assert option.envvar or option.name == name.lower()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "init"])
def test_each_command_but_init_takes_a_home(wh: Command, command: str) -> None:
    assert "--home" in wh(command, "--help").out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_an_example(wh: Command, command: str) -> None:
    out = wh(command, "--help").out
    last = re.split(r"\n\s*\n", out.strip())[-1]
    assert last.lstrip().startswith(f"Example: wh {command}")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_word_of_help_and_an_environment_variable(wh: Command, command: str) -> None:
    out = re.sub(r"\s+", " ", wh(command, "--help").out)
    for option in options(command):
        assert option.help
        assert f"{option.opts[0]}" in out
    assert out.count("[env var:") == len(options(command))


def test_options_are_read_from_the_environment(desk: Command) -> None:
    assert desk("sql", "select 1 as one", WH_SQL_JSON="1").out.split() == ["[", "{", '"one":', "1", "}", "]"]
    assert len(desk("show", "users", WH_SHOW_ROWS="1").out.splitlines()) >= 3


@pytest.mark.parametrize("words", [["sql", ""], ["load", ""], ["init", "afile"], ["init", "afile/x"]])
def test_odd_words_end_in_one_line(wh: Command, sample: Path, words: list[str]) -> None:
    Path("afile").write_text("x")
    wh.fails(*words, code=2 if words[0] == "load" else 1, WH_HOME=str(sample))


@pytest.mark.parametrize("command", ["load", "build"])
def test_the_size_that_the_help_names_is_the_one_that_holds(wh: Command, command: str) -> None:
    assert "default: 32GB]" in " ".join(wh(command, "--help").out.split())
    assert size("32GB") == MAX_BYTES


@pytest.mark.parametrize(
    ("text", "bytes_"), [("500", 500), ("3KB", 3000), ("20gb", 20 * 10**9), ("1 TB", 10**12), ("2M", 2 * 10**6)]
)
def test_a_size_has_a_unit_or_none(text: str, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize("name", ["state", "priority"])
def test_help_doc_and_contract_name_the_same_words(name: str) -> None:
    column = model_named("user_chats").documented.column(name)
    (option,) = (each for each in options("export") if each.name == name)
    assert option.help == ", ".join(column.words) + "."
    assert column.doc == f"{', '.join(column.words[:-1])} or {column.words[-1]}."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["build", "--ful"], "no such option: --ful\nhint: did you mean --full? `wh build -h` lists what it takes"),
        (["exprot"], "no such command 'exprot'\nhint: did you mean export, exports? `wh -h` lists what it takes"),
        (["list", "x"], "got unexpected extra argument(s) (x)\nhint: `wh list -h` lists what it takes"),
    ],
    ids=" ".join,
)
def test_words_that_are_off_are_told_in_the_voice_of_all_errors(wh: Command, words: list[str], said: str) -> None:
    assert wh.fails(*words, code=2) == f"error: {said}\n"


def test_no_words_at_all_are_answered_with_help(wh: Command) -> None:
    said = wh(code=2)
    assert "Commands:" in said.err
    assert "error: " not in said.err
