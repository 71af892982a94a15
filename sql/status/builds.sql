-- The last builds of a file.
select built_at, scope, reason, chats, round(seconds, 1) as seconds, last_load_id, wh_version
from {{ catalog }}.meta.builds
order by build_id desc
limit {{ count }}
