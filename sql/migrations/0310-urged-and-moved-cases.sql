-- Urging (催办) shows on a case and in lists for as long as nothing came of it. A case that was moved lies in another town
-- than its report says, whoever has it.
alter table case_file
  add urges integer not null default 0, -- how often it was urged, in all
  add urged_at timestamptz, -- the last time, while it stands where it stood then
  add moved_town_code text constraint case_file_moved_town_exists references town; -- where it lies since it was moved

create index case_file_urged on case_file (reported_at desc, id desc) where urged_at is not null;

update case_file c
set urges = u.urges, urged_at = case when u.last_seq > u.moved_seq then u.urged_at end
from (
  select e.case_id, count(*) filter (where e.action = 'urge') as urges,
    max(coalesce((e.detail ->> 'countsAt')::timestamptz, e.at)) filter (where e.action = 'urge') as urged_at,
    max(e.seq) filter (where e.action = 'urge') as last_seq,
    max(e.seq) filter (where e.from_status is distinct from e.to_status) as moved_seq
  from case_event e
  group by e.case_id
  having bool_or(e.action = 'urge')) u
where c.id = u.case_id;
