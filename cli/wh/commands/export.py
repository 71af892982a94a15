"""The commands about exports: parse, one call, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import HERE, Argument, HomeFolder, Option, Texts, app, prompt
from wh.errors import UsageError

if TYPE_CHECKING:
    from wh.asking.request import Request


@app.command(
    epilog="Example: wh export --as owner@example.com --reason 'monthly review' --from 2025-05-01 --to 2025-06-01 "
    "--tag '返品/*' --tag VIP --generate-password"
)
def export(
    as_: Annotated[str, Option("--as", envvar="WH_EXPORT_AS", help="Who exports: id or e-mail of an owner.")],
    reason: Annotated[str, Option(help="Why; goes into the export log.")],
    out: Annotated[Path | None, Argument(help="The zip; default exports/chats-<local time>.zip.")] = None,
    tag: Annotated[Texts, Option(help="Only chats with all these tags; 返品/* takes the subtree.")] = None,
    any_tag: Annotated[Texts, Option(help="Only chats with at least one of these tags.")] = None,
    no_tag: Annotated[Texts, Option(help="Only chats with none of these tags.")] = None,
    from_: Annotated[
        str | None,
        Option("--from", envvar="WH_EXPORT_FROM", help="First local date, or an instant with its offset; included."),
    ] = None,
    to: Annotated[str | None, Option(help="Local date or instant at which the period ends; not included.")] = None,
    month: Annotated[Texts, Option(help="Instead of --from and --to: a month like 2025-05, or last.")] = None,
    by: Annotated[str, Option(help="createdAt, firstAskedAt, firstOpenedAt, openedAt or closedAt.")] = "createdAt",
    state: Annotated[Texts, Option(help="opened, snoozed, closed, queued, initial, missed.")] = None,
    assignee: Annotated[Texts, Option(help="Who is in charge: id, name or e-mail.")] = None,
    team: Annotated[Texts, Option(help="Team: id or name.")] = None,
    manager: Annotated[Texts, Option(help="Who follows: id, name or e-mail.")] = None,
    medium: Annotated[Texts, Option(help="Contact medium (contactMediumType); native is the widget.")] = None,
    priority: Annotated[Texts, Option(help="low, medium, high.")] = None,
    chat: Annotated[Texts, Option(help="Chat id.")] = None,
    channel: Annotated[Texts, Option(help="Channel: id or name; by default all in which you are an owner.")] = None,
    limit: Annotated[int | None, Option(min=1, help="At most this many chats, oldest first.")] = None,
    sheet: Annotated[Texts, Option(help="Only these sheets, by key or title; all ten by default.")] = None,
    report: Annotated[Texts, Option(help="And these reports of the chosen chats, such as response_times.")] = None,
    names: Annotated[bool, Option("--names", help="Add names beside the ids of staff, teams and writers.")] = False,
    extra: Annotated[bool, Option("--extra", help="Add columns the platform lacks: reopenings, snoozes.")] = False,
    format: Annotated[str, Option(help="xlsx, json, both, jsonl or parquet.")] = "xlsx",
    messages: Annotated[bool, Option("--messages/--no-messages", help="Include the message sheet.")] = True,
    private: Annotated[bool, Option("--private", help="Include internal notes.")] = False,
    durations: Annotated[str, Option(help="In Excel: clock, seconds, ms or text.")] = "clock",
    mask: Annotated[bool, Option("--mask", help="Replace names, e-mails and phone numbers by pseudonyms.")] = False,
    about: Annotated[bool, Option("--about/--no-about", help="Include the sheet About, in Excel.")] = True,
    summary: Annotated[
        bool, Option("--summary/--no-summary", help="Include the sheet Summary with charts, in Excel.")
    ] = True,
    lang: Annotated[str, Option(help="Language of the sheets About and Summary: en or ja.")] = "en",
    memory_limit: Annotated[
        str | None, Option(envvar="WH_MEMORY_LIMIT", help="Memory for the engine, like 512MB.")
    ] = None,
    generate_password: Annotated[bool, Option("--generate-password", help="Make one and show it once.")] = False,
    force: Annotated[bool, Option("--force", help="Replace a file that exists.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Export chosen chats as sheets in a password-protected zip. The password comes from WH_PASSWORD or a prompt."""
    from wh.asking import filters, request
    from wh.packing.password import generated_password

    start, until = _period(from_, to, month)
    asked = request.Request(
        owner=as_,
        reason=reason,
        password=generated_password() if generate_password else "",
        filters=filters.Filters(
            tags=_tuple(tag),
            any_tags=_tuple(any_tag),
            no_tags=_tuple(no_tag),
            states=_tuple(state),
            assignees=_tuple(assignee),
            teams=_tuple(team),
            managers=_tuple(manager),
            mediums=_tuple(medium),
            priorities=_tuple(priority),
            chats=_tuple(chat),
            channels=_tuple(channel),
            by=by,
            start=start,
            until=until,
            most=limit,
        ),
        sheets=_tuple(sheet),
        reports=_tuple(report),
        options=_options(names=names, extra=extra),
        format=format,
        messages=messages,
        private=private,
        durations=durations,
        about=about,
        summary=summary,
        language=lang,
        mask=mask,
        memory_limit=memory_limit,
    )
    _export(home, out, asked, force=force)


@app.command(epilog="Example: wh exports --csv")
def exports(
    json: Annotated[bool, Option("--json", help="As a JSON array.")] = False,
    csv: Annotated[bool, Option("--csv", help="As CSV.")] = False,
    home: HomeFolder = HERE,
) -> None:
    """Show the export log: who took what out, when and why."""
    from wh.home.home import Home
    from wh.inspecting.status import export_log
    from wh.showing import answers

    answers.shown(*export_log(Home.at(home)), json=json, csv=csv)


def _export(home: Path, out: Path | None, asked: Request, *, force: bool) -> None:
    from wh.exporting.export import export_chats
    from wh.home.home import Home
    from wh.showing import outcomes, output

    with output.progress("exporting", "rows") as show:
        exported = export_chats(Home.at(home), out, asked, force=force, progress=show, ask=_password)
    outcomes.show_export(exported, asked)
    if asked.password:
        output.say("password (shown this once):")
        print(asked.password)


def _password() -> str:
    import os

    from wh.packing.password import RULE, is_password
    from wh.showing import output

    if (given := os.environ.get("WH_PASSWORD")) is not None:
        return given
    if not is_at_terminal():
        raise UsageError(
            "no password was given, and there is no terminal to ask on", "set WH_PASSWORD, or see --generate-password"
        )
    while not is_password(given := prompt(f"Password for the zip ({RULE})", hide_input=True, err=True)):
        output.say("the password does not keep that rule; try again, or see --generate-password")
    while prompt("The same again", hide_input=True, err=True) != given:
        output.say("that is not the same; try again")
    return str(given)


def is_at_terminal() -> bool:
    """Whether somebody can be asked."""
    import sys

    return sys.stdin.isatty()


def _period(start: str | None, until: str | None, months: Texts) -> tuple[str | None, str | None]:
    """The ends of the period, which a month may give."""
    from datetime import date

    from wh.asking import filters

    if not months:
        return start, until
    if len(months) > 1:
        raise UsageError("--month is given twice", "the period is one: --from 2025-05-01 --to 2025-07-01 is two months")
    if start or until:
        raise UsageError("--month does not go with --from or --to", "a month is a period already")
    return filters.month(months[0], date.today())


def _options(**asked: bool) -> frozenset[str]:
    return frozenset(word for word, is_asked in asked.items() if is_asked)


def _tuple(values: Texts) -> tuple[str, ...]:
    return tuple(values or ())
