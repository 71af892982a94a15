-- The schemas of a warehouse: main has the marts, kept is what the next build needs of this one.
use warehouse;
create schema if not exists sheets;
create schema if not exists meta;
create schema if not exists kept;
