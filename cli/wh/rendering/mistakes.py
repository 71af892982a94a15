"""The errors of Jinja in our words: what is wrong with a template, and where a person mends it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes

from wh import assets
from wh.errors import FaultError, nearest
from wh.rendering.macros import Head, heads, shared
from wh.rendering.pointing import at, at_call, lines_of, standing, text_at
from wh.rendering.rendered import Place

_NO_FILTER = re.compile(r"No filter named '(\w+)'")
_NOT_CLOSED = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_NO_ATTRIBUTE = re.compile(r"'(.+)' has no attribute '(\w+)'")
_NOT_GIVEN = re.compile(r"parameter '(\w+)' was not provided")
_NOT_TAKEN = re.compile(r"macro '(\w+)' (takes .+)")
_ELSE_IF = re.compile(r"{%-?\s*(else\s+if)\b")
_EXPRESSION = re.compile(r"{{.*?}}|{%.*?%}|{{[^{}]*}(?!})")


def unparsed(error: jinja2.TemplateSyntaxError, template: str, environment: jinja2.Environment) -> FaultError:
    """A template that is none, at its line; the name may be that of another one, which it calls."""
    file, message = error.name or template, error.message or "no template"
    if Path(file).is_absolute():
        file = Path(file).relative_to(assets.root()).as_posix()
    if unknown := _NO_FILTER.match(message):
        told = at_call([(file, error.lineno)], f"no filter is called {unknown[1]}", unknown[1])
        return FaultError(told, nearest(unknown[1], environment.filters))
    if unclosed := _NOT_CLOSED.search(message):
        place = (file, _opening(file, unclosed[1]))
        return FaultError(at_call([place], f"this {unclosed[1]} is not closed", unclosed[1]))
    for number, line in enumerate(lines_of(file)[: error.lineno], 1):
        for expression in _EXPRESSION.findall(line):
            if lacks := _lacking(expression):
                return FaultError(at_call([(file, number)], f"{lacks} is missing here", expression))
    if misspelt := _ELSE_IF.search(text_at((file, error.lineno))):
        return FaultError(at_call([(file, error.lineno)], "else if is written elif", misspelt[1]))
    return FaultError(at_call([(file, error.lineno)], message, ""))


def _lacking(expression: str) -> str:
    """What an expression has too few of, as a person says it; "" where nothing is amiss."""
    code = re.sub(r"\"[^\"]*\"|'[^']*'", "", expression)
    if '"' in code or "'" in code:
        return "a quote"
    if not code.endswith(("}}", "%}")):
        return "a brace"
    more = code.count("(") - code.count(")")
    return "a parenthesis" if more else ""


def _opening(file: str, block: str) -> int:
    """The line of the last block of its kind that is not closed."""
    opened = [0]
    for number, line in enumerate(lines_of(file), 1):
        for end, _ in re.findall(rf"{{%-?\s*(end)?({block})\b", line):
            opened = opened[:-1] if end else [*opened, number]
    return opened[-1]


def failed(error: Exception, template: str, context: Mapping[str, Any], environment: jinja2.Environment) -> FaultError:
    """What went wrong while a template was rendered, at the innermost line of a template that led there."""
    calls = _calls(error.__traceback__) or [(template, 1)]
    message = str(error)
    if forgotten := _NOT_GIVEN.match(message):  # the mistake is in the call
        before = [head for head in heads([calls[-1][0]]) if head.place[1] <= calls[-1][1]]
        name = before[-1].name if before else "the macro"
        told = at_call(calls[:-1] or calls, f"{name} is not given its {forgotten[1]}", name)
        return FaultError(told, _told(before[-1:]))
    if refused := _NOT_TAKEN.match(message):
        named = [head for head in heads([calls[-1][0], *shared()]) if head.name == refused[1]]
        return FaultError(at_call(calls, f"{refused[1]} {refused[2]}", refused[1]), _told(named[:1]))
    if unknown := _UNDEFINED.match(message):
        while len(calls) > 1 and not standing(unknown[1]).search(text_at(calls[-1])):  # what a macro was given
            calls = calls[:-1]
        known = {*context, *environment.globals, *_assigned(calls[-1][0], environment)}
        return FaultError(at_call(calls, f"nothing is called {unknown[1]}", unknown[1]), _meant(unknown[1], known))
    if unknown := _NO_ATTRIBUTE.match(message):
        said = re.search(rf"(\w+)\.{unknown[2]}\b", text_at(calls[-1]))
        name = said[1] if said else "this"
        known = {each for each in dir(context.get(name)) if not each.startswith("_")}
        owners = [owner for owner, each in context.items() if hasattr(each, unknown[2])]
        hint = f"did you mean {owners[0]}.{unknown[2]}?" if owners else nearest(unknown[2], known)
        return FaultError(at_call(calls, f"{name} has no {unknown[2]}", unknown[2]), hint)
    return FaultError(at_call(calls, message, ""))


def _meant(word: str, known: Collection[str]) -> str:
    """What may be meant by a name in braces that nothing has."""
    if close := get_close_matches(word, known, 1, 0.7):
        return f"did you mean {close[0]}?"
    if any((assets.root() / "models").glob(f"*/{word}.sql")):
        return f'a model is named in quotes, as in ref("{word}")'
    return "a column stands without braces; a macro, in sql/macros"


def _told(found: Iterable[Head]) -> str:
    """What a macro takes, and where it stands, as a hint."""
    return "".join(f"it is {each.name}({each.takes}), at {at(each.place)}" for each in found)


def _calls(traceback: TracebackType | None) -> list[Place]:
    """The lines of templates that an error went through, the outermost first."""
    found = []
    while traceback:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.suffix == ".sql" and path.is_relative_to(assets.root()):
            found.append((path.relative_to(assets.root()).as_posix(), traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _assigned(template: str, environment: jinja2.Environment) -> set[str]:
    """The names that a template itself gives to something: parameters, loops, `set`."""
    tree = environment.parse((assets.root() / template).read_text("utf-8"), template)
    return {each.name for each in tree.find_all(nodes.Name) if each.ctx != "load"}
