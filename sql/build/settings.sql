-- Where a build works: the settings as tables, and schemas for relations that are not stored.
create schema memory.settings;
create schema memory.staging;
create schema memory.intermediate;
create schema memory.parts;
create table memory.settings.channels (channel_id VARCHAR, time_zone VARCHAR);
create table memory.settings.schedules (channel_id VARCHAR, since DATE, schedule VARCHAR);
create table memory.settings.hours (schedule VARCHAR, weekday BIGINT, from_minute BIGINT, to_minute BIGINT);
create table memory.settings.holidays (channel_id VARCHAR, date DATE);
create table memory.settings.overrides (channel_id VARCHAR, date DATE, from_minute BIGINT, to_minute BIGINT);
create table memory.settings.profile_order (key VARCHAR, position BIGINT);
