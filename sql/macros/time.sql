{# Instants are epoch milliseconds (BIGINT) until the marts; these make TIMESTAMPs of them. #}
{% macro utc(ms) %}cast(epoch_ms({{ ms }}) as timestamp){% endmacro %}

{% macro local(ms, time_zone) -%}
cast(epoch_ms({{ ms }}) as timestamp) at time zone 'UTC' at time zone {{ time_zone }}
{%- endmacro %}

{# Both, as two columns named after the instant: `name` in UTC and `name_local` in the channel's zone. #}
{% macro instant(ms, name, time_zone="time_zone") %}
{{ utc(ms) }} as {{ name }}, {{ local(ms, time_zone) }} as {{ name }}_local
{%- endmacro %}

{# Milliseconds since 1970-01-01 00:00 of a TIMESTAMP. #}
{% macro milliseconds(at) %}date_diff('millisecond', timestamp '1970-01-01 00:00:00', {{ at }}){% endmacro %}

{# total / count rounded half up to the millisecond, in whole numbers only. #}
{% macro average(total, count) %}(2 * {{ total }} + {{ count }}) // (2 * {{ count }}){% endmacro %}

{# The names of all time zones that the engine knows. #}
{% macro time_zones() %}pg_timezone_names(){% endmacro %}

{# Days since 1970-01-01 of a date, and back. #}
{% macro day_number(date) %}date_diff('day', date '1970-01-01', {{ date }}){% endmacro %}
{% macro date_of(day) %}cast(epoch_ms({{ start_of_day("(" ~ day ~ ")") }}) as date){% endmacro %}

{# Milliseconds of a day; the day that an instant lies in, since 1970-01-01; the instant that a day begins with. #}
{% macro day_ms() %}86400000{% endmacro %}
{% macro day_of(ms) %}{{ ms }} // {{ day_ms() }}{% endmacro %}
{% macro start_of_day(day) %}{{ day }} * {{ day_ms() }}{% endmacro %}

{# How far a log and a snapshot that report the same change may lie apart, in ms (DECISIONS.md, "Five seconds"). #}
{% macro five_seconds() %}5000{% endmacro %}

{# How long after its close a case still takes in what changes, in ms (DECISIONS.md, "Cases"). #}
{% macro one_hour() %}3600000{% endmacro %}

{# The first day of the month or year of a date, and the Monday of its week. #}
{% macro first_day(unit, date) %}cast(date_trunc('{{ unit }}', {{ date }}) as date){% endmacro %}

{# 1 Monday … 7 Sunday. #}
{% macro weekday(date) %}date_diff('day', {{ first_day("week", date) }}, {{ date }}) + 1{% endmacro %}
