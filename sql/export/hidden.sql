{# Rows with pseudonyms in their texts. Each row has a list `words`: those to be sought, plain and in small letters, the
   longest first. A text that holds nothing to be hidden stays as it was written.
   It goes in steps, since in a lambda each value is worked out anew for each word, and each regular expression is read
   anew for every 2,048 rows. #}
{% macro hidden(rows, texts) -%}
(
    select * exclude (words{% for _ in texts %}, "safe {{ loop.index }}", "low {{ loop.index }}"
        {%- endfor %}{% for _ in texts %}, "found {{ loop.index }}"{% endfor %}) replace (
        {% for text in texts %}
        case
            when len("found {{ loop.index }}") > 0
                then without_words("safe {{ loop.index }}", "found {{ loop.index }}")
            when "safe {{ loop.index }}" <> readable({{ text }}) then "safe {{ loop.index }}"
            else {{ text }}
        end as {{ text }}{{ "," if not loop.last }}
        {% endfor %}
    )
    from (
        select *
            {% for _ in texts %}
            , list_filter(words, lambda word: contains("low {{ loop.index }}", word)) as "found {{ loop.index }}"
            {% endfor %}
        from (
            select *
                {% for _ in texts %}
                , lower(plain("safe {{ loop.index }}")) as "low {{ loop.index }}"
                {% endfor %}
            from (
                select *
                    {% for text in texts %}
                    , without_addresses(readable({{ text }})) as "safe {{ loop.index }}"
                    {% endfor %}
                from {{ rows }}
            )
        )
    )
)
{%- endmacro %}
