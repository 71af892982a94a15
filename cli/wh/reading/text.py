"""The text of a file, or of one long line of it, as far as it was read and not yet taken."""

from __future__ import annotations

import codecs
import json
import re
from typing import IO

from wh.reading.packed import DAMAGED

_BLOCK = 1 << 20
_WIDEST = 200  # characters of a margin
_GAP = re.compile(r"[\s,\ufeff]*")


class RestOfLine:
    """A line that is too long to be read at once: its beginning, and what of the stream follows until it ends."""

    def __init__(self, beginning: bytes, stream: IO[bytes]) -> None:
        self._waiting = beginning
        self._stream = stream
        self._ended = False

    def peek(self, size: int) -> bytes:
        """What comes next, without taking it."""
        return self._waiting[:size]

    def read1(self, size: int) -> bytes:
        """What comes next; nothing at the end of the line."""
        if not self._waiting and not self._ended:
            self._waiting = self._stream.readline(size)
        self._ended = self._ended or not self._waiting or self._waiting.endswith(b"\n")
        taken, self._waiting = self._waiting[:size], self._waiting[size:]
        return taken


class Text:
    """The text of a file, as far as it was read and not yet taken."""

    def __init__(self, stream: IO[bytes] | RestOfLine, line: int = 1) -> None:
        head = stream.peek(4)[:4]  # type: ignore[union-attr]
        encoding = json.detect_encoding(head)
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._stream, self._decoder = stream, codecs.getincrementaldecoder(encoding)(errors)
        self._ended = False
        self.damage: Exception | None = None
        self.text = ""
        self.at = 0
        self.line = line

    def more(self) -> bool:
        """Reads on, and at least doubles what is there, so that nothing is looked at often; False at the end."""
        if self._ended:
            return False
        kept = self.at - len(self.margin())
        blocks, wanted = [self.text[kept:]], max(_BLOCK, len(self.text) - kept)
        try:
            while wanted > 0 and (block := self._stream.read1(_BLOCK)):  # type: ignore[union-attr]
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
