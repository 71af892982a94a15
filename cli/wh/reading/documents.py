"""The documents of a file one by one, in Python: of small files, and of all that does not hold one a line.

A document that is damaged costs itself alone: see `_end_of_damaged` for where the next one begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from wh.reading.packed import DAMAGED, may_pass, opened
from wh.reading.sources import LINES, Source
from wh.reading.text import RestOfLine, Text

NOT_JSON = "not JSON"
NOT_AN_OBJECT = "not an object"
TOO_DEEP = "nested too deeply"
TOO_LONG = "longer than 64 MiB"
DAMAGED_FILE = "the file is damaged"
UNREADABLE_FILE = "the file cannot be read now"  # the next load tries again
LONGEST = 1 << 26  # bytes of a document: to read one takes up to eight times as many; a longer page is taken apart
PIECE = 1 << 20  # characters of the pages that a longer one becomes
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # only the end of a value is of interest
_STEP = re.compile(r'"(?:[^"\\\n]|\\.)*+"|[{}\[\]\n]')
_STEP_OVER_LINES = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_NO_TEXT = re.compile("[\ud800-\udfff]")
_NEXT = re.compile(r'\{\s*"|\n[ \t]*[{\[]')


class _TooLongError(Exception):
    """A document that is longer than LONGEST, so that where the next one begins is not looked for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Document:
    """A document of a file: its place among the others (from 0), the line it begins in (from 1), its text.

    One that cannot be had has a `reason`; if that `may_pass`, the file may be read another time.
    """

    path: str
    place: int
    line: int
    text: str
    reason: str | None = None
    may_pass: bool = False

    @property
    def is_utf_8(self) -> bool:
        """Whether its bytes were text."""
        return not _NO_TEXT.search(self.text)


def read_documents(source: Source, places: Collection[int] | None = None) -> Iterator[Document]:
    """The documents of a file, or those at `places`; blank lines hold none. What is not UTF-8 is kept as surrogates."""
    name = source.file.name
    try:
        with opened(source.file.path) as stream:
            pieces: Iterator[tuple[int, bytes | str]] = _lines(stream) if source.form == LINES else _values(stream)
            if source.documents:
                pieces = source.documents()
            for place, (line, piece) in enumerate(pieces):
                if places is None or place in places:
                    text = piece if isinstance(piece, str) else piece.decode("utf-8", "surrogateescape")
                    yield Document(name, place, line, text, TOO_LONG if len(text) > LONGEST else None)
    except _TooLongError as error:
        yield Document(name, -1, error.line, "", f"{TOO_LONG}; what follows it in its file is not read")
    except DAMAGED as error:
        if may_pass(error):
            reason = f"{UNREADABLE_FILE}: {getattr(error, 'strerror', None) or error}"
            yield Document(name, -1, 0, "", reason, may_pass=True)
        else:
            yield Document(name, -1, 0, "", f"{DAMAGED_FILE}: {error}")


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | str]]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST and not line.endswith(b"\n"):
            rest = RestOfLine(line, stream)
            try:
                yield from _page(Text(rest, number))
            except _TooLongError:
                yield number, line
            while rest.read1(LONGEST):
                pass
        elif line.strip():
            yield number, line


def _values(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    """The values that stand one after the other, or in an array; commas between them may be missing."""
    text = Text(stream)
    in_array = False
    while head := text.next():
        if head == ("]" if in_array else "["):
            in_array = not in_array
            text.take(text.at + 1)
            continue
        line, (end, _) = text.line, _end(text)
        if end is None:
            yield from _page(text)
            continue
        if end == len(text.text) and text.damage:
            break
        yield line, text.take(end)
    if text.damage:
        raise text.damage


def _page(text: Text) -> Iterator[tuple[int, str]]:
    """A document that is too long, as pages of PIECE: each has some elements of a list, the last one also the rest.

    A _TooLongError where something else in it is too long.
    """
    line = text.line
    rest: list[str] = []
    last: tuple[int, str] | None = None
    if text.next() != "{":
        raise _TooLongError(line)
    text.take(text.at + 1)
    while text.next() == '"':
        key = text.take(_known_end(text, line))
        if text.next() != ":":
            raise _TooLongError(line)
        text.take(text.at + 1)
        if text.next() == "[":
            text.take(text.at + 1)
            for share in _shares(text, key):
                if last:
                    yield last
                last = share
        else:
            rest.append(f"{key}:{text.take(_known_end(text, line))}")
    text.take(text.at + 1)
    begins, members = (last[0], [last[1][1:-1], *rest]) if last else (line, rest)
    yield begins, "{" + ",".join(members) + "}"


def _shares(text: Text, key: str) -> Iterator[tuple[int, str]]:
    """The elements of a list as pages; a damaged one is a page of its own, so that it costs itself alone."""
    share: list[str] = []
    line, size = text.line, 0
    while text.next() not in ("]", ""):
        end, is_sound = _end(text)
        if end is None:
            raise _TooLongError(text.line)
        if share and (size >= PIECE or not is_sound):
            yield line, f"{{{key}:[{','.join(share)}]}}"
            line, share, size = text.line, [], 0
        share.append(text.take(end))
        size += PIECE if not is_sound else len(share[-1])
    text.take(text.at + 1)
    if share:
        yield line, f"{{{key}:[{','.join(share)}]}}"


def _known_end(text: Text, line: int) -> int:
    """Where the value ends that begins here; a _TooLongError where that is too far."""
    end, _ = _end(text)
    if end is None:
        raise _TooLongError(line)
    return end


def _end(text: Text) -> tuple[int | None, bool]:
    """Where the value ends that begins here, or what is left of a damaged one, and whether it is JSON.

    None where that is too far.
    """
    while True:
        try:
            _, end = _DECODER.raw_decode(text.text, text.at)
            if text.text[end - 1] in '}]"' or end < len(text.text) or not text.more():
                return end, True
        except RecursionError:
            return _end_of_damaged(text), False
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated string") or error.pos > len(text.text) - 8
            if is_cut and len(text.text) - text.at > LONGEST:
                return None, False
            if not is_cut or not text.more():
                return _end_of_damaged(text), False


def _end_of_damaged(text: Text) -> int:
    """Where a document ends that is no JSON: where its brackets close, or before a line that begins as it did.

    A string ends with its line, so that a lost quote does not swallow what follows; unless the brackets close sooner
    when it does not, as with a line break in a text. What begins with no bracket ends before a
    line that does, or anything like an object.
    """
    if text.text[text.at] not in "{[":
        found = _NEXT.search(text.text, text.at)
        return found.start() if found else len(text.text)
    margin = text.margin()
    sibling = ("" if margin.strip() else margin) + text.text[text.at]
    while (end := _closing(text.text, text.at, len(text.text), _STEP, sibling)) is None:
        if len(text.text) - text.at > LONGEST or not text.more():
            end = len(text.text)
            break
    return _closing(text.text, text.at, end, _STEP_OVER_LINES) or end


def _closing(text: str, start: int, stop: int, step: re.Pattern[str], sibling: str | None = None) -> int | None:
    """Where the bracket at `start` is closed before `stop`, or, if sooner, a line ends before one that begins so."""
    depth = 0
    for found in step.finditer(text, start, stop):
        sign = found[0][0]
        depth += (sign in "{[") - (sign in "}]")
        if depth == 0 and sign in "}]":
            return found.end()
        if sign == "\n" and sibling and text.startswith(sibling, found.end()):
            return found.start()
    return None


def mended(text: str) -> tuple[str, str | None]:
    """A document as the engine can read it, whose parser is stricter; or the reason why it cannot be read."""
    try:
        text.encode()
        value = json.loads(text.removeprefix("\ufeff"))
        if not isinstance(value, dict):
            return text, NOT_AN_OBJECT
        return _without_lone_surrogates(json.dumps(value, ensure_ascii=False)), None
    except RecursionError:
        return text, TOO_DEEP
    except ValueError:  # UnicodeEncodeError is one
        return text, NOT_JSON


def _without_lone_surrogates(text: str) -> str:
    """The engine's parser refuses half a surrogate pair; U+FFFD takes its place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
