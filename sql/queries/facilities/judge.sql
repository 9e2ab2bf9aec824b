-- Fills in positions and towns and says what is wrong with a staged row that only the database can tell.
-- Parameter: replaces (what a row does not say will be cleared).
-- Columns: row_number, fault (FacilityFaults.Judged has its words), named (what the row is measured by).
update staged_facility s
set position = case when s.lon is null then st_pointonsurface(s.shape)
  else st_setsrid(st_makepoint(s.lon, s.lat), 4326) end
where s.lon is not null or s.shape is not null;
analyze staged_facility;
update staged_facility s set town_code = (
  select t.code from town t where st_covers(t.boundary, s.position) order by t.code limit 1)
where s.town_code is null and s.position is not null;
-- Outside every town: up to 5 km count for the nearest one, as reports do.
update staged_facility s set town_code = near.code
from staged_facility o
cross join lateral (
  select t.code from town t where st_dwithin(t.boundary::geography, o.position::geography, 5000)
  order by st_distance(t.boundary::geography, o.position::geography), t.code limit 1) near
where s.row_number = o.row_number and o.town_code is null and o.position is not null;
update staged_facility s set fault = found.fault, named = found.named
from (
  select s.row_number, judged.fault,
    case judged.fault when 'type_differs' then f.type
      when 'component_division' then left(coalesce(s.town_code, f.town_code), 6)
      when 'code_unfit' then k.code_pattern when 'shape_unfit' then k.geometry
      when 'organisation_unfit' then k.organisation_kind
      else coalesce(s.town_code, f.town_code) end as named
  from staged_facility s
  join facility_kind k on k.code = s.type
  left join facility f on f.code = s.code
  -- A town that the row names says nothing about where the position is. Distances are asked only where the cheap test
  -- fails.
  cross join lateral (
    select
      s.position is not null and not exists (select from town t where st_covers(t.boundary, s.position))
        and not exists (select from town t where st_dwithin(t.boundary::geography,
          s.position::geography, 5000)) as is_outside,
      s.position is not null and exists (
        select from town t where t.code = s.town_code and not st_covers(t.boundary, s.position)
          and not st_dwithin(t.boundary::geography, s.position::geography, 5000)) as is_elsewhere
  ) far
  cross join lateral (
    select case
      when f.id is null and s.name is null then 'name_missing'
      when f.id is null and s.position is null then 'position_missing'
      when f.id is not null and f.type <> s.type then 'type_differs'
      -- What the register has keeps its code and its organisation, whatever its type came to say since.
      when f.id is null and not s.code_fits then 'code_unfit'
      when k.geometry is distinct from coalesce(
          (array['point', 'line', 'area'])[st_dimension(s.shape) + 1],
          case when f.shape is not null and not @replaces then k.geometry else 'point' end) then 'shape_unfit'
      when s.organisation_code is distinct from f.organisation_code and exists (
        select from organisation o
        where o.code = s.organisation_code and o.kind <> k.organisation_kind) then 'organisation_unfit'
      when far.is_outside and abs(s.lon) <= 90 and exists (
        select from town t where st_dwithin(t.boundary::geography,
          st_setsrid(st_makepoint(s.lat, s.lon), 4326)::geography, 5000)) then 'swapped'
      when far.is_outside then 'outside_city'
      when far.is_elsewhere then 'outside_town'
      when s.grid_code is not null
        and left(s.grid_code, 9) <> coalesce(s.town_code, f.town_code) then 'grid_of_other_town'
      when s.grid_code is not null and not exists (select from grid g where g.code = s.grid_code)
        and exists (select from grid g where g.town_code = left(s.grid_code, 9)) then 'grid_unknown'
      when s.component_code is not null
        and left(s.component_code, 6) <> left(coalesce(s.town_code, f.town_code), 6) then 'component_division'
      when exists (select from facility g where g.component_code = s.component_code
        and g.code <> s.code) then 'component_taken'
    end as fault
  ) judged
) found
where found.row_number = s.row_number and found.fault is not null;
select row_number, fault, named from staged_facility where fault is not null order by row_number;
