"""The commands that look at the models on another engine: verify, compile."""

from __future__ import annotations

from typing import Annotated

from wh.commands.app import HERE, Argument, Engine, Exit, HomeFolder, Master, Option, app
from wh.errors import UsageError


@app.command(epilog="Example: wh verify --engine spark")
def verify(engine: Engine = "spark", master: Master = "", home: HomeFolder = HERE) -> None:
    """Build on both engines, and compare every row.

    Marts, reports, sheets and what checks find, in a folder of the home that goes again. The exit code is 1 where
    anything differs.
    """
    from wh.home.home import Home
    from wh.inspecting.portable import refuse_unproven
    from wh.inspecting.verify import verify as verified
    from wh.scaling.spark_build import SparkOptions, session
    from wh.showing import output

    if engine != "spark":
        raise UsageError(f"{engine} is not an engine to compare with", "known: spark")
    desk = Home.at(home)
    refuse_unproven(desk.settings)
    with session(desk, SparkOptions(master)) as spark, output.progress("verifying", "models") as show:
        found = verified(spark, desk, show)
    for each in found.differences:
        output.say(f"differs: {each.model}: {each.told}")
        for row in each.rows:
            print(output.visible(row))
    output.say(
        f"{output.number(found.relations, 'relation')} of {output.number(found.rows, 'row')} and the checks compared: "
        f"{output.number(len(found.differences), 'difference')}"
    )
    raise Exit(bool(found.differences))


@app.command("compile", epilog="Example: wh compile user_chats --dialect spark")
def compile_(
    model: Annotated[str, Argument(help="The model.")],
    dialect: Annotated[str, Option(help="spark, the only one whose rows are proven.")] = "spark",
    home: HomeFolder = HERE,
) -> None:
    """Print the SQL of a model for another engine."""
    from wh.home.home import Home
    from wh.inspecting.portable import compiled

    print(compiled(Home.at(home), model, dialect))
