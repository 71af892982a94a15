"""The macros that all templates may use: where each stands, and what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wh import assets
from wh.rendering.rendered import Place

_HEAD = re.compile(r"{%-?\s*macro\s+([A-Za-z]\w*)\s*\((.*?)\)\s*-?%}", re.DOTALL)  # one with _ first is its file's own


@dataclass(frozen=True)
class Head:
    """The first line of a macro: its name, and its parameters as they are written."""

    name: str
    takes: str
    place: Place


def heads(templates: Iterable[str]) -> Iterator[Head]:
    """The heads of the macros in some templates."""
    for template in templates:
        text = (assets.root() / template).read_text("utf-8")
        for head in _HEAD.finditer(text):
            yield Head(head[1], head[2], (template, text.count("\n", 0, head.start()) + 1))


def shared() -> list[str]:
    """The templates with macros for all."""
    return [f"sql/macros/{path.name}" for path in sorted((assets.root() / "sql" / "macros").glob("*.sql"))]
