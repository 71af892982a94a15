-- What was known already goes, but for the last of what a load brought of one version: it stays where another state of
-- that version was loaded since, as with a name that was changed and changed back.
delete from raw.{{ kind.name | identifier }}
where load_id = {{ load_id }} and seq in (
    select seq from states where is_known
    except
    select max(seq) filter (where is_known)
    from states
    group by {{ kind.identity | map("identifier") | join(", ") }}, partial, deleting, "version", "updatedAt"
    having max(seq) filter (where is_known) > max(seq) filter (where not is_known)
        and arg_max(content, seq) filter (where is_known) <> arg_max(content, seq) filter (where not is_known)
)
