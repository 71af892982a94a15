"""A question that may use the disk: `spill = true` in wh.toml."""

from __future__ import annotations

import pytest

from conftest import Command
from refused import REFUSED
from wh.engine.database import Database
from wh.errors import FaultError

READS_ITSELF = "the bytes of the warehouse"  # of which every select reads some


@pytest.fixture
def desk(desk: Command) -> Command:
    """The sample's home, in which questions may spill."""
    with (desk.home / "wh.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write("spill = true\n" + text)
    return desk


LARGE = "select max(x) from (select repeat(id, 20) as x from messages, range(600) order by x offset 1000000)"


@pytest.mark.parametrize("spills", [True, False])
def test_a_question_larger_than_memory_is_answered_where_it_may_spill(desk: Command, spills: bool) -> None:
    with Database(desk.home / "warehouse.duckdb", read_only=True) as database:
        database.execute("set memory_limit = '200MB'")
        if spills:
            database.confine_to(desk.home)
            assert len(list(database.answer(LARGE)[1])) == 1
        else:
            database.confine()
            with pytest.raises(FaultError, match="block of size"):
                database.answer(LARGE)
    assert not (desk.home / "spilled").exists()


def test_an_answer_is_the_same(desk: Command) -> None:
    assert desk("sql", "--csv", "select count(*) from user_chats").out.split() == ["count_star()", "403"]


@pytest.mark.parametrize("what", sorted(REFUSED.keys() - {READS_ITSELF}))
def test_what_is_refused_without_spilling_is_refused(desk: Command, what: str) -> None:
    before = sorted(path.name for path in desk.home.rglob("*"))
    desk.fails("sql", REFUSED[what].replace("{home}", str(desk.home)), code=1)
    assert sorted(path.name for path in desk.home.rglob("*")) == before
