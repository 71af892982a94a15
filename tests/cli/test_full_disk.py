"""A full disk is one line of error; what was there stays, and the same command works once there is room."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Command, built_home, lines, message, webhook
from full_disk import fill, mounted
from watched import digest, start

pytestmark = pytest.mark.slow  # each test runs several commands as processes
OWNER = {"id": "301", "channelId": "1", "role": "owner", "name": "A", "version": 1, "createdAt": 1_743_500_000_000}
EVENTS = [
    webhook(OWNER, "manager"),
    *(webhook(message(f"a{each}", plainText=f"{hash(each * 1.1)} " * 9)) for each in range(2000)),
]
MORE = lines(*(webhook(message(f"b{each}", plainText=f"{each} " * 500)) for each in range(3000)))
EXPORT = ["export", "../out/x.zip", "--as", "301", "--reason", "x"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built from a few events, with more of them to be loaded."""
    home = built_home(tmp_path_factory.mktemp("built"), lines(*EVENTS))
    (home / "events" / "b.jsonl").write_bytes(MORE)
    return home


@pytest.fixture
def small_disk(wh: Command, built: Path, tmp_path: Path) -> Iterator[Command]:
    """The home on a disk of its own, which a file named `ballast` fills."""
    with mounted(tmp_path / "disk", 120) as disk:
        wh.home = disk / "home"
        shutil.copytree(built, wh.home)
        (disk / "out").mkdir()
        fill(disk)
        yield wh


def whole(home: Path, messages: int) -> None:
    """The databases can be read to their ends."""
    wh_raw = start(home, "sql", "select count(distinct hash(m)) from raw.messages as m", "--csv")
    said, _ = wh_raw.communicate()
    assert said.splitlines()[-1] == str(messages)
    assert start(home, "check").communicate()[0].endswith("0 findings\n")


@pytest.mark.parametrize(
    "words", [["load", "events"], ["build", "--full", "events/a.jsonl"], EXPORT], ids=lambda words: words[0]
)
def test_a_full_disk_harms_nothing(small_disk: Command, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    disk, before = small_disk.home.parent, digest(small_disk.home / "warehouse.duckdb")
    monkeypatch.chdir(small_disk.home)
    said = small_disk.fails(*words, code=1, WH_PASSWORD="correcthorse9")
    assert "No space left on device" in said
    assert digest(small_disk.home / "warehouse.duckdb") == before
    assert not list(small_disk.home.glob("*.building*"))
    assert not list(Path(disk / "out").iterdir())
    whole(small_disk.home, 2000)
    (disk / "ballast").unlink()
    small_disk(*words, WH_PASSWORD="correcthorse9")
    whole(small_disk.home, 5000 if words[0] == "load" else 2000)


@pytest.mark.parametrize("words", [["load", "events"], ["build", "--full"]], ids=lambda words: words[0])
def test_a_file_that_may_not_grow_harms_nothing(
    wh: Command, built: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, wh.home, dirs_exist_ok=True)
    monkeypatch.chdir(wh.home)
    before, limit = digest(wh.home / "warehouse.duckdb"), (wh.home / "raw.duckdb").stat().st_size // 4096 * 4096
    if words[0] == "build":
        (wh.home / "events" / "b.jsonl").unlink()
        limit = 1 << 20
    process = start(wh.home, *words, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    said, _ = process.communicate()
    assert process.returncode == 1, said
    assert [line[:7] for line in said.splitlines()][-1:] == ["error: "], said
    assert "Traceback" not in said
    assert "File too large" in said
    assert digest(wh.home / "warehouse.duckdb") == before
    assert not list(wh.home.glob("*.building*"))
    wh(*words)
    assert wh.raw("select count(*) from raw.messages") == [(5000 if words[0] == "load" else 2000,)]
