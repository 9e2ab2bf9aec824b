-- Whether a sensor is, or would be, in another town: at its section, or where it hangs if it has none; the new place counts as both.
-- $1 code  $2 section (null for none)  $3 lon  $4 lat (WGS84)  $5 town
select exists (
  select coalesce(s.town_code, town_at(m.position)) from sensor m left join section s on s.code = m.section_code where m.code = $1
  union all
  select town_code from section where code = $2
  union all
  select town_at(st_setsrid(st_makepoint($3, $4), 4326))
  except
  select $5
)
