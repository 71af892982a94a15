"""What a field of an entity holds, in plain Python; see plain_loader.py."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

FIRST, LAST = 946_684_800_000, 4_102_444_800_000
CALLED = {"VARCHAR": "a text", "BIGINT": "a whole number", "BOOLEAN": "true or false", "INSTANT": "an instant"}
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ][\d:]{8}(\.\d+)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)


class Wrong(Exception):  # noqa: N818 - it is a finding
    """Why an entity cannot be kept."""


def is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})


def value(given: Any, shape: Any, name: str) -> Any:
    """The value of a field; Wrong where it is not what the field holds."""
    if isinstance(shape, dict):
        return struct(given, shape, name)
    if isinstance(shape, list):
        return structs(given, shape[0], name)
    if shape == "VARCHAR":
        return words(given, name)
    if shape == "VARCHAR[]":
        return list_of_texts(given, name)
    if shape == "PROFILE":
        return profile(given, name)
    if shape == "JSON":
        return given
    if is_nothing(given):
        return None
    found = {"BIGINT": whole_number, "INSTANT": instant, "BOOLEAN": boolean}[shape](given)
    if found is None:
        raise Wrong(f"{name} is not {CALLED[shape]}")
    if shape == "INSTANT" and FIRST <= found * 1000 <= LAST:
        raise Wrong(f"{name} is in seconds, not in milliseconds")
    if shape == "INSTANT" and not FIRST <= found <= LAST:
        raise Wrong(f"{name} is outside 2000-2100")
    return found


def struct(given: Any, shape: dict[str, Any], name: str) -> Any:
    if given is None or (given in ("", []) and "." not in name):
        return None
    given = {} if given in ("", []) else given  # within an object these are objects of nothing
    if not isinstance(given, dict):
        raise Wrong(f"{name} is not an object")
    return {key: value(given.get(key), inner, f"{name}.{key}") for key, inner in shape.items()}


def structs(given: Any, shape: dict[str, Any], name: str) -> Any:
    if given is None or given in ("", {}):
        return None
    if not isinstance(given, list) or any(each is not None and not isinstance(each, dict) for each in given):
        raise Wrong(f"{name} is not a list of objects")
    for key, inner in shape.items():
        for each in given:
            if each and (inner != "VARCHAR" or not isinstance(each.get(key), dict | list)):
                value(each.get(key), inner, f"{name}.{key}")
    return [struct(each or {}, shape, name) for each in given]


def words(given: Any, name: str) -> str | None:
    if isinstance(given, dict | list):
        if given:
            raise Wrong(f"{name} is not a text")
        return None
    return None if given is None else plain(given)


def list_of_texts(given: Any, name: str) -> list[str | None] | None:
    if given is None or given in ("", {}):
        return None
    items = given if isinstance(given, list) else [given]
    if isinstance(given, dict) or any(isinstance(each, dict | list) for each in items):
        raise Wrong(f"{name} is not a list of texts")
    return [None if each is None else plain(each) for each in items]


def profile(given: Any, name: str) -> Any:
    if is_nothing(given) or isinstance(given, dict):
        return given
    if isinstance(given, str):
        try:
            if isinstance(json.loads(given), dict):
                return given
        except ValueError:
            pass
    raise Wrong(f"{name} is not an object")


def plain(given: Any) -> str:
    return given if isinstance(given, str) else json.dumps(given)


def whole_number(given: Any) -> int | None:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    try:
        found = int(given) if isinstance(given, int) else int(float(given)) if "." in str(given) else int(given)
    except ValueError:
        return None
    return found if -(2**63) <= found < 2**63 else None


def instant(given: Any) -> int | None:
    number = whole_number(given)
    if number is not None or not isinstance(given, str) or not TIME.fullmatch(given):
        return number
    whole, fraction = re.sub(r"\.\d+", "", given), re.search(r"\.(\d+)", given)
    try:
        seconds = datetime.fromisoformat(whole.upper()).timestamp()
    except ValueError:
        return None
    return int(seconds) * 1000 + (int(f"{fraction[1]}000"[:3]) if fraction else 0)


def boolean(given: Any) -> bool | None:
    return {"true": True, "false": False, "1": True, "0": False}.get(plain(given))
