"""The dictionary in a browser: found by search in two languages, walked by keyboard, read on paper and in the dark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from looking import Opener
from seen import faint, walked
from wh.documenting.docs import write_docs
from wh.home.home import Home
from wh.home.settings import Settings
from wh.models.model import all_models
from wh.tracing.lineage import traced
from wh.tracing.queries import How

pytestmark = pytest.mark.slow


def searched(look: Any, words: str) -> list[str]:
    look.page.fill("input[type=search]", words)
    return list(look("() => [...document.querySelectorAll('#found li')].map(each => each.dataset.address)"))


def test_every_column_is_found_by_its_address_with_the_origins_that_lineage_gives(look: Opener, docs: Path) -> None:
    page = look(docs)
    lineage = traced(Settings())
    for address in (
        "sheets.user_chats.waitingTime",
        "user_chats.tags",
        "csat_answers.score",
        "sheets.users.web.osName",
    ):
        page.go(address)
        assert page("() => document.querySelector('aside h2').textContent") == address
        origins = lineage.origins(*lineage.start(address))
        shown = set(page("() => [...document.querySelectorAll('aside > table a')].map(each => each.textContent)"))
        assert shown == {each.name for each, how in origins.items() if how < How.CONDITION}


def test_a_field_leads_to_the_columns_that_come_from_it(look: Opener, docs: Path) -> None:
    page = look(docs, "origin/userChat.goalState")
    shown = page("() => [...document.querySelectorAll('main td.name a')].map(each => each.textContent)")
    assert {"user_chats.goal_state", "sheets.user_chats.goalState"} <= set(shown)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("待ち時間", "sheets.user_chats.waitingTime"),
        ("waiting", "sheets.user_chats.waitingTime"),
        ("waitng time", "sheets.user_chats.waitingTime"),
        ("タグ", "sheets.user_chats.tags"),
        ("解決率", "resolutions.first_contact_resolution_rate"),
        ("osName", "sheets.users.web.osName"),
        ("goal state", "sheets.user_chats.goalState"),
        ("waitingTime", "sheets.user_chats.operationWaitingTime"),
        ("UserChat data", "sheets.user_chats"),
    ],
)
def test_the_search_knows_both_languages(look: Opener, docs: Path, words: str, address: str) -> None:
    assert address in searched(look(docs), words)[:6]


def test_the_search_is_steered_by_keys(look: Opener, docs: Path) -> None:
    page = look(docs)
    page.page.keyboard.press("/")
    page.page.keyboard.type("waitingTime")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("Enter")
    assert page("() => location.hash") == "#sheets.user_chats.waitingTime"
    assert page("() => document.activeElement.id") == "column"


def test_escape_makes_the_path_small_again_then_closes_the_column(look: Opener, docs: Path) -> None:
    page = look(docs, "user_chats.waiting_time")
    page.page.click("figure.path button")
    page.page.keyboard.press("Escape")
    assert page("() => [document.querySelectorAll('figure.large').length, location.hash]") == [
        *(0, "#user_chats.waiting_time")
    ]
    page.page.keyboard.press("Escape")
    assert page("() => location.hash") == "#user_chats"


def test_a_question_that_finds_nothing_is_answered(look: Opener, docs: Path) -> None:
    page = look(docs)
    assert searched(page, "zzzqq") == []
    assert page.page.locator("#found").inner_text() == "Nothing found"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["", "user_chats.waiting_time", "int_turns", "origin/userChat.tags[]"])
def test_texts_stand_out(look: Opener, docs: Path, scheme: str, address: str) -> None:
    assert faint(look(docs, address, scheme=scheme).page) == []


def test_tab_leads_everywhere_and_shows_where(look: Opener, docs: Path) -> None:
    steps = walked(look(docs).page, 30)
    assert [tag for tag, *_ in steps[:3]] == ["A", "A", "INPUT"]
    assert {text for _, text, _ in steps} >= {"Sheets", "UserChat data", "daily_backlog"}
    assert not [step for step in steps if step[2] == "none"]


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen(look: Opener, docs: Path, width: int) -> None:
    for address in ("", "user_chats.waiting_time", "sql/models/marts/user_chats.sql:27"):
        page = look(docs, address, width=width)
        assert page("() => document.documentElement.scrollWidth") <= width


def test_everything_is_on_one_page_for_printing(look: Opener, docs: Path) -> None:
    page = look(docs, "all")
    assert page("() => document.querySelectorAll('section.model').length") == len(all_models())


def test_a_line_of_sql_is_shown_where_a_step_stands(look: Opener, docs: Path) -> None:
    page = look(docs, "sql/models/marts/user_chats.sql:27")
    assert "desk_url" in page("() => document.querySelector('.source .here').textContent")


def test_it_is_below_its_weight_and_holds_no_rows(docs: Path) -> None:
    text = docs.read_text("utf-8")
    assert len(text.encode()) <= 1_000_000
    assert "風待" not in text  # a member of the staff


def test_without_sql_it_has_none_and_steps_lead_nowhere(look: Opener, sample: Path, tmp_path: Path) -> None:
    page = look(write_docs(Home.at(sample), tmp_path / "out.html", "ja", with_sql=False), "user_chats.url")
    assert page("() => document.documentElement.lang") == "ja"
    assert page("() => document.querySelectorAll('aside .line a').length") == 0
    assert json.loads(page("() => document.getElementById('meta').textContent"))["sources"] == []


def test_before_any_build_it_is_there_without_rows_and_findings(look: Opener, tmp_path: Path) -> None:
    page = look(write_docs(Home(tmp_path, Settings()), None, "en"))
    assert "before any build" in page("() => document.querySelector('footer').textContent")
