-- Entities of this load whose very content is known already, from an earlier load or from earlier in this one.
delete from raw.{{ kind.name | identifier }}
where load_id = {{ load_id }} and seq in (
    select seq
    from raw.{{ kind.name | identifier }}
    where content in (select content from raw.{{ kind.name | identifier }} group by content having count(*) > 1)
    qualify row_number() over (partition by content, {{ kind.required[0].name | identifier }} order by seq) > 1
)
