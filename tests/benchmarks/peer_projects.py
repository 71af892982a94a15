"""Our models as a project of another builder; peers.py runs it.

    python tests/benchmarks/peer_projects.py dbt|sqlmesh NEW_FOLDER HOME

The SQL is what a whole build of the home runs, but for the names of relations. A project reads raw.duckdb, attached
read-only as `raw`, and the settings, which a build keeps in memory, from a file attached as `saved`. Nothing
of contracts, checks and descriptions is handed over: what is compared is the making of relations.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from wh.engine.database import Database
from wh.home.home import Home
from wh.models.model import Model, all_models, build_order, model_named
from wh.models.relations import add_settings, profile_keys
from wh.rendering.template import ALL, render

THREADS = 2
_SETTINGS = """
create schema saved.settings;
create table saved.settings.channels as from memory.settings.channels;
create table saved.settings.hours as from memory.settings.hours;
create table saved.settings.holidays as from memory.settings.holidays;
create table saved.settings.overrides as from memory.settings.overrides;
create table saved.settings.profile_order as from memory.settings.profile_order;
"""
_SCHEMA_NAME = "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name }}{% endmacro %}\n"


def dbt(folder: Path, home: Home) -> None:
    """A project for dbt-duckdb: tables, and views for what is a view of ours."""
    write = _writer(folder)
    raw, settings = str(home.raw), str(saved_settings(folder, home))
    attached = [
        {"path": path, "alias": alias, "read_only": True} for path, alias in ((raw, "raw"), (settings, "saved"))
    ]
    target = {"type": "duckdb", "path": str(folder / "peer.duckdb"), "schema": "main", "threads": THREADS}
    target |= {"attach": attached, "settings": {"threads": THREADS, "TimeZone": "UTC"}}
    write("profiles.yml", json.dumps({"peer": {"target": "dev", "outputs": {"dev": target}}}))
    flags = {"send_anonymous_usage_stats": False}
    write("dbt_project.yml", json.dumps({"name": "peer", "profile": "peer", "flags": flags}))
    write("macros/schemas.sql", _SCHEMA_NAME)
    for each, sql in rendered(home, lambda each: f"{{{{ ref('{_flat(each)}') }}}}"):
        kind = "view" if each.is_view else "table"
        config = f"materialized='{kind}', schema='{_schema(each)}', alias='{_alias(each)}'"
        write(f"models/{_flat(each)}.sql", f"{{{{ config({config}) }}}}\n{sql}\n")


def sqlmesh(folder: Path, home: Home) -> None:
    """A project for SQLMesh: full tables, and views for what is a view of ours."""
    write = _writer(folder)
    catalogs: dict[str, object] = {"peer": str(folder / "peer.duckdb")}
    for alias, path in ("raw", home.raw), ("saved", saved_settings(folder, home)):
        catalogs[alias] = {"type": "duckdb", "path": str(path), "read_only": True}
    connector = {"threads": THREADS, "TimeZone": "UTC"}
    connection = {"type": "duckdb", "catalogs": catalogs, "connector_config": connector}
    config: dict[str, object] = {"gateways": {"peer": {"connection": connection}}, "default_gateway": "peer"}
    config |= {
        "model_defaults": {"dialect": "duckdb,normalization_strategy=case_sensitive", "start": "2023-01-01"},
        "disable_anonymized_analytics": True,
    }
    write("config.yaml", json.dumps(config))
    for each, sql in rendered(home, lambda each: f"{_schema(each)}.{_alias(each)}", "raw.main"):
        kind = "VIEW" if each.is_view else "FULL"
        head = f"MODEL (name {_schema(each)}.{_alias(each)}, kind {kind});"
        write(f"models/{_flat(each)}.sql", f"{head}\n\n{sql}\n")


def rendered(home: Home, ref: Callable[[Model], str], events: str = ALL) -> Iterator[tuple[Model, str]]:
    """Each model with its SQL, parents first; columns for profile keys are those of the built warehouse."""
    with Database(home.warehouse, read_only=True) as database:
        context = {
            "ref": lambda name: ref(model_named(name)),
            "setting": home.settings,
            "profile_keys": lambda entity: profile_keys(database, entity),
        }
        for each in build_order(all_models()):
            yield each, render(each.template, context, events).sql.replace("memory.settings.", "saved.settings.")


def saved_settings(folder: Path, home: Home) -> Path:
    """The settings, which a build of ours keeps in memory, as tables of a file."""
    file = folder / "settings.duckdb"
    with Database() as database:
        add_settings(database, home.settings)
        database.attach(file, "saved")
        database.execute(_SETTINGS)
    return file


def _writer(folder: Path) -> Callable[[str, str], None]:
    def write(name: str, text: str) -> None:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    folder.mkdir(parents=True)
    return write


def _schema(each: Model) -> str:
    return "main" if each.layer in ("marts", "reports") else each.layer


def _alias(each: Model) -> str:
    return each.name.rpartition(".")[2]


def _flat(each: Model) -> str:
    return each.name.replace(".", "__")


if __name__ == "__main__":
    make = {"dbt": dbt, "sqlmesh": sqlmesh}[sys.argv[1]]
    make(Path(sys.argv[2]).absolute(), Home.at(Path(sys.argv[3]).absolute()))
