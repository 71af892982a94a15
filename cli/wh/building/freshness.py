"""What has changed since the last build: in the events, and in the models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wh import __version__, assets
from wh.engine.database import Database, Row, engine_version
from wh.engine.template import Rendered
from wh.errors import DamagedError, FaultError
from wh.home.home import Home
from wh.home.settings import Settings
from wh.loading.kinds import kinds
from wh.models.model import Model, all_models

MOST_BUILDS = 1000  # of the log of builds, that outlive a build of everything
MOST_FREE = 0.5  # the share of a file that may be free space; beyond it the next build makes the file anew


@dataclass(frozen=True)
class Fingerprint:
    """What a model's rows depend on beside events and other models, as hashes: its files, and the SQL they come to."""

    template: str
    sql: str
    contract: str

    def differs(self, last: Fingerprint | None) -> str:
        """Why the model must be made again; "" where it need not."""
        if last is None:
            return "new model"
        if self.contract != last.contract:
            return "changed contract"
        if self.sql != last.sql:
            return "changed SQL" if self.template != last.template else "changed setting"
        return ""


@dataclass(frozen=True)
class Since:
    """What the last build left, and the kinds of which events were loaded since.

    `whole` says why nothing of it can be carried over, if so. `is_current`: no event, model or setting is new. `builds`
    is its history, the newest rows of meta.builds.
    """

    whole: str
    load_id: int = 0
    models: Mapping[str, Fingerprint] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    is_current: bool = False
    builds: Sequence[Row] = ()

    def anew(self, why: str) -> Since:
        """The same where nothing is to be carried over."""
        return Since(why, builds=self.builds)


def last_build(home: Home, database: Database) -> Since:
    """What the published build left; `database` has the home's raw events attached."""
    path = home.warehouse.resolve()
    if not path.exists():
        return Since("first build")
    try:
        database.attach(path, "last", read_only=True, wait=home.settings.wait)
    except DamagedError:
        return Since("the last build is damaged")
    try:
        return _since(home, path, database)
    except FaultError:  # made by a wh that wrote down less, or damaged where it did
        return Since("the last build cannot be read")
    finally:
        database.execute("detach last")


def _since(home: Home, path: Path, database: Database) -> Since:
    (found,) = database.query("sql/increment/last_build.sql")
    built_us, wh, engine, before, load_id, loaded_at, free, total = found
    if (wh, engine) != (__version__, engine_version()):
        return Since(f"the last build is by wh {wh} with DuckDB {engine}")
    builds = database.rows(f"from last.meta.builds order by built_at desc limit {MOST_BUILDS}")
    hashes = "template_hash, sql_hash, contract_hash"
    stored = database.rows(f"select name, relation, {hashes} from last.meta.models")
    present = {(each.name, each.relation) for each in all_models().values()}
    if path.stat().st_mtime_ns // 1000 != built_us or path.with_name(path.name + ".wal").exists():
        return Since("another program wrote into the last build", builds=builds)
    if database.rows("select finished_at from raw.loads where load_id = ?", [load_id]) != [(loaded_at,)]:
        return Since("raw.duckdb is not the one of the last build", builds=builds)
    if any((name, relation) not in present for name, relation, *_ in stored):
        return Since("a model is gone", builds=builds)
    if database.value("select count(*) > 0 from last.meta.checks where severity = 'error'"):
        return Since("the last build was published despite errors", builds=builds)
    if free > MOST_FREE * total:
        return Since("half of the file is free space", builds=builds)
    new_kinds = database.query("sql/increment/new_kinds.sql", kinds=kinds(), load_id=load_id)
    models = {name: Fingerprint(*rest) for name, _, *rest in stored}
    is_current = not new_kinds and before == made_of(home.settings)
    return Since("", load_id, models, frozenset(row[0] for row in new_kinds), is_current, builds)


def made_of(settings: Settings) -> str:
    """A hash of what a build depends on beside events and the engine: the files of models/ and sql/, the settings."""
    files = sorted(path for name in ("models", "sql") for path in (assets.root() / name).rglob("*") if path.is_file())
    names = [path.relative_to(assets.root()).as_posix().encode() for path in files]
    contents = [_hash(path.read_bytes()).encode() for path in files]
    return _hash(b"\0".join([repr(settings).encode(), *names, *contents]))


def fingerprint(database: Database, each: Model, sql: Rendered) -> Fingerprint:
    """The fingerprint of a model that comes to `sql`; the settings stand in `database` as tables."""
    tables = [database.rows(f"from memory.settings.{table} order by all") for table in sorted(sql.settings)]
    template = assets.root() / each.template
    return Fingerprint(
        _hash(template.read_bytes() + _macros()),
        _hash(sql.sql.encode() + repr(tables).encode()),
        _hash(template.with_suffix(".toml").read_bytes()),
    )


@cache
def _macros() -> bytes:
    return b"".join(path.read_bytes() for path in sorted((assets.root() / "sql" / "macros").glob("*.sql")))


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()
