"""The steps of lineage on selects of a few lines: how each value comes, and what decides it."""

from __future__ import annotations

import pytest

from wh.tracing.queries import How
from wh.tracing.selects import parsed, schema
from wh.tracing.steps import ROWS, Node, Steps

COLUMNS = {
    "raw.messages": ["id", "chatId", "createdAt", "log", "state"],
    "raw.users": ["id", "name", "tags"],
    "long": ["chat_id", "list", "item", "at"],
    "model": ["a"],
}
LONG = """
    select chatId as chat_id, 'tags' as list, state as item, createdAt as at from raw.messages
    union all
    select id, 'names', name, null from raw.users
"""
COPIED, CHOSEN, COMPUTED, AGGREGATED, CONDITION = (
    How.COPIED,
    How.CHOSEN,
    How.COMPUTED,
    How.AGGREGATED,
    How.CONDITION,
)


def traced(sql: str, column: str = "a") -> dict[str, How]:
    """Where a column of the model `sql` comes from, and how; rows left out."""
    return {name: how for name, how in everything(sql, column).items() if how < How.ROWS}


def everything(sql: str, column: str = "a") -> dict[str, How]:
    known = schema(COLUMNS)
    steps = Steps({"long": parsed(LONG, known), "model": parsed(sql, known)})
    found: dict[str, How] = {}

    def walk(node: Node, path: tuple[str, ...], how: How) -> None:
        if node.relation.startswith("raw."):
            name = ".".join([node.relation.removeprefix("raw."), node.column, *path])
            found[name] = min(how, found.get(name, how))
            return
        for step in steps.of(node):
            walk(step.node, step.path + path, max(how, step.how))

    walk(Node("model", column), (), COPIED)
    return found


@pytest.mark.parametrize(
    ("expression", "how"),
    [
        ("state", COPIED),
        ("(state)", COPIED),
        ("coalesce(state, 'x')", CHOSEN),
        ("case when true then state end", CHOSEN),
        ("state || 'x'", COMPUTED),
        ("cast(state as date)", COMPUTED),
        ("coalesce(upper(state), 'x')", COMPUTED),
        ("max(state)", AGGREGATED),
        ("max(case when true then state end)", AGGREGATED),
        ("last_value(state ignore nulls) over (order by 1)", AGGREGATED),
        ("case when state = 'x' then 1 end", CONDITION),
        ("case state when 'x' then 1 end", CONDITION),
        ("row_number() over (order by state)", CONDITION),
        ("count(*) filter (where state = 'x')", CONDITION),
        ("list(1 order by state)", CONDITION),
        ("arg_max(1, state)", CONDITION),
    ],
)
def test_how_a_value_comes(expression: str, how: How) -> None:
    assert traced(f"select {expression} as a from raw.messages") == {"messages.state": how}


def test_a_condition_does_not_give_the_value() -> None:
    sql = "select case when state = 'x' then createdAt end as a from raw.messages"
    assert traced(sql) == {"messages.createdat": CHOSEN, "messages.state": CONDITION}


def test_fields_of_objects_and_items_of_lists_are_named() -> None:
    assert traced("select log.action as a from raw.messages") == {"messages.log.action": COPIED}
    assert traced("select log ->> '$.action' as a from raw.messages") == {"messages.log.action": COPIED}
    assert traced("select l.action as a from (select log as l from raw.messages)") == {"messages.log.action": COPIED}
    assert traced("select t.item as a from raw.users cross join unnest(tags) as t(item)") == {"users.tags.[]": COPIED}


def test_what_stands_between_is_gone_through() -> None:
    sql = """
        with first as (select id, max(createdAt) as at from raw.messages group by id),
        second as (select at + 1 as later from first)
        select (select later from second) as a
    """
    assert traced(sql) == {"messages.createdat": AGGREGATED}


def test_arms_of_a_union_are_told_apart_by_what_the_reader_knows() -> None:
    assert traced("select item as a from long") == {"messages.state": COPIED, "users.name": COPIED}
    assert traced("select item as a from long where list = 'tags'") == {"messages.state": COPIED}
    assert traced("select item as a from long where list in ('names', 'x')") == {"users.name": COPIED}
    assert traced("select case when list = 'names' then item end as a from long")["users.name"] is CHOSEN
    assert "messages.state" not in traced("select max(case when list = 'names' then item end) as a from long")
    joined = "select item as a from raw.users as u left join long on u.id = chat_id and list = 'tags'"
    assert traced(joined) == {"messages.state": COPIED}
    below = "select item as a from (select * from long) as l where list = 'tags'"
    assert traced(below) == {"messages.state": COPIED}


def test_values_of_other_rows_are_of_every_arm() -> None:
    inner = "select list, lag(item) over (order by at) as before from long"
    assert {"messages.state", "users.name"} <= traced(f"select before as a from ({inner}) where list = 'tags'").keys()
    case = "select case when list = 'tags' then lag(item) over (order by at) end as a from long"
    assert {"messages.state", "users.name"} <= traced(case).keys()


def test_what_an_outer_join_says_of_the_other_side_need_not_hold() -> None:
    sql = "select item as a from long left join raw.users as u on u.id = chat_id and list = 'tags'"
    assert traced(sql) == {"messages.state": COPIED, "users.name": COPIED}


def test_rows_are_decided_by_conditions_groups_and_inner_joins() -> None:
    sql = (
        "select 1 as a from raw.messages as m join raw.users as u on m.chatId = u.id where m.state = 'x' group by m.id"
    )
    assert everything(sql).keys() == {"messages.chatid", "users.id", "messages.state", "messages.id"}
    assert set(everything(sql).values()) == {How.ROWS}


def test_a_left_join_that_nothing_is_taken_of_decides_nothing() -> None:
    sql = "select m.id as a from raw.messages as m left join raw.users as u on m.chatId = u.id"
    assert everything(sql) == {"messages.id": COPIED}
    assert everything(sql.replace("m.id as a", "u.name as a"))["messages.chatid"] is How.ROWS


def test_a_count_comes_from_the_rows_of_its_relation() -> None:
    sql = "select count(*) as a from (select distinct id from raw.messages where exists (select 1 from raw.users))"
    assert everything(sql) == {"messages.id": How.ROWS}
    assert everything("select count(*) as a from long where list = 'names'") == {}


def test_a_step_says_where_in_the_text_it_is() -> None:
    sql = "select\n    id,\n    upper(state) as a\nfrom raw.messages"
    (step,) = (each for each in Steps({"model": parsed(sql, schema(COLUMNS))}).of(Node("model", "a")))
    assert sql[step.offset :].startswith("state")


def test_a_query_around_is_read_by_the_one_inside() -> None:
    sql = "select (select max(name) from raw.users as u where u.id = m.chatId) as a from raw.messages as m"
    assert everything(sql) == {"users.name": AGGREGATED, "users.id": How.ROWS, "messages.chatid": How.ROWS}


def test_rows_of_a_model_are_a_node_of_their_own() -> None:
    steps = Steps({"long": parsed(LONG, schema(COLUMNS)), "model": parsed("select 1 as a from long", schema(COLUMNS))})
    assert {step.node.column for step in steps.of(Node("model", "a"))} == {ROWS}
