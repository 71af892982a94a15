{# How many profile keys of an entity have a column of their own (DECISIONS.md, "Columns for profile keys"). #}
{% macro most_profile_columns() %}500{% endmacro %}

{# Custom profile keys as columns: the profile is parsed once a row, for all keys together. #}
{% macro with_profile(relation, keys) %}
{% if keys %}
(
    select
        *,
        json_extract_string(profile, [
            {% for key in keys if not key.is_shared %}
            {{ key.keys[0] | pointer | literal }}{{ "," if not loop.last }}
            {% endfor %}
        ]) as profile_values
    from {{ relation }}
) as profiled
{%- else %}
{{ relation }}
{%- endif %}
{% endmacro %}

{# What many keys share is the profile without those that have a column; `apart` are keys of other columns. #}
{% macro profile_columns(keys, apart=[]) %}
{% set alone = keys | rejectattr("is_shared") | map(attribute="keys") | map("first") | list %}
{% for key in keys %}
{% if key.is_shared %}
nullif({{ without_keys("profile", alone + apart) }}, '{}')
{% else %}
{{ some_value("profile_values[" ~ loop.index ~ "]") }}
{% endif %}
    as {{ ("profile." ~ key.label) | identifier }},
    {% endfor %}
{% endmacro %}

{# Beside each local instant of a sheet the same in UTC, for JSON's offsets; the contract marks these hidden. #}
{% macro utc_twins(instants) %}
{% for name, column in instants.items() %}
{{ column }} as {{ (name ~ "_utc") | identifier }}{{ ",\n    " if not loop.last }}
{%- endfor %}
{% endmacro %}

{# Names to join beside ids, one row per channel and id: grouped, so that no join is made where no name is asked for. #}
{% macro names(relation, what) %}
(
    select
        coalesce(channel_id, '') as channel_of_{{ what }},
        id as id_of_{{ what }},
        max(name) as name_of_{{ what }}
    from {{ relation }}
    group by coalesce(channel_id, ''), id
)
{%- endmacro %}
