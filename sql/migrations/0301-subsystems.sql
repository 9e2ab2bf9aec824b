-- A subsystem: a type of facility with the forms and categories that go with it, as a set that is taken from one city
-- to another.
create table subsystem (
  code text constraint subsystem_pk primary key
    constraint subsystem_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
  name text not null,
  name_en text not null,
  facility_type text not null constraint subsystem_facility_type_exists references facility_kind,
  forms text[] not null,
  categories text[] not null,
  in_menu boolean not null
);
comment on column subsystem.forms is 'Codes, in the order in which they are published.';
comment on column subsystem.categories is 'Codes, what is above first.';
comment on column subsystem.in_menu is 'The console has an entry for it.';
