"""The commands that show what it means and what happened: lineage, the dictionary, the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wh.commands.app import HERE, Argument, HomeFolder, Option, app


@app.command(epilog="Example: wh lineage user_chats.waitingTime")
def lineage(
    column: Annotated[str, Argument(help="SHEET.COLUMN; with --down also a field, like userChat.tags.")],
    down: Annotated[bool, Option("--down", help="Show what comes from it instead.")] = False,
    rows: Annotated[bool, Option("--rows", help="Name what only decides which rows are there, too.")] = False,
    json: Annotated[bool, Option("--json", help="As JSON, with all steps.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Show where a column comes from, or what comes from it."""
    from wh.home.home import Home
    from wh.showing import paths
    from wh.tracing.lineage import lineage as lineage_of

    found = lineage_of(Home.at(home))
    if json:
        print((paths.reached_as_json if down else paths.column_as_json)(found, column))
    else:
        (paths.show_reached if down else paths.show_column)(found, column, rows=rows)


@app.command(epilog="Example: wh docs --lang ja")
def docs(
    out: Annotated[
        Path | None, Argument(help="The page; default docs.html in the home. It replaces one there.")
    ] = None,
    lang: Annotated[str, Option(help="Language of the page: en or ja.")] = "en",
    sql: Annotated[bool, Option("--sql/--no-sql", help="Include the SQL of the models.")] = True,
    home: HomeFolder = HERE,
) -> None:
    """Write the data dictionary as one offline page."""
    from wh.documenting.docs import write_docs
    from wh.home.home import Home
    from wh.showing import output

    output.say(f"wrote {write_docs(Home.at(home), out, lang, with_sql=sql)}")


@app.command(epilog="Example: wh report --lang ja --mask")
def report(
    out: Annotated[
        Path | None, Argument(help="The page; default report.html in the home. It replaces one there.")
    ] = None,
    lang: Annotated[str, Option(help="Language of the page: en or ja.")] = "en",
    chats: Annotated[int, Option(min=0, help="Of how many of the newest chats it has ids and links.")] = 20_000,
    mask: Annotated[bool, Option("--mask", help="Replace names of people by pseudonyms, and leave ids out.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Write what happened to chats as one offline page."""
    from wh.home.home import Home
    from wh.reporting.report import ReportOptions, write_report
    from wh.showing import output

    made = write_report(Home.at(home), out, ReportOptions(lang, chats, mask))
    output.say(f"wrote {made.path}: {output.number(made.chats, 'chat')}, {made.bytes / 1e6:.1f} MB")
