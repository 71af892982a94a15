"""What a build on Spark leaves: a folder of its own, and a pointer to it that is moved last.

TO/_current            the name of the published build
TO/raw/load-…/         raw events, a folder for each load
TO/builds/NAME/        main, kept: tables as the contracts promise them; meta: the dictionary; views.sql
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wh import assets
from wh.engine.spark import Spark
from wh.models.checks import Finding
from wh.models.model import Model, all_models
from wh.scaling.cluster import split

POINTER = "_current"


@dataclass(frozen=True)
class SparkBuilt:
    """A build by its name, the address it lies below, rows and seconds of each model, and what the checks found."""

    name: str
    to: str
    rows: Mapping[str, int]
    seconds: Mapping[str, float]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """The findings that hold a build back."""
        return [each for each in self.findings if each.severity == "error"]


@dataclass(frozen=True)
class Tables:
    """The folders below the address `to`."""

    spark: Spark
    to: str

    @property
    def events(self) -> str:
        """The folder of raw events, a folder in it for each load."""
        return events_below(self.to)

    @property
    def current(self) -> str:
        """The name of the published build; "" where there is none."""
        return self.spark.files.read(f"{self.to}/{POINTER}").strip()

    def folder(self, build: str) -> str:
        """The folder of a build."""
        return f"{self.to}/builds/{build}"

    def of(self, build: str, each: Model) -> str:
        """The folder of a model's table."""
        schema, name = split(each)
        return f"{self.folder(build)}/{schema}/{name}"

    def publish(self, build: str, *, forgets: bool) -> None:
        """Makes a finished build the published one, and deletes what nobody reads: all but it and the one before.

        If it `forgets` something, the one before goes, too.
        """
        before = "" if forgets else self.current
        self.spark.files.write(f"{self.to}/{POINTER}", build + "\n")
        for name in set(self.spark.files.names(f"{self.to}/builds")) - {build, before}:
            self.spark.files.delete(self.folder(name))
        for schema in ("staging", "intermediate"):
            self.spark.files.delete(f"{self.folder(build)}/{schema}")
        needed = {split(each)[1] for each in kept_for_readers()}
        for name in set(self.spark.files.names(f"{self.folder(build)}/kept")) - needed:
            self.spark.files.delete(f"{self.folder(build)}/kept/{name}")


def events_below(to: str) -> str:
    """The folder of raw events below the address of tables."""
    return f"{to}/raw"


def kept_for_readers() -> list[Model]:
    """The models that are not published, and that views or the helpers for ad-hoc SQL read."""
    parents = {name for view in all_models().values() if view.is_view for name in view.parents}
    helpers = "".join(path.read_text("utf-8") for path in (assets.root() / "sql" / "functions").glob("*.sql"))
    unpublished = [each for each in all_models().values() if not each.is_published]
    return [each for each in unpublished if each.name in parents or ".".join(split(each)) in helpers]
