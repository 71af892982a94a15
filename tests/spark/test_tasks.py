"""Loading in tasks gives the rows of one `wh load`: entities with their places in the order of loading, and rejects."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from on_spark import FAR
from one_home import cases_and_worlds
from wh.contracts.kinds import kinds
from wh.engine.database import Database
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.home.home import Home
from wh.loading.load import load_paths
from wh.scaling import tasks
from wh.scaling.gather import gather
from wh.scaling.spark_build import SparkOptions, build_on_spark

pytestmark = pytest.mark.spark


def name_changes(chat: str) -> list[dict[str, Any]]:
    """A name of one version that is changed, changed back and told again: what is kept hangs on the order."""
    return [
        {"event": "upsert", "type": "userChat", "entity": {"id": chat, "version": 1, "channelId": "1", "name": name}}
        for name in ("a", "b", "a", "a", "b", "a")
    ]


def write(folder: Path, documents: list[Any], files: int, number: int) -> None:
    """Documents in some files, one of them packed, some documents twice, with lines that are no events."""
    folder.mkdir()
    random = Random(number)
    twice = [*documents, *random.sample(documents, 200)]
    for place in range(files):
        lines = [json.dumps(each, ensure_ascii=False) for each in twice[place::files]]
        lines.insert(random.randrange(len(lines)), "no JSON at all")
        text = "\n".join([*lines, '{"unknown": 1}']) + "\n"
        if place == 1:
            (folder / f"{place}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{place}.jsonl").write_text(text, "utf-8")


def compared(home: Home, folder: Path) -> None:
    """Holds what tasks loaded into `folder` to what raw.duckdb has."""
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True)
        for kind in kinds():
            columns = ", ".join(f'"{each.name}"' for each in kind.fields)
            ours = f'select seq, partial, deleting, {columns} from raw."{kind.name}"'
            files = [str(each) for each in folder.glob(f"load-*/{kind.name}.parquet/*.parquet")]
            theirs = (
                f"select seq, partial, deleting, {columns} from read_parquet({files})" if files else f"{ours} limit 0"
            )
            for one, other in ((ours, theirs), (theirs, ours)):
                assert not database.rows(f"({one}) except all ({other})"), kind.name
        counts = "select load_id, files, events, new, duplicate, rejected from {} order by load_id"
        assert database.rows(counts.format("raw.loads")) == database.rows(counts.format(f"'{folder}/loads.parquet'"))
        rejected = database.rows("select line, reason, text from raw.rejects order by all")
    marks = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("load-*/mark"))[1:]]
    assert sorted(tuple(each[1:]) for mark in marks for each in mark["rejects"]) == rejected


@pytest.mark.parametrize("is_far", [False, True])
def test_tasks_load_what_one_load_does(
    is_far: bool, far: Path, spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SHARE", 1)  # each file is a share
    home = Home.init(tmp_path / "desk", sample=False)
    documents = cases_and_worlds(20, number=3).documents + name_changes("n1")
    Random(5).shuffle(documents)
    place = far / "loaded" if is_far else tmp_path / "loaded"
    to = f"{FAR}/loaded" if is_far else address(str(place))
    events = (far if is_far else tmp_path) / "events"
    halves = [documents] if is_far else [documents[::2], [*documents[1::2], *documents[:50]]]
    for number, half in enumerate(halves):
        write(events.with_name(f"events{number}"), half, 5, number)
        given = f"{FAR}/events{number}" if is_far else str(events.with_name(f"events{number}"))
        found = tasks.load_in_tasks(spark, home, to, [given])
        assert tasks.load_in_tasks(spark, home, to, [given]).unchanged == 5
        told = load_paths(home, [str(events.with_name(f"events{number}"))])
        assert (found.files, found.events, found.new, found.duplicate) == (5, told.events, told.new, told.duplicate)
        compared(home, place)


def test_tables_far_away_are_published_here(far: Path, spark: Spark, tmp_path: Path) -> None:
    home = Home.init(tmp_path / "desk", sample=True)
    with (home.path / "wh.toml").open("a", encoding="utf-8") as file:
        file.write('\n[spark]\nload = "tasks"\n')
    home = Home.at(home.path)
    (far / "tables").mkdir()
    assert tasks.load_in_tasks(spark, home, f"{FAR}/tables/raw", ["events"]).new > 7_000
    built = build_on_spark(spark, home, SparkOptions(to=f"{FAR}/tables"))
    assert built
    assert built.rows["messages"] > 5_000
    assert gather(home, f"{FAR}/tables", spark=spark) == built.rows["user_chats"]
    with Database(home.warehouse, read_only=True) as database:
        assert database.value("select count(*) from main.messages") == built.rows["messages"]
        assert database.value("select count(*) from meta.freshness where events > 0") > 5
