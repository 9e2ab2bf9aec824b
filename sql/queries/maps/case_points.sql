-- A tile's cases as points, the newest first when they are too many.
-- Parameters: z, x, y; own, organisation, town (the caller's scope: functions/visible_to.sql); most (points).
-- Columns: tile (layer cases; id, number, category, and the case's stage with the value 1).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y,
    margin => 1.0 / 32), 4326) as around
), found as (
  select c.id, c.number, c.category_code, case_stage(c.status) as stage, c.position
  from case_file c, bounds
  where c.position && bounds.around
    and case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, @own, @organisation, @town)
  order by c.reported_at desc
  limit @most
), feature as (
  select
    found.id::text as id, found.number, found.category_code as category,
    case when stage = 'register' then 1 end as register,
    case when stage = 'dispatch' then 1 end as dispatch,
    case when stage = 'handle' then 1 end as handle,
    case when stage = 'check' then 1 end as "check",
    case when stage = 'closed' then 1 end as closed,
    case when stage = 'other' then 1 end as other,
    st_asmvtgeom(st_transform(found.position, 3857), bounds.box, 4096, 0, false) as geom
  from found, bounds
)
select st_asmvt(feature, 'cases', 4096, 'geom') as tile from feature;
