"""The commands that make a warehouse: parse, one call, print."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import (
    HERE,
    Argument,
    Engine,
    Exit,
    HomeFolder,
    Master,
    MaxBytes,
    MemoryLimit,
    Option,
    Texts,
    app,
    download_password,
    prompt,
    size,
    span,
)
from wh.commands.scale import build_tables, on_spark
from wh.errors import UsageError

if TYPE_CHECKING:
    from wh.home.first import Answers
    from wh.home.home import Home


@app.command(epilog="Example: wh init desk --sample && wh build --home desk")
def init(
    directory: Annotated[Path, Argument(help="The folder to make.")] = HERE,
    sample: Annotated[bool, Option("--sample", help="Put in the events and settings of a sample channel.")] = False,
    zone: Annotated[str | None, Option("--zone", help="The time zone of the channel, like Asia/Tokyo.")] = None,
    hours: Annotated[str | None, Option("--hours", help="Opening hours on weekdays, like 10:00-19:00.")] = None,
    owner: Annotated[str | None, Option("--owner", help="Who may export: the id or e-mail of a manager.")] = None,
) -> None:
    """Make a home: a folder with settings and a place for events.

    On a terminal it asks for what no option says. What is left out comes from the platform, by `wh pull`.
    """
    from wh.home import first
    from wh.home.home import Home
    from wh.showing import output

    given = first.Answers(zone or "", hours or "", owner or "")
    is_said = sample or zone or hours or owner or (directory / "wh.toml").exists()
    answers = _asked(given) if sys.stdin.isatty() and not is_said else given
    desk = Home.init(directory, sample=sample, answers=answers)
    output.say(f"made {desk.path / 'wh.toml'}" + (f" and {desk.path / 'events'}" if sample else ""))
    if sample:
        output.say(f"next: wh build --home {desk.path}")
        return
    output.say(f"next: wh pull --build --home {desk.path} (docs/pull.md has the keys that it needs)")
    output.say(f"or put event files or downloads into {desk.path / 'events'}, then wh build --home {desk.path}")


def _asked(answers: Answers) -> Answers:
    """What somebody at a terminal says of the channel."""
    from wh.home import first

    return replace(
        answers,
        zone=_answer("Time zone of the channel, like Asia/Tokyo", first.check_zone),
        hours=_answer("Opening hours on weekdays, like 10:00-19:00", first.check_hours),
        owner=_answer("Who may export, beside managers whose role is owner: id or e-mail", lambda _: None),
    )


def _answer(question: str, check: Callable[[str], None]) -> str:
    """An answer that makes sense, or none."""
    from wh.showing import output

    while True:
        answer = str(prompt(f"{question} (Enter: as the platform says)", default="", show_default=False, err=True))
        try:
            check(answer.strip())
        except UsageError as error:
            output.failed(error)
        else:
            return answer.strip()


@app.command(epilog="Example: wh build && wh export --as owner@example.com --reason 'monthly review'")
def build(
    paths: Annotated[Texts, Argument(help="What to load first, instead of `sources` in wh.toml.")] = None,
    full: Annotated[bool, Option("--full", help="Rebuild everything, not only what is stale.")] = False,
    despite_findings: Annotated[bool, Option("--despite-findings", help="Publish even if checks fail.")] = False,
    strict: Annotated[bool, Option("--strict", help="Load and build nothing if anything is rejected.")] = False,
    quiet: Annotated[bool, Option("--quiet", help="Say only what is wrong: rejects, findings, errors.")] = False,
    verbose: Annotated[bool, Option("--verbose", help="Name the models that ran, reason by reason.")] = False,
    profile: Annotated[bool, Option("--profile", help="Write down where the time went: profile.json.")] = False,
    max_bytes: MaxBytes = "32GB",
    memory_limit: MemoryLimit = None,
    engine: Engine = "duckdb",
    master: Master = "",
    to: Annotated[str, Option("--to", help="With --engine spark: the folder or address of its tables.")] = "",
    home: HomeFolder = HERE,
) -> None:
    """Load what is new, rebuild what is stale, check, publish.

    warehouse.duckdb is replaced as a whole; an error that the checks find leaves it as it was. With --engine spark the
    tables are Parquet below --to (docs/scale.md).
    """
    from wh.building import publish
    from wh.building.build import BuildOptions, build_warehouse
    from wh.home.home import Home
    from wh.loading.downloads import DownloadOptions
    from wh.loading.load import LoadOptions, load_paths, paths_in_settings
    from wh.showing import outcomes, output

    logging.disable(logging.WARNING if quiet else logging.NOTSET)
    downloads = DownloadOptions(password=download_password)
    desk, options = Home.at(home), LoadOptions(strict, False, size(max_bytes), memory_limit, downloads)
    asked = {"master": master, "to": to, "full": full, "despite_findings": despite_findings}
    how = on_spark(desk, engine, asked, profile=profile, verbose=verbose)
    with desk.claimed():
        if how and desk.settings.spark.load == "tasks":
            raise Exit(build_tables(desk, how, paths or desk.settings.sources, quiet=quiet))
        desk.hold_raw()
        publish.await_writers(desk.warehouse.resolve(), desk.settings.wait)  # before the work, not only after it
        with output.progress("loading", "bytes") as show:
            summary = load_paths(desk, paths or paths_in_settings(desk, strict=strict), options, show)
        outcomes.show_load(summary, quiet=quiet)
        if how:
            build_tables(desk, how, quiet=quiet)
            raise Exit(summary.is_in_vain)
        with output.progress("building", "models") as show:
            built = build_warehouse(desk, BuildOptions(full, despite_findings, profile, memory_limit), show)
    if built:
        outcomes.show_build(built, desk.warehouse, quiet=quiet, verbose=verbose)
    elif not quiet:
        output.say(f"nothing is new: {desk.warehouse} stays as it is")
    if built and profile:
        output.say(f"where the time went: {desk.profile}")
    raise Exit(summary.is_in_vain)


@app.command(epilog="Example: wh rollback && wh status")
def rollback(home: HomeFolder = HERE) -> None:
    """Restore the previous build; run it again to undo that."""
    from wh.building import publish
    from wh.home.home import Home
    from wh.inspecting.status import built_at
    from wh.showing import output

    desk = Home.at(home)
    with desk.claimed():
        publish.swap_back(desk.warehouse.resolve(), desk.settings.wait)
    output.say(f"{desk.warehouse} is the build of {built_at(desk)} UTC; `wh rollback` again undoes that")


@app.command(epilog="Example: wh check --last user_chats")
def check(
    models: Annotated[Texts, Argument(help="Models to check; all by default.")] = None,
    last: Annotated[bool, Option("--last", help="Show what the checks of the last build found.")] = False,
    fresh: Annotated[str | None, Option(help="Only whether the newest event is at most so old: 26h, 2d.")] = None,
    rejects: Annotated[int | None, Option(min=0, help="Only whether the last load rejected at most so many.")] = None,
    portable: Annotated[
        bool, Option("--portable", help="Only whether all SQL is proven to mean the same on Spark.")
    ] = False,
    home: HomeFolder = HERE,
) -> None:
    """Check models and data without publishing; show failing rows.

    Binds every model, and runs the named ones over what raw.duckdb holds now. The exit code is 1 on errors.
    """
    from wh.home.home import Home
    from wh.inspecting.check import check_models, last_findings
    from wh.inspecting.health import complaints
    from wh.showing import outcomes, output

    if fresh is not None or rejects is not None:
        found = complaints(Home.at(home), span(fresh) if fresh else None, rejects)
        for complaint in found:
            output.say(f"error: {complaint}")
        raise Exit(bool(found))
    if portable:
        raise Exit(_is_unportable(Home.at(home)))
    run = last_findings if last else check_models
    bound, findings = run(Home.at(home), models or [])
    outcomes.show_findings(findings, rows=True)
    output.say(f"{bound} models are valid, {output.number(len(findings), 'finding')}")
    raise Exit(any(finding.severity == "error" for finding in findings))


def _is_unportable(desk: Home) -> bool:
    """Says what is not proven on Spark; whether there is anything."""
    from wh.inspecting.portable import unportable
    from wh.models.model import all_models
    from wh.showing import output

    found = list(unportable(desk.settings))
    for fault, hint in found:
        output.say(f"error: {fault}\n      {hint}")
    output.say(
        f"{len(all_models())} models and their checks, {output.number(len(found), 'construct')} not proven on Spark"
    )
    return bool(found)
