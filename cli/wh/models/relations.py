"""Making the relations of models in a database, each held to its contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from wh.contracts.contract import Column, Difference, ProfileKey
from wh.contracts.written import promised_at
from wh.engine.database import Database, Row
from wh.errors import FaultError, UsageError
from wh.home.settings import DAYS, Settings
from wh.models.model import Model, all_models, build_order, model_named
from wh.rendering.pointing import INDENT, at, at_call, last_line_with, pointed
from wh.rendering.rendered import Rendered
from wh.rendering.template import ALL, TOUCHED, render

_READ = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\b(?:from|join)\s+(\w+)(?![\w.(])")  # or a comment, or a text
CLOSED = ((0, 0),)  # an override without ranges: a date with no opening time
Progress = Callable[[str, int, int | None], None]


class Engine(Protocol):
    """What the SQL of models needs of an engine: it is asked which profile keys there are."""

    def query(self, template: str, /, parameters: list[Any], **context: Any) -> list[Row]:
        """All rows of the query that an SQL template gives."""


def make_relations(
    database: Database,
    settings: Settings,
    names: Iterable[str],
    progress: Progress = lambda *_: None,
    *,
    with_data: bool = True,
) -> dict[str, int]:
    """Makes the named models and their ancestors in `database`, which has raw and warehouse attached; rows by name."""
    add_settings(database, settings)
    database.run("sql/build/schemas.sql")
    models = build_order(names)
    rows: dict[str, int] = {}
    for number, each in enumerate(models):
        progress(each.name, number, len(models))
        make_relation(database, each, settings, with_data=with_data)
        rows[each.name] = int(database.value(f"select count(*) from {each.relation}")) if not each.is_view else 0
    progress("", len(models), len(models))
    return rows


def add_settings(database: Database, settings: Settings) -> None:
    """The schemas where a build works, and the settings as tables that models can join."""
    database.run("sql/build/settings.sql")
    database.insert("memory.settings.profile_order", [(key, i) for i, key in enumerate(settings.profile_order)])
    for name, channel in settings.channels.items():
        _check_zone(database, channel.time_zone)
        overrides = [(name, day, *each) for day, ranges in channel.overrides.items() for each in ranges or CLOSED]
        database.insert("memory.settings.channels", [(name, channel.time_zone)])
        for since, hours in channel.schedules.items():
            schedule = f"settings {name} {since}"
            database.insert("memory.settings.schedules", [(name, since, schedule)])
            days = {DAYS.index(day): ranges for day, ranges in hours.items()}
            ranges = [(schedule, day, *each) for day, ranges in days.items() for each in ranges]
            database.insert("memory.settings.hours", ranges)
        database.insert("memory.settings.holidays", [(name, day) for day in channel.holidays])
        database.insert("memory.settings.overrides", overrides)


def _check_zone(database: Database, zone: str | None) -> None:
    if zone and not database.value("select count(*) > 0 from pg_timezone_names() where name = ?", [zone]):
        raise UsageError(f"wh.toml: {zone} is not a time zone", 'zones are named like "Asia/Tokyo"')


def make_relation(
    database: Database,
    each: Model,
    settings: Settings,
    relation: str = "",
    *,
    parts: bool = False,
    with_data: bool = True,
) -> None:
    """Makes the relation of one model and holds it to its contract; under another name where `relation` gives one.

    With `parts`, it is made from the parts of its parents.
    """
    relation = relation or each.relation
    sql = model_sql(database, each, settings, parts=parts)
    if each.is_view:
        database.execute(sql.after(f"create or replace view {relation} as "))
    else:
        database.execute(
            sql.after(f"create or replace table {relation} as (", "\n)" if with_data else "\n) with no data")
        )
    actual = [(row[0], row[1]) for row in database.rows(f"describe {relation}")]
    keys = profile_keys(database, each.contract.dynamic.entity) if each.contract.dynamic else []
    if differences := each.contract.differences(actual, keys):
        raise _broken_promise(each, differences)


def _broken_promise(each: Model, differences: Sequence[Difference]) -> FaultError:
    """What a model makes otherwise than its contract says, each with the line of the contract."""
    if twice := next((name for found in differences if (name := _twice(each, found))), ""):
        place = (each.template, last_line_with(each.template, twice))
        return FaultError(at_call([place], f"{twice} is selected twice", twice), "give one of them another name")
    lines = [f"{_place(each, found)}: {found.told}" for found in differences]
    lacking = [found.promised.name for found in differences if found.promised and not found.name]
    extra = [found.name for found in differences if not found.promised]
    hint = ""
    if lacking and extra:
        hint = f"is {extra[0]} meant to be {lacking[0]}?"
    elif lacking:
        line = at((each.template, last_line_with(each.template, lacking[0])))
        hint = f"is a comma missing after {lacking[0]} ({line})? Then what follows became its name"
    return FaultError(INDENT.join([f"{each.template} does not keep its contract", *lines]), hint)


def _twice(each: Model, found: Difference) -> str:
    """The column that is selected twice, where the engine made another name for the second; else ""."""
    name = re.sub(r"_\d+$", "", found.name)
    names = [column.name for column in each.contract.columns]
    return name if not found.promised and name != found.name and name in names else ""


def _place(each: Model, found: Difference) -> str:
    """Where the contract promises a column; of one that it does not promise, where the model makes it."""
    if found.promised and found.promised.written:
        return at(promised_at(each.template, "columns", found.promised.written))
    return at((each.template, last_line_with(each.template, found.name)))


def model_sql(engine: Engine, each: Model, settings: Settings, *, parts: bool = False) -> Rendered:
    """The SQL of a model; one with columns for profile keys asks `engine` for them.

    With `parts`, it reads the touched chats' and customers' events, and the parts of parents that have a partition.
    """

    def ref(name: str) -> str:
        parent = model_named(name)
        return parent.part if parts and parent.contract.partition else parent.relation

    context = {"ref": ref, "setting": settings, "profile_keys": lambda entity: profile_keys(engine, entity)}
    sql = render(each.template, context, TOUCHED if parts else ALL)
    if not parts:  # the names of both are the same
        _refuse_bare_names(sql)
    return sql


def _refuse_bare_names(sql: Rendered) -> None:
    """A FaultError for a model that is read by its mere name: a build would not know that it must be made before."""
    for found in _READ.finditer(sql.sql):
        name = found[1]
        if name in all_models() and not re.search(rf"\b{name} as (materialized )?\(", sql.sql):
            raise FaultError(pointed(sql, f"{name} is a model", found.start(1), name), f'write {{{{ ref("{name}") }}}}')


def promised_columns(engine: Engine, each: Model) -> tuple[Column, ...]:
    """The columns of a model's contract with their docs, those for profile keys included."""
    keys = profile_keys(engine, each.contract.dynamic.entity) if each.contract.dynamic else []
    return each.documented.promised(keys)


def profile_keys(engine: Engine, entity: str) -> list[ProfileKey]:
    """The columns for profile keys in the sheet of `entity`, in their order."""
    rows = engine.query("sql/build/profile_keys.sql", [entity])
    return [ProfileKey(label, tuple(keys), is_shared, type_) for label, keys, is_shared, type_ in rows]
