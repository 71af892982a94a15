-- The channels whose chats an export may take.
create or replace temp table chosen_channels as select $is_all::boolean as is_all, $channels::varchar[] as ids
