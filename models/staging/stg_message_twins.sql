-- One row per message of a download that another source has too: downloads have no ids, so theirs are made up.
with downloaded as (select * from {{ source("messages") }} where starts_with(id, 'download-'))

select distinct downloaded.id as message_id, downloaded."chatId" as chat_id
from downloaded
join {{ source("messages") }} as others
    on downloaded."chatId" = others."chatId"
    and coalesce(downloaded."personId", '') = coalesce(others."personId", '')
    and abs(downloaded."createdAt" - others."createdAt") < 1000
where not starts_with(others.id, 'download-')
