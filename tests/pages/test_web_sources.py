"""What stands in web/built, and in the wheel, is what the sources in web/ come to, byte by byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
pytestmark = pytest.mark.slow


def test_the_pages_are_built_from_their_sources(tmp_path: Path) -> None:
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules", "built"))
    for words in (["ci", "--silent", "--no-audit", "--no-fund"], ["run", "--silent", "build"]):
        done = subprocess.run(["npm", *words], cwd=copy, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    made = {file.name: file.read_bytes() for file in (copy / "built").iterdir()}
    assert made == {file.name: file.read_bytes() for file in (WEB / "built").iterdir()}
