"""Downloads and exports among the files that are loaded: which they are, and in which zones their times are."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wh.converting.books import AskPassword, Book, read_book
from wh.converting.entities import Converter
from wh.engine.database import Database
from wh.errors import FaultError, UsageError
from wh.reading.finding import File
from wh.reading.sources import VALUES, Source

_ENDINGS = (".xlsx", ".zip", ".json", ".jsonl")
_log = logging.getLogger(__name__)


def _no_password() -> str:
    raise UsageError("its password is not known", "put it into WH_DOWNLOAD_PASSWORD")


@dataclass(frozen=True)
class DownloadOptions:
    """How to read downloads: `zone` says where their times are, else `zones` by channel; `password` is asked for."""

    zone: str | None = None
    zones: Mapping[str, str] = field(default_factory=dict)
    password: AskPassword = _no_password


NO_DOWNLOADS = DownloadOptions()


class Downloads:
    """Makes sources of downloads."""

    def __init__(self, database: Database, asked: DownloadOptions) -> None:
        rows = database.rows(
            'select id, arg_max("timeZone", (load_id, seq)) from raw.channels where "timeZone" is not null group by id'
        )
        self._keys = {key for (key,) in database.rows("select distinct key from raw.profile_schemas")}
        self._known = dict(rows) | dict(asked.zones)
        self._asked = asked

    def source(self, file: File) -> Source | None:
        """How a file is read; None for one that is no download.

        What is wrong with one that was not asked for by its own path is told, and it is passed over: the next load
        tries again.
        """
        if file.path.suffix.lower() not in _ENDINGS:
            return None
        try:
            book = read_book(file.path, self._asked.password)
            if not book:
                return None
            converter = Converter(book, lambda channel: self._zone(file, book, channel), self._keys)
            for channel in converter.channels():
                self._zone(file, book, channel)
        except (UsageError, FaultError) as error:
            told = error.message if file.name in error.message else f"{file.name}: {error.message}"
            if file.asked:
                raise type(error)(told, error.hint) from error
            _log.warning("note: passed over: %s", told)
            return None
        return Source(file, VALUES, documents=lambda: _documents(file, converter))

    def _zone(self, file: File, book: Book, channel: str | None) -> ZoneInfo:
        zones = self._known | book.zones
        name = self._asked.zone or zones.get(channel or "") or zones.get("default")
        if not name and len(set(zones.values())) == 1:
            name = next(iter(zones.values()))
        if not name:
            raise UsageError(
                f"{file.name}: the zone of its times is not known",
                "--zone Asia/Tokyo names it, or time_zone in wh.toml",
            )
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise UsageError(f"{name} is no time zone", "zones are named like Asia/Tokyo") from None


def _documents(file: File, converter: Converter) -> Iterator[tuple[int, bytes | str]]:
    for line, document in converter.documents():
        yield line, json.dumps(document, ensure_ascii=False)
    for note in converter.notes:
        _log.warning("note: %s: %s", file.name, note)
