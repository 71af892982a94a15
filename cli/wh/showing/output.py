"""What a person sees: progress, notes, errors, tables, and texts that cannot steer a terminal."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from wh.errors import WhError

NARROWEST = 12  # characters of a column, less are not readable
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def say(line: str) -> None:
    """A line for the person, on stderr; commands in it are for the home that this one was given."""
    with suppress(OSError):  # a full disk, of a log, is no reason to end what is going on
        print(for_this_home(line), file=sys.stderr)


def for_this_home(line: str) -> str:
    """A line, in which commands are for the home that this one was given."""
    if home := _given_home():
        line = re.sub(r"`wh (?!init)([^`]+?)`", lambda found: f"`wh {found[1]} --home {shlex.quote(home)}`", line)
    return visible(line)


def _given_home() -> str:
    """What `--home` said on the command line; "" where it was not there."""
    words = [word for each in sys.argv[1:] for word in (each.split("=", 1) if each.startswith("--home=") else [each])]
    return words[words.index("--home") + 1] if "--home" in words[:-1] else ""


def visible(text: str) -> str:
    """A text that cannot change a terminal: control characters other than line breaks appear as escapes."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def failed(error: WhError) -> int:
    """Prints an error and its hint; returns the exit code."""
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")
    return error.exit_code


@contextmanager
def progress(what: str, units: str) -> Iterator[Callable[[str, int, int | None], None]]:
    """A function that shows progress (name, units done, units in all), on a terminal only.

    Nothing is shown before it is called: a bar would be drawn over what is asked for.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    looks = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} " + units))
    bar = Progress(*looks, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def show(name: str, done: int, total: int | None) -> None:
        bar.start()
        bar.update(task, description=f"{what} {name}", completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()


def draw(names: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> bool:
    """Prints a table, numeric columns to the right; False, and nothing, where so many columns have no room."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 200)
    if len(names) * NARROWEST > console.width:
        return False
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, is_right in zip(names, numeric, strict=True):
        table.add_column(name, justify="right" if is_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    return True


def number(of: int, name: str) -> str:
    """A number of things in words: 1 chat, 2,000 chats."""
    return f"{of:,} {name}" if of == 1 else f"{of:,} {name}s"


def counts(rows: Mapping[str, int]) -> str:
    """Names and numbers in one line."""
    return ", ".join(f"{name} {of:,}" for name, of in rows.items())
