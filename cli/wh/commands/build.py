"""The commands that make a warehouse: parse, one call, print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from wh.commands.app import HERE, Argument, At, Exit, MaxBytes, MemoryLimit, Option, Texts, app, size

if TYPE_CHECKING:
    from wh.building.record import Built
    from wh.loading.load import Summary
    from wh.models.checks import Finding

NAMED = 6  # models that are named of those that ran for the same reason; `wh status` has all


@app.command(epilog="Example: wh init desk --sample && wh build --home desk")
def init(
    directory: Annotated[Path, Argument(help="The folder to make.")] = HERE,
    sample: Annotated[bool, Option("--sample", help="Put the sample channel's events and settings in.")] = False,
) -> None:
    """Make a home: a folder with settings, and the sample channel if asked."""
    from wh.commands import terminal
    from wh.home.home import Home

    home = Home.init(directory, sample=sample)
    terminal.say(f"made {home.path / 'wh.toml'}" + (f" and {home.path / 'events'}" if sample else ""))
    terminal.say(
        f"next: wh build --home {home.path}" if sample else f"next: put event files into {home.path / 'events'}"
    )


@app.command(epilog="Example: wh load events/ 'more/2025-*.jsonl.gz'")
def load(
    paths: Annotated[list[str], Argument(help="Files, folders, globs, or - for standard input.")],
    strict: Annotated[bool, Option("--strict", help="Load nothing if anything is rejected.")] = False,
    max_bytes: MaxBytes = "32GB",
    memory_limit: MemoryLimit = None,
    at: At = HERE,
) -> None:
    """Load raw events: .json, .jsonl, .ndjson, also .gz and .zst, in any order, any number of times."""
    from wh.commands import terminal
    from wh.home.home import Home
    from wh.loading.load import LoadOptions, load_paths

    home, options = Home.at(at), LoadOptions(strict=strict, max_bytes=size(max_bytes), memory_limit=memory_limit)
    with home.claimed(), terminal.progress("loading", "bytes") as show:
        summary = load_paths(home, paths, options, show)
    _print_load(summary)


@app.command(epilog="Example: wh build && wh export --as owner@example.com --reason 'monthly review'")
def build(
    paths: Annotated[Texts, Argument(help="What to load first, instead of `sources` in wh.toml.")] = None,
    full: Annotated[bool, Option("--full", help="Compute everything anew, not only what changed.")] = False,
    despite_findings: Annotated[bool, Option("--despite-findings", help="Publish even if checks fail.")] = False,
    profile: Annotated[bool, Option("--profile", help="Write down where the time went: profile.json.")] = False,
    max_bytes: MaxBytes = "32GB",
    memory_limit: MemoryLimit = None,
    at: At = HERE,
) -> None:
    """Load what is new, bring every model up to it, check the result, and publish warehouse.duckdb."""
    from wh.building import publish
    from wh.building.build import BuildOptions, build_warehouse
    from wh.commands import terminal
    from wh.home.home import Home
    from wh.loading.load import LoadOptions, load_paths, paths_in_settings

    home, options = Home.at(at), LoadOptions(max_bytes=size(max_bytes), memory_limit=memory_limit)
    with home.claimed():
        home.hold_raw()
        publish.await_writers(home.warehouse.resolve(), home.settings.wait)  # before the work, not only after it
        with terminal.progress("loading", "bytes") as show:
            _print_load(load_paths(home, paths or paths_in_settings(home), options, show))
        how = BuildOptions(full, despite_findings, profile, memory_limit)
        with terminal.progress("building", "models") as show:
            built = build_warehouse(home, how, show)
    if not built:
        terminal.say(f"nothing is new: {home.warehouse} stays as it is")
        return
    _print_build(built)
    if profile:
        terminal.say(f"where the time went: {home.profile}")
    rows = {each.model.name: each.rows for each in built.models}
    marts = terminal.counts({name: rows[name] for name in ("user_chats", "messages", "users")})
    terminal.say(f"built {home.warehouse} in {built.seconds:.1f} s: {marts}")


@app.command(epilog="Example: wh rollback && wh status")
def rollback(at: At = HERE) -> None:
    """Bring back the build before the last one; a second time, the last one again."""
    from wh.building import publish
    from wh.commands import terminal
    from wh.home.home import Home
    from wh.inspecting.status import built_at

    home = Home.at(at)
    with home.claimed():
        publish.swap_back(home.warehouse.resolve(), home.settings.wait)
    terminal.say(f"{home.warehouse} is the build of {built_at(home)} UTC; `wh rollback` again undoes that")


@app.command(epilog="Example: wh check --build last user_chats")
def check(
    select: Annotated[Texts, Argument(help="Models to check; all by default.")] = None,
    build: Annotated[Literal["last"] | None, Option(help="What the checks of the last build found.")] = None,
    at: At = HERE,
) -> None:
    """Bind every model, check what raw.duckdb holds now, and show the rows that offend; exit 1 on errors."""
    from wh.commands import terminal
    from wh.home.home import Home
    from wh.inspecting.check import check_models, last_findings

    run = last_findings if build else check_models
    bound, findings = run(Home.at(at), select or [])
    _print_findings(findings, rows=True)
    terminal.say(f"{bound} models bind, {len(findings)} findings")
    raise Exit(any(finding.severity == "error" for finding in findings))


def _print_load(summary: Summary) -> None:
    from wh.commands import terminal

    for reject in summary.rejects[:20]:
        name = reject.path.replace("\n", "\\n")
        terminal.say(f"rejected: {name}:{reject.line}: {reject.reason}")
    if len(summary.rejects) > 20:
        terminal.say(
            f"… and {len(summary.rejects) - 20} more; after a build `wh sql --csv 'from raw.rejects'` shows all"
        )
    numbers = f"{summary.events:,} events, {summary.new:,} new, {summary.duplicate:,} duplicate"
    files = f"{summary.files} files ({summary.unchanged} unchanged)"
    terminal.say(f"loaded {files}: {numbers}, {len(summary.rejects):,} rejected")


def _print_build(built: Built) -> None:
    """Why what ran, what the checks found, and what nobody told us."""
    from wh.commands import terminal

    for line in _reasons(built):
        terminal.say(line)
    _print_findings(built.findings)
    if built.findings:
        terminal.say("`wh check --build last` shows the rows")
    if built.unknown_channels:
        named = ", ".join(built.unknown_channels)
        terminal.say(f"note: no opening hours are known of channel {named}; it counts as always open")


def _reasons(built: Built) -> list[str]:
    """Why what ran over what, a line for each reason."""
    if built.unusable:
        return [f"everything is made anew: {built.unusable.text}"]
    groups: dict[tuple[str, str], list[str]] = {}
    for each in built.models:
        if each.reason:
            groups.setdefault((each.reason.text, each.ran.value), []).append(each.model.name)
    of = {"touched": f"of {built.chats:,} chats and their customers", "all": "of all"}
    return [f"{reason}: {_listed(names)} ({of[ran]})" for (reason, ran), names in groups.items()]


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _print_findings(findings: Iterable[Finding], *, rows: bool = False) -> None:
    from wh.commands import terminal

    for finding in findings:
        terminal.say(f"{finding.severity}: {finding.model}: {finding.check}: {finding.rows} rows")
        for example in finding.examples if rows else ():
            print(example)
