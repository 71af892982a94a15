"""The documents of a file one by one, in Python: of small files, and of all that does not hold one a line.

A document that is damaged costs itself alone: see `_end_of_damaged` for where the next one begins.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import IO

from wh.reading.packed import DAMAGED, may_pass, opened
from wh.reading.sources import LINES, Source

NOT_JSON = "not JSON"
NOT_AN_OBJECT = "not an object"
TOO_DEEP = "nested too deeply"
TOO_LONG = "longer than 512 MiB"
DAMAGED_FILE = "the file is damaged"
UNREADABLE_FILE = "the file cannot be read now"  # the next load tries again
LONGEST = 1 << 29  # bytes of a document: to read one takes up to eight times as many bytes of memory
_BLOCK = 1 << 20
_WIDEST = 200  # characters of a margin
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # only the end of a value is of interest
_GAP = re.compile(r"[\s,\ufeff]*")
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


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):  # the rest of a line too long
            rest = stream.readline(LONGEST + 1)
        if line.strip():
            yield number, line


def _values(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    """The values that stand one after the other, or in an array; commas between them may be missing."""
    text = _Text(stream)
    in_array = False
    while head := text.next():
        if head == ("]" if in_array else "["):
            in_array = not in_array
            text.take(text.at + 1)
            continue
        line, end = text.line, _end(text)
        if end is None:
            raise _TooLongError(line)
        if end == len(text.text) and text.damage:
            break
        yield line, text.take(end)
    if text.damage:
        raise text.damage


class _Text:
    """The text of a file, as far as it was read and not yet taken."""

    def __init__(self, stream: IO[bytes]) -> None:
        head = stream.peek(4)[:4]  # type: ignore[attr-defined]
        encoding = json.detect_encoding(head)
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._stream, self._decoder = stream, codecs.getincrementaldecoder(encoding)(errors)
        self._ended = False
        self.damage: Exception | None = None
        self.text = ""
        self.at = 0
        self.line = 1

    def more(self) -> bool:
        """Reads on, and at least doubles what is there, so that nothing is looked at often; False at the end."""
        if self._ended:
            return False
        kept = self.at - len(self.margin())
        blocks, wanted = [self.text[kept:]], max(_BLOCK, len(self.text) - kept)
        try:
            while wanted > 0 and (block := self._stream.read1(_BLOCK)):  # type: ignore[attr-defined]
                blocks.append(self._decoder.decode(block))
                wanted -= len(block)
        except DAMAGED as error:
            self.damage = error
        if wanted > 0:
            self._ended = True
            blocks.append("" if self.damage else self._decoder.decode(b"", final=True))
        self.text, self.at = "".join(blocks), self.at - kept
        return True

    def margin(self) -> str:
        """What stands before the next value in its line, if that is little."""
        start = self.text.rfind("\n", max(0, self.at - _WIDEST), self.at) + 1
        return self.text[start : self.at] if start or self.at < _WIDEST else ""

    def next(self) -> str:
        """The first character of the next value or bracket; an empty text at the end."""
        while True:
            match = _GAP.match(self.text, self.at)
            self.take(match.end() if match else self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, end: int) -> str:
        """The text up to `end`, which is then behind."""
        taken = self.text[self.at : end]
        self.line += taken.count("\n")
        self.at = end
        return taken


def _end(text: _Text) -> int | None:
    """Where the value ends that begins here, or what is left of a damaged one; None where that is too far."""
    while len(text.text) - text.at <= LONGEST:
        try:
            _, end = _DECODER.raw_decode(text.text, text.at)
            if text.text[end - 1] in '}]"' or end < len(text.text) or not text.more():
                return end
        except RecursionError:
            break
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated string") or error.pos > len(text.text) - 8
            if not is_cut or not text.more():
                break
    else:
        return None
    return _end_of_damaged(text)


def _end_of_damaged(text: _Text) -> int:
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
