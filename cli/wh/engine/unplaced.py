"""Where a mistake most likely stands of which DuckDB tells no place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from wh.rendering.pointing import standing

_QUOTED = re.compile(r"""error near '(.*)$|"+([^"]+)"|'([^']+)'|with name (\S+)|: ([^:]+)$""")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_MADE = re.compile(r"create [^(]*? as \(?(.*?)(?:\n\)(?: with no data)?)?$", re.DOTALL)


def sought(message: str, sql: str, tree_of: Callable[[str], Any]) -> tuple[list[int], str]:
    """Where (in characters) a statement has the first word that a message quotes, and that word; else nothing.

    `tree_of` gives the engine's own tree of a select.
    """
    if message.startswith("Set operations can only apply"):
        return list(_uneven(sql, tree_of))[:1], ""
    code = _COMMENT.sub(lambda comment: " " * len(comment[0]), sql)
    for quoted in _QUOTED.finditer(message):
        word = next(filter(None, quoted.groups()))
        if places := [each.start() for each in standing(word).finditer(code)]:
            return places, word
    return [], ""


def _uneven(sql: str, tree_of: Callable[[str], Any]) -> Iterator[int]:
    """Where the last column stands of each select of a union that has not as many as its first select."""
    made = _MADE.match(sql)
    select, begin = (made[1], made.start(1)) if made else (sql, 0)
    for union in _unions(tree_of(select)):
        lists = [each["select_list"] for each in union if "select_list" in each]
        for columns in lists[1:]:
            first = lists[0]
            if len(columns) != len(first) and not any(each["class"] == "STAR" for each in [*first, *columns]):
                yield begin + len(select.encode()[: columns[-1]["query_location"]].decode(errors="ignore"))


def _unions(tree: Any) -> Iterator[list[dict[str, Any]]]:
    """The selects of each union in a statement, as the engine's JSON has it, the innermost first."""
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for each in parts:
        yield from _unions(each)
    if isinstance(tree, dict) and tree.get("type") in ("SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"):
        yield tree.get("children") or [tree["left"], tree["right"]]
