-- The words of a list of the page in the order of their numbers, each with its name, where one is known.
{% if list == "staff" %}
select words.word, max(names.name) from page_words as words left join main.managers as names on words.word = names.id
{% elif list == "team" %}
select words.word, max(names.name) from page_words as words left join main.teams as names on words.word = names.id
{% elif list == "channel" %}
select words.word, max(names.name) from page_words as words left join main.channels as names on words.word = names.id
{% else %}
select words.word, null from page_words as words
{% endif %}
where words.list = {{ list | literal }}
group by words.word, words.number
order by words.number
