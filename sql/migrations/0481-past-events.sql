-- An open event whose newest reading was filled in afterwards: it is history and not water that stands now. Nobody is
-- told of it, until a reading of the present goes on with it.
alter table ponding_event add column is_past boolean not null default false;
comment on column ponding_event.is_past is
  'Known from readings that were filled in afterwards alone; no alert, alarm or case comes of it while it is open.';
