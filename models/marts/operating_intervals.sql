-- One row per channel and stretch of time in which it works; opened_before is what it had worked by opens_at.
select
    intervals.channel_id,
    {{ instant("intervals.opens_at_ms", "opens_at", "channels.time_zone") }},
    {{ instant("intervals.closes_at_ms", "closes_at", "channels.time_zone") }},
    intervals.opened_before_ms as opened_before
from {{ ref("int_operating_intervals") }} as intervals
join {{ ref("int_channels") }} as channels on intervals.channel_id = channels.channel_id
