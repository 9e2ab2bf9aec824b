-- purpose: what towns and contractors have left of their points in a month; the same sums as the bulletin's (metrics
-- town_points_lost,
--   town_component_points_lost.*, contractor_points_lost, contractor_fees_yuan).
-- parameters: first, last (dates, both included).
-- columns: subject, code, name, findings, points_lost, fee_yuan, score, rank (within the subject, 1 is the best),
-- components (json: by component's code, what is left of it).
with lost as (
  select i.subject, case i.subject when 'town' then a.town_code else a.contractor_code end as code, i.component_code,
    sum(a.times) as findings, sum(a.points) as points,
    sum(a.fee_yuan) as fee_yuan
  from assessment a join assessment_item i on i.code = a.item_code
  where a.found_on between @first and @last and a.withdrawn_at is null and a.approval in ('none', 'approved')
  group by 1, 2, 3
), town_component as (
  select t.code, c.code as component, greatest(0, c.weight - coalesce(l.points, 0)) as remaining
  from town t cross join index_component c
  left join lost l on l.subject = 'town' and l.code = t.code and l.component_code = c.code
), scored as (
  select 'town' as subject, t.code, t.name, (select sum(s.remaining) from town_component s
    where s.code = t.code) as score,
    (select json_object_agg(s.component, trim_scale(s.remaining)) from town_component s
      where s.code = t.code) as components
  from town t
  union all
  select 'contractor', o.code, o.name, greatest(0, 100 - coalesce((select sum(l.points) from lost l
    where l.subject = 'contractor' and l.code = o.code), 0)), '{}'
  from organisation o
  where o.kind = 'contractor'
)
select s.subject, s.code, s.name, coalesce(l.findings, 0)::integer as findings,
  trim_scale(coalesce(l.points, 0)) as points_lost, trim_scale(coalesce(l.fee_yuan, 0)) as fee_yuan,
  trim_scale(s.score) as score,
  rank() over (partition by s.subject order by s.score desc)::integer as rank, s.components
from scored s
left join (select subject, code, sum(findings) as findings, sum(points) as points, sum(fee_yuan) as fee_yuan from lost
  group by 1, 2) l
  on l.subject = s.subject and l.code = s.code
order by s.subject desc, rank, s.code
