-- What Spark has no function for, in Spark's dialect. Spark knows functions like these, but not everywhere that a
-- select may have them: where a model needs one, what it returns is put there. A JSON value is its text in Spark.

-- The members of a JSON object, each as text; NULL where it is none.
create function parsed(json)
return from_json(json, 'MAP<STRING, STRING>', map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false'));

-- The same, fractions as they are written: Spark makes 1.5E10 of 15000000000.0.
create function members(json)
return case when json rlike r'[0-9][.eE]' then unmarked(parsed(marked(json))) else parsed(json) end;

-- Fractions as strings with a mark in front, the character 3, which no JSON has as it is. Strings are told apart from
-- what stands between them where no quote is escaped: the characters 1 and 2 stand for a backslash and a quote.
create function marked(json)
return replace(replace(
    array_join(
        transform(
            regexp_extract_all(replace(replace(json, r'\\', chr(1)), r'\"', chr(2)), r'"[^"]*"|[^"]+', 0),
            token -> case
                when startswith(token, '"') then token
                else regexp_replace(
                    token, r'-?[0-9]+(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)', r'"\\u0003$0"'
                )
            end
        ),
        ''
    ),
    chr(2), r'\"'), chr(1), r'\\'
);

-- Texts without those marks.
create function unmarked(texts)
return transform_values(
    texts, (name, value) -> replace(regexp_replace(value, r'"\\u0003([^"]*)"', '$1'), chr(3), '')
);

-- The texts of some members, in the order of their names.
create function texts(json, names)
return case
    when json is not null
        then transform(array(members(json)), texts -> transform(names, name -> try_element_at(texts, name)))[0]
end;

-- A JSON value as text: a string without its quotes, null as NULL.
create function json_text(json)
return try_element_at(members(concat('{"v":', json, '}')), 'v');

-- The type of a JSON value, as far as its first character tells.
create function json_type(json)
return case substr(ltrim(' \t\n\r', json), 1, 1)
    when '{' then 'OBJECT' when '[' then 'ARRAY' when '"' then 'VARCHAR' when 'n' then 'NULL'
    else case when json is not null then 'OTHER' end
end;

-- A text where it is JSON, else NULL: one value in a list, and one member of an object.
create function checked_json(given)
return case
    when array_size(from_json(
            concat('[', given, ']'), 'ARRAY<STRING>',
            map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')
        )) = 1
        and map_keys(parsed(concat('{"v":', given, '}'))) = array('v')
        then given
end;

-- A text as a string of JSON.
create function quoted(given)
return substr(to_json(array(given)), 2, length(to_json(array(given))) - 2);

-- A JSON object without some members. Which texts are strings, a second reading tells.
create function without_members(json, names)
return transform(
    array(struct(members(json) as texts, from_json(json, 'MAP<STRING, VARIANT>') as kinds)),
    given -> concat(
        '{',
        array_join(
            transform(
                filter(map_keys(given.texts), name -> not array_contains(names, name)),
                name -> concat(
                    quoted(name),
                    ':',
                    case
                        when schema_of_variant(try_element_at(given.kinds, name)) = 'STRING'
                            then quoted(try_element_at(given.texts, name))
                        else coalesce(try_element_at(given.texts, name), 'null')
                    end
                )
            ),
            ','
        ),
        '}'
    )
)[0];
