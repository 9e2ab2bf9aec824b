-- Findings against towns and contractors in the demo city: a part of the last quarter's field records of 2023, taken by
-- the hash of their ids, so that every load finds the same share.
insert into assessment (id, item_code, town_code, contractor_code, found_on, times, points, fee_yuan,
  report_id, recorded_at)
select gen_random_uuid(), i.code, case i.subject when 'town' then r.town_code end, case i.subject
  when 'contractor' then o.code end,
  city_day(r.observed_at), 1, i.points, i.fee_yuan, r.id, r.received_at
from (
  select r.id, r.town_code, r.organisation_code, r.observed_at, r.received_at,
    abs(hashtextextended(r.id::text, 7)) as luck
  from report r
  where r.observed_at >= '2023-10-01 00:00+08' and r.observed_at < '2024-01-01 00:00+08'
) r
left join organisation o on o.kind = 'contractor' and o.parent_code = r.organisation_code
join lateral (
  select i.*
  from assessment_item i
  where i.is_in_use and i.subject = case when o.code is not null and r.luck % 2 = 0 then 'contractor' else 'town' end
  order by abs(hashtextextended(i.code || r.luck::text, 3))
  limit 1
) i on true
where r.luck % 12 = 0 and (i.subject = 'contractor' or r.town_code is not null)
