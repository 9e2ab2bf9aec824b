-- A subsystem carries its routine checks.
alter table subsystem add routines text[] not null default '{}';
comment on column subsystem.routines is 'Codes.';
