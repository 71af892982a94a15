-- Statements that bind every view and macro of the database in use, without reading a row.
select 'select * from ' || relation || ' limit 0' as statement
from (
    select format('"{}"."{}"', replace(schema_name, '"', '""'), replace(view_name, '"', '""')) as relation
    from duckdb_views()
    where database_name = current_database() and not internal
)
union all
select 'select ' || if(function_type = 'table_macro', '* from ', '') || call || ' limit 0'
from (
    select
        function_type,
        format('"{}"."{}"', replace(schema_name, '"', '""'), replace(function_name, '"', '""'))
        || '(' || array_to_string(list_transform(parameters, lambda name: 'null'), ', ') || ')' as call
    from duckdb_functions()
    where database_name = current_database() and not internal and function_type in ('macro', 'table_macro')
)
