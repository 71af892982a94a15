"""Reads documents one by one in Python: those that the engine's parser could not read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from wh.loading.packed import DAMAGED, may_pass, opened
from wh.loading.rejects import DAMAGED_FILE, NOT_AN_OBJECT, NOT_JSON, TOO_DEEP, TOO_LONG, UNREADABLE_FILE
from wh.loading.sources import LINES, Source

SHOWN = 2000  # characters of a rejected document that are kept
LONGEST = 1 << 29  # bytes of a document: to read one takes up to eight times as many bytes of memory


class _TooLongError(Exception):
    """A file that would have to be read whole and is longer than LONGEST."""


@dataclass(frozen=True)
class Document:
    """One document that the engine did not understand: its JSON when it can be mended, else the reason it cannot.

    A reason that `may_pass` is one of the machine's: the file may be read another time.
    """

    place: int
    line: int
    text: str
    reason: str | None
    may_pass: bool = False


def read_documents(source: Source, places: Iterable[int] | None) -> Iterator[Document]:
    """The documents at `places` (the first is 0; None for all), mended where the engine's parser was too strict."""
    wanted = None if places is None else set(places)
    try:
        for place, (line, raw) in enumerate(_pieces(source)):
            if wanted is None or place in wanted:
                yield _document(place, line, raw)
    except DAMAGED as error:
        if may_pass(error):
            yield Document(-1, 0, "", f"{UNREADABLE_FILE}: {getattr(error, 'strerror', None) or error}", may_pass=True)
        else:
            yield Document(-1, 0, "", f"{DAMAGED_FILE}: {error}")
    except _TooLongError:
        yield Document(-1, 0, "", f"{TOO_LONG}; write its documents one a line, as .jsonl")


def _pieces(source: Source) -> Iterator[tuple[int, bytes]]:
    """Line number and bytes of each document, as the engine counts them: blank lines hold none."""
    if source.form != LINES:
        with opened(source.path) as file, suppress(ValueError, RecursionError):
            value = json.loads(_whole(file))
            items = value if isinstance(value, list) else [value]
            yield from ((place, json.dumps(item).encode()) for place, item in enumerate(items, 1))
            return
    with opened(source.path) as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            rest = line
            while len(rest) > LONGEST and not rest.endswith(b"\n"):  # the rest of a line too long
                rest = file.readline(LONGEST + 1)
            if line.strip():
                yield number, line


def _whole(file: IO[bytes]) -> bytes:
    data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise _TooLongError
    return data


def _document(place: int, line: int, raw: bytes) -> Document:
    if len(raw) > LONGEST:
        return Document(place, line, _shown(raw), TOO_LONG)
    try:
        value = json.loads(raw.decode("utf-8-sig"))
        if not isinstance(value, dict):
            return Document(place, line, _shown(raw), NOT_AN_OBJECT)
        return Document(place, line, _without_lone_surrogates(json.dumps(value, ensure_ascii=False)), None)
    except RecursionError:
        return Document(place, line, _shown(raw), TOO_DEEP)
    except ValueError:
        return Document(place, line, _shown(raw), NOT_JSON)


def _without_lone_surrogates(text: str) -> str:
    """The engine's parser refuses half a surrogate pair; U+FFFD takes its place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown(raw: bytes) -> str:
    return raw[: 4 * SHOWN].decode("utf-8", "replace").strip()[:SHOWN]
