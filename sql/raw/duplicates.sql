-- Entities of this load whose very content is known already, from an earlier load or from earlier in this one. Only
-- what has come with this load is grouped, so that a small load after many others is quick.
delete from raw.{{ kind.name | identifier }}
where load_id = {{ load_id }} and seq in (
    select seq
    from raw.{{ kind.name | identifier }}
    where content in (
        select content
        from raw.{{ kind.name | identifier }}
        {% if load_id > 1 %}
        where content in (select content from raw.{{ kind.name | identifier }} where load_id = {{ load_id }})
        {% endif %}
        group by content
        having count(*) > 1
    )
    qualify row_number() over (partition by content, {{ kind.required[0].name | identifier }} order by seq) > 1
)
