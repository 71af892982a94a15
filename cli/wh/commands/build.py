"""The commands that make a warehouse: parse, one call, print."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import HERE, Argument, Exit, HomeFolder, MaxBytes, MemoryLimit, Option, Texts, app, size, span
from wh.commands.load import download_password, print_load

if TYPE_CHECKING:
    from wh.building.record import Built
    from wh.models.checks import Finding

NAMED = 6  # models that are named of those that ran for the same reason; meta.models has all


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
    home: HomeFolder = HERE,
) -> None:
    """Load what is new, rebuild what is stale, check, publish.

    warehouse.duckdb is replaced as a whole; an error that the checks find leaves it as it was.
    """
    from wh.building import publish
    from wh.building.build import BuildOptions, build_warehouse
    from wh.home.home import Home
    from wh.loading.downloads import DownloadOptions
    from wh.loading.load import LoadOptions, load_paths, paths_in_settings
    from wh.showing import output

    logging.disable(logging.WARNING if quiet else logging.NOTSET)
    downloads = DownloadOptions(password=download_password)
    desk, options = Home.at(home), LoadOptions(strict, False, size(max_bytes), memory_limit, downloads)
    with desk.claimed():
        desk.hold_raw()
        publish.await_writers(desk.warehouse.resolve(), desk.settings.wait)  # before the work, not only after it
        with output.progress("loading", "bytes") as show:
            summary = load_paths(desk, paths or paths_in_settings(desk, strict=strict), options, show)
        print_load(summary, quiet=quiet)
        how = BuildOptions(full, despite_findings, profile, memory_limit)
        with output.progress("building", "models") as show:
            built = build_warehouse(desk, how, show)
    if built:
        _print_build(built, desk.warehouse, quiet=quiet, verbose=verbose)
    elif not quiet:
        output.say(f"nothing is new: {desk.warehouse} stays as it is")
    if built and profile:
        output.say(f"where the time went: {desk.profile}")
    if summary.is_in_vain:
        raise Exit(1)


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
    home: HomeFolder = HERE,
) -> None:
    """Check models and data without publishing; show failing rows.

    Binds every model, and runs the named ones over what raw.duckdb holds now. The exit code is 1 on errors.
    """
    from wh.home.home import Home
    from wh.inspecting.check import check_models, last_findings
    from wh.inspecting.health import complaints
    from wh.showing import output

    if fresh is not None or rejects is not None:
        found = complaints(Home.at(home), span(fresh) if fresh else None, rejects)
        for complaint in found:
            output.say(f"error: {complaint}")
        raise Exit(bool(found))
    run = last_findings if last else check_models
    bound, findings = run(Home.at(home), models or [])
    _print_findings(findings, rows=True)
    output.say(f"{bound} models are valid, {output.number(len(findings), 'finding')}")
    raise Exit(any(finding.severity == "error" for finding in findings))


def _print_build(built: Built, warehouse: Path, *, quiet: bool, verbose: bool) -> None:
    """What ran and why, what the checks found, what is not known, and what there is now; or findings only."""
    from wh.showing import output

    if not quiet:
        for line in _reasons(built) if verbose else [_reasons_in_short(built)]:
            output.say(line)
    _print_findings(built.findings)
    if built.findings:
        output.say("`wh check --last` shows the rows")
    if quiet:
        return
    for note in built.notes:
        output.say(f"note: {note}")
    rows = {each.model.name: each.rows for each in built.models}
    marts = output.counts({name: rows[name] for name in ("user_chats", "messages", "users")})
    output.say(f"built {warehouse} in {built.seconds:.1f} s: {marts}")


def _reasons_in_short(built: Built) -> str:
    """How many models ran for which reasons, and over how many chats."""
    from wh.showing import output

    if built.unusable:
        return f"everything is rebuilt: {built.unusable.text}"
    if not (reasons := [each.reason for each in built.models if each.reason]):
        return "no model had to run"
    counted = Counter("changed inputs" if reason.parent else reason.text for reason in reasons)
    why = ", ".join(f"{count} for {text}" for text, count in counted.most_common())
    return f"{output.number(len(reasons), 'model')} ran over {output.number(built.chats, 'chat')}: {why}"


def _reasons(built: Built) -> list[str]:
    """A line for each reason: the models that ran for it, and over what."""
    from wh.showing import output

    if built.unusable:
        return [f"everything is rebuilt: {built.unusable.text}"]
    groups: dict[tuple[str, str], list[str]] = {}
    for each in built.models:
        if each.reason:
            groups.setdefault((each.reason.text, each.ran.value), []).append(each.model.name)
    of = {"touched": f"of {output.number(built.chats, 'chat')} and their customers", "all": "of all"}
    return [f"{reason}: {_listed(names)} ({of[ran]})" for (reason, ran), names in groups.items()]


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _print_findings(findings: Iterable[Finding], *, rows: bool = False) -> None:
    from wh.showing import output

    for finding in findings:
        output.say(f"{finding.severity}: {finding.model}: {finding.check}: {output.number(finding.rows, 'row')}")
        for example in finding.examples if rows else ():
            print(example)
