"""What the wheel says it needs is what the suite runs on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_lowest_version_of_each_dependency_is_the_one_that_is_tested() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    bounds = dict(each.partition(";")[0].partition(",")[0].split(">=") for each in asked)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    assert bounds == {name: locked[name.replace(".", "-")] for name in bounds}
