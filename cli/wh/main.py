"""The entry point: registers all commands and reports errors."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from types import FrameType

from wh.commands import build, load, pull, listen, export, scale  # isort: skip  # noqa: F401 as in --help
from wh.viewing import look, pages, engines  # isort: skip  # noqa: F401
from wh.commands.app import Abort, TyperException, app, misused
from wh.errors import FaultError, WhError

_COMMENT = re.compile(r"--(\s|[^=\n]*\n)")  # a query that begins with one is no option


def run() -> None:
    """Runs the command line; errors become one line and an exit code here and nowhere else."""
    _settle_streams()
    signal.signal(signal.SIGTERM, _interrupted)
    os.umask(0o077)  # what is made holds what customers wrote
    try:
        if sys.platform == "win32":
            raise FaultError("wh runs on Linux and macOS", "on Windows, use it in WSL, with the home in there")
        words = [f" {word}" if _COMMENT.match(word) else word for word in sys.argv[1:]]
        sys.exit(app(words, standalone_mode=False) or 0)
    except TyperException as error:
        sys.exit(misused(error))
    except WhError as error:
        from wh.showing import output

        sys.exit(output.failed(error))
    except OSError as error:
        from wh.showing import output

        name = f"{error.filename}: " if error.filename else ""
        sys.exit(output.failed(FaultError(f"{name}{error.strerror or error}")))
    except (KeyboardInterrupt, Abort):  # typer makes the one into the other
        sys.exit(130)
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what the engine makes of a KeyboardInterrupt
            raise
        sys.exit(130)


def _settle_streams() -> None:
    """Standard streams that a daemon closed become those of /dev/null; files and pipes get UTF-8, whatever the locale.

    A file that is opened later would else get the number of a closed one, and what is said would be written into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace")


def _interrupted(*_: int | FrameType | None) -> None:
    """SIGTERM ends like Ctrl-C: what is unfinished is cleaned up."""
    raise KeyboardInterrupt
