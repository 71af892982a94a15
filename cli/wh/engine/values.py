"""Values of the engine as JSON and as text, the same wherever they are shown."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any


def as_json_value(value: Any) -> Any:
    """A value as JSON can hold it: no NaN or infinity, text as keys; a decimal is a number where none of it is lost."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else None
        case Decimal():
            return float(value) if value.is_finite() and Decimal(repr(float(value))) == value else str(value)
        case dict():
            return {key if isinstance(key, str) else as_text(key): as_json_value(each) for key, each in value.items()}
        case list() | tuple():
            return [as_json_value(each) for each in value]
    return as_text(value)


def as_text(value: Any) -> str:
    """A value as a person reads it; lists and objects are JSON."""
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return json.dumps(as_json_value(value), ensure_ascii=False) if isinstance(value, list | dict) else str(value)
