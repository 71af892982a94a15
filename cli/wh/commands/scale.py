"""What has to do with Spark: tables built there, and a warehouse.duckdb of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from wh.commands.app import HERE, HomeFolder, Option, Texts, app
from wh.errors import UsageError, nearest

if TYPE_CHECKING:
    from wh.home.home import Home
    from wh.scaling.spark_build import SparkOptions


def on_spark(desk: Home, engine: str, how: dict[str, Any], *, profile: bool, verbose: bool) -> SparkOptions | None:
    """How to build on Spark, where `--engine` names it.

    A UsageError where it names nothing, or where an option has no meaning there; a FaultError for SQL that is not
    proven on Spark.
    """
    if engine not in ("duckdb", "spark"):
        raise UsageError(f"{engine} is not an engine", nearest(engine, ("duckdb", "spark")))
    if how["to"] and engine != "spark":
        raise UsageError("--to goes with --engine spark", "DuckDB builds warehouse.duckdb in the home")
    if engine == "spark" and (profile or verbose):
        option = "--profile" if profile else "--verbose"
        raise UsageError(
            f"{option} goes with --engine duckdb", "a build on Spark makes every model; its own UI has times"
        )
    if engine != "spark":
        return None
    from wh.inspecting.portable import refuse_unproven
    from wh.scaling.spark_build import SparkOptions

    refuse_unproven(desk.settings)
    return SparkOptions(**how)


def build_tables(desk: Home, how: SparkOptions, patterns: Sequence[str] = (), *, quiet: bool) -> bool:
    """Builds the tables of a home on Spark, after its tasks have loaded `patterns`, and says what came of it.

    Returns whether there was something to load, and none of it was accepted.
    """
    from wh.scaling.spark_build import build_on_spark, session, target
    from wh.scaling.tables import events_below
    from wh.scaling.tasks import load_in_tasks
    from wh.showing import outcomes, output

    is_in_vain, started = False, time.monotonic()
    with session(desk, how) as spark, output.progress("on Spark:", "done") as show:
        if patterns:
            summary = load_in_tasks(spark, desk, events_below(target(desk, how)), patterns, show)
            outcomes.show_load(summary, quiet=quiet)
            is_in_vain = summary.is_in_vain
        built = build_on_spark(spark, desk, how, show)
    if built:
        outcomes.show_spark_build(built, time.monotonic() - started, quiet=quiet)
    elif not quiet:
        output.say(f"nothing is new: the tables at {target(desk, how)} stay as they are")
    return is_in_vain


@app.command("publish", epilog="Example: wh publish --from tables --channel 12345 --since 2026-01-01")
def publish_(
    source: Annotated[
        str,
        Option(
            "--from", envvar="WH_PUBLISH_FROM", help="The folder or address that `wh build --engine spark` wrote to."
        ),
    ],
    channel: Annotated[Texts, Option(help="Only chats of this channel; may be repeated.")] = None,
    since: Annotated[
        datetime | None, Option(formats=["%Y-%m-%d"], help="Only chats created from this date on.")
    ] = None,
    until: Annotated[datetime | None, Option(formats=["%Y-%m-%d"], help="Only chats created before this date.")] = None,
    home: HomeFolder = HERE,
) -> None:
    """Make warehouse.duckdb of tables built on Spark.

    BI tools, exports and reports then work as after any build. Dates are in UTC.
    """
    from wh.home.home import Home
    from wh.scaling.gather import Part, gather
    from wh.showing import output

    desk = Home.at(home)
    part = Part(channel or (), since and since.date(), until and until.date())
    with desk.claimed(), output.progress("publishing", "tables") as show:
        chats = gather(desk, source, part, show)
    output.say(f"published {desk.warehouse}: {output.number(chats, 'chat')}")
