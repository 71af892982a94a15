-- The ids of what goes with a customer, a chat or a message: $kind, $id.
select 'user' as kind, $id as id where $kind = 'user'
union
select 'message', $id where $kind = 'message'
union
select 'chat', $id where $kind = 'chat'
union
select 'chat', id from raw.user_chats where $kind = 'user' and "userId" = $id
union
select 'chat', "chatId" from raw.messages
where $kind = 'user' and "personId" = $id and coalesce("personType", 'user') = 'user' and "chatId" is not null
