"""The models on both engines: every mart, report, sheet and check, over all cases and random worlds at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from one_home import cases_and_worlds
from wh.engine.database import Database
from wh.engine.hadoop import address
from wh.engine.spark import Spark
from wh.errors import FaultError
from wh.home.home import Home
from wh.inspecting import verify
from wh.loading.load import load_paths
from wh.models.model import all_models
from wh.scaling.cluster import Cluster
from wh.scaling.events import write_events
from wh.scaling.zones import compare_zones

WORLDS = 50

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    told = cases_and_worlds(WORLDS, number=17)
    assert told.added > 250
    folder = tmp_path_factory.mktemp("one") / "home"
    told.write(folder)
    home = Home.at(folder)
    load_paths(home, [str(folder / "events")])
    return home


def test_all_cases_and_random_worlds_come_out_the_same(one_home: Home, spark: Spark) -> None:
    found = verify.verify(spark, one_home)
    assert not found.differences
    assert found.relations == sum(each.is_published for each in all_models().values())
    assert found.rows > 10_000
    assert not list(one_home.path.glob("verify-*"))


def test_what_is_forgotten_is_in_no_folder_of_the_next_build(tmp_path: Path, spark: Spark) -> None:
    home = Home.init(tmp_path / "desk", sample=True)
    load_paths(home, [str(home.path / "events")])
    written = write_events(spark, home, address(str(tmp_path / "tables")))
    assert not written.lost
    with Database() as database:
        database.attach(home.raw, "raw")
        ((chat,),) = database.rows("select id from raw.user_chats order by id limit 1")
        database.execute("delete from raw.user_chats where id = ?", [chat])
    again = write_events(spark, home, address(str(tmp_path / "tables")))
    assert again.lost
    assert again.marks != written.marks
    with Database() as database:
        files = f"read_parquet('{tmp_path}/tables/*/user_chats.parquet')"
        assert database.value(f"select count(*) from {files}") > 0
        assert not database.value(f"select count(*) from {files} where id = ?", [chat])


def test_a_difference_is_told_with_rows_and_columns(tmp_path: Path) -> None:
    model = all_models()["dates"]
    with Database() as database:
        for engine, value in (("ours", "7"), ("theirs/dates", "8")):
            folder = tmp_path / engine
            folder.mkdir(parents=True)
            database.execute(f"copy (select 1 as a, {value} as b) to '{folder}/dates.parquet'")
        (found,) = verify.differences(database, model, tmp_path / "ours", tmp_path / "theirs")
    assert found.told == "rows; columns that differ: b"
    assert found.rows == ('DuckDB only: {"a":1,"b":7}', 'Spark only: {"a":1,"b":8}')


def test_zones_that_differ_are_named(one_home: Home, spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = Cluster(spark, one_home.settings)
    compare_zones(cluster, ["Asia/Tokyo", "America/New_York", "Europe/London"], 1_690_000_000_000, 1_750_000_000_000)
    monkeypatch.setattr(cluster, "query", lambda *_, **__: [("Asia/Tokyo", datetime(2023, 7, 22), 0)])
    with pytest.raises(FaultError, match=r"differ in what time it is in Asia/Tokyo"):
        compare_zones(cluster, ["Asia/Tokyo"], 1_690_000_000_000, 1_700_000_000_000)


def test_an_error_names_the_model_and_shows_the_line(
    one_home: Home, spark: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(spark, one_home.settings)
    monkeypatch.setattr(cluster, "model_sql", lambda _: "SELECT 1\nFROM nowhere")
    with pytest.raises(FaultError) as told:
        cluster.make(all_models()["daily_volume"], "", "parquet")
    assert told.value.message.startswith("models/reports/daily_volume.sql: Spark: [TABLE_OR_VIEW_NOT_FOUND]")
    assert told.value.hint.splitlines()[0] == "FROM nowhere"
