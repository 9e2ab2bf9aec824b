-- Notes the settings that a process starts with, where they are others than those that this machine started with last.
-- Parameters: host, settings (JSON: those that are not the default). Columns: none.
insert into audit_log (action, subject_kind, subject_id, before, after)
select 'settings.changed', 'machine', @host, last.after, @settings::jsonb
from (select) one
left join lateral (
  select l.after from audit_log l
  where l.action = 'settings.changed' and l.subject_id = @host
  order by l.seq desc
  limit 1
) last on true
where coalesce(last.after, '{}') <> @settings::jsonb
