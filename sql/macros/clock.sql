{# How long a channel has worked by an instant, from the piece of int_operating_clock that holds the instant. #}
{% macro clock_reading(piece, at_ms) %}
({{ piece }}.clock_ms + case when {{ piece }}.is_open then {{ at_ms }} - {{ piece }}.from_ms else 0 end)
{%- endmacro %}
