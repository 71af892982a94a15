"""Many loads and builds against one: the same events, split at random, must come to the same warehouse.

    python tests/differential.py [--trials 3] [--seed 1] [FILE …]        the sample's events where no file is named

A trial splits the documents into 10 to 40 files, and after each loads, builds, builds all, rolls back, changes settings
and takes that back, kills a load or a build, removes the warehouse, or builds while the clock is wrong (by `faketime`,
if it is installed). At the end every relation is compared, row by row, with that of one load and one build.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from wh import assets
from wh.contracts.kinds import holders
from wh.engine.database import Database
from wh.reading.documents import read_documents
from wh.reading.finding import find_files
from wh.reading.sources import examined
from wh.rendering.quoting import identifier

WH = [sys.executable, "-m", "wh"]
SETTINGS = [  # what stands before, and after, those of the sample
    ('reply_clock = "last"\n', ""),
    ('desk_url = "https://x/{id}"\n', ""),
    ("", '\n[channels.default]\ntime_zone = "Europe/Paris"\n'),
    ("", '\n[channels."1"]\nhours.mon = [["22:00", "06:00"]]\n'),
]


def documents(files: Sequence[str]) -> list[str]:
    """The documents of files, each in one line."""
    names = list(files) or [str(assets.root() / "seeds" / "events")]
    sources = [examined(file, holders()) for file in find_files(names, Path())]
    return [each.text.replace("\n", " ").strip() for source in sources if source for each in read_documents(source)]


class Trial:
    """A home to which files come one by one, and what happens to it meanwhile."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self.home = home
        self.settings = (assets.root() / "seeds" / "wh.toml").read_text("utf-8")
        self.done: list[str] = []
        self._chance = chance
        (home / "events").mkdir(parents=True)
        (home / "wh.toml").write_text(self.settings, "utf-8")

    def wh(self, *words: str, before: Sequence[str] = ()) -> None:
        """Runs a command; one that cannot do what it is asked for, as a rollback of the first build, may say so."""
        command = [*before, *WH, *words, "--home", str(self.home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode and words[0] != "rollback":
            raise SystemExit(f"{' '.join(self.done)}: {' '.join(words)}: {done.stderr}")

    def happen(self) -> None:
        """One thing, by chance."""
        things: list[Callable[[], None]] = [self.build, self.build, self.load, self.full, self.rollback, self.setting]
        things += [self.kill, self.lose] + [self.jump] * bool(shutil.which("faketime"))
        thing = self._chance.choice(things)
        self.done.append(thing.__name__)
        thing()

    def build(self) -> None:
        self.wh("build")

    def load(self) -> None:
        self.wh("load", str(self.home / "events"))

    def full(self) -> None:
        self.wh("build", "--full")

    def rollback(self) -> None:
        self.wh("rollback") if (self.home / "warehouse.duckdb").exists() else None

    def setting(self) -> None:
        """Changed for a build, and taken back."""
        head, tail = self._chance.choice(SETTINGS)
        (self.home / "wh.toml").write_text(head + self.settings + tail, "utf-8")
        self.wh("build")
        (self.home / "wh.toml").write_text(self.settings, "utf-8")

    def kill(self) -> None:
        """A build, or the load before it, killed at any moment."""
        command = [*WH, "build", "--home", str(self.home)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(self._chance.uniform(0.2, 2.0))
        process.kill()
        process.wait()

    def lose(self) -> None:
        (self.home / "warehouse.duckdb").unlink(missing_ok=True)

    def jump(self) -> None:
        """A build of another month. What is loaded then counts for how far the clock reaches, so nothing is."""
        self.load()
        self.wh("build", before=["faketime", "-f", self._chance.choice(["+30d", "-30d"])])


def differences(one: Path, many: Path) -> list[str]:
    """The relations that differ between two warehouses, with how many rows only one of them has."""
    found = []
    with Database() as database:
        database.attach(one / "warehouse.duckdb", "one", read_only=True)
        database.attach(many / "warehouse.duckdb", "many", read_only=True)
        names = database.rows(
            "select table_schema, table_name from information_schema.tables where table_catalog = 'one'"
            " and (table_schema in ('main', 'sheets') or table_name in ('checks', 'columns', 'freshness'))"
        )
        for schema, table in names:
            name = f"{identifier(schema)}.{identifier(table)}"
            for this, that in (("one", "many"), ("many", "one")):
                rows = database.value(f"select count(*) from (from {this}.{name} except all from {that}.{name})")
                found += [f"{schema}.{table}: {rows} rows only in {this}"] if rows else []
    return found


def tried(lines: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """One trial: what happened, and what differs at the end."""
    chance = random.Random(seed)
    order = list(lines)
    if chance.random() < 0.5:
        chance.shuffle(order)
    cuts = sorted(chance.sample(range(1, len(order)), min(len(order) - 1, chance.randint(9, 39))))
    with tempfile.TemporaryDirectory() as folder:
        one, many = Trial(Path(folder) / "one", chance), Trial(Path(folder) / "many", chance)
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(order)], strict=True)):
            text = "".join(line + "\n" for line in order[start:end])
            for each in (one, many):
                (each.home / "events" / f"{number:03}.jsonl").write_text(text, "utf-8", "surrogateescape")
            many.happen()
        many.build()
        one.build()
        return many.done, differences(one.home, many.home)


def main() -> None:
    """Prints a line for each trial; the exit code is 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--trials", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.umask(0o077)
    lines, is_same = documents(options.files), True
    for seed in range(options.seed, options.seed + options.trials):
        done, differing = tried(lines, seed)
        is_same = is_same and not differing
        print(f"seed {seed}: {len(done)} loads: {' '.join(done)}: {'; '.join(differing) or 'the same'}", flush=True)
    sys.exit(not is_same)


if __name__ == "__main__":
    main()
