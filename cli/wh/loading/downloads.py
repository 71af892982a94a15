"""Downloads and exports among the files that are loaded: which they are, and in which zones their times are."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, available_timezones

from wh.converting.books import AskPassword, Book, read_book
from wh.converting.entities import Converter
from wh.engine.database import Database
from wh.errors import FaultError, UsageError
from wh.home.first import check_zone
from wh.reading.finding import File
from wh.reading.sources import VALUES, Source

_ENDINGS = (".xlsx", ".zip", ".json", ".jsonl")
_log = logging.getLogger(__name__)


def _no_password() -> str:
    raise UsageError("its password is not known", "put it into WH_DOWNLOAD_PASSWORD")


@dataclass(frozen=True)
class DownloadOptions:
    """How to read downloads: `zone` says where their times are, else `zones` by channel; `password` is asked for.

    A UsageError for a zone that there is not.
    """

    zone: str | None = None
    zones: Mapping[str, str] = field(default_factory=dict)
    password: AskPassword = _no_password

    def __post_init__(self) -> None:
        if self.zone:
            check_zone(self.zone)


NO_DOWNLOADS = DownloadOptions()


class Downloads:
    """Makes sources of downloads; `passed_over` are names of those that cannot be read now."""

    def __init__(self, database: Database, asked: DownloadOptions) -> None:
        rows = database.rows(
            'select id, arg_max("timeZone", (load_id, seq)) from raw.channels where "timeZone" is not null group by id'
        )
        self._keys = {key for (key,) in database.rows("select distinct key from raw.profile_schemas")}
        self._known = {channel: zone for channel, zone in rows if zone in available_timezones()} | dict(asked.zones)
        self._asked = asked
        self.passed_over: set[str] = set()
        self.unknown: dict[str, str] = {}  # zones that the home does not know, by channel

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
            _log.warning("note: passed over: %s%s", told, f" ({error.hint})" if error.hint else "")
            self.passed_over.add(file.name)
            return None
        return Source(file, VALUES, documents=lambda: _documents(file, converter))

    def _zone(self, file: File, book: Book, channel: str | None) -> ZoneInfo:
        known = self._known.get(channel or "") or self._known.get("default")
        if known and self._asked.zone and ZoneInfo(known) != ZoneInfo(self._asked.zone):
            raise UsageError(
                f"--zone {self._asked.zone}, but channel {channel or ''} is in {known}", "leave --zone out"
            )
        zones = book.zones | self._known
        name = self._asked.zone or known or zones.get(channel or "")
        if not name and len(set(zones.values())) == 1:
            name = next(iter(zones.values()))
        if not name:
            raise UsageError(
                f"{file.name}: the zone of its times is not known",
                "--zone Asia/Tokyo names it, or time_zone in wh.toml",
            )
        if not known:
            self.unknown[channel or "default"] = name
        return ZoneInfo(name)


def _documents(file: File, converter: Converter) -> Iterator[tuple[int, bytes | str]]:
    for line, document in converter.documents():
        yield line, json.dumps(document, ensure_ascii=False)
    for note in converter.notes:
        _log.warning("note: %s: %s", file.name, note)
