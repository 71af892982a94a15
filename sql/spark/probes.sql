-- What is proven on Spark: each select gives the same rows there as on DuckDB (tests/spark). A model or check may be
-- written with what occurs here. To add to it, write a select with the values that are hard: NULL, empty lists,
-- instants before 1970, halves, names in other scripts.
select a + b, a - b, a * b, -a, abs(a), a // b, a % b, cast(a as double) / b
from (values (7, 2), (-7, 2), (7, -2), (0, 5), (null, 1), (90071992547, 86400)) as t (a, b);

select cast(a as bigint) * 86400000, cast(floor(b) as bigint), try_cast(c as bigint), cast(a as varchar)
from (values (30000, 2.5, '12'), (-1, -2.5, 'x'), (null, 0.5, ''), (7, null, null)) as t (a, b, c);

select a = b, a <> b, a < b, a <= b, a > b, a >= b, a is null, a is not null, not a = b, a is not distinct from b
from (values (1, 2), (2, 1), (1, 1), (null, 1), (null, null)) as t (a, b);

select a and b, a or b, not a, coalesce(a, b, false), true and a
from (values (true, null), (false, null), (null, null), (true, false)) as t (a, b);

select
    case when a > 1 then 'many' when a = 1 then 'one' else null end,
    case a when 1 then 'one' when 2 then 'two' end,
    nullif(a, 1), greatest(a, b, 1), least(a, b), a between 1 and b, a in (1, 3), a not in (1, 3)
from (values (1, 2), (2, null), (null, 5), (3, 3)) as t (a, b);

select
    count(*), count(a), count(distinct b), sum(a), min(a), max(a), min(b), max(b), bool_and(a > 0),
    quantile_cont(a, 0.5), quantile_cont(a, 0.9)
from (values (1, 'b'), (2, 'B'), (4, 'é'), (null, 'あ'), (10, null)) as t (a, b);

select b, count(*), sum(a) from (values (1, 'x'), (2, 'x'), (3, null)) as t (a, b) group by b having count(*) > 1;

select count(*), sum(a), max(a) from (select 1 as a where false) as nothing;

select distinct a, b from (values (1, null), (1, null), (2, 'x')) as t (a, b);

select a from (values (1), (2), (2)) as t (a) union select a from (values (2), (3)) as u (a);

select a from (values (1), (null)) as t (a) union all select a from (values (1), (null)) as u (a);

select t.a, u.c, v.c
from (values (1), (2), (null)) as t (a)
left join (values (1, 'x'), (1, 'y'), (null, 'z')) as u (b, c) on t.a = u.b
cross join (values ('p'), ('q')) as v (c);

select t.a, u.c from (values (1), (2)) as t (a) join (values (1, 'x'), (3, 'y')) as u (b, c) on t.a = u.b;

select coalesce(t.a, u.b), t.a, u.b from (values (1), (2)) as t (a) full join (values (2), (3)) as u (b) on t.a = u.b;

select a, c from (values (1), (2)) as t (a) join (values (1, 'x'), (3, 'y')) as u (a, c) using (a);

select a from (values (1), (2)) as t (a) where exists (select 1 from (values (2), (null)) as u (b) where t.a = u.b);

select a from (values (1), (2)) as t (a) where not exists (select 1 from (values (2), (null)) as u (b) where t.a = u.b);

select a, case when a in (select b from (values (2), (5)) as u (b)) then 'in' else 'out' end
from (values (1), (2)) as t (a)
where a in (select b from (values (1), (2)) as v (b));

select
    a, b,
    row_number() over (partition by b order by a desc nulls last, c),
    lag(a) over (order by c), lead(a) over (partition by b order by c),
    first_value(a) over (partition by b order by c rows between unbounded preceding and current row),
    last_value(a ignore nulls) over w,
    sum(a) over (partition by b order by c rows between 1 preceding and current row),
    count(*) over (partition by b)
from (values (1, 'x', 1), (null, 'x', 2), (3, 'y', 3), (3, 'x', 4), (2, 'y', 5)) as t (a, b, c)
window w as (partition by b order by c rows between unbounded preceding and current row);

select
    row_number() over (order by a), row_number() over (order by a desc),
    row_number() over (order by a nulls first), row_number() over (order by b)
from (values (1, 'b'), (null, 'B'), (3, 'あ'), (2, 'é')) as t (a, b);

select
    cast(epoch_ms(ms) as timestamp), cast(epoch_ms(ms) as date),
    cast(epoch_ms(ms) as timestamp) at time zone 'UTC' at time zone zone,
    date_diff(
        'millisecond', timestamp '1970-01-01 00:00:00',
        cast(epoch_ms(ms) as timestamp) at time zone 'UTC' at time zone zone
    )
from (
    values
        (0, 'UTC'), (-1, 'Asia/Tokyo'), (1709251199999, 'America/New_York'), (1710054000000, 'America/New_York'),
        (1730613600000, 'America/New_York'), (1711846800000, 'Europe/London'), (1700000000123, 'Asia/Kathmandu'),
        (1700000000123, 'Australia/Lord_Howe'), (null, 'UTC'), (86400000, null)
) as t (ms, zone);

select
    cast(moment as date), hour(moment), date_trunc('hour', moment), cast(date_trunc('month', moment) as date),
    date_diff('day', date '1970-01-01', cast(moment as date)),
    date_diff('day', cast(moment as date), date '2024-03-01'),
    cast(date_trunc('week', cast(moment as date)) as date), cast(date_trunc('month', cast(moment as date)) as date),
    cast(date_trunc('year', cast(moment as date)) as date), year(moment), month(moment), quarter(moment),
    make_date(year(moment) + 2, 1, 2)
from (
    values
        (timestamp '2024-02-29 23:59:59.999'), (timestamp '1969-12-31 23:59:59.999'),
            (timestamp '2026-01-01 00:00:00'), (null)
) as t (moment);

select moment + interval 1 day, moment - interval 5 seconds, cast(day + interval 1 year as date),
    cast(day - interval 1 day as date)
from (values (timestamp '2024-02-29 12:00:00.5', date '2024-02-29'), (null, null)) as t (moment, day);

select date_trunc('week', day), date_trunc('week', cast(day as timestamp)), date_trunc('year', day),
    date_trunc('hour', cast(day as timestamp))
from (values (date '2024-12-30'), (date '2025-01-05'), (date '2025-01-06')) as t (day);

select cast(cast(3 as bigint) as boolean),
    cast(now() at time zone 'UTC' as timestamp) > timestamp '2020-01-01 00:00:00';

select name from pg_timezone_names() where name in ('UTC', 'Asia/Tokyo', 'Nowhere/At_All');

select
    a || b, concat(a, ' (', b, ')'), lower(a), replace(a, 'a', 'x'), split_part(a, '/', 1), split_part(a, '/', 2),
    strpos(a, chr(0)), strpos(a, '/'), starts_with(a, 'a'), translate(a, '０１２', '012')
from (values ('a/b', 'c'), ('ABC', null), (null, 'x'), ('', ''), ('a' || chr(0) || 'b', 'é'), ('２０', 'あ'),
    ('ÄÖ/ß', '/')) as t (a, b);

select
    regexp_replace(a, '^[ \t\r\n\x{a0}\x{3000}]+|[ \t\r\n\x{a0}\x{3000}]+$', '', 'g'),
    regexp_extract(a, '^\s*(?:\[\s*"?\s*)?[+]?0*([1-5])(?:[.]0*)?\s*"?\s*\]?\s*$', 1)
from (
    values
        (' a b '), ('　あ　'), ('a' || chr(10)), ('a  '), (' 5.0 '), ('["4"]'), ('3' || chr(10)), ('3' || chr(11)),
        ('6'), ('05'), (''), (null), (' x')
) as t (a);

select array_to_string(list_transform(string_split(a, chr(0)), lambda part: nfc_normalize(part)), chr(0))
from (values ('が'), ('é' || chr(0) || 'é'), ('각'), ('Å'), (''), (null), ('ab')) as t (a);

select
    array_length(a), a[1], a[2], list_position(a, 'b'), coalesce(list_contains(a, 'b'), false),
    array_to_string(a, ', '),
    array_length(list_distinct(a)), list_transform(a, lambda x: x || '!'), list_filter(a, lambda x: x <> 'a'),
    case when array_length(a) > 0 then a end
from (values (['a', 'b', 'a']), (['c', null]), ([]::varchar[]), (null)) as t (a);

select string_split(a, '/'), string_split(a, chr(30) || chr(31)) from (values ('a/b'), (''), (null), ('.*')) as t (a);

select a, list(b order by c, b)
from (values (1, 'y', 2), (1, 'x', 1), (1, null, 1), (2, 'z', null)) as t (a, b, c) group by a;

select a, unnest(generate_series(1, array_length(b))) as position, unnest(b) as item
from (values (1, ['x', 'y']), (2, []::varchar[]), (3, null), (4, [null, 'z'])) as t (a, b);

select a, unnest(generate_series(b, 3)) * 10 as item from (values (1, 1), (2, 3), (3, 4), (4, null)) as t (a, b);

select unnest(generate_series(min(a) - 1, max(a))) as number from (values (3), (5)) as t (a);

select t.a, u.item from (values (1, ['x', 'y']), (2, []::varchar[]),
    (3, null)) as t (a, b) cross join unnest(t.b) as u (item);

select (case when a then s end).x, s.y, s.z[1]
from (values (true, {'x': 1, 'y': 'b', 'z': ['c']}), (false, {'x': null, 'y': null, 'z': null})) as t (a, s);

select
    key, j->>'$.a', json_extract_string(j, ['/a', '/b', '/x~1y', '/no']), json_keys(j), json_extract_string(j, '$.*'),
    case json_type(j) when 'OBJECT' then 'an object' when 'ARRAY' then 'a list' end, json_type(j) = 'NULL'
from (
    values
        (1, cast('{"a":"x","b":"null","c":null}' as json)),
            (2, cast('{"a":1.5,"b":15000000000.0,"d":"1.5e3"}' as json)),
        (3, cast('{"a":[1,"x",2.5e-9],"b":{"c":123456789.125},"x/y":true}' as json)), (4, cast('{}' as json)),
            (5, null),
        (6, cast('{"a":"q\"uo\\te 12345678.5","b":"\u3042\ud83d\ude0a\n","it''s":"ok"}' as json)),
        (7, cast('{"a":1,"a":2,"b":[],"":"empty"}' as json)),
            (8, cast('{"a":12345678901234567890123,"b":-0.0,"c":1e-7}' as json))
) as t (key, j);

select key, j->>'$', json_type(j) = 'VARCHAR',
    json_type(try_cast(j->>'$' as json)) = 'OBJECT', try_cast(j->>'$' as json)->>'$.a'
from (
    values
        (1, cast('"{\"a\":1}"' as json)), (2, cast('"{\"a\":1} x"' as json)), (3, cast('"text"' as json)),
            (4, cast('1.5' as json)),
        (5, cast('[1,2]' as json)), (6, cast('null' as json)), (7, null), (8, cast('"{\"a\":1},\"b\":2"' as json)),
        (9, cast('"{''a'':1}"' as json)), (10, cast('""' as json)), (11, cast('true' as json)),
            (12, cast('15000000000.0' as json))
) as t (key, j);

select key, nullif(cast(json_merge_patch(j, json_object('a', null, 'it''s', null)) as varchar), '{}')
from (
    values
        (1, cast('{"a":1,"b":"1","c":1}' as json)), (2, cast('{"a":1}' as json)),
            (3, cast('{"x":{"y":[1.5,null]},"z":"{}"}' as json)),
        (4, cast('{"it''s":1,"n":null,"t":true,"q":"a\"b\\c\u001f\u3042"}' as json)),
            (5, cast('{"b":15000000000.0}' as json))
) as t (key, j)
