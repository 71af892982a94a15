"""Reading JSON objects under the platform's convention: missing, null and [] all mean "no value"."""

import json
from typing import Any

Entity = dict[str, Any]
Row = dict[str, Any]


def value(entity: Entity | None, *path: str) -> Any:
    """The value at a path of keys, None where there is none."""
    found: Any = entity
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return None if found == [] else found


def known(*candidates: Any) -> Any:
    """The first candidate that is a value, else None."""
    return next((candidate for candidate in candidates if candidate is not None), None)


def earlier(*instants: int | None) -> int | None:
    """The least of the known instants."""
    return min((instant for instant in instants if instant is not None), default=None)


def picked(entity: Entity, *names: str) -> Row:
    """The named values of an entity; a dot in a name goes one object deeper."""
    return {name: value(entity, *name.split(".")) for name in names}


def as_text(found: Any) -> str | None:
    """A free (profile) value as text: strings as they are, everything else as compact JSON."""
    if found is None or isinstance(found, str):
        return found
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
