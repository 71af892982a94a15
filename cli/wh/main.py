"""The command line: parse, one call, print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from wh.errors import FaultError, WhError

app = typer.Typer(
    name="wh",
    help="A warehouse for support chats: raw events in, a DuckDB file and a password-protected workbook out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"auto_envvar_prefix": "WH", "help_option_names": ["-h", "--help"], "max_content_width": 100},
)
At = Annotated[Path, typer.Option("--home", envvar="WH_HOME", help="The folder with wh.toml and the databases.")]
Texts = list[str] | None
HERE = Path()


def run() -> None:
    """The entry point: errors become one line and an exit code here and nowhere else."""
    try:
        app()
    except WhError as error:
        from wh import report

        sys.exit(report.failed(error))
    except OSError as error:
        from wh import report

        name = f"{error.filename}: " if error.filename else ""
        sys.exit(report.failed(FaultError(f"{name}{error.strerror or error}")))
    except KeyboardInterrupt:
        sys.exit(130)


@app.command(epilog="Example: wh init desk --sample && wh build --home desk")
def init(
    directory: Annotated[Path, typer.Argument(help="The folder to make.")] = HERE,
    sample: Annotated[bool, typer.Option("--sample", help="Put the sample channel's events and settings in.")] = False,
) -> None:
    """Make a home: a folder with settings, and the sample channel if asked."""
    from wh import project, report

    home = project.init(directory, sample=sample)
    report.say(f"made {home.path / 'wh.toml'}" + (f" and {home.path / 'events'}" if sample else ""))
    report.say(f"next: wh build --home {home.path}" if sample else f"next: put event files into {home.path / 'events'}")


@app.command(epilog="Example: wh load events/ 'more/2025-*.jsonl.gz'")
def load(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")],
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing if anything is rejected.")] = False,
    at: At = HERE,
) -> None:
    """Load raw events: .json, .jsonl, .ndjson, also .gz and .zst, in any order, any number of times."""
    from wh import load as loading
    from wh import project, report

    home = project.home(at)
    with report.progress("loading") as show:
        summary = loading.load_paths(home, paths, strict=strict, progress=show)
    _print_load(summary)


@app.command(epilog="Example: wh build && wh export --as owner@example.com --reason 'monthly review'")
def build(
    paths: Annotated[Texts, typer.Argument(help="What to load first, instead of `sources` in wh.toml.")] = None,
    at: At = HERE,
) -> None:
    """Load what is new, compute every model, check it, and publish warehouse.duckdb."""
    from wh import build as building
    from wh import load as loading
    from wh import project, report

    home = project.home(at)
    with report.progress("loading") as show:
        _print_load(loading.load_paths(home, paths or loading.present(home), progress=show))
    with report.progress("building") as show:
        built = building.build(home, show)
    for finding in built.findings:
        report.say(f"{finding.severity}: {finding.model}: {finding.check}: {finding.rows} rows")
    if built.unknown_channels:
        named = ", ".join(built.unknown_channels)
        report.say(f"note: no opening hours are known of channel {named}; it counts as always open")
    report.say(f"built {home.warehouse} in {built.seconds:.1f} s: {report.counts(built.marts)}")


@app.command(epilog="Example: wh check user_chats")
def check(
    select: Annotated[Texts, typer.Argument(help="Models to check; all by default.")] = None,
    at: At = HERE,
) -> None:
    """Bind every model without data, then run the data checks; exit 1 on findings."""
    from wh import check as checking
    from wh import project, report

    bound, findings = checking.check(project.home(at), select or [])
    for finding in findings:
        report.say(f"{finding.severity}: {finding.model}: {finding.check}: {finding.rows} rows")
    report.say(f"{bound} models bind, {len(findings)} findings")
    raise typer.Exit(1 if any(finding.severity == "error" for finding in findings) else 0)


@app.command(
    epilog="Example: wh export --as owner@example.com --reason 'monthly review' --from 2025-05-01 --to 2025-06-01 "
    "--tag 返品/* --tag VIP --generate-password"
)
def export(
    owner: Annotated[str, typer.Option("--as", help="Who exports: id or e-mail of an owner.")],
    reason: Annotated[str, typer.Option(help="Why; goes into the export log.")],
    out: Annotated[Path | None, typer.Argument(help="The zip; default exports/chats-<local time>.zip.")] = None,
    tag: Annotated[Texts, typer.Option(help="Only chats with all these tags; 返品/* takes the subtree.")] = None,
    any_tag: Annotated[Texts, typer.Option(help="Only chats with at least one of these tags.")] = None,
    no_tag: Annotated[Texts, typer.Option(help="Only chats with none of these tags.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First local date, included.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last local date, not included.")] = None,
    by: Annotated[
        str, typer.Option(help="createdAt, firstAskedAt, firstOpenedAt, openedAt or closedAt.")
    ] = "createdAt",
    state: Annotated[Texts, typer.Option(help="opened, snoozed, closed, queued, initial, missed.")] = None,
    assignee: Annotated[Texts, typer.Option(help="Manager id in charge.")] = None,
    team: Annotated[Texts, typer.Option(help="Team id.")] = None,
    manager: Annotated[Texts, typer.Option(help="Manager id among the followers.")] = None,
    medium: Annotated[Texts, typer.Option(help="contactMediumType; native for the widget.")] = None,
    priority: Annotated[Texts, typer.Option(help="low, medium, high.")] = None,
    chat: Annotated[Texts, typer.Option(help="Chat id.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many chats, oldest first.")] = None,
    sheet: Annotated[Texts, typer.Option(help="Only these sheets, by key or title; all ten by default.")] = None,
    format: Annotated[str, typer.Option(help="xlsx, json or both.")] = "xlsx",
    messages: Annotated[bool, typer.Option("--messages/--no-messages", help="With the message sheet.")] = True,
    private: Annotated[bool, typer.Option("--private", help="With internal notes.")] = False,
    durations: Annotated[str, typer.Option(help="In Excel: clock, seconds, ms or text.")] = "clock",
    generate_password: Annotated[bool, typer.Option("--generate-password", help="Make one and show it once.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    at: At = HERE,
) -> None:
    """Export chosen chats as sheets in a password-protected zip. The password comes from WH_PASSWORD or a prompt."""
    from wh import export as exporting
    from wh import project, report

    home = project.home(at)
    filters = exporting.Filters(
        _tuple(tag), _tuple(any_tag), _tuple(no_tag), _tuple(state), _tuple(assignee), _tuple(team), _tuple(manager),
        _tuple(medium), _tuple(priority), _tuple(chat), by, start, until, limit,
    )  # fmt: skip
    password = exporting.generated_password() if generate_password else _password()
    request = exporting.Request(owner, reason, password, filters, _tuple(sheet), format, messages, private, durations)
    with report.progress("exporting") as show:
        file, rows = exporting.export(home, out, request, force=force, progress=show)
    report.say(f"wrote {file}: {report.counts(rows)}")
    if rows.get("UserChat data") == 0:
        report.say("note: no chat passes the filters")
    if generate_password:
        report.say("password (shown this once):")
        print(password)


@app.command(epilog='Example: wh sql "select state, count(*) from user_chats group by all"')
def sql(
    query: Annotated[str, typer.Argument(help="Any read-only SQL; raw events are in catalog raw.")],
    json: Annotated[bool, typer.Option("--json", help="As a JSON array.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV.")] = False,
    at: At = HERE,
) -> None:
    """Ask the warehouse in SQL, read-only."""
    from wh import project, report
    from wh import query as querying

    names, rows = querying.ask(project.home(at), query)
    show = report.as_json if json else report.as_csv if csv else report.table
    show(names, rows)


@app.command("list", epilog="Example: wh list")
def list_() -> None:
    """List the models by layer, with what a row of each is."""
    from wh import model, report

    models = model.all_models().values()
    report.table(["layer", "model", "one row per"], [[each.layer, each.name, each.contract.doc] for each in models])


@app.command(epilog="Example: wh show user_chats --rows 5")
def show(
    name: Annotated[str, typer.Argument(help="A model, as `wh list` names it.")],
    sql: Annotated[bool, typer.Option("--sql", help="The SQL it is made by.")] = False,
    rows: Annotated[int, typer.Option(min=1, help="So many of its rows.")] = 10,
    at: At = HERE,
) -> None:
    """Show a model: its rows, or its rendered SQL."""
    from wh import project, report
    from wh import query as querying

    home = project.home(at)
    if sql:
        print(querying.rendered(home, name))
    else:
        report.table(*querying.sample(home, name, rows))


@app.command(epilog="Example: wh status")
def status(at: At = HERE) -> None:
    """Say what was loaded, how fresh it is, and what the last build made."""
    from wh import project, report
    from wh import query as querying

    for title, names, rows in querying.status(project.home(at)):
        print(title)
        report.table(names, rows)
        print()


def _print_load(summary: object) -> None:
    from wh import load as loading
    from wh import report

    assert isinstance(summary, loading.Summary)
    for reject in summary.rejects[:20]:
        report.say(f"rejected: {reject.path}:{reject.line}: {reject.reason}")
    if len(summary.rejects) > 20:
        report.say(f"… and {len(summary.rejects) - 20} more; `wh sql 'from raw.rejects'` shows all")
    numbers = f"{summary.events:,} events, {summary.new:,} new, {summary.duplicate:,} duplicate"
    files = f"{summary.files} files ({summary.unchanged} unchanged)"
    report.say(f"loaded {files}: {numbers}, {len(summary.rejects):,} rejected")


def _password() -> str:
    import os

    given = os.environ.get("WH_PASSWORD")
    return (
        given
        if given is not None
        else str(typer.prompt("Password for the zip", hide_input=True, confirmation_prompt=True, err=True))
    )


def _tuple(values: Texts) -> tuple[str, ...]:
    return tuple(values or ())
