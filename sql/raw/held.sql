-- How many customers, chats and messages there are of what the table `gone` names, and how much of it was forgotten.
select
    (select count(distinct id) from raw.users where id in (select id from gone where kind = 'user')),
    (select count(distinct id) from raw.user_chats where id in (select id from gone where kind = 'chat')),
    (
        select count(distinct id) from raw.messages
        where "chatId" in (select id from gone where kind = 'chat')
            or id in (select id from gone where kind = 'message')
    ),
    (select count(*) from raw.forgotten where (kind, hash) in (select (kind, sha256(id)) from gone))
