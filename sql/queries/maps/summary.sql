-- What there is on the map, by layer and kind.
-- Parameters: own, organisation, town (the caller's scope: functions/visible_to.sql); only (a town to count in, null
-- for all); now.
-- Columns: layer (cases, sensors, facilities), kind (stage, level, type), features.
select 'cases' as layer, stage as kind, sum(cases)::integer as features
from case_grid g
cross join lateral (values
  ('register', g.register), ('dispatch', g.dispatch), ('handle', g.handle), ('check', g.to_check), ('closed', g.closed),
  ('other', g.other)
) stages (stage, cases)
where is_total = (@organisation is null and @town is null) and zoom = 9 and (@only is null or town_code = @only)
  and case_visible_to(g.organisation_code, g.reporter_organisation_code, g.town_code, @own, @organisation, @town)
group by 2 having sum(cases) > 0
union all
select 'sensors', said.level, count(*)::integer
from sensor s
join sensor_levels(@now) said on said.sensor_id = s.id
left join section on section.code = s.section_code
where s.disabled_at is null and (@town is null or section.town_code = @town)
  and (@only is null or section.town_code = @only)
group by 2
union all
select 'facilities', type, count(*)::integer
from facility f
where (@only is null or town_code = @only)
  and facility_visible_to(f.type, f.organisation_code, f.town_code, @organisation, @town)
group by 2;
