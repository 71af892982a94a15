"""`wh publish`: a warehouse.duckdb of the tables that a build on Spark left, all of them or a part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wh.building import publish
from wh.engine.database import Database
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.errors import UsageError, nearest
from wh.home.home import Home
from wh.models.comments import describe
from wh.models.model import Model, all_models, build_order
from wh.models.relations import Progress, make_relation
from wh.rendering.quoting import literal
from wh.scaling.cluster import split
from wh.scaling.dictionary import META
from wh.scaling.spark_build import SparkOptions, session
from wh.scaling.tables import POINTER, kept_for_readers

LOCAL = "file://"


@dataclass(frozen=True)
class Part:
    """Which chats to take, with all that belongs to them: of channels, created in a period of UTC. None takes all."""

    channels: Sequence[str] = ()
    since: date | None = None
    until: date | None = None

    @property
    def facts(self) -> dict[str, object]:
        """The parameters of sql/spark/chosen.sql."""
        return {"channels": list(self.channels), "since": self.since, "until": self.until}


def gather(
    home: Home, source: str, part: Part = Part(), progress: Progress = lambda *_: None, spark: Spark | None = None
) -> int:
    """Publishes the tables below `source`, a folder or an address, as the home's warehouse; returns how many chats.

    What is not on this machine is fetched by `spark`, or by a session that the settings describe. The published file is
    replaced as a whole, as by a build. A UsageError where there are no tables.
    """
    target, wait = home.warehouse.resolve(), home.settings.wait
    with publish.next_file(target) as file, _folder(home, address(source), spark) as folder, Database() as database:
        database.spill(home.path, None)
        database.attach(file, "warehouse")
        database.run("sql/build/schemas.sql")
        chats = _fill(database, home, folder, part, progress)
        publish.seal(database, file)
        publish.audit(file)
        publish.swap(file, target, wait)
    return chats


@contextmanager
def _folder(home: Home, source: str, spark: Spark | None) -> Iterator[Path]:
    """The folder of the published build, fetched by Spark where it is not on this machine."""
    if source.startswith(LOCAL):
        place = Path(source.removeprefix(LOCAL))
        pointer = place / POINTER
        name = pointer.read_text("utf-8").strip() if pointer.exists() else ""
        _hold(name, source)
        yield place / "builds" / name
        return
    reached = nullcontext(spark) if spark else session(home, SparkOptions())
    with tempfile.TemporaryDirectory(dir=home.path) as local, reached as found:
        name = found.files.read(f"{source}/{POINTER}").strip()
        _hold(name, source)
        found.files.fetch(f"{source}/builds/{name}", Path(local) / name)
        yield Path(local) / name


def _hold(name: str, source: str) -> None:
    if not name:
        raise UsageError(f"there are no tables at {source.removeprefix(LOCAL)}", "`wh build --engine spark` makes them")


def _fill(database: Database, home: Home, folder: Path, part: Part, progress: Progress) -> int:
    """Tables, views, docs and meta; returns the number of chats."""
    models = build_order(all_models())
    stored = [each for each in models if (each.is_published and not each.is_view) or each in kept_for_readers()]
    files = {each: _files(folder, each) for each in stored}
    chats = next(files[each] for each in stored if each.name == "user_chats")
    _refuse_unknown(database, part, chats)
    database.run("sql/spark/chosen.sql", part.facts, chats=chats)
    for number, each in enumerate(stored):
        progress(each.name, number, len(models))
        by = each.contract.partition.by if each.contract.partition else ""
        column = each.contract.partition.column if each.contract.partition else ""
        database.run("sql/spark/gathered.sql", relation=each.relation, files=files[each], by=by, column=column)
    for each in models:
        if each.is_view:
            make_relation(database, each, home.settings)
    describe(database, models)
    for name in META:
        database.execute(
            f"create table meta.{name} as from read_parquet({literal(str(folder / 'meta' / name))} || '.parquet')"
        )
    for each in stored:
        database.execute(
            f"update meta.models set row_count = (select count(*) from {each.relation}) where name = ?", [each.name]
        )
    return int(database.value("select count(*) from main.user_chats"))


def _refuse_unknown(database: Database, part: Part, chats: str) -> None:
    """A UsageError for a channel that no chat is of: the warehouse would be replaced by an empty one."""
    known = {name for (name,) in database.rows(f"select distinct channel_id from {chats}") if name}
    for name in part.channels:
        if name not in known:
            raise UsageError(f"no chat is of channel {name}", nearest(name, known))


def _files(folder: Path, each: Model) -> str:
    schema, name = split(each)
    return f"read_parquet({literal(str(folder / schema / name / '*.parquet'))})"
