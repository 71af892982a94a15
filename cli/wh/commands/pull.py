"""The command that fetches events from the platform: parse, one call, print."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from wh.commands.app import DEFAULT_URL, HERE, Exit, HomeFolder, Option, app
from wh.errors import UsageError, WhError

if TYPE_CHECKING:
    from wh.calling.keys import KeyPair
    from wh.fetching.pull import PullOptions
    from wh.fetching.session import Progress
    from wh.home.home import Home

EVERY = 60  # seconds between two lines of a long pull without a terminal


@app.command(epilog="Example: wh pull --home desk --build")
def pull(
    since: Annotated[
        str | None, Option("--since", help="For a quick start: leave out chats closed before this day (UTC).")
    ] = None,
    full: Annotated[bool, Option("--full", help="Read all chats and all of their messages again.")] = False,
    dry_run: Annotated[bool, Option("--dry-run", help="Only say how many calls and how long it would take.")] = False,
    build: Annotated[bool, Option("--build", help="Run `wh build` afterwards.")] = False,
    rate: Annotated[float, Option("--rate", min=0.1, max=50, help="Calls a second, below what the plan allows.")] = 8,
    api: Annotated[str, Option("--api", help="The version of the API: v5, or 2026-06-01, which is new.")] = "v5",
    base_url: Annotated[str, Option("--base-url", help="Where the API is.")] = DEFAULT_URL,
    home: HomeFolder = HERE,
) -> None:
    """Fetch what is new from the platform's Open API.

    It goes into files under events/pull, which the next `wh build` loads.
    The access key is read from WH_ACCESS_KEY and WH_ACCESS_SECRET, else from pull.keys in the home. A pull that is
    ended goes on where it stopped. The exit code is 1 where something could not be read.
    """
    from wh.calling.keys import key_pairs
    from wh.calling.versions import VERSIONS
    from wh.commands.build import build as build_now
    from wh.fetching.pull import PullOptions
    from wh.home.home import Home
    from wh.showing import output

    if api not in VERSIONS:
        raise UsageError(f"--api {api} is not known", f"known are {' and '.join(VERSIONS)}")
    desk = Home.at(home)
    options = PullOptions(base_url, api, rate, _instant(since), is_full=full, is_dry=dry_run)
    failed, pulled = 0, False
    for keys in key_pairs(desk.path, os.environ):
        try:
            failed = max(failed, _pull(desk, keys, options))
            pulled = True
        except KeyboardInterrupt:
            output.say("ended: what was fetched is kept; run it again to go on")
            raise
        except WhError as error:  # one channel keeps no other from being pulled
            failed = max(failed, output.failed(error))
    if build and pulled and not dry_run:
        build_now(home=home)
    raise Exit(failed)


def _pull(home: Home, keys: KeyPair, options: PullOptions) -> int:
    """Pulls from one channel and says what it came to; the exit code."""
    from wh.calling.limiter import Wall
    from wh.fetching.pull import pull
    from wh.showing import outcomes, output

    with output.progress("pulling", "calls") as show:
        found = pull(home, keys, options, Wall(), _progress(show, options))
    outcomes.show_pull(found, options, f"{keys.name}: " if keys.name else "")
    return int(bool(found.skipped))


def _progress(show: Progress, options: PullOptions) -> Progress:
    """Shows how far a pull is, with the time that is left; without a terminal in a line now and then."""
    from wh.showing import output

    told = time.monotonic()

    def step(name: str, done: int, of: int | None) -> None:
        nonlocal told
        name += _left(of, done, options)
        show(name, done, of)
        if not sys.stderr.isatty() and time.monotonic() - told >= EVERY:
            output.say(f"pulling {name}, after {output.number(done, 'call')}")
            told = time.monotonic()

    return step


def _left(calls: int | None, done: int, options: PullOptions) -> str:
    """The time that the calls that are left take, where they are known."""
    from wh.showing import outcomes

    return "" if calls is None else f", {outcomes.in_words((calls - done) / options.rate)} left"


def _instant(day: str | None) -> float:
    """The begin of a day, in seconds since 1970; 0 where none is given."""
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() if day else 0.0
    except ValueError:
        raise UsageError(f"--since {day} is no day", "days are written 2026-01-31") from None
