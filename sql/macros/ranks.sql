{# What comes first in the same millisecond of a chat. #}
{% macro state_rank(state) %}
case {{ state }}
    when 'queued' then 0 when 'missed' then 1 when 'opened' then 2 when 'snoozed' then 8 when 'closed' then 9
end
{%- endmacro %}

{# What a snapshot saw comes after all that happened by the instant at which it was taken. #}
{% macro seen_rank() %}10{% endmacro %}

{# Where something stands among all that happens in a chat, as one number: by instant, then by rank. #}
{% macro place(at_ms, rank) %}(({{ at_ms }}) * 16 + {{ rank }}){% endmacro %}

{% macro message_rank(message_class) %}
case {{ message_class }} when 'customer' then 3 when 'staff' then 4 when 'bot' then 5 else 6 end
{%- endmacro %}
