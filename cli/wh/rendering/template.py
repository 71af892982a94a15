"""Jinja templates to SQL, remembering for each character of the result the template line it came from."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from wh import assets
from wh.errors import WhError
from wh.rendering import quoting
from wh.rendering.macros import Head, heads, shared
from wh.rendering.mistakes import failed, unparsed
from wh.rendering.rendered import Place, Rendered

ALL, TOUCHED = "raw", "memory.events"  # where a model finds its events
_SECRET = secrets.token_hex(8)  # so that nothing in the data (a profile key, say) can look like a mark
_MARK = re.compile(f"\x01{_SECRET}(?P<kind>[=(])(?P<template>[^\x01\x02]*):(?P<line>\\d+)\x02|\x01{_SECRET}\\)\x02")


class _LineMarks(Extension):
    """Puts marks with template name and line: before every output line, around every expression."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        name = stream.name or "?"
        for token in stream:
            if token.type == "data":
                lines = token.value.split("\n")
                marked = "\n".join(f"\x01{_SECRET}={name}:{token.lineno + i}\x02{line}" for i, line in enumerate(lines))
                yield Token(token.lineno, "data", marked)
                continue
            if token.type == "variable_begin":
                yield Token(token.lineno, "data", f"\x01{_SECRET}({name}:{token.lineno}\x02")
            yield token
            if token.type == "variable_end":
                yield Token(token.lineno, "data", f"\x01{_SECRET})\x02")


@dataclass(frozen=True)
class _Macro:
    """A macro of sql/macros, whose file is read when it is called first: most commands need few of them."""

    environment: jinja2.Environment
    head: Head

    def __call__(self, *given: Any, **named: Any) -> Any:
        module = self.environment.get_template(self.head.place[0]).module
        return getattr(module, self.head.name)(*given, **named)


@dataclass
class _Reads:
    """What a template that is being rendered reads beside models: events in one schema or another, settings."""

    events: str
    sources: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)


_READS: ContextVar[_Reads] = ContextVar("reads")


def _source(kind: str) -> str:
    _READS.get().sources.add(kind)
    return f"{_READS.get().events}.{quoting.identifier(kind)}"


def _settings(table: str) -> str:
    _READS.get().settings.add(table)
    return f"memory.settings.{quoting.identifier(table)}"


@cache
def environment() -> jinja2.Environment:
    """How templates are read, with what they may call: `source`, `settings`, filters, the macros of sql/macros."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(assets.root()),
        extensions=[_LineMarks],
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=False,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    found.globals |= {"source": _source, "settings": _settings}
    found.filters["identifier"] = quoting.identifier
    found.filters["literal"] = quoting.literal
    found.filters["pointer"] = quoting.pointer
    found.globals |= {head.name: _Macro(found, head) for head in heads(shared())}
    return found


def references(template: str) -> dict[str, int]:
    """The models that a template names in `ref("…")`, or needs for its profile keys, each with the first line of it."""
    found: dict[str, int] = {}
    for call in _syntax(template).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name == "ref" and call.args and isinstance(call.args[0], nodes.Const):
            found.setdefault(call.args[0].value, call.lineno)
        elif name == "profile_keys":
            found.setdefault("profile_keys", call.lineno)
    return found


def settings_read(template: str) -> list[tuple[str, int]]:
    """The settings that a template reads as `setting.name`, each with its line."""
    if "setting." not in (assets.root() / template).read_text("utf-8"):  # to parse those that read none takes long
        return []
    reads = _syntax(template).find_all(nodes.Getattr)
    return [(each.attr, each.lineno) for each in reads if each.node == nodes.Name("setting", "load")]


def _syntax(template: str) -> nodes.Template:
    try:
        return environment().parse((assets.root() / template).read_text("utf-8"), template)
    except jinja2.TemplateSyntaxError as error:
        raise unparsed(error, template, environment()) from error


def render(template: str, context: Mapping[str, Any], events: str = ALL) -> Rendered:
    """The SQL of `template` (a path below the assets' root); a mistake in it is a FaultError at its line.

    The events that it reads are those in the schema `events`.
    """
    reads = _Reads(events)
    before = _READS.set(reads)
    try:
        rendered = _unmarked(environment().get_template(template).render(**context))
        return replace(rendered, sources=frozenset(reads.sources), settings=frozenset(reads.settings))
    except jinja2.TemplateSyntaxError as error:
        raise unparsed(error, template, environment()) from error
    except WhError:
        raise  # of what a template calls: it says itself where the fault is
    except Exception as error:  # a template may raise anything
        raise failed(error, template, context, environment()) from error
    finally:
        _READS.reset(before)


def plain(file: str, text: str) -> Rendered:
    """SQL that is no template, with its lines in a file below the assets' root."""
    lines = text.splitlines(keepends=True)
    offsets = (0, *accumulate(len(line) for line in lines))[: len(lines)]
    return Rendered(text, offsets, tuple(((file, number),) for number in range(1, len(lines) + 1)))


def _unmarked(marked: str) -> Rendered:
    texts, offsets = [], [0]
    here: list[Place] = [("?", 1)]  # the line that is being read, after the expressions that led to it
    calls = [tuple(here)]
    length = last = 0
    for mark in _MARK.finditer(marked):
        texts.append(marked[last : mark.start()])
        length += mark.start() - last
        last = mark.end()
        if mark["kind"] is None:
            here.pop()
        else:
            here[-1] = (mark["template"], int(mark["line"]))
            if mark["kind"] == "(":
                here.append(here[-1])
        offsets.append(length)
        calls.append(tuple(here if here[-1:] != here[-2:-1] else here[:-1]))
    texts.append(marked[last:])
    return Rendered("".join(texts), tuple(offsets), tuple(calls))
