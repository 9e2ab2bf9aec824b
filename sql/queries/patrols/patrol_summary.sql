-- What a patrol's track and reports come to.
-- Parameters: patrol. Columns: positions, distance_metres (along the track, on the ellipsoid), problems.
select
  count(*)::integer as positions,
  coalesce(st_length(st_makeline(position order by observed_at)::geography), 0)::double precision as distance_metres,
  (select count(*)::integer from report where report.patrol_id = @patrol) as problems
from patrol_position
where patrol_id = @patrol;
