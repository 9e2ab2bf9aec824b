-- What there is on the map, by layer and kind.
-- Parameters: organisation, town (the caller's cuts, null for none); only (a town to count in, null for all); now.
-- Columns: layer (cases, sensors, facilities), kind (stage, level, type), features.
select 'cases' as layer, stage as kind, sum(cases)::integer as features
from case_grid g
cross join lateral (values
  ('register', g.register), ('dispatch', g.dispatch), ('handle', g.handle), ('check', g.to_check), ('closed', g.closed), ('other', g.other)
) stages (stage, cases)
where zoom = 9 and viewer = coalesce(@organisation, '')
  and (@town is null or town_code = @town) and (@only is null or town_code = @only)
group by 2 having sum(cases) > 0
union all
select 'sensors',
  sensor_level(state.depth_mm, state.heard_at, s.heartbeat_minutes, @now, section.blue_mm, section.yellow_mm, section.orange_mm, section.red_mm),
  count(*)::integer
from sensor s
left join section on section.code = s.section_code
left join sensor_state state on state.sensor_id = s.id
where s.disabled_at is null and (@town is null or section.town_code = @town) and (@only is null or section.town_code = @only)
group by 2
union all
select 'facilities', type, count(*)::integer
from facility f
where (@only is null or town_code = @only)
  and (f.type = 'toilet'
    or ((@organisation is null or f.organisation_code is null or f.organisation_code = @organisation) and (@town is null or f.town_code = @town)))
group by 2;
