"""Where a value stands in a text of TOML: its reader tells no lines."""

from __future__ import annotations

import re
from functools import lru_cache

Keys = tuple[str | int, ...]  # the way to a value: names of keys, and numbers (from 0) in lists of tables


def line_of(text: str, keys: Keys) -> int:
    """The line (from 1) of the value that some keys lead to, or as far as the text has them."""
    lines = _lines(text)
    return next((lines[keys[:length]] for length in range(len(keys), 0, -1) if keys[:length] in lines), 1)


@lru_cache(256)  # all checks of all contracts ask
def _lines(text: str) -> dict[Keys, int]:
    """The lines of a TOML text that head a table or give a key, by the keys that lead there."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if heads := re.match(r"\[\[(.+?)\]\]", line):
            counts[heads[1]] = counts.get(heads[1], -1) + 1
            table = (heads[1], counts[heads[1]])
        elif head := re.match(r"\[(.+?)\]\s*(#|$)", line):
            table = tuple(each.strip(' "') for each in head[1].split(".", 1))
        elif key := re.match(r'\s*"?([^"=\s]+)"?\s*=', line):
            found[*table, key[1]] = number
            continue
        else:
            continue
        found[table] = number
    return found
