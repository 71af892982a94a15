"""Every model and check is written with what is proven on Spark; what is not is told with the spelling to use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from conftest import Command
from wh import assets
from wh.home.settings import Settings
from wh.inspecting.portable import unportable
from wh.rendering.rendered import Rendered
from wh.translating.constructs import constructs, portable_faults, probes, proven


def told(sql: str) -> list[tuple[str, str]]:
    """What is not proven in a select, and what to write instead."""
    return [(fault, hint) for _, _, fault, hint in portable_faults(Rendered(sql, (0,), ((("models/x.sql", 1),),)))]


@pytest.mark.parametrize("clock", ["first", "last"])
def test_every_model_and_every_check_is_proven(clock: str) -> None:
    assert list(unportable(replace(Settings(), reply_clock=clock))) == []


@pytest.mark.parametrize(
    ("sql", "construct", "spelling"),
    [
        ("select dayofweek(a) from t", "DayOfWeek", "weekday(date)"),
        ("select strftime(a, '%Y') from t", "TimeToStr", "who reads it puts it into a text"),
        ("select arg_max(a, b) from t", "ArgMax", "row_number()"),
        ("select count(*) filter (where a > 1) from t", "Filter", "count(case when"),
        ("select a from t qualify row_number() over (order by a) = 1", "Qualify", "subselect"),
        ("select a from t asof join u on t.x >= u.x", "Join asof", "from_ms <= at_ms"),
        ("select round(a, 2) from t", "Round", "average(total, count)"),
        ("select a like 'x%' from t", "Like", "starts_with"),
        ("select len(a) from t", "Length", "array_length"),
        ("select a->'$.b' from t", "JSONExtract", "->>'$.key'"),
        ("select unheard_of(a) from t", "unheard_of", "docs/scale.md"),
    ],
)
def test_what_is_not_proven_is_told_with_the_spelling_to_use(sql: str, construct: str, spelling: str) -> None:
    found = told(sql)
    assert any(f"{construct} is not proven on Spark" in fault and spelling in hint for fault, hint in found), found


def test_a_rule_that_refuses_is_told_too() -> None:
    assert told("select a from t where a not in (select b from u)") == [
        ("not in (select …) does not scale", "write not exists (select 1 from … where a = b)")
    ]


def test_every_probe_is_a_select_that_can_be_translated() -> None:
    assert len(probes()) > 30
    assert {"Select", "DateDiff day", "nfc_normalize", "Join full"} <= proven()


def test_nothing_is_proven_that_no_model_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what the probes' own values are written with, and dates cut to a month or a year as they stand."""
    monkeypatch.setattr("wh.translating.constructs.proven", lambda: frozenset[str]())
    found = [fault for clock in ("first", "last") for fault, _ in unportable(replace(Settings(), reply_clock=clock))]
    used = {match[1] for fault in found if (match := re.search(r": ([^:]+) is not proven on Spark", fault))}
    assert (
        proven() - used
        == {
            *("Cast json", "Cast text[]", "PropertyEQ", "Struct", "Values", "Tuple"),
            *("DateTrunc 'month'", "DateTrunc 'year'"),
        }
        - used
    )


def test_the_command_says_what_is_not_proven(wh: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 constructs not proven on Spark" in wh("check", "--portable").err
    monkeypatch.setattr("wh.translating.constructs.proven", lambda: frozenset(proven() - {"DateDiff day"}))
    said = wh("check", "--portable", code=1).err
    assert "models/marts/dates.sql:" in said
    assert "DateDiff day is not proven on Spark" in said


def test_compile_prints_the_sql_of_a_model_for_spark(wh: Command) -> None:
    assert "CAST(`quarter` AS BIGINT) AS `quarter`" in wh("compile", "dates").out
    assert wh.fails("compile", "dates", "--dialect", "trino", code=2).startswith("error: trino is no dialect")


def test_every_spelling_is_for_something_that_is_not_proven() -> None:
    spelled = tomllib.loads((assets.root() / "sql/spark/spellings.toml").read_text("utf-8"))
    whole = {
        "Cast",
        "TryCast",
        "Interval",
        "TimestampTrunc",
        "DateDiff",
        "Select",
        "Star",
        "Union",
        "Div",
        "Tuple",
        "ArrayAgg",
    }
    assert not {word for word in spelled if word in proven()} - whole


def test_constructs_tell_apart_what_their_meaning_hangs_on() -> None:
    found = {
        name for name, _ in constructs("select date_diff('day', a, b), cast(c as bigint) from t left join u on true")
    }
    assert {"DateDiff day", "Cast bigint", "Join left"} <= found
