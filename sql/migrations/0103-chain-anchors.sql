-- The chains' heads, anchored: whoever has the database's own rights could take away a case with its whole log, or the end of a
-- log, and leave chains behind that hold together. A day later that would no longer be what was anchored.
--
-- recorded_at: when the entry came to be stored, by the database's own clock, whatever time it says of itself.
alter table case_event add column recorded_at timestamptz not null default now();
create index case_event_recorded on case_event using brin (recorded_at);

create table chain_anchor (
  position integer constraint chain_anchor_pk primary key, -- 1, 2, 3, …
  anchored_at timestamptz not null,
  recorded_until timestamptz not null, -- covers the entries recorded before this, from the anchor before on
  cases bigint not null, -- opened before recorded_until
  heads bytea not null, -- over the last of these entries of every case that has one (sql/functions/chain_anchor.sql)
  prev_hash bytea,
  hash bytea not null
);
