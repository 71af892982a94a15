"""Names and texts made safe for SQL: the only way a word from outside gets into a statement's text."""

from __future__ import annotations


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | int | float | bool | None) -> str:
    """`value` as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else str(value)


def pointer(key: str) -> str:
    """The JSON pointer (RFC 6901) of an object's `key`; every character is allowed in it."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
