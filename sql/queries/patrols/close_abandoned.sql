-- Ends patrols that nobody finished, at their last sign of life: start, a position, a report. Many at once and twice is
-- safe.
-- Parameters: now, silent (interval without a sign).
with open_patrol as (
  select p.id, greatest(
    p.started_at,
    (select max(f.observed_at) from patrol_position f where f.patrol_id = p.id),
    (select max(r.observed_at) from report r where r.patrol_id = p.id)) as last_sign
  from patrol p
  where p.ended_at is null and p.started_at < @now - @silent
  order by p.id
  for update skip locked
)
update patrol p set ended_at = last_sign, closed_by_job_at = @now, flags = array_append(p.flags, 'abandoned')
from open_patrol
where p.id = open_patrol.id and last_sign < @now - @silent
