"""The command line's root, and the options that its commands share."""

from __future__ import annotations

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from typer import Abort, Argument, Exit, Option, TyperException, confirm, prompt

from wh.errors import UsageError

__all__ = [
    "DEFAULT_URL",
    "DOWNLOAD_PASSWORD",
    "HERE",
    "Abort",
    "Argument",
    "Engine",
    "Exit",
    "HomeFolder",
    "Master",
    "MaxBytes",
    "MemoryLimit",
    "Option",
    "Texts",
    "TyperException",
    "app",
    "confirm",
    "download_password",
    "misused",
    "prompt",
    "size",
    "span",
]

app = typer.Typer(
    name="wh",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"auto_envvar_prefix": "WH", "help_option_names": ["-h", "--help"], "max_content_width": 100},
)
HomeFolder = Annotated[Path, Option("--home", envvar="WH_HOME", help="The folder with wh.toml and the databases.")]
Texts = list[str] | None
HERE = Path()
DOWNLOAD_PASSWORD = "WH_DOWNLOAD_PASSWORD"
DEFAULT_URL = "https://api.channel.io"
MemoryLimit = Annotated[
    str | None, Option(envvar="WH_MEMORY_LIMIT", help="Memory for the engine, like 2GB; the rest goes to disk.")
]
MaxBytes = Annotated[str, Option(envvar="WH_MAX_BYTES", help="Most bytes that one load may read, unpacked, like 20GB.")]
Engine = Annotated[
    str, Option(envvar="WH_ENGINE", help="The engine: duckdb, or spark for what one machine cannot hold.")
]
Master = Annotated[str, Option(envvar="WH_MASTER", help="With --engine spark: the address of its master.")]
_MEANT = re.compile(r" \(Possible options: (.*)\)$| Did you mean (.*)\?$")  # as typer writes it
_SIZE = r"([0-9]{1,15}) ?([KMGT]?)B?"


def size(text: str) -> int:
    """Bytes that a size like 20GB or 500000 stands for; K, M, G and T are powers of 1,000."""
    if not (match := re.fullmatch(_SIZE, text.strip(), re.IGNORECASE)):
        raise UsageError(f"{text} is not a size", "sizes are written 20GB, 500MB or 500000")
    return int(match[1]) * int(1000 ** " KMGT".index(match[2].upper() or " "))


def span(text: str) -> timedelta:
    """The time that a span like 90m, 26h or 2d stands for."""
    if not (match := re.fullmatch(r"([0-9]{1,6})([mhd])", text.strip())):
        raise UsageError(f"{text} is not a span of time", "spans are written 90m, 26h or 2d")
    return timedelta(minutes=int(match[1]) * {"m": 1, "h": 60, "d": 1440}[match[2]])


def download_password() -> str:
    """The password of a download, from the environment, else asked for on a terminal."""
    if found := os.environ.get(DOWNLOAD_PASSWORD):
        return found
    if not sys.stdin.isatty():
        raise UsageError("its password is not known", f"put it into {DOWNLOAD_PASSWORD}")
    return str(prompt("Password of the download", hide_input=True, err=True))


def misused(error: TyperException) -> int:
    """Prints what is wrong with the words of a command, in the voice of all errors; returns the exit code."""
    from wh.showing import output

    context = getattr(error, "ctx", None)
    message = error.format_message()
    command = context.command_path if context else "wh"
    if context and message == context.get_help():  # a command without words
        print(message, file=sys.stderr)
        return 2
    meant = _MEANT.search(message)
    said = _MEANT.sub("", message).rstrip(".")
    hint = f"did you mean {(meant[1] or meant[2]).replace(chr(39), '')}? " if meant else ""
    return output.failed(UsageError(said[:1].lower() + said[1:], f"{hint}`{command} -h` lists what it takes"))


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from wh import __version__
        from wh.engine.database import engine_version

        print(f"wh {__version__}, DuckDB {engine_version()}")
        raise Exit


@app.callback()
def root(
    show_version: Annotated[  # noqa: ARG001 - its callback acts on it
        bool,
        Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            show_envvar=False,
            help="Show the versions of wh and DuckDB.",
        ),
    ] = False,
) -> None:
    """A warehouse for support chats: raw events in, a DuckDB file and a password-protected workbook out."""
    import logging

    logging.basicConfig(format="%(message)s", level=logging.INFO, force=True)
