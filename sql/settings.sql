-- Where a build works: the settings as tables, and schemas for the relations of each layer.
create schema memory.settings;
create schema memory.staging;
create schema memory.intermediate;
create schema warehouse.sheets;
create schema warehouse.meta;
create table memory.settings.channels (channel_id VARCHAR, time_zone VARCHAR, has_hours BOOLEAN);
create table memory.settings.hours (channel_id VARCHAR, weekday BIGINT, from_minute BIGINT, to_minute BIGINT);
create table memory.settings.holidays (channel_id VARCHAR, date DATE);
create table memory.settings.overrides (channel_id VARCHAR, date DATE, from_minute BIGINT, to_minute BIGINT);
create table memory.settings.profile_order (key VARCHAR, position BIGINT);
use warehouse;
