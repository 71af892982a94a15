"""A warehouse in a test: events through the real loader, models in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wh.engine.database import Database
from wh.home.settings import parse_settings
from wh.loading.load import Summary, load_files
from wh.models.model import all_models
from wh.models.relations import make_relations
from wh.reading.finding import find_files

Document = Any


@contextmanager
def built(
    documents: Sequence[Document], toml: Mapping[str, Any] | None = None, names: Iterable[str] | None = None
) -> Iterator[Database]:
    """A database with the relations of the named models (all by default) made from `documents`."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.duckdb"
        loaded(raw, documents)
        with Database() as database:
            database.attach(raw, "raw", read_only=True)
            database.execute("attach ':memory:' as warehouse")
            make_relations(database, parse_settings(toml or {}), names or all_models())
            yield database


def loaded(raw: Path, documents: Sequence[Document]) -> Summary:
    """Loads `documents` from one file, in order."""
    file = raw.with_name("events.jsonl")
    items = [item for document in documents for item in (document if isinstance(document, list) else [document])]
    file.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8")
    return load_files(raw, find_files([str(file)], raw.parent))
