"""`wh load`: raw events into raw.duckdb, each load all or nothing."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

from wh.engine.database import Database
from wh.errors import UnreadableError
from wh.home.home import Home
from wh.loading.kinds import document_columns, document_shape, holders, kinds, webhook_types
from wh.loading.mending import LONGEST, SHOWN, Document, read_documents
from wh.loading.raw import forget_unfinished, open_raw
from wh.loading.rejects import MOST_REJECTS, NO_KIND, Fault, Reject, Rejects, by_place
from wh.loading.sources import BY_HAND, MAX_BYTES, WHOLE, Source, batched, find_sources, is_there, spooled

LONG_LINE = 1 << 21  # bytes of a document: with small buffers both cores read; longer ones make the engine read again
LONGEST_LINE = 1 << 26
MENDED_AT_ONCE = 10_000
_log = logging.getLogger(__name__)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Summary:
    """What one load did. `events` = `new` + `duplicate` + rejected entities."""

    load_id: int
    files: int
    unchanged: int
    new: int
    duplicate: int
    rejects: tuple[Reject, ...]

    @property
    def events(self) -> int:
        """Entities met, the rejected ones included."""
        return self.new + self.duplicate + len(self.rejects)


@dataclass(frozen=True)
class LoadOptions:
    """How to load.

    `strict`: a reject is a FaultError, and nothing is loaded. `max_bytes`: files that hold more, unpacked, are a
    FaultError. `memory_limit`: the engine's memory ("2GB"); beyond it, it uses the disk.
    """

    strict: bool = False
    max_bytes: int = MAX_BYTES
    memory_limit: str | None = None


def load_paths(
    home: Home, patterns: Sequence[str], options: LoadOptions = LoadOptions(), progress: Progress = lambda *_: None
) -> Summary:
    """Loads what paths, folders and globs name into a home; `-` is standard input."""
    with ExitStack() as stack:
        names = [name for name in patterns if name != "-"]
        if len(names) < len(patterns):
            spool = stack.enter_context(spooled(sys.stdin.buffer, options.max_bytes))
            names.append(f"/dev/fd/{spool.fileno()}")
        return load_files(home.raw, find_sources(names, Path()), options, progress, wait=home.settings.wait)


def paths_in_settings(home: Home) -> list[str]:
    """The `sources` of a home's settings; a missing one is reported and passed over, once anything was loaded."""
    found = [name for name in home.settings.sources if is_there(name, home.path) or not home.raw.exists()]
    for name in home.settings.sources:
        if name not in found:
            _log.warning("note: %s, which `sources` in wh.toml names, does not exist", home.path / name)
    return [str(home.path / name) for name in found]


def load_files(
    raw: Path,
    files: Sequence[Source],
    options: LoadOptions = LoadOptions(),
    progress: Progress = lambda *_: None,
    wait: float = 0,
) -> Summary:
    """Loads `files` into the raw.duckdb at `raw`, all or nothing; a BusyError where another program holds it.

    Batches are kept one by one, so that memory does not grow with the files; they are a load once raw.loads says so.
    """
    with open_raw(raw, wait) as database:
        database.spill(raw.parent, options.memory_limit)
        seen = set(database.rows("select path, bytes, modified_ns from raw.files"))
        unseen = [file for file in files if (file.name, file.bytes, file.modified_ns) not in seen]
        if not unseen:
            return Summary(0, 0, len(files), 0, 0, ())
        batches = batched(unseen, options.max_bytes)
        try:
            summary = _Load(database, progress).run(batches, strict=options.strict)
        except BaseException:
            forget_unfinished(database)
            raise
    return replace(summary, unchanged=len(files) - len(unseen))


class _Load:
    """One load: its batches, and last the row in raw.loads that makes them one."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress
        self._rejects = Rejects()
        self._unread: set[Source] = set()  # they are read again by the next load
        self._met: set[str] = set()  # the names of the kinds of which there were any
        self._load_id = int(database.value("select coalesce(max(load_id), 0) + 1 from raw.loads"))
        self._documents = int(database.query("sql/raw/last_document.sql", kinds=kinds())[0][0]) + 1

    def run(self, batches: Sequence[Sequence[Source]], *, strict: bool) -> Summary:
        started = self._database.value("select current_timestamp::timestamp::varchar")
        files = [file for batch in batches for file in batch]
        done, total = 0, sum(file.bytes for file in files)
        self._progress("", 0, total)
        for batch in batches:
            self._land(batch)
            done += sum(file.bytes for file in batch)
            self._progress("", done, total)
        if strict:
            self._rejects.refuse()
        new, duplicate = self._without_duplicates()
        summary = Summary(self._load_id, len(files), 0, new, duplicate, tuple(self._rejects))
        self._log([file for file in files if file not in self._unread], started, summary)
        return summary

    def _land(self, batch: Sequence[Source]) -> None:
        """Parses a batch in the engine and keeps its entities; what the engine could not read is mended or rejected."""
        if not self._parse(batch):
            for file in batch if len(batch) > 1 else ():
                self._land([file])
            if len(batch) == 1:
                self._mend(batch[0], read_documents(batch[0], None), {})
            return
        by_path = {str(file.path): file for file in batch}
        for path, faults in by_place(self._keep(batch[0].webhooks)).items():
            self._mend(by_path[path], read_documents(by_path[path], faults), faults)

    def _parse(self, batch: Sequence[Source]) -> bool:
        """Whether the engine can parse a batch; a file alone is tried with room for longer and longer documents."""
        if batch[0].form == BY_HAND or batch[0].damaged:
            return False
        whole = [min(batch[0].bytes + 1, LONGEST)] if batch[0].form == WHOLE else []
        for longest in [LONG_LINE, LONGEST_LINE, *whole] if len(batch) == 1 else [LONG_LINE]:
            self._database.execute("drop table if exists documents")  # two batches at once need twice the memory
            with suppress(UnreadableError):
                self._database.run(
                    "sql/raw/read.sql",
                    {"paths": [file.pattern for file in batch]},
                    columns=document_columns(batch[0].webhooks),
                    file=batch[0],
                    longest=longest,
                )
                return True
        return False

    def _keep(self, webhooks: bool) -> list[Fault]:
        """Moves the entities of `documents` into the tables of their kinds; returns what could not be kept."""
        self._database.execute("delete from faults")
        (present,) = self._database.query("sql/raw/present.sql", kinds=kinds(), webhooks=webhooks)
        for kind in compress(kinds(), present):
            self._met.add(kind.name)
            batch: dict[str, Any] = {"kind": kind, "webhooks": webhooks}
            self._database.run("sql/raw/land.sql", load_id=self._load_id, first_document=self._documents, **batch)
            self._database.run("sql/raw/faults.sql", **batch)
        self._documents += int(self._database.value("select count(*) from documents"))
        known = {"types": webhook_types(), "holders": holders(webhooks)}
        return self._database.query("sql/raw/unread.sql", **known, most=MOST_REJECTS + 1)

    def _mend(self, file: Source, documents: Iterable[Document], faults: dict[int, list[str]]) -> None:
        """Rejects documents with a fault, and mends the others and tries them again."""
        texts: dict[int, str] = {}
        for document in documents:
            reasons = faults.get(document.place) or ([document.reason] if document.reason else [])
            for reason in reasons:
                self._rejects.append(Reject(file.name, document.line, reason, document.text))
            if document.may_pass:
                self._unread.add(file)
            if not reasons:
                texts[document.line] = document.text
            if len(texts) == MENDED_AT_ONCE:
                self._convert(file.name, texts)
                texts = {}
        if texts:
            self._convert(file.name, texts)

    def _convert(self, name: str, texts: dict[int, str]) -> None:
        """Keeps the entities of mended documents, by line; rejects those that hold none, or a faulty one."""
        shape = json.dumps(document_shape())
        values = {"path": name, "lines": list(texts), "texts": list(texts.values()), "structure": shape}
        self._database.run("sql/raw/convert.sql", values)
        for line, reasons in by_place(self._keep(webhooks=False))[name].items():
            for reason in reasons or [NO_KIND]:
                self._rejects.append(Reject(name, line, reason, texts[line][:SHOWN]))

    def _without_duplicates(self) -> tuple[int, int]:
        """Removes what was known already; returns the numbers of new and of duplicate entities."""
        found = self._landed()
        for kind in (each for each in kinds() if each.name in self._met):
            self._database.run("sql/raw/duplicates.sql", kind=kind, load_id=self._load_id)
        new = self._landed()
        return new, found - new

    def _landed(self) -> int:
        return int(self._database.query("sql/raw/landed.sql", kinds=kinds(), load_id=self._load_id)[0][0])

    def _log(self, files: Sequence[Source], started: str, summary: Summary) -> None:
        load_id = self._load_id
        self._database.execute("begin")
        self._database.insert("raw.files", [(load_id, file.name, file.bytes, file.modified_ns) for file in files])
        self._database.insert(
            "raw.rejects", [(load_id, each.path, each.line, each.reason, each.text) for each in summary.rejects]
        )
        self._database.execute(
            "insert into raw.loads values (?, ?, current_timestamp::timestamp, ?, ?, ?, ?, ?)",
            [load_id, started, summary.files, summary.events, summary.new, summary.duplicate, len(summary.rejects)],
        )
        self._database.execute("commit")
