{# How many entities a document may hold: its number times this, plus a place in it, orders all entities. #}
{% macro places() %}16777216{% endmacro %}
