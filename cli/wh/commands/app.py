"""The command line's root, and the options that its commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Exit, Option, prompt

__all__ = ["HERE", "Argument", "At", "Exit", "Option", "Texts", "app", "prompt"]

app = typer.Typer(
    name="wh",
    help="A warehouse for support chats: raw events in, a DuckDB file and a password-protected workbook out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"auto_envvar_prefix": "WH", "help_option_names": ["-h", "--help"], "max_content_width": 100},
)
At = Annotated[Path, Option("--home", envvar="WH_HOME", help="The folder with wh.toml and the databases.")]
Texts = list[str] | None
HERE = Path()
