"""SQL that came of a template, and from which lines."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

Place = tuple[str, int]  # template and line, from 1


@dataclass(frozen=True)
class Rendered:
    """SQL text, where its parts stood in the templates, and the kinds of event and tables of settings that it reads."""

    sql: str
    offsets: tuple[int, ...]
    calls: tuple[tuple[Place, ...], ...]
    sources: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()

    def place(self, offset: int) -> Place:
        """Template name and line (from 1) of the character at `offset` (from 0)."""
        return self.calls_at(offset)[-1]

    def calls_at(self, offset: int) -> tuple[Place, ...]:
        """The same, after the places of the expressions that led there through macros, the outermost first."""
        return self.calls[max(0, bisect_right(self.offsets, offset) - 1)]

    def last_offset(self, template: str, line: int) -> int:
        """Where the last part of a template's line begins; -1 where nothing came of it."""
        found = zip(self.offsets, self.calls, strict=True)
        return max((offset for offset, calls in found if calls[-1] == (template, line)), default=-1)

    def standing_at(self, place: Place) -> Rendered:
        """The same for those who wrote what it was made from, who are told of another place."""
        return replace(self, offsets=(0,), calls=((place,),))

    def after(self, head: str, tail: str = "") -> Rendered:
        """The same between `head` and `tail`, as in `create table x as (…)`."""
        return replace(self, sql=head + self.sql + tail, offsets=tuple(each + len(head) for each in self.offsets))
