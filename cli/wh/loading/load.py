"""`wh load`: raw events into raw.duckdb, each load all or nothing."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from wh.contracts.kinds import holders, kinds
from wh.engine.database import Database
from wh.errors import FaultError, UsageError
from wh.home.home import Home
from wh.home.settings import Settings
from wh.loading.downloads import NO_DOWNLOADS, DownloadOptions, Downloads
from wh.loading.landing import Landing
from wh.loading.raw import forget_unfinished, open_raw
from wh.loading.rejects import TOLD, Reject
from wh.reading.finding import File, find_files, is_there
from wh.reading.sources import MAX_BYTES, Source, batched, examined, spooled

SHOWN = 5  # names of files in a note
_log = logging.getLogger(__name__)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Summary:
    """What one load did. `events` = `new` + `duplicate` + `rejected` entities; one rejected before is a duplicate.

    `rejects` are the first TOLD of those that were not.
    """

    load_id: int
    files: int
    unchanged: int
    new: int
    duplicate: int
    rejected: int
    rejects: tuple[Reject, ...]
    passed_over: int = 0
    documents: int = 0

    @property
    def is_in_vain(self) -> bool:
        """Whether there was something to load, and none of it was accepted."""
        return not (self.new or self.duplicate or self.unchanged) and bool(self.rejected or self.passed_over)

    @property
    def events(self) -> int:
        """Entities met, the rejected ones included."""
        return self.new + self.duplicate + self.rejected


@dataclass(frozen=True)
class LoadOptions:
    """How to load.

    `strict`: a reject is a FaultError, and nothing is loaded. `max_bytes`: files that hold more, unpacked, are a
    FaultError. `memory_limit`: the engine's memory ("2GB"); beyond it, it uses the disk. `again`: files that
    were loaded before are read anew, for fields that were not known then. `keep_known`: what was known already is not
    removed; whoever asks for that does it.
    """

    strict: bool = False
    again: bool = False
    max_bytes: int = MAX_BYTES
    memory_limit: str | None = None
    downloads: DownloadOptions = NO_DOWNLOADS
    keep_known: bool = False


def load_paths(
    home: Home, patterns: Sequence[str], options: LoadOptions = LoadOptions(), progress: Progress = lambda *_: None
) -> Summary:
    """Loads what paths, folders and globs name into a home; `-` is standard input."""
    with ExitStack() as stack:
        names = [name for name in patterns if name != "-"]
        if len(names) < len(patterns):
            spool = stack.enter_context(spooled(sys.stdin.buffer, options.max_bytes))
            names.append(f"/dev/fd/{spool.fileno()}")
        options = replace(options, downloads=replace(options.downloads, zones=home.settings.zones))
        return load_files(home.raw, find_files(names, Path()), options, progress, wait=home.settings.wait)


def paths_loaded(home: Home) -> list[str]:
    """The files that were loaded before; those that are no longer there are reported and passed over."""
    with open_raw(home.raw, home.settings.wait) as database:
        names = [str(name) for (name,) in database.rows("select distinct path from raw.files order by path")]
    if "-" in names:
        names.remove("-")
        _log.warning("note: what came through standard input is not read again")
    there = {name: Path(name).exists() for name in names}
    if gone := [name for name in names if not there[name]]:
        _log.warning(
            "note: %s no longer there: %s",
            "1 file that was loaded once is" if len(gone) == 1 else f"{len(gone):,} files that were loaded once are",
            _some(gone),
        )
    return [name for name in names if there[name]]


def paths_in_settings(home: Home, *, strict: bool = False) -> list[str]:
    """The `sources` of a home's settings; a missing one is an error where nothing was ever loaded, or if `strict`.

    Else it is reported, also where little else is, and passed over: a disk may not be there today. The one that nobody
    named, `events`, may be missing.
    """
    found = [name for name in home.settings.sources if is_there(name, home.path) or not home.raw.exists()]
    for name in home.settings.sources:
        if name not in found and name not in Settings().sources:
            told = f"{home.path / name}, which `sources` in wh.toml names, does not exist"
            if strict:
                raise UsageError(told, "correct wh.toml, or build without --strict to go on without it")
            _log.error("warning: %s", told)
    return [str(home.path / name) for name in found]


def load_files(
    raw: Path,
    files: Sequence[File],
    options: LoadOptions = LoadOptions(),
    progress: Progress = lambda *_: None,
    wait: float = 0,
) -> Summary:
    """Loads `files` into the raw.duckdb at `raw`, all or nothing; a BusyError where another program holds it.

    Batches are kept one by one, so that memory does not grow with the files; they are a load once raw.loads says so.
    """
    with open_raw(raw, wait) as database:
        database.spill(raw.parent, options.memory_limit)
        database.write_rarely()
        seen = set() if options.again else set(database.rows("select path, bytes, modified_ns from raw.files"))
        unseen = [file for file in files if (file.name, file.bytes, file.modified_ns) not in seen]
        if not unseen:
            return Summary(0, 0, len(files), 0, 0, 0, ())
        downloads = Downloads(database, options.downloads)
        sources = [downloads.source(file) or _examined(file, downloads) for file in unseen]
        nothing = [file.name for file, source in zip(unseen, sources, strict=True) if not source]
        passed_over = [name for name in nothing if name not in downloads.passed_over]
        if nothing and options.strict:
            raise FaultError(
                f"nothing in {_some(nothing)} looks like events, nothing loaded (--strict)",
                "unpack it, take it away, or load without --strict",
            )
        if passed_over:
            _log.warning("note: passed over, since nothing in them looks like events: %s", _some(passed_over))
        batches = batched(filter(None, sources), options.max_bytes)
        if not batches:
            return Summary(0, 0, len(files) - len(unseen), 0, 0, 0, (), len(nothing))
        try:
            summary = _Load(database, progress).run(batches, options)
        except BaseException:
            forget_unfinished(database)
            raise
    for channel, zone in downloads.unknown.items():
        _log.warning('note: local times are UTC until wh.toml has [channels."%s"] with time_zone = "%s"', channel, zone)
    return replace(summary, unchanged=len(files) - len(unseen), passed_over=len(nothing))


def _examined(file: File, downloads: Downloads) -> Source | None:
    return None if file.name in downloads.passed_over else examined(file, holders())


def _some(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    rest = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + rest


class _Load:
    """One load: its batches, and last the row in raw.loads that makes them one."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress
        self._load_id = int(database.value("select coalesce(max(load_id), 0) + 1 from raw.loads"))
        self._landing = Landing(database, self._load_id)

    def run(self, batches: Sequence[Sequence[Source]], options: LoadOptions) -> Summary:
        started = self._database.value("select current_timestamp::timestamp::varchar")
        files = [source.file for batch in batches for source in batch]
        done, total = 0, sum(file.bytes for file in files)
        self._progress("", 0, total)
        for batch in batches:
            self._landing.land(batch)
            done += sum(source.file.bytes for source in batch)
            self._progress("", done, total)
        if self._database.value("select count(*) > 0 from raw.forgotten"):
            self._database.run("sql/raw/kept_out.sql", load_id=self._load_id)
        rejects = self._landing.rejects
        rejects.settle(strict=options.strict)
        new, known = (self._landed(), 0) if options.keep_known else self._without_duplicates()
        self._database.execute("begin")
        again = rejects.compare([(file.name, file.bytes) for file in files])
        found = (new, known + again, rejects.count, rejects.first(TOLD))
        summary = Summary(self._load_id, len(files), 0, *found, documents=self._landing.documents)
        self._log([file for file in files if file.name not in self._landing.unread], started, summary)
        self._database.execute("commit")
        return summary

    def _without_duplicates(self) -> tuple[int, int]:
        """Removes what was known already; returns the numbers of new and of duplicate entities."""
        found = self._landed()
        for kind in (each for each in kinds() if each.name in self._landing.met):
            self._database.run("sql/raw/known.sql", kind=kind, load_id=self._load_id)
            self._database.run("sql/raw/duplicates.sql", kind=kind, load_id=self._load_id)
        new = self._landed()
        return new, found - new

    def _landed(self) -> int:
        return int(self._database.query("sql/raw/landed.sql", kinds=kinds(), load_id=self._load_id)[0][0])

    def _log(self, files: Sequence[File], started: str, summary: Summary) -> None:
        load_id = self._load_id
        self._database.insert("raw.files", [(load_id, file.name, file.bytes, file.modified_ns) for file in files])
        self._database.execute(
            "insert into raw.rejects select ?, path, line, reason, text from rejected order by place", [load_id]
        )
        self._database.execute(
            "insert into raw.loads values (?, ?, current_timestamp::timestamp, ?, ?, ?, ?, ?)",
            [load_id, started, summary.files, summary.events, summary.new, summary.duplicate, summary.rejected],
        )
