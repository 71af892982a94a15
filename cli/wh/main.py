"""The entry point: registers all commands and reports errors."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from wh.commands import build, load, pull, listen, export, scale  # isort: skip  # noqa: F401 as in --help
from wh.viewing import look, pages, engines  # isort: skip  # noqa: F401
from wh.commands.app import Abort, TyperException, app, misused
from wh.errors import FaultError, WhError


def run() -> None:
    """Runs the command line; errors become one line and an exit code here and nowhere else."""
    signal.signal(signal.SIGTERM, _interrupted)
    os.umask(0o077)  # what is made holds what customers wrote
    try:
        if sys.platform == "win32":
            raise FaultError("wh runs on Linux and macOS", "on Windows, use it in WSL, with the home in there")
        sys.exit(app(standalone_mode=False) or 0)
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


def _interrupted(*_: int | FrameType | None) -> None:
    """SIGTERM ends like Ctrl-C: what is unfinished is cleaned up."""
    raise KeyboardInterrupt
