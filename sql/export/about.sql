-- When an export is made, when its data was built, and the name of who asked for it.
select
    now()::timestamp,
    (select max(built_at) from meta.builds),
    (select any_value(name) from main.managers where id = $manager)
