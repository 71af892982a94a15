"""Kills `wh` again and again at any instant, and looks whether anything was lost, doubled, half made or left over.

    python tests/support/crashes.py --kills 200 --seed 1

One home after the other lives through loads, builds, rollbacks and exports in random order, each a process of its own,
while new event files arrive. One is killed (SIGKILL), what is left is looked at, then another one has to end well.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyzipper

from watched import NEVER, NO_LINKS, PASSWORD, Ended, Kill, digest, run

AT = 1_743_500_000_000
TABLES = {"message": "messages", "userChat": "user_chats", "user": "users"}
KILLED = {"load": 4, "build": 5, "rollback": 2, "export": 3}  # and how often, in relation
NEXT = {"load": 3, "build": 3, "rollback": 2, "export": 2, "status": 1, "sql": 1}
OURS = {"wh.toml", "wh.lock", "events", "exports", "raw.duckdb", "warehouse.duckdb", "warehouse.duckdb.previous"}


@dataclass
class Trial:
    """A home that lives through kills: what was given to it, and what must be in it by now."""

    folder: Path
    given: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # ids by file and table
    kept: set[str] = field(default_factory=set)  # files whose load said that it ended
    now: str = ""  # the published file
    before: str = ""  # the one that a rollback brings back

    def __post_init__(self) -> None:
        self.home = self.folder / "home"
        (self.home / "events").mkdir(parents=True)
        (self.home / "exports").mkdir()
        (self.home / "wh.toml").write_text('owners = ["301"]\nwait = 0\n')
        for _ in range(3):
            self.arrive()

    def arrive(self) -> None:
        """One more event file, of another form than the last one; it repeats some of that one's events."""
        number = len(self.given)
        documents = events(number - 1)[:5] + events(number)
        name = f"{number:03}" + (".json", ".jsonl", ".jsonl.gz")[number % 3]
        lines = [json.dumps(each) for each in documents]
        data = (f"[{', '.join(lines)}]" if name.endswith("json") else "\n".join(lines)).encode()
        (self.home / "events" / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
        self.given[name] = {
            table: {each["entity"]["id"] for each in documents if each["type"] == type_}
            for type_, table in TABLES.items()
        }

    def go(self, command: str, random: Random, kill: Kill = NEVER) -> Ended:
        """Runs a command, and looks at what is left; unless it was killed it has to end as it should."""
        files = sorted(self.given)
        if command == "load" and random.random() < 0.5:
            files = random.sample(files, random.randint(1, 3))
        zipped = self.home / "exports" / f"{random.randrange(10**9)}.zip"
        words = {
            "load": [str(self.home / "events" / name) for name in files],
            "export": [str(zipped), "--as", "301", "--reason", "x", "--sheet", "users", "--format", "json"],
            "sql": ["select count(*) from messages"],
        }
        ended = run(self.home, command, *words.get(command, []), kill=kill)
        if command in ("load", "build") and "loaded " in ended.said:
            self.kept |= set(files)
        was = self.before
        self._look_at_raw()
        self._look_at_warehouse(command)
        self._look_at_exports()
        if ended.code != -signal.SIGKILL:
            self._look_after(command, ended, zipped, was)
        return ended

    def _look_at_raw(self) -> None:
        """Each load is there as a whole or not at all, and those that ended are."""
        if not (self.home / "raw.duckdb").exists():
            assert not self.kept, "raw.duckdb is gone"
            return
        with duckdb.connect(str(self.home / "raw.duckdb"), read_only=True) as raw:
            (last,) = raw.execute("select coalesce(max(load_id), 0) from loads").fetchall()[0]
            known = [Path(path).name for (path,) in raw.execute("select path from files").fetchall()]
            assert self.kept <= set(known), f"lost: {self.kept - set(known)}"
            assert len(known) == len(set(known)), f"loaded twice: {known}"
            for table in TABLES.values():
                rows = raw.execute(f"select id from {table} where load_id <= {last}").fetchall()
                found, wanted = Counter(id_ for (id_,) in rows), Counter(self._ids(known, table))
                assert found == wanted, f"{table}: {found - wanted} too many, {wanted - found} missing"

    def _look_at_warehouse(self, command: str) -> None:
        """The published file is the one from before or the one that this command published, and it is whole."""
        file = self.home / "warehouse.duckdb"
        meant, now = (self.folder / "published").read_text().split(), digest(file)
        assert now in (self.now, *meant), f"{command} left a file that nobody published"
        assert command in ("build", "rollback") or not meant
        assert command != "rollback" or set(meant) <= {self.before}, "rolled back to another file"
        if now != self.now:
            self.now, self.before = now, self.now
        assert not file.with_name(file.name + ".wal").exists()
        if now:
            self._look_into(file)

    def _look_into(self, file: Path) -> None:
        with (
            duckdb.connect(str(file), read_only=True) as built,
            duckdb.connect(str(self.home / "raw.duckdb"), read_only=True) as raw,
        ):
            ((load_id,),) = built.execute("select max(last_load_id) from meta.builds").fetchall()
            loaded = raw.execute("select path from files where load_id <= ?", [load_id]).fetchall()
            for table in TABLES.values():
                found = [id_ for (id_,) in built.execute(f"select id from {table}").fetchall()]
                assert sorted(found) == sorted(self._ids([Path(path).name for (path,) in loaded], table))
            rows = "select name, row_count from meta.models where layer = 'marts'"
            for name, count in built.execute(rows).fetchall():
                assert built.execute(f"select count(*) from main.{name}").fetchall() == [(count,)], name
            views = "select schema_name, view_name from duckdb_views() where not internal"
            for schema, view in built.execute(views).fetchall():
                built.execute(f'select * from {schema}."{view}"').fetchall()

    def _look_at_exports(self) -> None:
        """A zip that has its name is whole, and is in the log."""
        zips = list(self.home.glob("exports/*.zip"))
        for file in zips:
            with pyzipper.AESZipFile(file) as archive:
                archive.setpassword(PASSWORD.encode())
                assert archive.testzip() is None
                assert archive.namelist() == ["users.json", "manifest.json"]
        if zips:
            with duckdb.connect(str(self.home / "raw.duckdb"), read_only=True) as raw:
                logged = {name for (name,) in raw.execute("select file from exports").fetchall()}
            assert {file.name for file in zips} <= logged

    def _look_after(self, command: str, ended: Ended, zipped: Path, was: str) -> None:
        """A command that ended did its work, said it in words, and put away what killed ones had left."""
        raw = (self.home / "raw.duckdb").exists()
        needs = {"rollback": was, "export": self.now, "sql": self.now, "status": raw}.get(command, True)
        expected = 0 if needs else 1 if command == "status" else 2
        assert ended.code == expected, f"{command} ended with {ended.code}: {ended.said}"
        assert "Traceback" not in ended.said
        names = {each.name for each in self.home.iterdir()}
        kept = digest(self.home / "warehouse.duckdb.previous")
        if command in ("build", "rollback") and needs:
            assert (self.folder / "published").read_text().split() == [self.now] * ("nothing is new" not in ended.said)
            assert kept == self.before, "the build before is not kept"
        if command == "build":
            assert names <= OURS, f"left over: {names - OURS}"
            assert self.kept == set(self.given)
        if command == "export" and needs:
            assert zipped.exists()
            assert {each.suffix for each in self.home.glob("exports/*")} == {".zip"}

    def _ids(self, files: list[str], table: str) -> set[str]:
        return set[str]().union(*(self.given[name][table] for name in files))


def events(number: int) -> list[dict[str, Any]]:
    """Webhooks of six chats that no other number has."""
    made: list[tuple[str, dict[str, Any]]] = [("manager", {"id": "301", "role": "owner", "name": "A"})]
    for chat in (f"{number}-{each}" for each in range(6 if number >= 0 else 0)):
        made.append(("user", {"id": f"u{chat}", "name": f"name of {chat}"}))
        made.append(("userChat", {"id": f"c{chat}", "userId": f"u{chat}", "state": "opened"}))
        spoken = {"chatId": f"c{chat}", "chatType": "userChat", "personType": "user", "personId": f"u{chat}"}
        made += [("message", {"id": f"m{chat}-{each}", "plainText": f"text {each}", **spoken}) for each in range(3)]
    common = {"channelId": "1", "createdAt": AT, "version": 1}
    return [{"event": "upsert", "type": type_, "entity": common | entity} for type_, entity in made]


class Rounds:
    """Kills by phase, and what was wrong after them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.phases = Counter[str]()
        self.failures: list[str] = []
        self._usual: dict[str, tuple[dict[str, int], float]] = {}

    def run(self, kills: int) -> None:
        """One home after the other, until there were so many kills."""
        while sum(self.phases.values()) < kills and len(self.failures) < 5:
            trial, story = Trial(Path(tempfile.mkdtemp(prefix="crashes-"))), list[object]()
            if self.random.random() < 0.2:
                (trial.folder / NO_LINKS).touch()
            try:
                for _ in range(min(self.random.randint(5, 20), kills - sum(self.phases.values()))):
                    self._live(trial, story)
                trial.go("build", self.random)
            except Exception as error:  # the story is what one needs then
                self.failures.append(f"{trial.folder}: {story}: {type(error).__name__}: {error}")
                print(self.failures[-1], flush=True)
            else:
                shutil.rmtree(trial.folder)

    def _live(self, trial: Trial, story: list[object]) -> None:
        """One command that is killed, and one that has to end."""
        if self.random.random() < 0.5:
            trial.arrive()
        command, kill = self._kill()
        story.append((command, kill))
        ended = trial.go(command, self.random, kill)
        story.append(ended.phase)
        if ended.code == -signal.SIGKILL:
            self.phases[f"{command}, {ended.phase}"] += 1
        (command,) = self.random.choices([*NEXT], [*NEXT.values()])
        story.append(command)
        began = time.monotonic()
        ended = trial.go(command, self.random)
        if not ended.code:
            self._usual[command] = ended.counts, time.monotonic() - began

    def _kill(self) -> tuple[str, Kill]:
        """A command, and an instant, a step or a statement of as many as it usually has."""
        (command,) = self.random.choices([*KILLED], [*KILLED.values()])
        counts, seconds = self._usual.get(command, ({"step": 12, "statement": 100}, 2.0))
        kind = self.random.choice(["seconds", "step", "step", "statement"])
        if kind == "seconds":
            return command, Kill(kind, self.random.uniform(0.2, seconds))
        return command, Kill(kind, self.random.randint(1, max(counts[kind], 1)))


def main() -> int:
    """Runs as many kills as the command line asks for; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    rounds = Rounds(words.seed)
    rounds.run(words.kills)
    print(f"{rounds.phases.total()} kills, {len(rounds.failures)} failures; seed {words.seed}, {duckdb.__version__}")
    for phase, count in sorted(rounds.phases.items()):
        print(f"  {count:4} {phase}")
    return bool(rounds.failures)


if __name__ == "__main__":
    sys.exit(main())
