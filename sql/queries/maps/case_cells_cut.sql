-- A tile's cases counted by cell, 64 a side, for callers who are cut to an organisation: counted as asked, for theirs are few.
-- Parameters: z, x, y; organisation, town (the caller's cuts; null town for none).
-- Columns: as case_cells.
with bounds as (
  select st_tileenvelope(@z, @x, @y) as box
), found as (
  select case_stage(c.status) as stage, st_asmvtgeom(st_transform(c.position, 3857), bounds.box, 4096, 0, false) as place
  from case_file c, bounds
  where c.position && st_transform(bounds.box, 4326)
    and (@town is null or c.town_code = @town)
    and (c.organisation_code = @organisation
      or exists (select from report r where r.id = c.source_id and r.organisation_code = @organisation))
), feature as (
  select
    nullif(count(*) filter (where stage = 'register'), 0)::integer as register,
    nullif(count(*) filter (where stage = 'dispatch'), 0)::integer as dispatch,
    nullif(count(*) filter (where stage = 'handle'), 0)::integer as handle,
    nullif(count(*) filter (where stage = 'check'), 0)::integer as "check",
    nullif(count(*) filter (where stage = 'closed'), 0)::integer as closed,
    nullif(count(*) filter (where stage = 'other'), 0)::integer as other,
    @z as level,
    st_makepoint(round(avg(st_x(place))), round(avg(st_y(place)))) as geom
  from found
  group by floor(st_x(place) / 64), floor(st_y(place) / 64)
)
select st_asmvt(feature, 'cases', 4096, 'geom') as tile from feature;
