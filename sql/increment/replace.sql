-- All rows of a relation, replaced; its comments stay.
delete from {{ relation }};
insert into {{ relation }} from {{ part }};
