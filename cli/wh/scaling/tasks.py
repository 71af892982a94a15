"""Loading in tasks of Spark: `wh load` itself runs in each, over a share of the files; Spark joins what they found."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from wh.contracts.kinds import Kind, kinds
from wh.engine.database import Database, Row
from wh.engine.hadoop import Found, address
from wh.engine.spark import Content, Spark
from wh.home.home import Home
from wh.loading.downloads import DownloadOptions
from wh.loading.load import LoadOptions, Summary, load_files
from wh.loading.raw import open_raw
from wh.loading.rejects import TOLD, Reject
from wh.models.relations import Progress
from wh.reading.finding import find_files
from wh.rendering.template import render
from wh.scaling.events import MARK, NO_LOAD, Events, load_folders, load_name, write_empty
from wh.translating.dialect import relation_name, translated

SHARE = 256 << 20  # bytes of files that one task loads
MEMORY = "1GB"  # of the engine in a task
ENTITIES = 1 << 24  # that a document may hold: places() of sql/macros/places.sql


@dataclass(frozen=True)
class Landed:
    """What one task found: how many documents, Parquet files by kind, and rejects as rows of raw.rejects."""

    documents: int
    tables: Mapping[str, bytes]
    rejects: Sequence[Row]


@dataclass(frozen=True)
class Mark:
    """What one load was: its files by address and size, its times, how many entities it landed, how many are new, the
    place of the last one in the order of loading, and its rejects.
    """

    files: Sequence[Found]
    started_at: str
    finished_at: str
    landed: int
    new: int
    last_seq: int
    rejects: Sequence[Row]


def load_in_tasks(
    spark: Spark, home: Home, to: str, patterns: Sequence[str], progress: Progress = lambda *_: None
) -> Summary:
    """Loads the files that are new into a folder below the address `to`, as one `wh load` of them would, row by row.

    Files are known by address and size. Memory: a task holds a share of SHARE bytes or one larger file, the driver what
    the tasks that run at once found.
    """
    if load_name(NO_LOAD) not in load_folders(spark, to):
        write_empty(spark, home, f"{to}/{load_name(NO_LOAD)}")
    found = _marks(spark, to)
    known = {tuple(file) for mark in found for file in mark.files}
    asked = [file for pattern in patterns for file in _files(spark, home, pattern)]
    if not (files := [file for file in asked if file not in known]):
        _write_loads(spark, home, to, found)
        return Summary(0, 0, len(asked), 0, 0, 0, ())
    load_id = len(found) + 1
    last = max((mark.last_seq // ENTITIES for mark in found), default=0)
    mark = _load(spark, home, to, load_name(load_id), files, last, progress)
    _write_loads(spark, home, to, [*found, mark])
    rejects = tuple(Reject(*each) for each in mark.rejects[:TOLD])
    counts = (mark.new, mark.landed - mark.new, len(mark.rejects))
    return Summary(load_id, len(files), len(asked) - len(files), *counts, rejects)


def loaded(spark: Spark, to: str) -> Events:
    """What the folders of loads below `to` hold."""
    return Events(tuple(json.dumps(asdict(mark)) for mark in _marks(spark, to)), lost=False)


def _marks(spark: Spark, to: str) -> list[Mark]:
    """The marks of finished loads, in order; what a kill left has none, and is written again."""
    texts = [spark.files.read(f"{to}/{name}/{MARK}") for name in load_folders(spark, to) if name != load_name(NO_LOAD)]
    return [Mark(**json.loads(text)) for text in texts if text]


def _load(spark: Spark, home: Home, to: str, name: str, files: Sequence[Found], last: int, progress: Progress) -> Mark:
    """One load: shares in waves of tasks, each kind without what was known already, and last its mark.

    `last` is the number of the last document of earlier loads; each task numbers its own from 1 on.
    """
    started, documents, rejects = _now(), last, list[Row]()
    landing, shares = f"{to}/landing", list(_shares(files))
    spark.files.delete(landing)
    spark.files.delete(f"{to}/{name}")
    work = partial(load_share, zones=home.settings.zones, forgotten=sorted(home.forgotten_hashes()))
    shifts = []
    for start in range(0, len(shares), spark.cores):
        progress("events", start, len(shares))
        for part, landed in enumerate(spark.in_tasks(work, shares[start : start + spark.cores]), start):
            _keep(spark, home, landed, landing, part)
            shifts.append((part, documents))
            documents += landed.documents
            rejects += landed.rejects
    counts = [_join(spark, to, name, kind, shifts) for kind in kinds()]
    mark = Mark(
        files=files,
        started_at=started,
        finished_at=_now(),
        landed=sum(landed for landed, _, _ in counts),
        new=sum(new for _, new, _ in counts),
        last_seq=max(last for _, _, last in counts),
        rejects=rejects,
    )
    spark.files.write(f"{to}/{name}/{MARK}", json.dumps(asdict(mark)))
    spark.files.delete(landing)
    return mark


def load_share(files: Sequence[Content], *, zones: Mapping[str, str], forgotten: Sequence[str]) -> Landed:
    """What a task does: loads its files into a raw.duckdb of its own, and gives that as Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        addresses = dict(_local(Path(folder), number, *file) for number, file in enumerate(files))
        raw = Path(folder) / "raw.duckdb"
        with open_raw(raw) as database:
            database.insert("raw.forgotten", [(None, None, each, None) for each in forgotten])
        how = LoadOptions(memory_limit=MEMORY, downloads=DownloadOptions(zones=zones), keep_known=True)
        summary = load_files(raw, find_files(addresses, Path("/")), how)
        with Database() as database:
            database.attach(raw, "raw", read_only=True)
            rejected = database.rows("select path, line, reason, text from raw.rejects")
            rejects = [(addresses[path], *told) for path, *told in rejected]
            return Landed(summary.documents, dict(_parquet(database, Path(folder))), rejects)


def _parquet(database: Database, folder: Path) -> Iterator[tuple[str, bytes]]:
    for kind in kinds():
        file = folder / f"{kind.name}.parquet"
        sql = render("sql/spark/entities.sql", {"kind": kind, "load_id": 1})
        if database.value(sql.after("select count(*) from (", "\n)")):
            database.save(sql, file)
            yield kind.name, file.read_bytes()


def _local(folder: Path, number: int, address: str, content: bytes | None) -> tuple[str, str]:
    """A path of this machine for a file, and its address; one that lies far off is put into `folder`."""
    if content is None:
        return address.removeprefix("file://"), address
    path = folder / str(number) / address.rpartition("/")[2]
    path.parent.mkdir()
    path.write_bytes(content)
    return str(path), address


def _keep(spark: Spark, home: Home, landed: Landed, landing: str, part: int) -> None:
    """Puts what a task found where Spark reads it; the folder says which part it is."""
    for kind, content in landed.tables.items():
        with tempfile.TemporaryDirectory(dir=home.path) as folder:
            file = Path(folder) / "landed.parquet"
            file.write_bytes(content)
            spark.files.put(file, f"{landing}/{kind}/part={part}/landed.parquet")


def _join(spark: Spark, to: str, name: str, kind: Kind, shifts: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Writes the entities of one kind that a load brought; returns how many there were, how many are new, and the place
    of the last one.
    """
    if not spark.files.exists(f"{to}/landing/{kind.name}"):
        return 0, 0, -1
    earlier = [f"{to}/{each}/{kind.name}.parquet" for each in load_folders(spark, to) if each != name]
    spark.name_files(relation_name("landing", "earlier"), [each for each in earlier if spark.files.exists(each)])
    spark.name_files(relation_name("landing", "landed"), [f"{to}/landing/{kind.name}"])
    template = render("sql/spark/landed.sql", {"kind": kind, "shifts": shifts})
    spark.store(translated(template), f"{to}/{name}/{kind.name}.parquet")
    spark.name_files(relation_name("landing", "kept"), [f"{to}/{name}/{kind.name}.parquet"])
    ((landed,),) = spark.rows("SELECT COUNT(*) FROM landing__landed")
    ((new, last),) = spark.rows("SELECT COUNT(*), COALESCE(MAX(seq), -1) FROM landing__kept")
    return landed, new, last


def _write_loads(spark: Spark, home: Home, to: str, marks: Sequence[Mark]) -> None:
    """The rows of raw.loads, as Parquet."""
    rows = [
        (
            load_id,
            each.started_at,
            each.finished_at,
            len(each.files),
            each.landed + len(each.rejects),
            each.new,
            each.landed - each.new,
            len(each.rejects),
        )
        for load_id, each in enumerate(marks, 1)
    ]
    with Database() as database, tempfile.TemporaryDirectory(dir=home.path) as folder:
        file = Path(folder) / "loads.parquet"
        database.run("sql/spark/no_loads.sql")
        database.insert("loads", rows)
        database.save("from loads", file)
        spark.files.put(file, f"{to}/loads.parquet")


def _files(spark: Spark, home: Home, pattern: str) -> list[Found]:
    """The files that a path or an address names: of this machine as `wh load` finds them."""
    if "://" in pattern and not pattern.startswith("file://"):
        return spark.files.find(pattern)
    return [(address(str(each.path)), each.bytes) for each in find_files([pattern.removeprefix("file://")], home.path)]


def _shares(files: Sequence[Found]) -> Iterator[list[str]]:
    """Addresses in order, in shares of at most SHARE bytes, or one that is larger."""
    share: list[str] = []
    held = 0
    for name, size in files:
        if share and held + size > SHARE:
            yield share
            share, held = [], 0
        share.append(name)
        held += size
    if share:
        yield share


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
