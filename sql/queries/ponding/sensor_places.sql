-- Where each sensor measures, and since when. Columns: WatchedSections.Place.
select s.id as sensor_id, case when s.disabled_at is null then s.section_code end as section,
  (select max(p.valid_from) from sensor_placement p where p.sensor_id = s.id and p.valid_from > '-infinity') as since
from sensor s;
