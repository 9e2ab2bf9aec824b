-- What a group of reports needs to know to be stored, one row for each in the order given. Parameters: ids, categories,
-- lon, lat (degrees, WGS84), patrols (null for none), versions (of the form; null for the latest). Columns: is_known,
-- town: CityTown (metres out of the town, 0 inside; null where there are no towns), kind (null where there is no such
-- category), is_left (a class of others, or retired), organisation, form, version (published; null for none),
-- verify_before_filing, draws_checker, town_office, bureau, patrol_arrived.
select
  exists (select from report where report.id = r.id) as is_known,
  town.code as town_code,
  town.metres as town_metres,
  c.kind,
  exists (select from category child where child.parent_code = c.code) or c.retired_at is not null as is_left,
  c.organisation_code as organisation,
  c.form_code as form,
  (
    select max(v.version)
    from form_version v
    where v.form_code = c.form_code and v.published_at is not null and v.version = coalesce(r.version, v.version)
  ) as version,
  coalesce(c.verify_before_filing, false) as verify_before_filing,
  coalesce(c.draws_checker, false) as draws_checker,
  (select o.code from organisation o where o.kind = 'town' and o.town_code = town.code order by o.code
    limit 1) as town_office,
  (select o.code from organisation o order by o.kind = 'bureau' desc, o.code limit 1) as bureau,
  exists (select from patrol where patrol.id = r.patrol) as patrol_arrived
from unnest(@ids::uuid[], @categories::text[], @lon::double precision[], @lat::double precision[], @patrols::uuid[],
  @versions::integer[])
  with ordinality r (id, category, lon, lat, patrol, version, n)
left join category c on c.code = r.category
left join lateral (
  with covering as (
    select t.code, 0::double precision as metres
    from town t
    where st_covers(t.boundary, st_setsrid(st_makepoint(r.lon, r.lat), 4326))
    order by t.code
    limit 1
  )
  select code, metres from covering
  union all
  (
    select t.code, st_distance(t.boundary::geography, st_setsrid(st_makepoint(r.lon, r.lat), 4326)::geography) as metres
    from town t
    where not exists (select from covering)
    order by metres, t.code
    limit 1
  )
) town on true
order by r.n
