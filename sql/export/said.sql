{% from "sql/export/hidden.sql" import hidden %}
-- What somebody typed, without the names and addresses of anybody that is known.
select said from {{ hidden("(select hidden_label(?) as said, getvariable('mask_everyone') as words)", ["said"]) }}
