"""Where a mistake stands: the lines of the template around it, a caret under the word, the calls that led there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile

from wh import assets
from wh.rendering.rendered import Place, Rendered

INDENT = "\n      "
AROUND = 60  # characters of a line of SQL shown before and after a mistake


def pointed(sql: Rendered, message: str, start: int, word: str, *, is_syntax: bool = False) -> str:
    """A message about the `word` at an offset of rendered SQL, at the line of the template that a person mends.

    That is the outermost one with the word in it: what a macro was given, before the macro. A parser names the token
    after the mistake; so that is told where both this and the token before it stand.
    """
    calls = sql.calls_at(start)
    number = _meeting(sql, start) if is_syntax else len(calls) - 1
    place = calls[number]
    if word and not is_syntax:
        number, place = next(_holding(calls, word), (number, place))
    column = _same_column(sql.sql, start, text_at(place))
    lines = [f"{at(place)}: {message}", *_excerpt(place, word, column)]
    outer, inner = _listed(calls[:number], place), _listed(calls[number + 1 :], place)
    lines += [f"called from {outer}"] * bool(outer) + [f"through {inner}"] * bool(inner)
    if inner or word not in text_at(place):
        lines += near(sql.sql, start, word)
    return INDENT.join(lines)


def at_call(calls: list[Place], message: str, word: str, column: int | None = None) -> str:
    """A message about a `word`, or a column, in the last of some templates that call each other, outermost first."""
    outer = _listed(calls[:-1], calls[-1])
    lines = [f"{at(calls[-1])}: {message}", *_excerpt(calls[-1], word, column)] + [f"called from {outer}"] * bool(outer)
    return INDENT.join(lines)


def _excerpt(place: Place, word: str, column: int | None = None) -> list[str]:
    """The line of a template between those beside it, with carets under `word`, or one at a column."""
    lines, shown = lines_of(place[0]), []
    for number in range(max(1, place[1] - 1), min(place[1] + 1, len(lines)) + 1):
        line = lines[number - 1]
        shown.append(f"{number:5} | {line}".rstrip())
        if number == place[1] and (caret := _caret(line, word, column)):
            shown.append(f"      | {caret}")
    return shown


def _caret(line: str, word: str, column: int | None) -> str:
    found = standing(word).search(line, column or 0) if word else None
    at = found.start() if found else column
    return "" if at is None else " " * _width(line[:at]) + "^" * (_width(word) if found else 1)


def near(sql: str, start: int, word: str = "") -> list[str]:
    """The line of a statement, or the part of it around an offset, with carets under the `word` there."""
    begin = sql.rfind("\n", 0, start) + 1
    line, column = sql[begin:].partition("\n")[0], start - begin
    cut = max(len(line) - len(line.lstrip()), column - AROUND)
    shown = line[cut : column + len(word) + AROUND].rstrip()
    carets = "^" * max(1, _width(word.partition("\n")[0]))
    return [f"  SQL | {shown}", f"      | {' ' * _width(line[cut:column])}{carets}"]


def last_line_with(template: str, word: str) -> int:
    """The last line of a template that has a word, else the first."""
    lines = enumerate(lines_of(template), 1)
    return max((number for number, line in lines if standing(word).search(line)), default=1)


def at(place: Place) -> str:
    """A place as an editor opens it."""
    return f"{place[0]}:{place[1]}"


def _meeting(sql: Rendered, start: int) -> int:
    """Which of the calls at an offset holds the token before it too."""
    before = sql.calls_at(max(0, len(sql.sql[:start].rstrip()) - 1))[:-1]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, sql.calls_at(start)[:-1], strict=False))
    return len(list(same))


def _holding(calls: tuple[Place, ...], word: str) -> Iterator[tuple[int, Place]]:
    """The calls that have a word in their line, or in any line of their expression, with that line."""
    for number, call in enumerate(calls):
        for place in _expression(call) if number < len(calls) - 1 else [call]:
            if standing(word).search(text_at(place)):
                yield number, place


def _expression(place: Place) -> Iterator[Place]:
    """The lines of the expression that begins in a line."""
    for number, line in enumerate(lines_of(place[0])[place[1] - 1 :], place[1]):
        yield place[0], number
        if "}}" in line:
            return


def _same_column(sql: str, start: int, line: str) -> int | None:
    """The column of an offset, where its line of SQL is one of the template as it stands there."""
    begin = sql.rfind("\n", 0, start) + 1
    return start - begin if sql[begin:].partition("\n")[0].rstrip() == line.rstrip() else None


def _listed(calls: Iterable[Place], without: Place) -> str:
    return ", ".join(at(each) for each in calls if each != without)


def standing(word: str) -> re.Pattern[str]:
    """What finds a word in a text, and not a part of a longer one."""
    begin = r"(?<!\w)" if re.match(r"\w", word) else ""
    end = r"(?!\w)" if re.search(r"\w$", word) else ""
    return re.compile(begin + re.escape(word) + end)


def text_at(place: Place) -> str:
    """The line of a template at a place."""
    lines = lines_of(place[0])
    return lines[place[1] - 1] if place[1] <= len(lines) else ""


def lines_of(template: str) -> list[str]:
    """The lines of a template; none where there is no such file."""
    path = assets.root() / template
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def _width(text: str) -> int:
    """Cells that a text takes on a terminal: characters of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
