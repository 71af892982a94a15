{% from "sql/export/hidden.sql" import hidden %}
{# The rows of a sheet with pseudonyms: its columns of texts, of whole values, and of labels and lists of them. #}
{% set with_words -%}
(
    select
        shown.*,
        list_concat(coalesce({{ "known_words.words" if subject else "null" }}, []), getvariable('mask_staff')) as words
    from {{ rows }} as shown
    {% if subject %}
    left join known_words on known_words.subject = shown.{{ subject }}
    {% endif %}
)
{%- endset %}
{% set replaced %}
{% for value in values %}
pseudonym({{ value }}) as {{ value }},
{% endfor %}
{% for label in labels %}
hidden_label({{ label }}) as {{ label }},
{% endfor %}
{% for list in lists %}
list_transform({{ list }}, lambda label: hidden_label(label)) as {{ list }},
{% endfor %}
{% endset %}
(
    select *{{ " replace (" ~ replaced ~ ")" if values or labels or lists }}
    from {{ hidden(with_words, texts) if texts else rows }}
)
