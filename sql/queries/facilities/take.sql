-- Takes the staged rows without a fault into the register. What a row of a list does not say stays as it is; where the
-- row replaces (a PUT), it goes. A table's cells are text, so an attribute that says the same as the register's keeps
-- the register's kind; so does a position's own system where it did not move.
-- Parameters: now, replaces. Columns: added, changed.
with taken as (
  insert into facility as f (id, code, type, name, position, town_code, organisation_code, attributes, created_at,
    status, grid_code, component_code, raw_lon, raw_lat, coord_system, shape)
  select s.id, s.code, s.type, coalesce(s.name, known.name), coalesce(s.position, known.position),
    coalesce(s.town_code, known.town_code),
    coalesce(s.organisation_code, kept.organisation_code), coalesce(kept.attributes, '{}') || said.attributes, @now,
    coalesce(s.status, known.status, 'in_use'), coalesce(s.grid_code, kept.grid_code),
    coalesce(s.component_code, kept.component_code),
    case when stays.put then known.raw_lon else s.raw_lon end,
    case when stays.put then known.raw_lat else s.raw_lat end,
    case when stays.put then known.coord_system else s.coord_system end, coalesce(s.shape, kept.shape)
  from staged_facility s
  left join facility known on known.code = s.code
  left join facility kept on kept.id = known.id and not @replaces
  cross join lateral (
    select coalesce(jsonb_object_agg(a.key, case
        when facility_attribute_equals_cell(kept.attributes -> a.key, a.value) then kept.attributes -> a.key
        else a.value end), '{}') as attributes
    from jsonb_each(s.attributes) a
  ) said
  cross join lateral (select s.position is null or coalesce(st_equals(s.position, known.position), false) as put) stays
  where s.fault is null
  order by s.row_number
  on conflict on constraint facility_code_unique do update set
    name = excluded.name, position = excluded.position, town_code = excluded.town_code,
    organisation_code = excluded.organisation_code,
    attributes = excluded.attributes, status = excluded.status, grid_code = excluded.grid_code,
    component_code = excluded.component_code,
    raw_lon = excluded.raw_lon, raw_lat = excluded.raw_lat, coord_system = excluded.coord_system, shape = excluded.shape
  where ((f.name, f.town_code, f.organisation_code, f.attributes, f.status, f.grid_code, f.component_code)
      is distinct from (excluded.name, excluded.town_code, excluded.organisation_code, excluded.attributes,
        excluded.status, excluded.grid_code, excluded.component_code)
      or not st_equals(f.position, excluded.position) or f.shape is distinct from excluded.shape)
    and (not @replaces or f.id = excluded.id) -- a PUT never takes over what another UUID has
  returning xmax = 0 as is_new
)
select count(*) filter (where is_new)::integer as added, count(*) filter (where not is_new)::integer as changed
  from taken;
