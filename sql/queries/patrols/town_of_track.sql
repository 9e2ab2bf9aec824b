-- Gives ended patrols without a town the one in which most of their track lies (of several, the lowest code); none
-- where it lies in none.
-- Parameters: patrol (null: all that a job has ended).
update patrol p set town_code = walked.code
from patrol without
cross join lateral (
  select town.code
  from patrol_position f join town on st_covers(town.boundary, f.position)
  where f.patrol_id = without.id
  group by town.code
  order by count(*) desc, town.code
  limit 1
) walked
where p.id = without.id and without.town_code is null and without.ended_at is not null
  and (without.id = @patrol or (@patrol is null and without.closed_by_job_at is not null))
