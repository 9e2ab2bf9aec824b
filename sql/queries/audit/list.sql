-- Lines of the audit log, the latest first.
-- Parameters: before (only lines before this one; null: all), login (of who did it), actions (null: all), kind and
-- subject (what it was done to; null: all), from and until (instants; null: open), size (null: all).
-- Columns: seq, at, login, address, agent, action, action_name, action_name_en, subject_kind, subject_id, before, after
-- (JSON), hash.
select l.seq, l.at, l.login, l.address, l.agent, l.action, a.name as action_name, a.name_en as action_name_en,
  l.subject_kind, l.subject_id, l.before::text as before, l.after::text as after, encode(l.hash, 'hex') as hash
from audit_log l
join audit_action a on a.code = l.action
where (@before::bigint is null or l.seq < @before)
  and (@login::text is null or l.login = @login)
  and (@actions::text[] is null or l.action = any (@actions))
  and (@kind::text is null or l.subject_kind = @kind)
  and (@subject::text is null or l.subject_id = @subject)
  and (@from::timestamptz is null or l.at >= @from)
  and (@until::timestamptz is null or l.at < @until)
order by l.seq desc
limit @size
