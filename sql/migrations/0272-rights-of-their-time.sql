-- What an account was before: records that waited on a phone count for the organisation and by the rights of the time they were made.
create table account_rights (
  account_id uuid not null constraint account_rights_account_exists references account,
  until timestamptz not null,
  role text not null constraint account_rights_role_exists references role on delete cascade,
  organisation_code text not null constraint account_rights_organisation_exists references organisation on delete cascade on update cascade,
  town_code text constraint account_rights_town_exists references town on delete cascade on update cascade,
  constraint account_rights_pk primary key (account_id, until)
);
alter table account add rights_since timestamptz; -- when role, organisation or town last changed; null where they never did
