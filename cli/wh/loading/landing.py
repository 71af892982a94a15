"""Documents into the tables of raw.duckdb: parsed, taken apart into entities, rejected where they cannot be kept."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from typing import Any

from wh.contracts.kinds import MISSPELT, Kind, document_types, holders, kinds, referred_structure, webhook_types
from wh.engine.database import Database, Row
from wh.errors import UnreadableError
from wh.loading.rejects import MOST_REJECTS, NO_KIND, Rejects
from wh.reading.documents import NOT_JSON, Document, mended, read_documents
from wh.reading.sources import Source
from wh.rendering.rendered import Rendered
from wh.rendering.template import render

LONG_LINE = 1 << 21  # bytes of a document: with small buffers both cores read; longer ones make the engine read again
LONGEST_LINE = 1 << 26
GIVEN_AT_ONCE = 10_000  # documents from Python to the engine
GIVEN_CHARACTERS = 1 << 24


class Landing:
    """What a load has landed so far: entities in raw.duckdb under its `load_id`, and what could not be kept.

    `unread` are the names of files that the next load reads again, `met` those of the kinds of which there were any.
    """

    def __init__(self, database: Database, load_id: int) -> None:
        self.rejects = Rejects(database)
        self.unread: set[str] = set()
        self.met: set[str] = set()
        self._database = database
        self._load_id = load_id
        self._keys: set[str] = set()  # of the documents that are being kept
        database.execute("create or replace temp table faults (number BIGINT, reason VARCHAR)")
        self._documents = self._first = int(database.query("sql/raw/last_document.sql", kinds=kinds())[0][0]) + 1

    @property
    def documents(self) -> int:
        """How many documents it was given so far, each of which has a number."""
        return self._documents - self._first

    def land(self, batch: Sequence[Source]) -> None:
        """Keeps the entities of sources with the same reader, and rejects or mends what cannot be read."""
        if batch[0].reader is None:
            self._take(document for source in batch for document in read_documents(source))
        elif self._parse(batch):
            self._keep_parsed(batch)
        elif len(batch) == 1:
            self._take(read_documents(batch[0]))
        else:
            for source in batch:
                self.land([source])

    def _parse(self, batch: Sequence[Source]) -> bool:
        """Whether the engine can parse a batch; a file alone is tried with room for longer documents."""
        paths = {"paths": [glob.escape(str(source.file.path)) for source in batch]}
        tries = [(LONG_LINE, False), (LONG_LINE, True)] + ([(LONGEST_LINE, True)] if len(batch) == 1 else [])
        for longest, careful in tries:
            how: dict[str, Any] = {"compression": batch[0].reader, "longest": longest, "careful": careful}
            with suppress(UnreadableError):
                if "more" in self._read(paths, ["refers", "more"], others=holders()[2:], types=document_types(), **how):
                    self._read(paths, holders()[1:], others=[], types=document_types(), **how)
                return True
        return False

    def _read(
        self, given: dict[str, Any], asked: Sequence[str], template: str = "sql/raw/read.sql", **context: Any
    ) -> set[str]:
        """Makes the table `bodies`, and of it the view `documents`; returns which of its columns hold anything."""
        self._database.execute("drop table if exists bodies")  # two batches at once need twice the memory
        self._database.run(template, given, structure=json.dumps(document_types()), **context)
        self._keys = {key for (key,) in self._database.query("sql/raw/keys.sql", keys=asked)}
        made: dict[str, Any] = {"keys": self._keys, "kinds": kinds(), "referred": referred_structure()}
        self._database.run("sql/raw/documents.sql", **made)
        return self._keys

    def _keep_parsed(self, batch: Sequence[Source]) -> None:
        """Keeps what the engine has parsed; what was wrong is read again in Python, to be mended, or told."""
        first = self._documents
        self._database.execute(self._keep().after("create or replace temp table faulty as (", "\n)"))
        paths = {str(source.file.path): source for source in batch}
        for (path,) in self._database.rows("select path from faulty group by path order by min(rowid)"):
            unread: list[tuple[Document, int]] = []
            for document, faults in self._faulty(paths[path]):
                for _, reason in faults:
                    if reason:
                        self._reject(document, reason)
                if not any(reason for _, reason in faults):
                    unread.append((document, first + faults[0][0]))
                if len(unread) == GIVEN_AT_ONCE:
                    self._mend(unread)
                    unread = []
            self._mend(unread)

    def _faulty(self, source: Source) -> Iterator[tuple[Document, list[tuple[int, str | None]]]]:
        """The documents of a source in which something is wrong: what, and each one's place in `documents`.

        Both come in the order of the file, so that a million of them are never held at once.
        """
        path = str(source.file.path)
        places = {place for (place,) in self._database.rows("select place from faulty where path = ?", [path])}
        left = groupby(self._faults(path), lambda row: row[0])
        for document in read_documents(source, places):
            if document.place < 0:
                yield document, [(0, document.reason)]
            else:
                _, rows = next(left)
                yield document, [(number, reason) for _, number, reason in rows]

    def _faults(self, path: str) -> Iterator[Row]:
        """The rows of a file in `faulty`, some at a time: other queries are made meanwhile."""
        query = "select rowid, place, document, reason from faulty where path = ? and rowid > ? order by rowid limit ?"
        last = -1
        while rows := self._database.rows(query, [path, last, GIVEN_AT_ONCE]):
            last = rows[-1][0]
            yield from ((place, document, reason) for _, place, document, reason in rows)

    def _take(self, documents: Iterable[Document]) -> None:
        """Keeps the entities of documents that Python has read."""
        taken: list[Document] = []
        characters = 0
        for document in documents:
            if document.reason or not document.is_utf_8:
                self._reject(document, document.reason or NOT_JSON)
                continue
            taken.append(document)
            characters += len(document.text)
            if len(taken) == GIVEN_AT_ONCE or characters > GIVEN_CHARACTERS:
                self._give(taken)
                taken, characters = [], 0
        self._give(taken)

    def _give(self, documents: Sequence[Document], numbers: Sequence[int] = ()) -> None:
        """Gives documents to the engine and keeps their entities; mended ones have numbers already."""
        if not documents:
            return
        first = self._documents
        given: dict[str, list[Any]] = {"texts": [each.text for each in documents]}
        given["numbers"] = list(numbers) or [None] * len(documents)
        self._read(given, holders()[1:], "sql/raw/texts.sql")
        unread: list[tuple[Document, int]] = []
        for _, _, place, reason in self._database.rows(self._keep(numbered=bool(numbers))):
            if reason or numbers:
                self._reject(documents[place], reason or NO_KIND)
            else:
                unread.append((documents[place], first + place))
        self._mend(unread)

    def _mend(self, unread: Sequence[tuple[Document, int]]) -> None:
        """Gives documents that the engine could not parse, or that hold nothing it knows, as Python writes them."""
        texts: list[Document] = []
        numbers: list[int] = []
        for document, number in unread:
            text, reason = mended(document.text)
            if reason:
                self._reject(document, reason)
            else:
                texts.append(replace(document, text=text))
                numbers.append(number)
        self._give(texts, numbers)

    def _reject(self, document: Document, reason: str) -> None:
        self.rejects.add(document.path, document.line, reason, document.text)
        if document.may_pass:
            self.unread.add(document.path)

    def _keep_kind(self, kind: Kind, first: int) -> None:
        """Moves the entities of one kind in `documents`, of which the first has a number, and notes what is wrong."""
        context: dict[str, Any] = {"kind": kind, "keys": self._keys}
        ((entities, has_equal_keys),) = self._database.query("sql/raw/met.sql", **context)
        if entities:
            self.met.add(kind.name)
            context |= {"first_document": first, "has_equal_keys": has_equal_keys, "misspelt": MISSPELT}
            ((landed,),) = self._database.query("sql/raw/land.sql", load_id=self._load_id, **context)
            if landed < entities:
                self._database.run("sql/raw/faults.sql", **context)

    def _keep(self, numbered: bool = False) -> Rendered:
        """Moves the entities of `documents` into the tables of their kinds; returns a query for what could not be kept.

        That is path, place in the file, place in `documents`, and the reason, or None where no kind is known.
        """
        first = self._documents
        self._database.execute("delete from faults")
        for kind in kinds():
            self._keep_kind(kind, first)
        if not numbered:
            self._documents += int(self._database.value("select count(*) from bodies"))
        known = {"types": webhook_types(), "kinds": kinds(), "keys": self._keys, "first_document": first}
        return render("sql/raw/unread.sql", known | {"most": MOST_REJECTS + 1})
