-- Sections as a replay draws them, with their thresholds through time.
-- Parameters: town (null for all).
-- Columns: section, name, town, line (GeoJSON), lon, lat (of its middle); rules: a JSON array of validFrom (1970 for
-- "always"), blueMm, …, powerRiskMm.
select s.code as section, s.name, s.town_code as town, st_asgeojson(s.line) as line, st_x(middle.point) as lon,
  st_y(middle.point) as lat,
  (select json_agg(json_build_object('validFrom', greatest(r.valid_from, '1970-01-01 00:00+00'), 'blueMm', r.blue_mm,
    'yellowMm', r.yellow_mm,
      'orangeMm', r.orange_mm, 'redMm', r.red_mm, 'powerRiskMm', r.power_risk_mm))
    from section_rule r where r.section_code = s.code)::text as rules
from section s
cross join lateral (select section_middle(s.line) as point) middle
where @town::text is null or s.town_code = @town
order by s.code
