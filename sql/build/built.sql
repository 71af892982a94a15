-- One more build into their log.
insert into meta.builds
select
    (select coalesce(max(build_id), 0) + 1 from meta.builds),
    current_timestamp::timestamp, $scope, $reason, $chats, $seconds, $wh_version, $engine_version, $inputs,
    load_id, finished_at, null
from (select max(load_id) as load_id, max_by(finished_at, load_id) as finished_at from raw.loads)
