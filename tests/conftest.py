"""What the tests of commands share: the commands, a home, the sample channel built once, and small events."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from wh import assets, main
from wh.building.build import build_warehouse
from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.home.home import Home
from wh.loading.load import load_paths, paths_in_settings
from wh.loading.raw import open_raw
from wh.models.model import all_models
from wh.rendering.template import environment

pytest_plugins = ["looking", "on_spark"]

AT = 1_743_500_000_000  # an instant on 2025-04-01


@dataclass(frozen=True)
class Said:
    """What a command left behind: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def ended() -> int:
    """The exit code that `wh` ends with."""
    try:
        main.run()
    except SystemExit as error:
        return int(error.code or 0)
    return 0


class Command:
    """`wh` as its entry point runs it, in this process; `home` is the home it works in."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capture = capture

    def __call__(self, *words: str | Path, stdin: bytes = b"", code: int | None = 0, **environment: str) -> Said:
        """Runs the command and holds it to the exit code; None stands for any but 0."""
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["wh", *map(str, words)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            for name, value in {"WH_HOME": str(self.home), **environment}.items():
                patch.setenv(name, value)
            self._capture.readouterr()
            actual = ended()
        out, err = self._capture.readouterr()
        assert actual == code or (code is None and actual), f"exit code {actual}: {err}"
        return Said(actual, out, err)

    def fails(self, *words: str | Path, code: int, stdin: bytes = b"", **environment: str) -> str:
        """Runs a command that must end with one line of error; returns that line and its hint."""
        said = self(*words, code=code, stdin=stdin, **environment)
        assert "Traceback" not in said.err
        assert said.err.count("error: ") == 1, said.err
        return said.err[said.err.index("error: ") :]

    def raw(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on raw.duckdb, attached as `raw`."""
        with open_raw(self.home / "raw.duckdb") as database:
            return database.rows(sql)

    def built(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on warehouse.duckdb."""
        with Database(self.home / "warehouse.duckdb", read_only=True) as database:
            return database.rows(sql)


@pytest.fixture
def wh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The commands, run in an empty folder that holds a home named `home`."""
    for name in [name for name in os.environ if name.startswith("WH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    return Command(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the sample channel, built; not to be changed."""
    home = Home.init(tmp_path_factory.mktemp("sample") / "desk", sample=True)
    load_paths(home, paths_in_settings(home))
    build_warehouse(home)
    return home.path


@pytest.fixture
def desk(wh: Command, sample: Path) -> Command:
    """The commands, run in a copy of the sample's home."""
    shutil.rmtree(wh.home)
    shutil.copytree(sample, wh.home)
    return wh


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the models and the SQL, in the place of the originals; after a change of it: `forget`."""
    root = tmp_path / "project"
    for name in ("models", "sql", "seeds"):
        shutil.copytree(assets.root() / name, root / name)
    monkeypatch.setattr(assets, "root", lambda: root)
    forget()
    yield root
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Makes the next command read models and SQL again."""
    for each in (environment, all_models, kinds):
        each.cache_clear()


def built_home(folder: Path, events: bytes) -> Path:
    """A home in `folder`, built from events none of which is rejected."""
    home = Home.init(folder / "home", sample=False)
    (home.path / "events" / "a.jsonl").write_bytes(events)
    assert not load_paths(home, paths_in_settings(home)).rejects
    build_warehouse(home)
    return home.path


def message(id_: str = "m1", **fields: Any) -> dict[str, Any]:
    """A customer's message."""
    entity = {"id": id_, "chatId": "c1", "channelId": "1", "chatType": "userChat", "createdAt": AT, "version": 1}
    return {**entity, "personType": "user", "personId": "u1", "plainText": f"text of {id_}", **fields}


def webhook(entity: Mapping[str, Any], type_: str = "message", **refers: Any) -> dict[str, Any]:
    """The webhook body of an entity."""
    return {"event": "upsert", "type": type_, "entity": entity, "refers": refers}


def lines(*documents: Any) -> bytes:
    """Documents one per line; bytes are taken as they are."""
    texts = [each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode() for each in documents]
    return b"".join(text + b"\n" for text in texts)


def write(name: str, *documents: Any) -> Path:
    """A file of documents, one per line, in the current folder."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(lines(*documents))
    return file


def ids(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The first column of rows."""
    return [row[0] for row in rows]


def known(wh: Command) -> list[str]:
    """The ids of the messages that were loaded."""
    return ids(wh.raw("select id from raw.messages order by id"))


def rejected(wh: Command) -> list[tuple[int, str]]:
    """Line and reason of what was rejected."""
    return [(line, reason) for line, reason in wh.raw("select line, reason from raw.rejects order by line")]


PASSWORD = "correcthorse9"


def entries(file: Path, password: str = PASSWORD) -> dict[str, bytes]:
    """The entries of an encrypted zip."""
    with pyzipper.AESZipFile(file) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}
