-- Format 2: what a webhook deletes is known as such, and an object with updatedAt is a snapshot, also without a
-- version.
{% set table = "raw." ~ (kind.name | identifier) %}
alter table {{ table }} add column if not exists deleting BOOLEAN default false;
alter table {{ table }} alter column deleting drop default;
update {{ table }} set partial = false where partial and "updatedAt" is not null;
