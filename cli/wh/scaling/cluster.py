"""Spark as the models meet it: their SQL is translated on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wh.engine.database import Row
from wh.engine.spark import Spark
from wh.errors import FaultError
from wh.home.settings import Settings
from wh.models.model import Model
from wh.models.relations import model_sql, promised_columns
from wh.rendering.rendered import Rendered
from wh.rendering.template import render
from wh.translating.dialect import relation_name, translated

AT_ONCE = 16  # queries in one statement


class Cluster:
    """A session of Spark that takes what is written for DuckDB."""

    def __init__(self, spark: Spark, settings: Settings) -> None:
        self.spark = spark
        self._settings = settings

    def query(self, template: str, /, parameters: Sequence[Any] = (), **context: Any) -> list[Row]:
        """All rows of the query that an SQL template gives."""
        return self.rows(render(template, context), parameters)

    def rows(self, sql: Rendered, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self.spark.rows(translated(sql), parameters)

    def count(self, each: Model) -> int:
        """How many rows the relation of a model has."""
        ((count,),) = self.spark.rows(f"SELECT COUNT(*) FROM {view_name(each)}")
        return int(count)

    def counts(self, queries: Sequence[Rendered]) -> list[int]:
        """How many rows each of some queries has, many asked for at once: each asking takes a tenth of a second."""
        found: list[int] = []
        for start in range(0, len(queries), AT_ONCE):
            texts = map(translated, queries[start : start + AT_ONCE])
            arms = [f"SELECT {place} AS place, COUNT(*) FROM (\n{text}\n)" for place, text in enumerate(texts)]
            found += [count for _, count in sorted(self.spark.rows("\nUNION ALL\n".join(arms)))]
        return found

    def examples(self, sql: Rendered, most: int) -> tuple[str, ...]:
        """Some rows of a query, each as a JSON object."""
        rows = self.spark.rows(f"SELECT TO_JSON(STRUCT(*)) FROM (\n{translated(sql)}\n) LIMIT {most}")
        return tuple(row for (row,) in rows)

    def model_sql(self, each: Model) -> str:
        """The SQL of a model for Spark, with the columns, in name, type and order, that its contract promises."""
        columns = [(column.name, column.type) for column in promised_columns(self, each)]
        return translated(model_sql(self, each, self._settings), columns)

    def make(self, each: Model, folder: str, form: str) -> None:
        """Makes the relation of a model: a table in a folder, if it is not there yet, or a view."""
        try:
            if each.is_view:
                self.spark.name_query(view_name(each), self.model_sql(each))
                return
            if not self.spark.files.exists(f"{folder}/_SUCCESS"):
                self.spark.store(self.model_sql(each), folder, form)
            self.spark.name_files(view_name(each), [folder], form)
        except FaultError as error:
            raise FaultError(f"{each.template}: {error.message}", error.hint) from error


def view_name(each: Model) -> str:
    """What the relation of a model is called in the session."""
    return relation_name(*split(each))


def split(each: Model) -> tuple[str, str]:
    """Schema and name of a model's relation, without a catalog."""
    schema, name = each.relation.replace('"', "").split(".")[-2:]
    return schema, name
