-- Sections that were committed readings since a time which may bear on events, and nobody may have looked at.
-- $1 received since. Columns: section_code, observed_from, received_from.
select p.section_code, min(r.observed_at), min(r.received_at)
from reading r
join sensor_place p on p.sensor_id = r.sensor_id and r.observed_at >= p.valid_from and r.observed_at < p.valid_to
where r.received_at >= $1
group by p.section_code
having max(r.depth_mm) >= (select min(blue_mm - hysteresis_mm) from section_rule s where s.section_code = p.section_code)
  or exists (select from ponding_event e where e.section_code = p.section_code and e.merged_into is null and e.withdrawn_at is null
    and (e.closed_at is null or e.closed_at >= min(r.observed_at) - interval '1 hour'))
