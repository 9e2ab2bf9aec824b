-- A password that an administrator made is changed by its owner at the first log-in.
-- Those that are there already stay as they are.
alter table account add column must_change_password boolean not null default false;
