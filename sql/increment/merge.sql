-- A part in the place of what the relation held of the same chats or customers.
delete from {{ relation }}
where {{ partition.column | identifier }} in (from memory.touched.{{ partition.by | identifier }});
insert into {{ relation }} from {{ part }};
