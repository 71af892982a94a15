{# Instants are epoch milliseconds (BIGINT) until the marts; these make TIMESTAMPs of them. #}
{% macro utc(ms) %}cast(epoch_ms({{ ms }}) as timestamp){% endmacro %}

{% macro local(ms, time_zone) %}cast(epoch_ms({{ ms }}) as timestamp) at time zone 'UTC' at time zone {{ time_zone }}{% endmacro %}

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
