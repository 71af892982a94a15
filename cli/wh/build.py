"""`wh build`: models to relations, checked against their contracts, published as one file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from wh import __version__, assets, checks, landing, model, publish, relations
from wh.checks import Finding
from wh.errors import FaultError
from wh.project import Home
from wh.quoting import identifier, literal
from wh.relations import Progress
from wh.warehouse import Database, version


@dataclass(frozen=True)
class Built:
    """What a build made: rows by model, seconds, and what the checks found."""

    rows: dict[str, int]
    seconds: float
    findings: tuple[Finding, ...]
    unknown_channels: tuple[str, ...]

    @property
    def marts(self) -> dict[str, int]:
        """Rows of the tables people query first."""
        return {name: self.rows[name] for name in ("user_chats", "messages", "users")}


def build(home: Home, progress: Progress = lambda *_: None, *, despite_findings: bool = False) -> Built:
    """Builds every model from raw.duckdb and publishes the result; on any error the last warehouse stays.

    A finding of severity error is a FaultError, unless `despite_findings`. The caller has claimed the home.
    """
    started = time.monotonic()
    target, wait = home.warehouse.resolve(), home.settings.wait
    landing.open_raw(home.raw, wait).close()
    with publish.next_file(target) as file:
        rows, findings, unknown = _make(home, file, progress)
        publish.audit(file)
        if not despite_findings:
            _hold_back(file, target, [each for each in findings if each.severity == "error"])
        publish.swap(file, target, wait)
        publish.refused(target).unlink(missing_ok=True)
    return Built(rows, time.monotonic() - started, tuple(findings), unknown)


def _make(home: Home, file: Path, progress: Progress) -> tuple[dict[str, int], list[Finding], tuple[str, ...]]:
    """The whole warehouse in `file`: rows by model, what the checks found, channels whose hours nobody knows."""
    with Database() as database:
        database.attach(home.raw, "raw", read_only=True, wait=home.settings.wait)
        database.attach(file, "warehouse")
        rows = relations.run(database, home.settings, model.all_models(), progress)
        describe(database)
        findings = checks.run(database, model.all_models().values())
        record(database, rows, findings)
        unknown = database.rows("select id from main.channels where not is_known order by id")
        database.execute("use memory; checkpoint warehouse; detach warehouse")
    return rows, findings, tuple(row[0] for row in unknown)


def _hold_back(file: Path, target: Path, errors: list[Finding]) -> None:
    """Keeps a build with errors aside, to be looked at; a FaultError if there are any."""
    if errors:
        file.replace(publish.refused(target))
        lines = "\n      ".join(f"{each.model}: {each.check}: {each.rows} rows" for each in errors)
        raise FaultError(
            f"not published, {target.name} stays as it was: checks found\n      {lines}",
            "`wh check --build last` shows the rows; `wh build --despite-findings` publishes all the same",
        )


def describe(database: Database) -> None:
    """Puts every published doc into the file, and the ad-hoc SQL helpers."""
    for path in sorted((assets.root() / "sql" / "functions").glob("*.sql")):
        database.execute(function(path.name))
    comments = []
    for each in model.all_models().values():
        if each.is_published:
            kind = "view" if each.is_view else "table"
            comments.append(f"comment on {kind} {each.relation} is {literal(each.contract.doc)}")
            for column in relations.promised(database, each):
                name = f"{each.relation}.{identifier(column.name)}"
                comments.append(f"comment on column {name} is {literal(column.doc)}")
    database.execute(";\n".join(["begin", *comments, "commit"]))


def function(name: str) -> str:
    """The statement that makes an ad-hoc SQL helper, without its tests."""
    text = (assets.root() / "sql" / "functions" / name).read_text("utf-8")
    return text.partition("-- Tests")[0]


def record(database: Database, rows: dict[str, int], findings: list[Finding]) -> None:
    """Writes down in schema `meta` what was built from what, what it means and what the checks found."""
    database.run("sql/meta.sql", version=__version__, engine=version(), kinds=landing.kinds())
    models = model.all_models().values()
    database.insert("meta.models", [(each.name, each.layer, each.contract.doc, rows[each.name]) for each in models])
    columns = [
        (each.relation.replace('"', ""), place, column.name, column.type, column.doc, column.duration, column.hidden)
        for each in models
        if each.is_published
        for place, column in enumerate(relations.promised(database, each), 1)
    ]
    database.insert("meta.columns", columns)
    database.insert("meta.checks", [(each.model, each.check, each.severity, each.rows) for each in findings])
    database.insert(
        "meta.offending_rows", [(each.model, each.check, row) for each in findings for row in each.examples]
    )
