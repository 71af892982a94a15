"""`wh build`: models to relations, checked against their contracts, published as one file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wh import __version__, assets, check, graph, landing, model, publish
from wh.check import Finding
from wh.contract import Column, ProfileKey
from wh.errors import FaultError
from wh.load import open_raw
from wh.model import Model
from wh.project import Home
from wh.quoting import identifier, literal
from wh.render import Rendered, render
from wh.settings import DAYS, Settings
from wh.warehouse import Database, version

CLOSED = ((0, 0),)  # an override without ranges: a date with no opening time
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Built:
    """What a build made: rows by model, seconds, and what the checks found."""

    rows: dict[str, int]
    seconds: float
    findings: tuple[Finding, ...]
    unknown_channels: tuple[str, ...]

    @property
    def marts(self) -> dict[str, int]:
        """Rows of the tables people query first."""
        return {name: self.rows[name] for name in ("user_chats", "messages", "users")}


def build(home: Home, progress: Progress = lambda *_: None) -> Built:
    """Builds every model from raw.duckdb and publishes the result; on any error the last warehouse stays."""
    started = time.monotonic()
    open_raw(home.raw).close()
    with publish.replacing(home.warehouse) as file, Database() as database:
        database.attach(home.raw, "raw", read_only=True)
        database.attach(file, "warehouse")
        rows = run(database, home.settings, model.all_models(), progress)
        describe(database)
        findings = check.run(database, model.all_models().values())
        record(database, rows, findings)
        unknown = database.rows("select id from main.channels where not is_known order by id")
        database.execute("use memory; checkpoint warehouse; detach warehouse")
    return Built(rows, time.monotonic() - started, tuple(findings), tuple(row[0] for row in unknown))


@contextmanager
def scratch(home: Home) -> Iterator[Database]:
    """A database to make models in that nobody sees, with the home's raw events attached."""
    open_raw(home.raw).close()
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True)
        database.execute("attach ':memory:' as warehouse")
        yield database


def check_home(home: Home, names: Sequence[str]) -> tuple[int, list[Finding]]:
    """Binds every model without data, then runs the checks of the named ones (all by default) on the raw events."""
    wanted = [model.named(name) for name in names] or list(model.all_models().values())
    with Database() as empty:
        empty.execute("attach ':memory:' as raw; attach ':memory:' as warehouse")
        empty.run("sql/raw/tables.sql", kinds=landing.kinds())
        run(empty, home.settings, model.all_models(), with_data=False)
    with scratch(home) as database:
        parents = [
            each.references.partition(".")[0] for one in wanted for each in one.contract.columns if each.references
        ]
        run(database, home.settings, [each.name for each in wanted] + parents)
        return len(model.all_models()), check.run(database, wanted)


def run(
    database: Database,
    settings: Settings,
    names: Iterable[str],
    progress: Progress = lambda *_: None,
    *,
    with_data: bool = True,
) -> dict[str, int]:
    """Makes the named models and their ancestors in `database`, which has raw and warehouse attached; rows by name."""
    prepare(database, settings)
    models = graph.order(names)
    rows: dict[str, int] = {}
    for number, each in enumerate(models):
        progress(each.name, number, len(models))
        create(database, each, settings, with_data=with_data)
        rows[each.name] = int(database.value(f"select count(*) from {each.relation}")) if not each.is_view else 0
    progress("", len(models), len(models))
    return rows


def prepare(database: Database, settings: Settings) -> None:
    """The schemas, and the settings as tables that models can join."""
    database.run("sql/settings.sql")
    database.insert("memory.settings.profile_order", [(key, i) for i, key in enumerate(settings.profile_order)])
    for name, channel in settings.channels.items():
        _check_zone(database, channel.time_zone)
        days = {DAYS.index(day): ranges for day, ranges in (channel.hours or {}).items()}
        hours = [(name, day, *each) for day, ranges in days.items() for each in ranges]
        overrides = [(name, day, *each) for day, ranges in channel.overrides.items() for each in ranges or CLOSED]
        database.insert("memory.settings.channels", [(name, channel.time_zone, channel.hours is not None)])
        database.insert("memory.settings.hours", hours)
        database.insert("memory.settings.holidays", [(name, day) for day in channel.holidays])
        database.insert("memory.settings.overrides", overrides)


def _check_zone(database: Database, zone: str | None) -> None:
    if zone and not database.value("select count(*) > 0 from pg_timezone_names() where name = ?", [zone]):
        raise FaultError(f"wh.toml: {zone} is no time zone", 'zones are named like "Asia/Tokyo"')


def create(database: Database, each: Model, settings: Settings, *, with_data: bool = True) -> None:
    """Makes the relation of one model and holds it to its contract."""
    sql = select(database, each, settings)
    if each.is_view:
        database.execute(sql.after(f"create view {each.relation} as "))
    else:
        database.execute(sql.after(f"create table {each.relation} as (", "\n)" if with_data else "\n) with no data"))
    actual = [(row[0], row[1]) for row in database.rows(f"describe {each.relation}")]
    keys = profile_keys(database, each.contract.dynamic.entity) if each.contract.dynamic else []
    if differences := each.contract.differences(actual, keys):
        lines = "\n      ".join(differences)
        raise FaultError(
            f"{each.template} does not keep its contract:\n      {lines}", "- is promised, + is what it makes"
        )


def select(database: Database, each: Model, settings: Settings) -> Rendered:
    """The SQL of a model; one with columns for profile keys asks `database` for them."""
    context = {
        "ref": lambda name: model.named(name).relation,
        "setting": settings,
        "profile_keys": lambda entity: profile_keys(database, entity),
    }
    return render(each.template, context)


def describe(database: Database) -> None:
    """Puts every published doc into the file, and the ad-hoc SQL helpers."""
    for path in sorted((assets.root() / "sql" / "functions").glob("*.sql")):
        database.execute(function(path.name))
    for each in model.all_models().values():
        if each.is_published:
            kind = "view" if each.is_view else "table"
            database.execute(f"comment on {kind} {each.relation} is {literal(each.contract.doc)}")
            for column in promised(database, each):
                name = f"{each.relation}.{identifier(column.name)}"
                database.execute(f"comment on column {name} is {literal(column.doc)}")


def function(name: str) -> str:
    """The statement that makes an ad-hoc SQL helper, without its tests."""
    text = (assets.root() / "sql" / "functions" / name).read_text("utf-8")
    return text.partition("-- Tests")[0]


def promised(database: Database, each: Model) -> tuple[Column, ...]:
    """The columns of a model's contract, those for profile keys included."""
    if each.contract.dynamic is None:
        return each.contract.columns
    return each.contract.promised(profile_keys(database, each.contract.dynamic.entity))


def profile_keys(database: Database, entity: str) -> list[ProfileKey]:
    """The profile keys that become columns of the sheet of `entity`, in their order."""
    sql = "select key, label from main.profile_keys where entity = ? order by position"
    return [ProfileKey(*row) for row in database.rows(sql, [entity])]


def record(database: Database, rows: dict[str, int], findings: list[Finding]) -> None:
    """Writes down in schema `meta` what was built from what, what it means and what the checks found."""
    database.run("sql/meta.sql", version=__version__, engine=version(), kinds=landing.kinds())
    models = model.all_models().values()
    database.insert("meta.models", [(each.name, each.layer, each.contract.doc, rows[each.name]) for each in models])
    columns = [
        (each.relation.replace('"', ""), place, column.name, column.type, column.doc, column.duration, column.hidden)
        for each in models
        if each.is_published
        for place, column in enumerate(promised(database, each), 1)
    ]
    database.insert("meta.columns", columns)
    database.insert("meta.checks", [(each.model, each.check, each.severity, each.rows) for each in findings])
