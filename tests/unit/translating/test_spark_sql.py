"""What DuckDB's SQL becomes on Spark, and what is refused: without Spark. That the rows are the same, probes show."""

from __future__ import annotations

import pytest

from wh.errors import FaultError
from wh.rendering.rendered import Rendered
from wh.translating.dialect import offset, spark_literal, spark_name, spark_sql, spark_type, translated
from wh.translating.refusal import RefusalError


def said(sql: str) -> str:
    """A select for Spark on one line, without quotes around names."""
    return " ".join(spark_sql(sql).replace("`", "").split())


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ('select a from memory.staging."stg_x" as x', "SELECT a FROM staging__stg_x AS x"),
        ("select user_chats.id from main.user_chats", "SELECT user_chats.id FROM user_chats AS user_chats"),
        ("select name from pg_timezone_names() as z", "SELECT name FROM settings__time_zones AS z"),
        ("select l[2] from t", "SELECT TRY_ELEMENT_AT(l, 2) FROM t"),
        ("select array_length(l) from t", "SELECT CAST(ARRAY_SIZE(l) AS BIGINT) FROM t"),
        (
            "select unnest(generate_series(1, n)) as i from t",
            "SELECT EXPLODE( CASE WHEN CAST(1 AS BIGINT) <= CAST(n AS BIGINT) THEN "
            "SEQUENCE(CAST(1 AS BIGINT), CAST(n AS BIGINT)) END ) AS i FROM t",
        ),
        (
            "select a, unnest(k) as x, unnest(v) as y from t",
            "SELECT a, INLINE(ARRAYS_ZIP(COALESCE(k, ARRAY()), COALESCE(v, ARRAY()))) AS (x, y) FROM t",
        ),
        (
            "select unnest(l) * 2 as x from t",
            "SELECT EXPLODE(TRANSFORM(l, __each -> __each * 2)) AS x FROM t",
        ),
        (
            "select a at time zone 'UTC' at time zone z from t",
            "SELECT CONVERT_TIMEZONE('UTC', z, a) FROM t",
        ),
        (
            "select date_diff('day', a, b) from t",
            "SELECT CAST(DATE_DIFF(CAST(b AS DATE), CAST(a AS DATE)) AS BIGINT) FROM t",
        ),
        ("select quantile_cont(a, 0.9) from t", "SELECT PERCENTILE(a, 0.9) FROM t"),
        (
            "select row_number() over (order by a) from t",
            "SELECT CAST(ROW_NUMBER() OVER (ORDER BY a NULLS LAST) AS BIGINT) FROM t",
        ),
        (
            r"select regexp_extract(a, '^\s([1-5])$', 1) from t",
            r"SELECT REGEXP_EXTRACT(a, '^[\\t\\n\\f\\r ]([1-5])\\z') FROM t",
        ),
        (
            "select array_to_string(list_transform(string_split(a, chr(0)), lambda p: nfc_normalize(p)), chr(0))"
            " from t",
            "SELECT COMPOSED(a) FROM t",
        ),
    ],
)
def test_a_construct_is_spelled_as_spark_means_it(duckdb: str, spark: str) -> None:
    assert said(duckdb) == spark


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select date_diff('month', a, b) from t", "date_diff in months is not proven"),
        ("select date_diff('hour', a, b) from t", "date_diff in hours is not proven"),
        ("select a from t where a not in (select b from u)", "not in (select …) does not scale"),
        ("select list(a) from t", "list() without order"),
        ("select list(a order by b desc) from t", "list() in descending order"),
        ("select list(a order by b) filter (where a > 1) from t", "list() without order, or with a filter"),
        ("select a at time zone 'Asia/Tokyo' from t", "at time zone is proven from UTC to local only"),
        ("select l[n] from t", "list[x] is proven for numbers from 1 on only"),
        ("select generate_series(1, 9, 2) from t", "generate_series() with a step"),
        ("select unnest(a), b, unnest(c) from t", "columns stand between two unnest()"),
        ("select unnest(a) + unnest(b) from t", "a column with two unnest()"),
        ("select unnest(a) + 1, unnest(b) from t", "unnest() beside another one must stand alone"),
        ("select (a, b) = (c, d) from t", "(a, b) as a value is not proven"),
        ("select * from range(9)", "a table that a function makes is not proven"),
        ("select chr(8232) from t", "chr() is proven for numbers below 128 only"),
        ("select nfc_normalize(a) from t", "nfc_normalize() alone is not proven"),
        ("select list_distinct(a) from t", "list_distinct() has no order"),
        (r"select regexp_replace(a, 'x', 'y') from t", "regexp_replace() without 'g'"),
        (r"select regexp_extract(a, 'a.b', 1) from t", ". in a regular expression may match otherwise"),
        (r"select regexp_extract(a, '\w', 1) from t", r"\w in a regular expression may match otherwise"),
        ("select regexp_extract(a, b, 1) from t", "a regular expression that is not a text"),
        ("select json_type(a) from t", "json_type() is not compared with"),
        ("select a->>'$.b.c' from t", "this path of JSON is not proven"),
        ("select json_extract_string(a, ['/b/c']) from t", "a JSON pointer into an object of an object"),
        ("select json_merge_patch(a, b) from t", "this json_merge_patch() is not proven"),
        ("select cast(a as json) from t", "cast(x as json) is not proven"),
    ],
)
def test_what_no_rule_was_written_for_is_refused(sql: str, told: str) -> None:
    with pytest.raises(RefusalError) as refused:
        spark_sql(sql)
    assert refused.value.told.startswith(told)
    assert refused.value.hint


def test_columns_are_cast_to_the_types_that_a_contract_promises() -> None:
    sql = spark_sql("select a, b from t", [("a", "BIGINT"), ("profile.x`y", "VARCHAR[]")])
    assert "CAST(`a` AS BIGINT) AS `a`" in sql
    assert "CAST(`profile.x``y` AS ARRAY<STRING>) AS `profile.x``y`" in sql


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("TIMESTAMP", "TIMESTAMP_NTZ"),
        ("JSON", "STRING"),
        ("STRUCT(a JSON, b BIGINT)[]", "ARRAY<STRUCT<a: STRING, b: BIGINT>>"),
    ],
)
def test_a_type_has_one_that_holds_the_same(duckdb: str, spark: str) -> None:
    assert spark_type(duckdb) == spark


def test_a_refusal_names_the_line_of_the_template() -> None:
    sql = "select 1 as a,\n    date_diff('year', b, c) as d\nfrom t"
    rendered = Rendered(sql, (0, sql.index("date_diff")), ((("models/x.sql", 1),), (("models/x.sql", 2),)))
    with pytest.raises(FaultError) as told:
        translated(rendered)
    assert told.value.message == "models/x.sql:2: date_diff in years is not proven"


def test_an_offset_is_that_of_the_first_word_of_a_node() -> None:
    with pytest.raises(RefusalError) as refused:
        spark_sql("select 1, date_diff('month', a, b) from t")
    assert offset(refused.value.node) == len("select 1, ")


def test_names_and_texts_cannot_end_their_quotes() -> None:
    assert spark_name("a`b") == "`a``b`"
    assert spark_literal("it's \\ x") == r"'it\'s \\ x'"


def test_the_same_select_gives_the_same_text() -> None:
    sql = "select json_extract_string(try_cast(a->>'$' as json), ['/x']) from t"
    assert spark_sql(sql) == spark_sql(sql)
