"""The report in a browser: clicked, walked by keyboard, read on paper and in the dark, and full of hostile names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import AT, built_home, lines, message, webhook
from looking import Opener
from seen import faint, walked
from wh.documenting.docs import write_docs
from wh.home.home import Home
from wh.reporting.report import ReportOptions, write_report

pytestmark = pytest.mark.slow

HOSTILE = "</script><img src=x onerror=alert(1)><script>alert(2)</script>"
KEY_NUMBERS = """() => Object.fromEntries([...document.querySelectorAll(".kpi")].map(
    (each) => [each.dataset.kpi, each.querySelector("b").textContent]))"""


def test_the_key_numbers_are_shown(look: Opener, report: Path) -> None:
    shown = look(report)(KEY_NUMBERS)
    assert shown["chats"] == "403"
    assert shown["backlog"] == "3"
    assert list(shown) == [
        *("chats", "wait", "wait90", "within", "reply", "resolution", "reopened", "contact", "csat", "backlog")
    ]


def test_a_click_on_what_is_drawn_filters(look: Opener, report: Path) -> None:
    page = look(report, "from=2025-05-01&to=2025-05-31")
    page.page.click("#at-tagged button >> text=配送 >> nth=0")
    assert page("() => report.state().tags") == ["配送/*"]
    page.page.locator("#spread svg path[fill^=rgb]").nth(3).click()
    assert page("() => report.state().list").startswith("between:")
    page.page.locator("#daily svg path[fill^=rgb]").first.click()
    assert page("() => report.state().from === report.state().to")
    page.page.click("text=Clear the filters")
    assert page("() => location.hash") == ""


def test_a_team_is_chosen_by_keys_and_said_in_words(look: Opener, report: Path) -> None:
    page = look(report)
    page.page.locator("summary", has_text="Team").focus()
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Space")
    assert page("() => report.state().team") == [1]
    page.page.keyboard.press("Escape")
    assert page("() => document.querySelectorAll('details.menu[open]').length") == 0
    assert "Team: " in page("() => document.querySelector('.sentence').textContent")


def test_what_is_shown_has_a_command_that_exports_it(look: Opener, report: Path) -> None:
    page = look(report, "from=2025-05-01&to=2025-05-31&tags=%E9%85%8D%E9%80%81%2F*&assignee=302&medium=native")
    command = page("() => document.querySelector('.command code').textContent")
    assert "--from 2025-05-01 --to 2025-06-01 --assignee 302 --medium native --tag '配送/*'" in command


def test_the_slowest_chats_lead_to_the_desk(look: Opener, report: Path) -> None:
    links = look(report)("() => [...document.querySelectorAll('#at-listed a')].map(each => each.href)")
    assert len(links) == 20
    assert all(link.startswith("https://desk.channel.io/#/channels/90001/user_chats/") for link in links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out(look: Opener, report: Path, scheme: str) -> None:
    page = look(report, "from=2025-05-01&to=2025-05-31&weekday=2", scheme=scheme)
    page.page.wait_for_selector("#daily svg")
    assert faint(page.page) == []


def test_tab_leads_through_the_filters_and_shows_where(look: Opener, report: Path) -> None:
    steps = walked(look(report).page, 40)
    assert {tag for tag, *_ in steps} >= {"SELECT", "INPUT", "SUMMARY", "BUTTON"}
    assert not [step for step in steps if step[2] == "none"]


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen(look: Opener, report: Path, width: int) -> None:
    page = look(report, width=width)
    page.page.wait_for_selector("#daily svg")
    assert page("() => document.documentElement.scrollWidth") <= width


def test_on_paper_the_filters_are_a_sentence_and_charts_fit(look: Opener, report: Path) -> None:
    page = look(report, "from=2025-05-01&to=2025-05-31")
    page.page.wait_for_selector("#daily svg")
    page.page.emulate_media(media="print")
    page("() => dispatchEvent(new Event('beforeprint'))")
    assert not page.page.locator("header select").first.is_visible()
    assert "2025-05-01 – 2025-05-31" in page.page.locator(".sentence").inner_text()
    assert page("() => [...document.querySelectorAll('.chart svg')].every(each => each.hasAttribute('viewBox'))")


def test_hostile_names_run_nothing_on_either_page(look: Opener, tmp_path: Path) -> None:
    chat = {"id": "c1", "channelId": "1", "userId": "u1", "createdAt": AT, "openedAt": AT, "firstOpenedAt": AT}
    chat |= {"tags": [HOSTILE], "teamId": "t1", "assigneeId": "301", "state": "opened", "version": 2, "updatedAt": AT}
    events = lines(
        webhook(chat | {"contactMediumType": HOSTILE, "profile": {HOSTILE: HOSTILE}}, "userChat"),
        webhook({"id": "301", "channelId": "1", "name": HOSTILE}, "manager"),
        webhook({"id": "t1", "channelId": "1", "name": HOSTILE}, "team"),
        webhook(message()),
        webhook(message("m2", personType="manager", personId="301", createdAt=AT + 60_000)),
    )
    home = Home.at(built_home(tmp_path, events))
    shown = look(write_report(home, None, ReportOptions()).path)
    shown.page.wait_for_selector("#daily svg")
    for chart in ("daily", "spread", "heat"):
        shown.page.locator(f"#{chart} svg").hover()
    assert shown("() => document.querySelectorAll('img, body script').length") == 4  # the page's own scripts
    assert HOSTILE in shown("() => document.getElementById('at-people').textContent")
    look(write_docs(home, None, "en"), f"sheets.user_chats.profile.{HOSTILE}")


def test_a_masked_page_holds_no_names_of_people_and_no_ids(look: Opener, sample: Path, tmp_path: Path) -> None:
    made = write_report(Home.at(sample), tmp_path / "masked.html", ReportOptions("ja", mask=True))
    text = made.path.read_text("utf-8")
    page = look(made.path)
    staff = json.loads(page("() => JSON.stringify(report.state() && JSON.parse(meta.textContent).names.staff)"))
    assert staff
    assert all(name.startswith("person-") for name in staff)
    assert "風待" not in text
    assert page("() => document.querySelectorAll('#at-listed a, .command').length") == 0


def test_it_is_below_its_weight(sample: Path, tmp_path: Path) -> None:
    made = write_report(Home.at(sample), tmp_path / "out.html", ReportOptions())
    assert made.bytes <= 1_000_000 + 25 * made.chats


def test_of_nothing_there_is_a_page_too(look: Opener, tmp_path: Path) -> None:
    home = Home.at(built_home(tmp_path, lines(webhook({"id": "301", "channelId": "1", "name": "A"}, "manager"))))
    assert look(write_report(home, None, ReportOptions()).path)(KEY_NUMBERS)["chats"] == "0"
