"""`wh forget`: out of raw.duckdb, the warehouse and the build before it; files that still hold it are named."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wh.building import publish
from wh.building.build import BuildOptions, build_warehouse
from wh.engine.database import Database
from wh.errors import UsageError
from wh.fetching.ledger import Ledger
from wh.forgetting.files import Files, Ids
from wh.home.home import Home
from wh.home.newfile import new_file
from wh.loading.raw import attach_raw, open_raw

KINDS = {"user": "customer", "chat": "chat", "message": "message"}


@dataclass
class Forgotten:
    """What was taken out, and where it still is: files, those that could not be read, exports that may have it, tables
    that were built on Spark ("" if there are none).
    """

    chats: int
    messages: int
    rewritten: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    tables: str = ""


def held(home: Home, kind: str, id_: str) -> Counter[str]:
    """How many customers, chats and messages go with one; a UsageError where nothing of it was ever loaded."""
    with Database() as database:
        attach_raw(database, home)
        _gone(database, kind, id_)
        ((users, chats, messages, known),) = database.query("sql/raw/held.sql")
    if not (users or chats or messages or known):
        raise UsageError(f"no {KINDS[kind]} has the id {id_}", "ids are those of the platform, as user_chats has them")
    return Counter(users=users, chats=chats, messages=messages)


def forget(home: Home, kind: str, id_: str, reason: str, *, rewrite: bool, password: str | None) -> Forgotten:
    """Takes one out. Whoever ends it amid its work runs it again: it goes on. The caller has claimed the home."""
    found = held(home, kind, id_)
    with home.pulled(), open_raw(home.raw, home.settings.wait) as database:
        ids = _gone(database, kind, id_)
        patterns = [str(path) for (path,) in database.rows("select distinct path from raw.files where path <> '-'")]
        before = set(database.rows("select kind, hash from raw.forgotten"))
        log = database.rows("select strftime(exported_at, '%Y-%m-%d'), file from raw.exports order by all")
        database.run("sql/raw/forget.sql", reason=reason)
        hashes = database.rows("select distinct hash from raw.forgotten order by hash")
        with new_file(home.forgotten, force=True) as file:
            file.write_text("".join(f"{each}\n" for (each,) in hashes), "ascii")
        for path in home.ledgers.glob("*.sqlite"):
            with closing(Ledger(path)) as ledger:
                ledger.forget([each for of in ids for each in of])
    _write_anew(home)
    if home.warehouse.exists():
        target = home.warehouse.resolve()
        build_warehouse(home, BuildOptions(full=True, despite_findings=True))
        for path in (publish.previous(target), publish.refused(target)):
            path.unlink(missing_ok=True)
    for path in (home.profile, home.report, home.spark_log):
        path.unlink(missing_ok=True)
    files = Files(home, patterns, ids, password)
    if before:
        files.learn(before)
    return Forgotten(
        found["chats"],
        found["messages"],
        rewritten=files.rewrite() if rewrite else [],
        files=files.holding(),
        unread=files.unread,
        exports=[f"{file} of {day}" for day, file in log],
        tables=home.settings.spark.to or (str(home.tables) if home.tables.exists() else ""),
    )


def _gone(database: Database, kind: str, id_: str) -> Ids:
    """Makes the table `gone` of all ids that go with one; returns them."""
    database.execute("create or replace temp table gone (kind VARCHAR, id VARCHAR)")
    rows: list[Any] = database.query("sql/raw/of_subject.sql", {"kind": kind, "id": id_})
    database.insert("gone", rows)
    by_kind: dict[str, set[str]] = {name: set() for name in KINDS}
    for name, found in rows:
        by_kind[name].add(found)
    return Ids(frozenset(by_kind["user"]), frozenset(by_kind["chat"]), frozenset(by_kind["message"]))


def _write_anew(home: Home) -> None:
    """Copies raw.duckdb into a file without the space that deleted rows had, in which they would still be."""
    with new_file(home.raw, force=True) as file:
        file.unlink()
        with Database() as database:
            database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
            database.attach(file, "anew")
            database.execute("copy from database raw to anew")
            database.execute("detach anew")
