"""What a warehouse says of itself: comments on what it holds, helpers for ad-hoc SQL, and the tables of schema meta."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wh import __version__, assets
from wh.building import relations
from wh.building.checks import Finding
from wh.building.increment import Made
from wh.engine.database import Database, Row, engine_version
from wh.engine.quoting import identifier, literal
from wh.loading.kinds import kinds
from wh.models.model import Model


def describe(database: Database, models: Iterable[Model]) -> None:
    """Puts the docs of those of `models` that are published into the file, and the ad-hoc SQL helpers."""
    for path in sorted((assets.root() / "sql" / "functions").glob("*.sql")):
        database.execute(function(path.name))
    comments = []
    for each in models:
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


def record(
    database: Database, made: Sequence[Made], findings: Sequence[Finding], build: Row, history: Sequence[Row]
) -> None:
    """Writes down what was built from what, what it means and what the checks found.

    `history` is the rows of meta.builds that are not there yet.
    `build` is scope, reason, chats, seconds and hash (`since.made_of`) of this one.
    """
    database.run("sql/meta.sql", kinds=kinds())
    database.insert("meta.builds", history)
    *facts, made_of = build
    database.run("sql/built.sql", [*facts, __version__, engine_version(), made_of])
    database.insert(
        "meta.models",
        [
            (
                *(each.model.name, each.model.layer, each.model.contract.doc, each.model.relation, each.rows),
                *(each.scope.value, each.reason, each.seconds),
                *(each.fingerprint.template, each.fingerprint.sql, each.fingerprint.contract),
            )
            for each in made
        ],
    )
    columns = [
        (each.relation.replace('"', ""), place, column.name, column.type, column.doc, column.duration, column.hidden)
        for each in (one.model for one in made)
        if each.is_published
        for place, column in enumerate(relations.promised(database, each), 1)
    ]
    database.insert("meta.columns", columns)
    database.insert("meta.checks", [(each.model, each.check, each.severity, each.rows) for each in findings])
    database.insert(
        "meta.offending_rows", [(each.model, each.check, row) for each in findings for row in each.examples]
    )


def built_us(database: Database) -> int:
    """When the warehouse in use was built, in epoch µs."""
    return int(database.value("select epoch_us(max(built_at)) from meta.builds"))
