"""What the documents say is true."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from conftest import Command
from test_architecture import LINE
from wh.contracts.contract import Column, Contract, Dynamic, Never, Sheet
from wh.models.model import all_models

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
HOUSE = (ROOT / "docs" / "house.md").read_text("utf-8")
DECISIONS = (ROOT / "DECISIONS.md").read_text("utf-8")
CASE = re.compile(r"^Pinned by `([^`]+)`", re.M)


@pytest.mark.parametrize("line", re.findall(r"^wh sql .*$", README, re.M))
def test_every_query_of_the_readme_runs(line: str, wh: Command, sample: Path) -> None:
    said = wh(*shlex.split(line)[1:], "--home", sample)
    assert said.out.strip() or said.err.startswith("wrote ")


def test_every_option_the_readme_names_exists(wh: Command) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    helps = "".join(
        wh(command, "--help").out
        for command in (
            *("init", "load", "pull", "listen", "forget", "build", "check", "export"),
            *("sql", "show", "lineage", "docs", "report", "verify", "publish", "compile"),
        )
    )
    assert not {option for option in named if option not in helps}


@pytest.mark.parametrize("case", CASE.findall(DECISIONS))
def test_every_case_that_a_decision_names_exists(case: str) -> None:
    assert (ROOT / "tests" / case).exists() or (ROOT / "tests" / "models" / f"{case}.toml").exists()


def test_every_decision_on_numbers_names_its_case() -> None:
    numbers = DECISIONS[DECISIONS.index("## What the numbers mean") : DECISIONS.index("## Raw events")]
    for section in numbers.split("\n### ")[1:]:
        assert CASE.search(section), section.splitlines()[0]


def test_the_house_is_drawn_as_it_stands() -> None:
    assert f"> **{LINE}**" in HOUSE
    tree = HOUSE.partition("```\n")[2].partition("\nmodels/ ")[0]
    drawn: dict[str, set[str]] = {}
    for line in tree.splitlines()[1:]:
        if at := re.match(r"  (\w+)/", line):
            room = drawn.setdefault(at[1], set())
        elif line.startswith("      "):
            room |= set(re.findall(r"(\w+)\.py", line))
    assert drawn == {
        folder.name: {file.stem for file in folder.glob("*.py")} - {"__init__"}
        for folder in (ROOT / "cli/wh").iterdir()
        if (folder / "__init__.py").exists()
    }


def test_the_ladder_names_every_intermediate_model() -> None:
    ladder = HOUSE[HOUSE.index("**The ladder") :].partition("\n\n")[0]
    assert set(re.findall(r"`(int_\w+)`", ladder)) == {name for name in all_models() if name.startswith("int_")}


@pytest.mark.parametrize("name", re.findall(r"`([\w/]+\.(?:py|sql|toml))`", HOUSE))
def test_every_file_that_the_house_names_exists(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "cli/wh" / name).exists()


MODELS = (ROOT / "docs" / "models.md").read_text("utf-8")


@pytest.mark.parametrize("kind", [Contract, Column, Never, Sheet, Dynamic])
def test_every_key_of_a_contract_is_documented(kind: type) -> None:
    keys = {field.name for field in fields(kind)} - {"name", "written"}  # of a column: what stands before the =
    assert not {key for key in keys if f"`{key}`" not in MODELS}


def test_every_macro_is_documented_and_every_documented_one_exists() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "sql" / "macros").glob("*.sql")]
    macros = {name for text in texts for name in re.findall(r"\{%-? macro (\w+)\(", text)}
    assert set(re.findall(r"`(\w+)\(", MODELS.partition("## Macros")[2])) == macros
