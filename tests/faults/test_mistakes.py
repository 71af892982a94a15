"""What `wh` says of mistakes in models, contracts, macros and settings: file, line, caret, calls, the nearest name.

expected.txt is made again by

    WH_GOLDEN=write python -m pytest tests/faults

which rewrites it and then fails, so that it never passes unseen; read the difference before it is committed.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import Command

HERE = Path(__file__).parent
FAULTS = tomllib.loads((HERE / "faults.toml").read_text("utf-8"))
EXPECTED = HERE / "expected.txt"
WRITES = os.environ.get("WH_GOLDEN") == "write"


def expected() -> dict[str, str]:
    """What is said of each mistake, by its name."""
    sections = ("\n" + EXPECTED.read_text("utf-8")).split("\n== ")[1:] if EXPECTED.exists() else []
    return {name: said.rstrip() for name, _, said in (each.partition("\n") for each in sections)}


def changed(file: Path, fault: dict[str, Any]) -> None:
    """Makes the mistake."""
    file.parent.mkdir(exist_ok=True)
    if "old" in fault:
        text = file.read_text("utf-8")
        assert fault["old"] in text
        file.write_text(text.replace(fault["old"], fault["new"], 1), "utf-8")
    elif "new" in fault:
        file.write_text(fault["new"], "utf-8")
    else:
        file.unlink()


def said(desk: Command, project: Path, fault: dict[str, Any]) -> str:
    """What `wh` says of a mistake."""
    changed((desk.home if fault["file"] == "wh.toml" else project) / fault["file"], fault)
    found = desk(*fault.get("command", "check").split(), code=None)
    assert "Traceback" not in found.err
    return (found.out + found.err).replace(str(desk.home), "HOME").rstrip()


@pytest.mark.parametrize("name", FAULTS)
def test_a_mistake_is_told_where_it_stands(desk: Command, project: Path, name: str) -> None:
    found = said(desk, project, FAULTS[name])
    if WRITES:
        assert "CI" not in os.environ
        known = expected() | {name: found}
        EXPECTED.write_text("\n".join(f"== {each}\n{known[each]}\n" for each in FAULTS if each in known), "utf-8")
        pytest.fail("expected.txt was written")
    assert found == expected()[name]
