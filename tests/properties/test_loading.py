"""Random files through `wh load` and through a plain loader: the same entities in the same order, the same rejects."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from plain_loader import Loader, kinds, meaning, text, version
from random_files import Files
from wh.loading.load import load_files
from wh.loading.raw import open_raw
from wh.reading.finding import find_files

LOADS = 2
FILES = 4
DOCUMENTS = 120


def is_json(shape: Any) -> bool:
    return shape in ("PROFILE", "JSON")


def plain(value: Any, shape: Any) -> Any:
    """A value of raw.duckdb with its JSON parsed."""
    if value is None:
        return None
    match shape:
        case dict():
            return {key: plain(value[key], inner) for key, inner in shape.items()}
        case [dict() as inner]:
            return [plain(each, inner) for each in value]
    return json.loads(value) if is_json(shape) else value


def kept(raw: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with open_raw(raw) as database:
        for name, kind in kinds().items():
            shapes = {"partial": "BOOLEAN", "deleting": "BOOLEAN", **kind["fields"]}
            rows = database.rows(f"select * exclude (load_id, seq, content) from raw.{name} order by seq")
            found[name] = [
                meaning({key: plain(value, shape) for value, (key, shape) in zip(row, shapes.items(), strict=True)})
                for row in rows
            ]
    return found


def rejects(raw: Path) -> Counter[tuple[int, str]]:
    with open_raw(raw) as database:
        return Counter(database.rows("select line, reason from raw.rejects"))


def by_version(states: list[dict[str, Any]], name: str) -> dict[Any, Any]:
    """What was kept of each version, and what last: to the engine some ways to say "no value" are one state."""
    kept: dict[Any, list[str]] = {}
    for state in map(meaning, states):
        kept.setdefault(version(state, kinds()[name]), []).append(text(state))
    return {which: (set(texts), texts[-1]) for which, texts in kept.items()}


def check(folder: Path, seed: int) -> int:
    """Writes and loads some files, a few times over; returns how many documents they held."""
    random, loader, raw, count = Random(seed), Loader(), folder / "raw.duckdb", 0
    for number in range(LOADS):
        files = Files(random)
        for _ in range(FILES):
            files.write(folder / str(number), DOCUMENTS)
        loader.load(files.documents)
        load_files(raw, find_files([str(folder / str(number))], folder))
        count += len(files.documents)
    found = kept(raw)
    for name in kinds():
        assert by_version(found[name], name) == by_version(loader.kept[name], name), name
    assert rejects(raw) == Counter(loader.rejects)
    return count


def seeds(fast: int) -> list[Any]:
    return [pytest.param(seed, marks=[] if seed < fast else pytest.mark.slow) for seed in range(50)]


@pytest.mark.parametrize("seed", seeds(11))
def test_a_load_keeps_and_rejects_what_a_plain_loader_does(tmp_path: Path, seed: int) -> None:
    assert check(tmp_path / "files", seed) > 900  # so that the fast tests have more than 10,000


@pytest.mark.parametrize("seed", seeds(1))
def test_so_does_one_in_which_the_engine_reads_all_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("wh.reading.sources.SMALL", 0)
    assert check(tmp_path / "files", 1000 + seed) > 900
