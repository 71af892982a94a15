-- One more build into their log.
insert into meta.builds
select
    current_timestamp::timestamp, $scope, $reason, $chats, $seconds, $wh_version, $engine_version, $inputs,
    load_id, finished_at
from (select max(load_id) as load_id, max_by(finished_at, load_id) as finished_at from raw.loads)
