"""What is fresh and what is stale since the last build, and why.

A build goes on from the file of the last one. A relation in it is *fresh* when making it again would give the same
rows: it is carried over. It is *stale* when it might give others: it is made again, over all events, or only over those
of the chats and customers that new events touch. Either way the file is, row by row, what a build of everything makes.

    what makes a model stale         over what it runs           where that is found
    events were loaded               what they touch; of a       load_id of raw events; sql/increment/touched and linked
                                     list, which is small, all   find the chats and customers
    a parent changed for everybody   all events                  what making the parent came to (increment.Change)
    other SQL, by edit, by setting   all events                  its fingerprint
    or by a new profile key
    another contract                 all events                  its fingerprint
    it was not there                 all events                  it has no fingerprint

What makes none stale: files that are loaded again; an edit, in a template or macro, that comes to the same SQL; a list
that is made again and comes out the same; days added to the end of the business clock (`spares_old_chats`).

Where the last file cannot be trusted, or is not worth it, everything is stale: `UNUSABLE` and `last_build` say when.
Every reason that a build, `wh status` or meta.models gives is defined here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wh import __version__, assets
from wh.building import publish
from wh.contracts.kinds import kinds
from wh.engine.database import Database, Row, engine_version
from wh.errors import DamagedError, FaultError
from wh.home.home import Home
from wh.home.settings import Settings
from wh.models.model import Model, all_models
from wh.rendering.macros import shared
from wh.rendering.rendered import Rendered

MOST_BUILDS = 1000  # of the log of builds, that outlive a build of everything
MOST_FREE = 0.5  # the share of a file that may be free space


@dataclass(frozen=True)
class Reason:
    """Why a model ran, or why nothing could be carried over; `parent` names the model that passed it on, if one did."""

    text: str
    parent: str = ""


# A model is stale.
NEW_EVENTS = Reason("new events")
NEW_MODEL = Reason("new model")
CHANGED_CONTRACT = Reason("changed contract")
CHANGED_SQL = Reason("changed SQL")
CHANGED_SETTING = Reason("changed setting")
CHANGED_KEYS = Reason("changed profile keys")

# Everything is stale.
FULL = Reason("--full")
FIRST_BUILD = Reason("first build")
EMPTY = Reason("the last build had no events")
DAMAGED = Reason("the last build is damaged")
UNREADABLE = Reason("the last build cannot be read")  # by a wh that wrote down less, or damaged where it did
WRITTEN_INTO = Reason("another program wrote into the last build")
OTHER_EVENTS = Reason("raw.duckdb is not the file that the last build was made from")
LOST_MODEL = Reason("a model was removed")
HAS_ERRORS = Reason("the last build was published despite errors")
HALF_EMPTY = Reason("half of the file is free space")


def parent_changed(name: str) -> Reason:
    """A model is made from one that changed for everybody."""
    return Reason(f"{name} changed", parent=name)


def other_version(wh: str, engine: str) -> Reason:
    """Another wh or DuckDB made the last build: functions and time zones may differ."""
    of = "" if engine.startswith("Spark") else "DuckDB "
    return Reason(f"the last build is by wh {wh} with {of}{engine}")


UNUSABLE = (  # in the order of the columns of sql/increment/unusable.sql
    WRITTEN_INTO,
    OTHER_EVENTS,
    LOST_MODEL,
    HAS_ERRORS,
    HALF_EMPTY,
)


@dataclass(frozen=True)
class Fingerprint:
    """Hashes of what a model depends on beside events and other models: its template, its SQL and its contract."""

    template: str
    sql: str
    contract: str

    def stale(self, last: Fingerprint | None, *, has_keys: bool) -> Reason | None:
        """Why the model itself is stale, or None.

        `last` is its fingerprint in the last build; `has_keys` says that its columns depend on the profiles' keys.
        """
        if last is None:
            return NEW_MODEL
        if self.contract != last.contract:
            return CHANGED_CONTRACT
        if self.sql != last.sql:
            return CHANGED_SQL if self.template != last.template else CHANGED_KEYS if has_keys else CHANGED_SETTING
        return None


@dataclass(frozen=True)
class LastBuild:
    """What the last build left behind, and the kinds of events that were loaded since.

    `unusable` says why nothing of it can be carried over, if so. `is_current`: no event, model or setting is new.
    `writes`: how often its file was written. `builds` is its history, the newest rows of meta.builds.
    """

    unusable: Reason | None
    load_id: int = 0
    writes: int = 0
    models: Mapping[str, Fingerprint] = field(default_factory=dict)
    new_kinds: frozenset[str] = frozenset()
    is_current: bool = False
    builds: Sequence[Row] = ()

    def without(self, why: Reason) -> LastBuild:
        """The same build, of which nothing is carried over."""
        return LastBuild(why, builds=self.builds)


def last_build(home: Home, database: Database) -> LastBuild:
    """What the published build left; `database` has the home's raw events attached."""
    path = home.warehouse.resolve()
    if not path.exists():
        return LastBuild(FIRST_BUILD)
    try:
        database.attach(path, "last", read_only=True, wait=home.settings.wait)
    except DamagedError:
        return LastBuild(DAMAGED)
    try:
        return _read(path, database, home.settings)
    except FaultError:
        return LastBuild(UNREADABLE)
    finally:
        database.execute("detach last")


def _read(path: Path, database: Database, settings: Settings) -> LastBuild:
    ((wh, engine, inputs, load_id, writes),) = database.query("sql/increment/last_build.sql")
    if (wh, engine) != (__version__, engine_version()):
        return LastBuild(other_version(wh, engine))
    if load_id is None:
        return LastBuild(EMPTY)
    builds = database.rows(f"from last.meta.builds order by build_id desc limit {MOST_BUILDS}")
    has_same_inputs = inputs == hash_of_inputs(settings)
    if why := _unusable(path, database, () if has_same_inputs else all_models().values()):
        return LastBuild(why, builds=builds)
    stored = database.rows("select name, template_hash, sql_hash, contract_hash from last.meta.models")
    new_kinds = database.query("sql/increment/new_kinds.sql", kinds=kinds(), load_id=load_id)
    return LastBuild(
        unusable=None,
        load_id=load_id,
        writes=writes,
        models={name: Fingerprint(*hashes) for name, *hashes in stored},
        new_kinds=frozenset(name for (name,) in new_kinds),
        is_current=has_same_inputs and not new_kinds,
        builds=builds,
    )


def _unusable(path: Path, database: Database, models: Collection[Model]) -> Reason | None:
    """The first of UNUSABLE that holds; `models` are those of now, or none where they are known to be the same.

    A build writes down in meta.builds how often its file was written: after more, another program wrote.
    """
    facts = {
        "has_log": path.with_name(path.name + ".wal").exists(),
        "writes": publish.writes(path),
        "names": [each.name for each in models],
        "relations": [each.relation for each in models],
        "most_free": MOST_FREE,
    }
    (holding,) = database.query("sql/increment/unusable.sql", facts)
    return next((reason for reason, holds in zip(UNUSABLE, holding, strict=True) if holds), None)


def hash_of_inputs(settings: Settings) -> str:
    """A hash of what a build depends on beside events and the engine: the files of models/ and sql/, the settings."""
    files = sorted(path for name in ("models", "sql") for path in (assets.root() / name).rglob("*") if path.is_file())
    names = [path.relative_to(assets.root()).as_posix().encode() for path in files]
    contents = [_hash(path.read_bytes()).encode() for path in files]
    return _hash(b"\0".join([repr(settings).encode(), *names, *contents]))


def fingerprint(database: Database, each: Model, sql: Rendered, macros: bytes) -> Fingerprint:
    """The fingerprint of a model that comes to `sql`; the settings stand in `database` as tables."""
    tables = [database.rows(f"from memory.settings.{table} order by all") for table in sorted(sql.settings)]
    template = assets.root() / each.template
    return Fingerprint(
        template=_hash(template.read_bytes() + macros),
        sql=_hash(sql.sql.encode() + repr(tables).encode()),
        contract=contract_hash(each),
    )


def contract_hash(each: Model) -> str:
    """A hash of what a model promises, and of what it says of itself."""
    return _hash(repr((each.doc, each.documented)).encode())


def macros() -> bytes:
    """The text of all macros, any of which a template may use."""
    return b"".join((assets.root() / template).read_bytes() for template in shared())


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()
