-- Why entities of one kind cannot be kept, for each document.
insert into faults
select seq // {{ places() }}, fault from entities where fault is not null
