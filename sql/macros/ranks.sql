{# What comes first in the same millisecond of a chat. #}
{% macro state_rank(state) %}
case {{ state }}
    when 'queued' then 0 when 'missed' then 1 when 'opened' then 2 when 'snoozed' then 8 when 'closed' then 9
end
{%- endmacro %}

{% macro message_rank(message_class) %}
case {{ message_class }} when 'customer' then 3 when 'staff' then 4 when 'bot' then 5 else 6 end
{%- endmacro %}
