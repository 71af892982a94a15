"""Where in a statement the engine found a fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def pointed(sql: str, found: Mapping[str, Any]) -> str:
    """Where in a statement the engine found the fault, and the names it knows that are like the wrong one."""
    place = [near(sql, int(found["position"]))] if "position" in found else []
    names = str(found.get("candidates", "")).strip("[]").replace('"', "")
    return "\n      ".join(place + ([f"did you mean {names}?"] if names else []))


def near(sql: str, position: int) -> str:
    """The line of a statement with a caret under a position (from 0) in it."""
    start = sql.rfind("\n", 0, position) + 1
    end = sql.find("\n", position)
    text = sql[start : end if end >= 0 else None]
    return f"{text.strip()}\n      {' ' * (position - start - len(text) + len(text.lstrip()))}^"


def details(error: Exception) -> dict[str, Any]:
    """What the engine tells of an error besides its message, as it does when asked for errors as JSON."""
    text = str(error)
    try:
        found: dict[str, Any] = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return found


def first_line(text: str) -> str:
    """The first line of what the engine says."""
    return text.strip().splitlines()[0] if text.strip() else "DuckDB failed without a word"
