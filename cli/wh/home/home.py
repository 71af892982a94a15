"""A home: the folder with settings, the two databases and the exports."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from wh import assets
from wh.errors import FaultError, UsageError
from wh.home import lock
from wh.home.first import NO_ANSWERS, Answers, with_answers
from wh.home.settings import Settings, read_settings

SECRET = 64  # hexadecimal digits of mask.key


def hashed(id_: str) -> str:
    """What is kept of an id that was forgotten: its SHA-256."""
    return hashlib.sha256(id_.encode()).hexdigest()


def read_secret(file: Path) -> str:
    """The text of a file of secrets; a UsageError where others than its owner can read it."""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise UsageError(f"{file} can be read by others", f"chmod 600 {file}")
    return file.read_text("utf-8")


@dataclass(frozen=True)
class Home:
    """Where everything of one warehouse lies, and its settings."""

    path: Path
    settings: Settings

    @classmethod
    def at(cls, path: Path) -> Home:
        """The home in the folder `path`."""
        if not path.is_dir():
            raise UsageError(f"{path} is not a folder", "`wh init DIR` makes a home")
        return cls(path, read_settings(path / "wh.toml"))

    @classmethod
    def init(cls, path: Path, *, sample: bool, answers: Answers = NO_ANSWERS) -> Home:
        """Makes a home in `path`: settings, a folder for events, and the sample channel if asked."""
        target = path / "wh.toml"
        template = assets.root() / "seeds" / ("wh.toml" if sample else "empty.toml")
        text = with_answers(template.read_text("utf-8"), answers)
        if target.exists():
            raise UsageError(f"{target} exists already", "a home is made once; edit the file instead")
        (path / "events").mkdir(parents=True, exist_ok=True)
        if sample:
            for file in sorted((assets.root() / "seeds" / "events").iterdir()):
                shutil.copyfile(file, path / "events" / file.name)
        target.write_text(text, "utf-8")
        return cls.at(path)

    def claimed(self) -> AbstractContextManager[None]:
        """Keeps other commands from changing the home while the block runs; a BusyError where one does and goes on."""
        return lock.claimed(self.path, self.settings.wait)

    def listened(self) -> AbstractContextManager[None]:
        """Keeps another listener out: each would take files that the other still writes for left over."""
        return lock.claimed(self.path, 0, "listen.lock", "listened in")

    def pulled(self) -> AbstractContextManager[None]:
        """Keeps another pull out; loads and builds go on."""
        return lock.claimed(self.path, 0, "pull.lock", "pulled into")

    @property
    def raw(self) -> Path:
        """The source of truth: every event that was ever loaded."""
        return self.path / "raw.duckdb"

    @property
    def warehouse(self) -> Path:
        """What is derived from it, for BI tools, ad-hoc SQL and exports."""
        return self.path / "warehouse.duckdb"

    @property
    def exports(self) -> Path:
        """The folder for exports that are given no name."""
        return self.path / "exports"

    @property
    def profile(self) -> Path:
        """Where the time of the last profiled build went."""
        return self.path / "profile.json"

    @property
    def tables(self) -> Path:
        """The folder of tables that are built on Spark, where settings name no other."""
        return self.path / "spark"

    @property
    def spark_log(self) -> Path:
        """What the last session of Spark printed."""
        return self.path / "spark.log"

    @property
    def report(self) -> Path:
        """The page of what happened to chats, where none is given a name."""
        return self.path / "report.html"

    @property
    def lineage(self) -> Path:
        """The lineage of all models, kept so that it is traced once."""
        return self.path / "lineage.json"

    @property
    def ledgers(self) -> Path:
        """The folder of what pulls know, a file for each channel."""
        return self.path / "pull"

    @property
    def forgotten(self) -> Path:
        """Hashes of ids that were forgotten, one a line: what is pulled of them is not written down."""
        return self.path / "forgotten.sha256"

    def forgotten_hashes(self) -> frozenset[str]:
        """What is in `forgotten`."""
        return frozenset(self.forgotten.read_text("ascii").split()) if self.forgotten.exists() else frozenset()

    @property
    def mask_key(self) -> Path:
        """The secret behind the pseudonyms of masked exports."""
        return self.path / "mask.key"

    def hold_raw(self) -> None:
        """A FaultError where raw.duckdb is gone: a build would publish only what is still in `sources`."""
        if self.warehouse.exists() and not self.raw.exists():
            raise FaultError(
                f"there is no {self.raw}, but a warehouse that was built from it",
                "restore a backup of it, or `wh load` all events again; the export log was in it",
            )

    def built(self) -> Path:
        """The published warehouse; an error when there is none yet."""
        if not self.warehouse.exists():
            raise UsageError(f"there is no {self.warehouse}", "run `wh build` first, or name the home with --home")
        return self.warehouse

    def mask_secret(self) -> str:
        """What is in `mask_key`, made when first asked for; who has it can tell whom a pseudonym stands for."""
        try:
            descriptor = os.open(self.mask_key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            secret = self.mask_key.read_text("ascii").strip()
            if len(secret) < SECRET:  # an empty one would make pseudonyms that anybody can make
                raise FaultError(f"{self.mask_key} is incomplete", "delete it; pseudonyms will be others") from None
            return secret
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET // 2) + "\n")
        return self.mask_secret()
