{# Custom profile keys as columns: the profile is parsed once a row, for all keys together. #}
{% macro with_profile(relation, keys) %}
{% if keys %}
(
    select
        *,
        json_extract(profile, [
            {% for key in keys %}
            {{ key.key | pointer | literal }}{{ "," if not loop.last }}
            {% endfor %}
        ]) as profile_values
    from {{ relation }}
) as profiled
{%- else %}
{{ relation }}
{%- endif %}
{% endmacro %}

{% macro profile_columns(keys) %}
{% for key in keys %}
{{ value_text("profile_values[" ~ loop.index ~ "]") }} as {{ ("profile." ~ key.label) | identifier }},
    {% endfor %}
{% endmacro %}

{# Beside each local instant of a sheet the same in UTC, for JSON's offsets; the contract marks these hidden. #}
{% macro utc_twins(instants) %}
{% for name, column in instants.items() %}
{{ column }} as {{ (name ~ "_utc") | identifier }}{{ ",\n    " if not loop.last }}
{%- endfor %}
{% endmacro %}
