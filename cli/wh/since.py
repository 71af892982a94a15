"""What has changed since the last build: in the events, and in the models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from wh import __version__, assets, landing, model
from wh.errors import FaultError
from wh.model import Model
from wh.project import Home
from wh.render import Rendered
from wh.warehouse import Database, Row, version

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

    `whole` says why nothing of it can be carried over, if so. `builds` is its history, the rows of meta.builds.
    """

    whole: str
    load_id: int = 0
    models: Mapping[str, Fingerprint] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    builds: Sequence[Row] = ()


def last_build(home: Home, raw: Database) -> Since:
    """What the published build left; `raw` has the home's raw events attached."""
    path = home.warehouse.resolve()
    if not path.exists():
        return Since("first build")
    try:
        with Database(path, read_only=True) as last:
            return _since(path, last, raw)
    except FaultError:  # damaged, or made by a wh that wrote down less
        return Since("the last build cannot be read")


def _since(path: Path, last: Database, raw: Database) -> Since:
    ((built_us, wh, engine, load_id, loaded_at, free, total),) = last.query("sql/increment/last_build.sql")
    if (wh, engine) != (__version__, version()):
        return Since(f"the last build is by wh {wh} with DuckDB {engine}")
    builds = last.rows("from meta.builds")
    stored = last.rows("select name, relation, template_hash, sql_hash, contract_hash from meta.models")
    if path.stat().st_mtime_ns // 1000 != built_us:
        return Since("another program wrote into the last build", builds=builds)
    if raw.rows("select finished_at from raw.loads where load_id = ?", [load_id]) != [(loaded_at,)]:
        return Since("raw.duckdb is not the one of the last build", builds=builds)
    if not {(name, relation) for name, relation, *_ in stored} <= {
        (each.name, each.relation) for each in model.all_models().values()
    }:
        return Since("a model is gone", builds=builds)
    if free > MOST_FREE * total:
        return Since("half of the file is free space", builds=builds)
    kinds = raw.query("sql/increment/new_kinds.sql", kinds=landing.kinds(), load_id=load_id)
    models = {name: Fingerprint(*hashes) for name, _, *hashes in stored}
    return Since("", load_id, models, frozenset(row[0] for row in kinds), builds)


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
