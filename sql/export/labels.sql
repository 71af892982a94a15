{% from "sql/export/hidden.sql" import hidden %}
-- What is shown of labels that many share, such as tags: the same in every row and sheet, so that they still count and
-- join. Sought in them are the words of the staff, the whole names of everybody, and what is known of all who have it.
create or replace temp macro low(label) as lower(plain(label));
create or replace temp table words_of_labels as
with
    held as (
        {% for each in labels %}
        select distinct {{ each.subject }} as subject, unnest({{ each.labels }}) as label
        from {{ each.rows }}
        {{ "union" if not loop.last }}
        {% endfor %}
    ),

    places as (  -- each place of a label at which a name may begin
        select distinct label, substring(low(label), unnest(range(1, length(low(label))))) as said
        from held
    ),

    sizes as (
        select distinct length(word) as size from known_names
    ),

    whole as (
        select distinct places.label, known_names.word
        from places
        join sizes on sizes.size <= length(places.said)
        join known_names on known_names.word = left(places.said, sizes.size)
    ),

    of_each as (
        select held.label, unnest(list_filter(known_words.words, lambda word: contains(low(held.label), word))) as word
        from held
        join known_words on known_words.subject = held.subject
    ),

    of_all as (
        select of_each.label, of_each.word
        from of_each
        join (select label, count(subject) as subjects from held group by label) as counted using (label)
        group by of_each.label, of_each.word, counted.subjects
        having count(*) = counted.subjects
    ),

    found as (
        select label, list(word order by length(word) desc, word) as words
        from (from whole union from of_all)
        group by label
    )

select label, words
from (select distinct label from held)
left join found using (label);
{% set rows -%}
(
    select label, label as shown, list_concat(coalesce(words, []), getvariable('mask_staff')) as words
    from words_of_labels
)
{%- endset %}
set variable mask_labels = (
    select map_from_entries(list((label, shown)))
    from {{ hidden(rows, ["shown"]) }}
    where shown <> label
);
create or replace temp macro hidden_label(label) as coalesce(getvariable('mask_labels')[label], label)
