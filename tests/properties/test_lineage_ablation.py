"""Lineage is complete: a column that changes when a raw field is taken away names that field."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ablation
from streams import World, world
from wh.contracts.kinds import kinds
from wh.home.settings import Settings, parse_settings
from wh.tracing.graph import Lineage
from wh.tracing.lineage import traced
from wh.tracing.origins import within
from wh.tracing.queries import How
from workbench import loaded

FIELDS = list(ablation.fields())
SINGLE = {kind.name: kind.single for kind in kinds()}
LINEAGE = traced(Settings())


def named(lineage: Lineage, relation: str, column: str, field: str) -> How | None:
    """How a column names a field, or what is in it, or what it is in."""
    number, key = lineage.start(f"{relation}.{column}")
    found = [how for each, how in lineage.origins(number, key).items() if meets(each.name, field)]
    return min(found, default=None)


def meets(origin: str, field: str) -> bool:
    return within(origin, field) or within(field, origin)


def unnamed(example: World, fields: list[tuple[str, str]], seen: Counter[tuple[str, str]]) -> list[str]:
    """The changes that lineage does not tell of. `seen` counts columns by how they name a field, and those changed."""
    documents, toml = example
    told = parse_settings(toml or {})
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.duckdb"
        loaded(raw, documents)
        with ablation.ablated(raw, told) as database:
            before = {each.name: ablation.cells(database, each) for each in ablation.PUBLISHED}
        found = []
        for kind, path in fields:
            field = f"{SINGLE[kind]}.{path}"
            with ablation.ablated(raw, told, kind, path) as database:
                for model in ablation.PUBLISHED:
                    differing = ablation.changed(before[model.name], ablation.cells(database, model))
                    for column in ablation.columns(before[model.name]):
                        how = named(LINEAGE, model.name, column, field)
                        seen[how.name if how is not None else "NONE", "changed" if column in differing else "same"] += 1
                        if how is None and column in differing:
                            found.append(f"{model.name}.{column} changes without {field}")
    return found


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(world(most_chats=20, fewest_chats=12), st.lists(st.sampled_from(FIELDS), min_size=4, max_size=4, unique=True))
def test_a_column_names_every_field_without_which_it_changes(example: World, fields: list[tuple[str, str]]) -> None:
    assert unnamed(example, fields, Counter()) == []
