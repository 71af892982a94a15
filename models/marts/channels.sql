-- One row per channel, with the zone and the kind of schedule that hold for it.
select channel_id as id, name, time_zone, is_zone_known, schedule, is_known
from {{ ref("int_channels") }}
where channel_id <> ''
