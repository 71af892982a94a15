"""Regular expressions of DuckDB (RE2) as Java reads them."""

from __future__ import annotations

import re

_PART = re.compile(r"\\x\{[0-9a-f]+\}|\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_BLANKS = r"[\t\n\f\r ]"  # \s in RE2; Java's has \x0B too
_SAME = frozenset(
    [r"\[", r"\]", r"\(", r"\)", r"\.", r"\*", r"\+", r"\?", r"\\", r"\/", r"\-", r"\d", r"\t", r"\r", r"\n"]
)


def java_pattern(pattern: str) -> str:
    """The pattern that matches in Java what `pattern` matches in RE2; a ValueError names a part that may not.

    Java's `$` also matches before a last line break, and its `.` stops at more characters.
    """
    return "".join(_java(part.group()) for part in _PART.finditer(pattern))


def _java(part: str) -> str:
    if part == "$":
        return r"\z"
    if part == r"\s":
        return _BLANKS
    if part == "." or (part.startswith("[") and re.search(r"\\[^\]\[\\xdtrn/-]|\[:|&&", part)):
        raise ValueError(part)
    if len(part) == 2 and part not in _SAME:
        raise ValueError(part)
    return part
