"""The commands that make a home and take things out of it: parse, one call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from wh.commands.app import HERE, Argument, Option, app


@app.command(epilog="Example: wh init desk --sample && wh build --home desk")
def init(
    directory: Annotated[Path, Argument(help="The folder to make.")] = HERE,
    sample: Annotated[bool, Option("--sample", help="Put in the events and settings of a sample channel.")] = False,
) -> None:
    """Make a home: a folder with settings and a place for events."""
    from wh.home.home import Home
    from wh.showing import output

    desk = Home.init(directory, sample=sample)
    output.say(f"made {desk.path / 'wh.toml'}" + (f" and {desk.path / 'events'}" if sample else ""))
    files = "" if sample else f"put event files into {desk.path / 'events'}, then "
    output.say(f"next: {files}wh build --home {desk.path}")
