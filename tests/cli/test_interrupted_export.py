"""Whatever becomes of an export: nothing readable is ever on disk, and half a zip is never called one."""

from __future__ import annotations

import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import PASSWORD, Command, entries
from processes import BUSY, HELD, start, stops, struck
from wh.asking.request import FORMATS

pytestmark = pytest.mark.slow  # each test runs several commands, most as processes
DATABASES = ("raw.duckdb", "warehouse.duckdb", "raw.duckdb.wal", "warehouse.duckdb.wal")
POLITE = [signal.SIGTERM, signal.SIGINT]


class Watch:
    """What can be seen of some files in two folders: their names, and which of the secrets."""

    def __init__(self, home: Path, secrets: list[bytes]) -> None:
        self._folders = (home, Path("out"))
        self._secrets = secrets
        self.names: set[str] = set()
        self.seen: set[bytes] = set()

    def look(self) -> None:
        for file in [each for folder in self._folders for each in folder.rglob("*") if each.name not in DATABASES]:
            try:
                data = file.read_bytes()
            except (FileNotFoundError, IsADirectoryError):
                continue
            self.names.add(file.name.rstrip("0123456789"))
            self.seen.update(secret for secret in self._secrets if secret in data)

    @contextmanager
    def always(self) -> Iterator[None]:
        """Looks again and again while the block runs."""
        over = threading.Event()

        def watch() -> None:
            while not over.is_set():
                self.look()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


@pytest.fixture
def quiet(desk: Command) -> Command:
    """The sample's home without its events, which are readable, and an empty folder `out`."""
    shutil.rmtree(desk.home / "events")
    (desk.home / "wh.lock").unlink(missing_ok=True)  # of a command that an earlier test ran in the sample itself
    Path("out").mkdir()
    return desk


@pytest.fixture
def texts(quiet: Command) -> list[str]:
    """The longest texts of messages that stand in JSON and XML as they are."""
    found = quiet.built(r"""
        select distinct plain_text from messages
        where log_action is null and not is_private and not regexp_matches(plain_text, '[\n\r\t"\\<>&/]')
        order by length(plain_text) desc, plain_text limit 20
    """)
    assert len(found) == 20
    return [text for (text,) in found]


@pytest.fixture
def watch(quiet: Command, texts: list[str]) -> Watch:
    return Watch(quiet.home, [PASSWORD.encode(), *(text.encode() for text in texts)])


def left() -> list[str]:
    return [each.name for each in Path("out").iterdir()]


def whole(texts: list[str]) -> bool:
    """Whether the zip opens to its end and holds all the texts."""
    found = entries(Path("out/x.zip"))
    assert list(found)[-1] == "manifest.json"
    return all(text.encode() in found["messages.json"] for text in texts)


def test_what_is_watched_for_is_in_the_export(quiet: Command, watch: Watch, texts: list[str]) -> None:
    quiet("export", "out/x.zip", "--as", "301", "--reason", "x", "--format", "both", WH_PASSWORD=PASSWORD)
    watch.look()
    assert not watch.seen
    assert whole(texts)
    Path("out/y").write_bytes(entries(Path("out/x.zip"))["messages.json"])
    watch.look()
    assert len(watch.seen) == len(texts)


@pytest.mark.parametrize("form", ["both", "parquet"])
def test_nothing_readable_is_on_disk_before_any_write(quiet: Command, watch: Watch, form: str) -> None:
    process = start(quiet.home, "--format", form, code=HELD)
    for _ in stops(process):
        watch.look()
        assert [name.rstrip("0123456789") for name in left()] == ["x.zip.wh-part-"]
        assert (Path("out") / left()[0]).stat().st_mode & 0o777 == 0o600
    process.communicate()
    watch.look()
    assert process.returncode == 0
    assert not watch.seen
    assert watch.names == {"wh.toml", "x.zip.wh-part-", "x.zip"}


@pytest.mark.parametrize("form", ["both", "jsonl", "parquet", "xlsx"])
def test_nothing_readable_is_ever_on_disk(quiet: Command, watch: Watch, form: str) -> None:
    with watch.always():
        for _ in range(3):
            process = start(quiet.home, "--format", form, "--force")
            process.communicate()
            assert process.returncode == 0
    assert not watch.seen
    assert {"wh.toml", "x.zip"} <= watch.names <= {"wh.toml", "x.zip.wh-part-", "x.zip"}


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_killed_export_leaves_nothing_readable_and_does_not_disturb_the_next(
    quiet: Command, watch: Watch, texts: list[str], seed: int
) -> None:
    process = struck(quiet.home, signal.SIGKILL, seed)
    process.communicate()
    watch.look()
    assert process.returncode == -signal.SIGKILL
    assert left() == [f"x.zip.wh-part-{process.pid}"]
    quiet("export", "out/x.zip", "--as", "301", "--reason", "x", "--format", "both", WH_PASSWORD=PASSWORD)
    watch.look()
    assert not watch.seen
    assert left() == ["x.zip"]
    assert whole(texts)
    assert len(quiet.raw("from raw.exports")) == 1


@pytest.mark.parametrize("number", POLITE)
@pytest.mark.parametrize("seed", range(1, 4))
def test_an_interrupted_export_leaves_no_file(quiet: Command, number: signal.Signals, seed: int) -> None:
    process = struck(quiet.home, number, seed)
    assert process.communicate() == ("", "")
    assert process.returncode == 130
    assert left() == []
    assert quiet.raw("from raw.exports") == []


@pytest.mark.parametrize("number", POLITE)
def test_an_export_is_interrupted_in_the_midst_of_a_query(quiet: Command, number: signal.Signals) -> None:
    process = start(quiet.home, code=BUSY)
    assert process.stdout
    assert process.stdout.readline() == "busy\n"
    process.send_signal(number)
    assert process.communicate() == ("", "")
    assert process.returncode == 130
    assert left() == []


@pytest.mark.parametrize("number", [*POLITE, signal.SIGKILL])
@pytest.mark.parametrize("seed", range(6))
def test_an_export_struck_at_any_moment_is_whole_or_not_there(
    quiet: Command, watch: Watch, texts: list[str], number: signal.Signals, seed: int
) -> None:
    process = start(quiet.home, "--format", "both")
    while process.poll() is None and not left():
        time.sleep(0.001)
    time.sleep(random.Random(seed).uniform(0, 0.5))
    process.send_signal(number)
    _, said = process.communicate()
    watch.look()
    assert not watch.seen
    assert "Traceback" not in said
    assert process.returncode in (0, 130, -number)  # 0 is before, -number after all of our code
    assert number == signal.SIGKILL or not [name for name in left() if name != "x.zip"]
    assert not Path("out/x.zip").exists() or whole(texts)


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_one_line_of_error_and_leaves_no_file(quiet: Command, form: str) -> None:
    process = start(quiet.home, "--format", form, limit=5_000)
    assert process.communicate() == ("", "error: out/x.zip: File too large\n")
    assert process.returncode == 1
    assert left() == []
