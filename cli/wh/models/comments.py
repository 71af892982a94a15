"""What a warehouse says of itself: comments on relations and columns, and helpers for ad-hoc SQL."""

from __future__ import annotations

from collections.abc import Iterable

from wh import assets
from wh.engine.database import Database
from wh.models.model import Model
from wh.models.relations import promised_columns
from wh.rendering.quoting import identifier, literal
from wh.rendering.rendered import Rendered
from wh.rendering.template import plain

AT_ONCE = 100  # comments in a transaction: the engine keeps a copy of the relation for each until it ends


def add_helpers(database: Database) -> None:
    """Makes the ad-hoc SQL helpers of sql/functions; the marts that they read must be there."""
    for path in sorted((assets.root() / "sql" / "functions").glob("*.sql")):
        database.execute(function(path.name))


def describe(database: Database, models: Iterable[Model]) -> None:
    """Puts the docs of those of `models` that are published into the file, and the ad-hoc SQL helpers."""
    add_helpers(database)
    for each in models:
        if each.is_published:
            kind = "view" if each.is_view else "table"
            comments = [f"comment on {kind} {each.relation} is {literal(each.doc)}"]
            for column in promised_columns(database, each):
                name = f"{each.relation}.{identifier(column.name)}"
                comments.append(f"comment on column {name} is {literal(column.doc)}")
            for start in range(0, len(comments), AT_ONCE):
                database.execute(";\n".join(["begin", *comments[start : start + AT_ONCE], "commit"]))


def function(name: str) -> Rendered:
    """The statement that makes an ad-hoc SQL helper, without its tests."""
    file = f"sql/functions/{name}"
    return plain(file, (assets.root() / file).read_text("utf-8").partition("-- Tests")[0])
