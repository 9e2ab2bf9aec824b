-- Whether a sensor is, or would be, in another town: at its section, or where it hangs if it has none; the new place
-- counts as both.
-- Parameters: code, section (null for none), lon, lat (WGS84), town
select exists (
  select coalesce(s.town_code, town_at(m.position)) from sensor m left join section s on s.code = m.section_code
    where m.code = @code
  union all
  select town_code from section where code = @section
  union all
  select town_at(st_setsrid(st_makepoint(@lon, @lat), 4326))
  except
  select @town
)
