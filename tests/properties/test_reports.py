"""Every report against a plain computation of it from the rows of the marts, row by row and column by column."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import plain_reports
from plain_marts import Marts
from streams import World, world
from wh.engine.database import Database
from wh.models.checks import checks_of
from wh.models.model import all_models, model_named
from workbench import built

GROUPINGS = ["dates", "channel_dates", "chat_groups"]
REPORTS = [name for name, each in all_models().items() if each.layer == "reports"]


def compare(database: Database) -> None:
    marts = Marts(database)
    for name in [*GROUPINGS, *REPORTS]:
        columns, found = database.table(f"select * from main.{name}")
        expected = Counter(tuple(row[column] for column in columns) for row in getattr(plain_reports, name)(marts))
        actual = Counter(found)
        assert (name, *(expected - actual), "…", *(actual - expected)) == (name, "…")


SUMS = """
    select {columns}
    from main.{report}
    where dimension = 'all' and {date} is not null
"""
AGREEING = {  # columns of reports that sum up to those of daily_volume
    "resolutions": {
        "chats": "chats_created",
        "opened": "cycles_opened",
        "reopened": "reopenings",
        "closed": "cycles_closed",
    },
    "response_times": {"chats": "chats_created", "replies": "replies", "resolutions": "cycles_closed"},
    "hourly_response_times": {"replies": "replies"},
    "satisfaction": {"chats": "chats_created"},
    "snoozed_times": {"chats": "chats_created"},
}


def disagreements(database: Database) -> list[str]:
    """Reports whose months do not sum up to the days of daily_volume."""
    found = []
    for report, columns in AGREEING.items():
        months = ", ".join(f"sum({name})" for name in columns)
        days = ", ".join(f"sum({name})" for name in columns.values())
        (of_months,) = database.rows(SUMS.format(columns=months, report=report, date="month"))
        (of_days,) = database.rows(SUMS.format(columns=days, report="daily_volume", date="date"))
        if [each or 0 for each in of_months] != [each or 0 for each in of_days]:
            found.append(f"{report}: {of_months} in months, {of_days} in days")
    return found


def faults(database: Database) -> list[str]:
    """The checks that only a model can break and that found failing rows."""
    models = [model_named(name) for name in [*GROUPINGS, *REPORTS, "user_chats", "chat_cycles", "chat_turns"]]
    asked = [check for each in models for check in checks_of(each, each.relation) if check.severity == "error"]
    return [f"{check.model}: {check.name}" for check in asked if database.rows(check.sql.sql)]


def test_the_reports_of_the_sample_are_what_its_marts_say(sample: Path) -> None:
    with Database(sample / "warehouse.duckdb", read_only=True) as database:
        compare(database)
        assert not faults(database)
        assert not disagreements(database)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world(most_chats=6))
def test_reports_are_what_the_marts_say(example: World) -> None:
    with built(*example, names=REPORTS + GROUPINGS) as database:
        compare(database)
        assert not faults(database)
        assert not disagreements(database)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(world(most_chats=6))
def test_reports_are_what_the_marts_say_in_many_worlds(example: World) -> None:
    with built(*example, names=REPORTS + GROUPINGS) as database:
        compare(database)
        assert not faults(database)
        assert not disagreements(database)
