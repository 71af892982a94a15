{% from "sql/raw/content.sql" import content %}
{% set table = "raw." ~ (kind.name | identifier) %}
-- Columns for fields that are new in a kind, and for new members of objects; empty in the rows that are there.
{% for field in missing %}
alter table {{ table }} add column {{ field.name | identifier }} {{ field.sql_type }};
{% endfor %}
{% for field in changed %}
alter table {{ table }} alter column {{ field.name | identifier }} set data type {{ field.sql_type }};
{% endfor %}
update {{ table }} set content = {{ content(kind) }}
