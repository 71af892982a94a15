{# The p-quantile of whole numbers (p with one decimal), interpolated and rounded half up. Exact values are multiples of
   0.1, so the thousandth only outweighs what binary fractions lose. #}
{% macro quantile(value, p) %}cast(floor(quantile_cont({{ value }}, {{ p }}) + 0.501) as bigint){% endmacro %}

{# Median and 90th percentile of a duration, as two columns. #}
{% macro median_and_p90(duration) %}
{{ quantile(duration, 0.5) }} as {{ duration }}_median,
    {{ quantile(duration, 0.9) }} as {{ duration }}_p90
{%- endmacro %}

{# A share of rows as DOUBLE; NULL of none. #}
{% macro rate(part, whole) %}cast({{ part }} as double) / nullif({{ whole }}, 0){% endmacro %}
