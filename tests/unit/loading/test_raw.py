"""raw.duckdb holds finished loads only."""

from __future__ import annotations

from pathlib import Path

from wh.loading.raw import open_raw


def test_what_a_load_that_was_killed_left_behind_goes(tmp_path: Path) -> None:
    with open_raw(tmp_path / "raw.duckdb") as raw:
        raw.execute("insert into raw.loads (load_id) values (1)")
        raw.execute("insert into raw.messages (load_id, id) values (1, 'kept'), (2, 'half')")
    with open_raw(tmp_path / "raw.duckdb") as raw:
        assert raw.rows("select id from raw.messages") == [("kept",)]
