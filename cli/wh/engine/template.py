"""Jinja templates to SQL, remembering for each character of the result the template line it came from."""

from __future__ import annotations

import re
import secrets
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from wh import assets
from wh.engine import quoting
from wh.errors import FaultError

ALL, TOUCHED = "raw", "memory.events"  # where a model finds its events
_SECRET = secrets.token_hex(8)  # so that nothing in the data (a profile key, say) can look like a mark
_MARK = re.compile(f"\x01{_SECRET}([^\x01\x02]*):(\\d+)\x02")


class _LineMarks(Extension):
    """Puts a mark with template name and line before every output line and every expression."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        name = stream.name or "?"
        for token in stream:
            if token.type == "data":
                lines = token.value.split("\n")
                marked = "\n".join(f"\x01{_SECRET}{name}:{token.lineno + i}\x02{line}" for i, line in enumerate(lines))
                yield Token(token.lineno, "data", marked)
                continue
            if token.type == "variable_begin":
                yield Token(token.lineno, "data", f"\x01{_SECRET}{name}:{token.lineno}\x02")
            yield token


@dataclass(frozen=True)
class Rendered:
    """SQL text, where its parts stood in the templates, and the kinds of event and tables of settings that it reads."""

    sql: str
    offsets: tuple[int, ...]
    places: tuple[tuple[str, int], ...]
    sources: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()

    def place(self, offset: int) -> tuple[str, int]:
        """Template name and line (from 1) of the character at `offset` (from 0)."""
        return self.places[max(0, bisect_right(self.offsets, offset) - 1)]

    def last_offset(self, template: str, line: int) -> int:
        """Where the last part of a template's line begins; -1 where nothing came of it."""
        return max(
            (o for o, place in zip(self.offsets, self.places, strict=True) if place == (template, line)), default=-1
        )

    def after(self, head: str, tail: str = "") -> Rendered:
        """The same between `head` and `tail`, as in `create table x as (…)`."""
        return replace(self, sql=head + self.sql + tail, offsets=tuple(each + len(head) for each in self.offsets))


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
    for path in sorted((assets.root() / "sql" / "macros").glob("*.sql")):
        macros = found.get_template(f"sql/macros/{path.name}").make_module()
        found.globals.update({name: each for name, each in vars(macros).items() if not name.startswith("_")})
    return found


def references(template: str) -> frozenset[str]:
    """The models that a template names in `ref("…")`, or needs for its profile keys."""
    found: set[str] = set()
    for call in _syntax(template).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name == "ref" and isinstance(call.args[0], nodes.Const):
            found.add(call.args[0].value)
        elif name == "profile_keys":
            found.add("profile_keys")
    return frozenset(found)


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
        raise FaultError(f"{template}:{error.lineno}: {error.message}") from error


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
        raise FaultError(f"{error.name or template}:{error.lineno}: {error.message}") from error
    except jinja2.UndefinedError as error:
        raise FaultError(
            f"{template}:{_line(error)}: {error.message}", "every name in a template must exist"
        ) from error
    finally:
        _READS.reset(before)


def _line(error: BaseException) -> int:
    """The template line of an error raised while rendering: the innermost frame that is a template's."""
    line, traceback = 0, error.__traceback__
    while traceback:
        if traceback.tb_frame.f_code.co_filename.endswith(".sql"):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _unmarked(marked: str) -> Rendered:
    texts, offsets, places = [], [0], [("?", 1)]
    length = last = 0
    for mark in _MARK.finditer(marked):
        texts.append(marked[last : mark.start()])
        length += mark.start() - last
        offsets.append(length)
        places.append((mark[1], int(mark[2])))
        last = mark.end()
    texts.append(marked[last:])
    return Rendered("".join(texts), tuple(offsets), tuple(places))
