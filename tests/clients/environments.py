"""Other programs' environments, made from locks with hashes and kept in `.clients/` until their lock changes."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / ".clients"
_HIDDEN = ("PYTHON", "WH_", "PYTEST", "VIRTUAL_ENV", "COVERAGE")


def client(name: str, script: str, *words: str | Path) -> Any:
    """What a script of this folder prints, as its last line, in the environment of `name`.lock."""
    return _said(python(name), "-I", HERE / script, *words)


def ran(name: str, code: str) -> str:
    """What a piece of Python prints in the environment of `name`.lock."""
    return _run(python(name), "-I", "-W", "ignore", "-c", code)


def node(script: str, *words: str | Path) -> Any:
    """What a script prints that Node.js runs beside the modules of `node/package-lock.json`."""
    lock = HERE / "node" / "package-lock.json"
    folder = _kept("node", lock.read_bytes(), _npm)
    shutil.copy(HERE / script, folder)
    return _said("node", folder / script, *words)


def python(name: str) -> Path:
    """The Python of an environment that holds what `name`.lock names and nothing else."""
    lock = HERE / f"{name}.lock"

    def make(folder: Path) -> None:
        _run(_uv(), "venv", "--quiet", "--python", sys.executable, folder / "venv")
        into = ("--python", folder / "venv/bin/python")
        _run(_uv(), "pip", "install", "--quiet", *into, "--require-hashes", "--requirements", lock)

    return _kept(name, lock.read_bytes(), make) / "venv/bin/python"


def _uv() -> Path:
    """uv, which makes in seconds what takes pip minutes."""
    lock = HERE / "uv.lock"

    def make(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", folder / "venv")
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", lock)
        _run(folder / "venv/bin/python", "-m", "pip", "install", *options)

    return _kept("uv", lock.read_bytes(), make) / "venv/bin/uv"


def _npm(folder: Path) -> None:
    for file in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / file, folder)
    _run("npm", "install", "--silent", "--no-audit", "--no-fund", folder=folder)


def _kept(name: str, lock: bytes, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled for a lock; one process makes it, others wait for that one."""
    digest = sha256(lock + sys.version.encode()).hexdigest()[:12]
    folder = KEPT / f"{name}-{digest}"
    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{name}.busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for old in KEPT.glob(f"{name}-{'?' * 12}"):
                shutil.rmtree(old)
            folder.mkdir()
            make(folder)
            (folder / "ready").touch()
    return folder


def _said(*words: str | Path) -> Any:
    lines = _run(*words).splitlines()
    return json.loads(lines[-1])


def _run(*words: str | Path, folder: Path = HERE) -> str:
    """The stdout of a program that must end well, with nothing of this process in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout
