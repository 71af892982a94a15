"""The numbers of the report's page under random filters, against SQL over the warehouse."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from looking import Looked, Opener
from wh.engine.database import Database

pytestmark = pytest.mark.slow

FILTERS = 50
SHOWN = """() => {
  const { quantile, below } = report;
  const period = (found) => found && {
    chats: found.chats, opened: found.opened, reopened: found.reopened, closed: found.closed, contact: found.contact,
    waits: found.waits.length, within: below(found.waits, report.state().target),
    wait: quantile(found.waits, 0.5), wait90: quantile(found.waits, 0.9), replies: found.replies.length,
    reply: quantile(found.replies, 0.5), reply90: quantile(found.replies, 0.9), resolutions: found.resolutions.length,
    resolution: quantile(found.resolutions, 0.5), scores: [...found.scores].slice(1),
  };
  const members = (map) => [...map.values()].map((each) => [
    each.number, each.chats, each.waits.length, quantile(each.waits.all(), 0.9), each.replies.length,
    quantile(each.replies.all(), 0.5), each.resolutions.length, each.rated, each.scores,
  ]).sort((a, b) => a[0] - b[0]);
  const found = report.count();
  return {
    now: period(found.now), before: period(found.before), daily: [...found.daily], heat: [...found.heat],
    backlog: [...found.backlog], tags: Object.fromEntries(found.tags), people: members(found.people),
    teams: members(found.teams), repliers: members(found.repliers), listed: found.listed.map(({ value }) => value),
  };
}"""
OF_MEMBERS = """
    select {column} as member, count(case when kind = 'creation' then 1 end),
        count(case when kind = 'wait' then took end),
        quantile_cont(case when kind = 'wait' then took end, 0.9) / 1000, count(case when kind = 'reply' then took end),
        quantile_cont(case when kind = 'reply' then took end, 0.5) / 1000,
        count(case when kind = 'close' then took end), count(score), coalesce(sum(score), 0)::bigint
    from filtered where date between $first and $last or (date is null and $is_all)
    group by member
"""


def asked(random: Random, facts: dict[str, Any]) -> dict[str, Any]:
    """Filters as somebody may set them: any of them, together."""
    first, last = date.fromisoformat(facts["begins"]) + timedelta(1), date.fromisoformat(facts["ends"])
    start = first + timedelta(random.randrange((last - first).days))
    ids = facts["ids"]
    found: dict[str, Any] = {}
    if random.random() < 0.7:
        found |= {"from": str(start), "to": str(min(last, start + timedelta(random.choice([0, 6, 27, 60]))))}
    for name, words in (("team", ids["team"]), ("assignee", ids["staff"]), ("medium", ids["medium"])):
        if random.random() < 0.3:
            found[name] = random.sample([*words, "-"] if name != "medium" else words, random.choice([1, 1, 2]))
    if random.random() < 0.4:
        tags = [*facts["tags"], *{f"{tag.split('/')[0]}/*" for tag in facts["tags"] if "/" in tag}]
        found["tags"] = random.sample(sorted(tags), random.choice([1, 1, 2]))
    if random.random() < 0.2:
        found["weekday"] = random.randint(1, 7)
    if random.random() < 0.15:
        found["hour"] = random.randint(0, 23)
    if random.random() < 0.4:
        found["clock"] = "operating"
    if random.random() < 0.4:
        found["wait"] = "customer"
    found["target"] = random.choice([60, 300, 900, 3600, 86_400])
    found["list"] = random.choice(["slowest", "score:5", "between:60:600"])
    return found


class Sql:
    """The same numbers by SQL."""

    def __init__(self, database: Database, filters: dict[str, Any], facts: dict[str, Any]) -> None:
        self.database, self.filters, self.facts = database, filters, facts
        self.first = date.fromisoformat(filters.get("from", "0001-01-01"))
        self.last = date.fromisoformat(filters.get("to", "9999-12-31"))
        self.is_all = "from" not in filters
        clock = "operation_" if filters.get("clock") == "operating" else ""
        customer = f"{clock}customer_took" if filters.get("wait") == "customer" else f"{clock}took"
        conditions = ["true"]
        for name, column in (("team", "team_id"), ("assignee", "assignee_id")):
            conditions.append(f"coalesce(found.{column}, '-') in {self.words(name)}" if name in filters else "true")
        if "medium" in filters:
            conditions.append(f"coalesce(contact_medium_type, 'native') in {self.words('medium')}")
        for tag in filters.get("tags", []):
            quoted = tag.replace("'", "''")
            conditions.append(f"chat_id in (select chat_id from main.chat_tags where is_tag(present_name, '{quoted}'))")
        self.of_rows = ["true"]
        if "weekday" in filters:
            self.of_rows.append(f"isodow(date) = {filters['weekday']}")
        if "hour" in filters:
            self.of_rows.append(f"hour = {filters['hour']}")
        database.execute(
            "create or replace temp table owned as select found.* replace "
            f"(case when kind in ('wait', 'reply') then {customer} else {clock}took end as took)"
            " from main.happenings as found join main.user_chats as chats on found.chat_id = chats.id"
            f" where {' and '.join(conditions)}"
        )
        database.execute(f"create or replace temp table filtered as from owned where {' and '.join(self.of_rows)}")

    def words(self, name: str) -> str:
        return "(" + ", ".join("'" + word.replace("'", "''") + "'" for word in self.filters[name]) + ")"

    def value(self, sql: str, first: date, last: date, *, with_undated: bool = False) -> Any:
        undated = "or date is null" if with_undated else ""
        return self.database.value(f"select {sql} from filtered where date between ? and ? {undated}", [first, last])

    def period(self, first: date, last: date, *, is_all: bool) -> dict[str, Any]:
        def count(condition: str) -> int:
            return int(self.value(f"count(case when {condition} then 1 end)", first, last, with_undated=is_all))

        def spread(kind: str, share: float) -> float | None:
            sql = f"quantile_cont(case when kind = '{kind}' then took end, {share}) / 1000"
            found = self.value(sql, first, last, with_undated=is_all)
            return None if found is None else float(found)

        return {
            "chats": count("kind = 'creation'"),
            "opened": count("kind in ('opening', 'reopening')"),
            "reopened": count("kind = 'reopening'"),
            "closed": count("kind = 'close'"),
            "contact": count("is_first_contact"),
            "waits": count("kind = 'wait' and took is not null"),
            "within": count(f"kind = 'wait' and took < {self.filters['target'] * 1000}"),
            "wait": spread("wait", 0.5),
            "wait90": spread("wait", 0.9),
            "replies": count("kind = 'reply' and took is not null"),
            "reply": spread("reply", 0.5),
            "reply90": spread("reply", 0.9),
            "resolutions": count("kind = 'close' and took is not null"),
            "resolution": spread("close", 0.5),
            "scores": [count(f"score = {score}") for score in range(1, 6)],
        }

    def members(self, column: str, words: list[str]) -> list[list[Any]]:
        numbers = {word: number for number, word in enumerate(words, 1)} | {None: 0}
        sql = OF_MEMBERS.format(column=column)
        values = {"first": self.first, "last": self.last, "is_all": self.is_all}
        found = self.database.rows(sql, values)
        return sorted([numbers[member], *rest] for member, *rest in found if any(rest))

    def by_day(self, sql: str, days: int) -> list[int]:
        begins = date.fromisoformat(self.facts["begins"])
        found: dict[date, int] = dict(self.database.rows(sql))
        return [int(found.get(begins + timedelta(day), 0)) for day in range(days)]


def close(shown: Any, found: Any) -> bool:
    """Whether two things are equal, durations but for the second to which the page cuts them."""
    if isinstance(shown, dict):
        return shown.keys() == found.keys() and all(close(shown[key], found[key]) for key in shown)
    if isinstance(shown, list):
        return len(shown) == len(found) and all(map(close, shown, found))
    if isinstance(found, float):
        return shown is not None and abs(shown - found) <= 1
    return bool(shown == found)


@pytest.mark.parametrize("seed", range(FILTERS))
def test_the_page_counts_what_sql_counts(opened: Looked, sample: Path, seed: int) -> None:
    facts = opened("() => JSON.parse(document.getElementById('meta').textContent)")
    filters = asked(Random(seed), facts)
    opened.go(urlencode(filters, doseq=True))
    shown = opened(SHOWN)
    with Database(sample / "warehouse.duckdb", read_only=True) as database:
        sql = Sql(database, filters, facts)
        assert close(shown["now"], sql.period(sql.first, sql.last, is_all=sql.is_all))
        if sql.is_all:
            assert shown["before"] is None
        else:
            days = sql.last - sql.first + timedelta(1)
            assert close(shown["before"], sql.period(sql.first - days, sql.first - timedelta(1), is_all=False))
        hours = f"from filtered where kind = 'creation' and date between '{sql.first}' and '{sql.last}'"
        created = f"select date, count(*) {hours} group by date"
        assert shown["daily"] == sql.by_day(created, len(shown["daily"]))
        heat: dict[int, int] = dict(
            database.rows(f"select (isodow(date) - 1) * 24 + hour, count(*) {hours} group by all")
        )
        assert shown["heat"] == [heat.get(cell, 0) for cell in range(168)]
        assert close(shown["people"], sql.members("assignee_id", facts["ids"]["staff"]))
        assert close(shown["teams"], sql.members("team_id", facts["ids"]["team"]))
        check_tags(sql, shown)
        check_repliers(sql, shown, facts)
        check_backlog(sql, shown)
        check_list(sql, shown, filters)


def check_tags(sql: Sql, shown: dict[str, Any]) -> None:
    """A chat counts once for each tag and for each branch above one."""
    undated = "or date is null" if sql.is_all else ""
    found = sql.database.rows(
        "select chat_id, present_name from main.chat_tags where chat_id in (select chat_id from filtered"
        f" where kind = 'creation' and (date between '{sql.first}' and '{sql.last}' {undated}))"
    )
    parts = {(chat, tuple(tag.split("/")[:end])) for chat, tag in found for end in range(1, tag.count("/") + 2)}
    assert shown["tags"] == Counter("/".join(path) for _, path in parts)


def check_repliers(sql: Sql, shown: dict[str, Any], facts: dict[str, Any]) -> None:
    numbers = {word: number for number, word in enumerate(facts["ids"]["staff"], 1)} | {None: 0}
    undated = "or date is null" if sql.is_all else ""
    found = sql.database.rows(
        "select replied_by, count(took), quantile_cont(took, 0.5) / 1000 from filtered where kind = 'reply'"
        f" and took is not null and (date between '{sql.first}' and '{sql.last}' {undated}) group by replied_by"
    )
    expected = sorted([numbers[who], count, middle] for who, count, middle in found)
    assert close([[row[0], row[4], row[5]] for row in shown["repliers"]], expected)


def check_backlog(sql: Sql, shown: dict[str, Any]) -> None:
    """Runs of the chats that pass, for whom they were when they began: whatever the weekday and the hour."""
    changes = sql.by_day(
        "select date, sum(change) from (select date, 1 as change from owned where kind in ('opening', 'reopening')"
        " union all select ended_on, -1 from owned where ended_on is not null) group by date",
        len(shown["backlog"]) - 1,
    )
    assert shown["backlog"][:-1] == [sum(changes[: day + 1]) for day in range(len(changes))]


def check_list(sql: Sql, shown: dict[str, Any], filters: dict[str, Any]) -> None:
    undated = "or date is null" if sql.is_all else ""
    condition = {
        "slowest": "kind = 'wait' and took is not null",
        "score:5": "score = 5",
        "between:60:600": "kind = 'wait' and took >= 60000 and took < 600000",
    }[filters["list"]]
    value = "score" if filters["list"] == "score:5" else "took // 1000"
    found = sql.database.rows(
        f"select {value} from filtered where {condition} and (date between '{sql.first}' and '{sql.last}' {undated})"
        " order by 1 desc"
    )
    assert shown["listed"] == [value for (value,) in found]


@pytest.fixture(scope="module")
def opened(browser: Any, report: Path) -> Any:
    """The page, opened once: addresses are changed in it."""
    opener = Opener(browser)
    looked = opener(report)
    yield looked
    looked.page.close()
    assert looked.wrong == []
