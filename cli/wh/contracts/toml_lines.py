"""Where a value stands in a text of TOML: its reader tells no lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

Keys = tuple[str | int, ...]  # the way to a value: names of keys, and numbers (from 0) in lists of tables


def line_of(text: str, keys: Keys) -> int:
    """The line (from 1) of the value that some keys lead to, or as far as the text has them."""
    best, number = 0, 1
    for line, path in _paths_of(text):
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(keys, path, strict=False))))
        if same > best:
            best, number = same, line
    return number


@lru_cache(256)  # all checks of all contracts ask
def _paths_of(text: str) -> list[tuple[int, Keys]]:
    return list(_paths(text))


def _paths(text: str) -> Iterator[tuple[int, Keys]]:
    """Each line of a TOML text that heads a table or gives a key, with the keys that lead there."""
    table: Keys = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if heads := re.match(r"\[\[(.+?)\]\]", line):
            counts[heads[1]] = counts.get(heads[1], -1) + 1
            table = (heads[1], counts[heads[1]])
        elif head := re.match(r"\[(.+?)\]\s*(#|$)", line):
            table = tuple(each.strip(' "') for each in head[1].split(".", 1))
        elif key := re.match(r'\s*"?([^"=\s]+)"?\s*=', line):
            yield number, (*table, key[1])
            continue
        else:
            continue
        yield number, table
