-- Sections that were committed readings since a time which may change events, and which nobody may have evaluated.
-- Parameter: since (received). Columns: MissedReadings.
select p.section_code as section, min(r.observed_at) as observed_from, min(r.received_at) as received_from
from reading r
join sensor_place p on p.sensor_id = r.sensor_id and r.observed_at >= p.valid_from and r.observed_at < p.valid_to
where r.received_at >= @since
group by p.section_code
having max(r.depth_mm) >= (select min(blue_mm - hysteresis_mm) from section_rule s
  where s.section_code = p.section_code)
  or exists (select from ponding_event e where e.section_code = p.section_code and e.merged_into is null
    and e.withdrawn_at is null
    and (e.closed_at is null or e.closed_at >= min(r.observed_at) - interval '1 hour'))
