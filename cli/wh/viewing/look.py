"""The commands that look into a home: parse, one call, print."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

from wh.commands.app import HERE, Argument, HomeFolder, Option, app
from wh.errors import UsageError


@app.command(epilog='Example: wh sql "select state, count(*) from user_chats group by all"')
def sql(
    query: Annotated[str, Argument(help="Any read-only SQL; raw events are in catalog raw.")],
    json: Annotated[bool, Option("--json", help="As a JSON array.")] = False,
    csv: Annotated[bool, Option("--csv", help="As CSV.")] = False,
    bom: Annotated[bool, Option("--bom", help="With --csv: begin with the mark by which Excel knows UTF-8.")] = False,
    xlsx: Annotated[Path | None, Option(help="Into this new Excel file; it has no password.")] = None,
    home: HomeFolder = HERE,
) -> None:
    """Ask the warehouse in SQL, read-only."""
    from wh.home.home import Home
    from wh.inspecting import query as queries
    from wh.showing import answers, output

    if bom and not csv:
        raise UsageError("--bom goes with --csv", "other forms have no need of it")
    if xlsx:
        queries.check_workbook(xlsx)
    with _mortal(), queries.asked(Home.at(home), _in_utf_8(query)) as (names, rows):
        if not xlsx:
            answers.shown(names, rows, json=json, csv=csv, bom=bom)
            return
        written = queries.save_workbook(xlsx, names, rows)
    output.say(f"wrote {xlsx}: {output.number(written, 'row')}")


def _in_utf_8(query: str) -> str:
    """A query that was written in UTF-8, whatever the locale says; a UsageError where it can be read in neither."""
    with suppress(UnicodeError):
        return os.fsencode(query).decode("utf-8")
    if any("\ud800" <= each <= "\udfff" for each in query):
        raise UsageError("the query is no text in this locale", "LC_ALL should name a locale of UTF-8, like C.UTF-8")
    return query


@contextmanager
def _mortal() -> Iterator[None]:
    """Signals end the process at once: a query leaves nothing behind, and the engine may take long to notice them."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@app.command("list", epilog="Example: wh list")
def list_(
    all_: Annotated[
        bool, Option("--all", envvar="WH_LIST_ALL", help="Also the steps to them: staging and intermediate models.")
    ] = False,
    json: Annotated[bool, Option("--json", help="As a JSON array.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """List what can be asked for, with what a row of each is."""
    from wh.home.home import Home
    from wh.models.model import all_models
    from wh.showing import answers

    Home.at(home)  # a folder that does not exist is an error here as everywhere
    models = sorted(all_models().values(), key=lambda each: not each.is_published)
    rows = [[each.layer, each.name, each.doc] for each in models if all_ or each.is_published]
    answers.shown(["layer", "model", "what a row is"], rows, json=json, csv=False)


@app.command(epilog="Example: wh show user_chats --rows 5")
def show(
    name: Annotated[str, Argument(help="A model, as `wh list` names it.")],
    columns: Annotated[bool, Option("--columns", help="Show what its columns mean instead of its rows.")] = False,
    sql: Annotated[bool, Option("--sql", help="Show its SQL instead of its rows.")] = False,
    rows: Annotated[int, Option(min=1, help="How many rows to show.")] = 10,
    home: HomeFolder = HERE,
) -> None:
    """Show a model: its rows, its columns, or its rendered SQL."""
    from wh.home.home import Home
    from wh.inspecting.query import columns_of, rendered_sql, sample_rows
    from wh.showing import answers, output

    desk = Home.at(home)
    if columns:
        answers.table(["column", "type", "what it is"], columns_of(name))
    elif sql:
        print(output.visible(rendered_sql(desk, name)))
    else:
        answers.table(*sample_rows(desk, name, rows))


@app.command(epilog="Example: wh status")
def status(
    json: Annotated[bool, Option("--json", help="As a JSON object of the tables.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Show what is loaded, how fresh, and what to do next."""
    from wh.home.home import Home
    from wh.inspecting.hints import hints
    from wh.inspecting.status import status_tables
    from wh.showing import answers, output

    desk = Home.at(home)
    tables, found = list(status_tables(desk)), list(hints(desk))
    if json:
        answers.tables_as_json(
            {key: table for key, _, table in tables} | {"hints": (["hint"], [[hint] for hint in found])}
        )
        return
    for hint in found:
        print(f"hint: {output.for_this_home(hint)}")
    for _, title, (names, rows) in tables:
        print(title)
        answers.table(names, rows)
        print()
