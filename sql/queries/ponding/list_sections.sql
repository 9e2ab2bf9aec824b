-- Sections with their thresholds, by code.
-- Parameters: code, town (each null for all), after, most.
-- Columns: those of SectionItem; line is GeoJSON; circuits: a JSON array of code, type, name; history: a JSON array of
-- validFrom, blueMm, …, changedBy, changedAt, newest first.
select s.code, s.name, s.town_code as town, st_asgeojson(s.line) as line, s.blue_mm, s.yellow_mm, s.orange_mm, s.red_mm,
  s.power_risk_mm,
  s.hysteresis_mm, s.close_after_minutes, s.power_restore_minutes, s.case_level,
  array(select m.code from sensor m where m.section_code = s.code and m.disabled_at is null order by m.code) as sensors,
  (select coalesce(json_agg(json_build_object('code', f.code, 'type', f.type, 'name', f.name) order by f.code), '[]')
    from section_circuit c join facility f on f.id = c.facility_id where c.section_code = s.code)::text as circuits,
  (select coalesce(json_agg(json_build_object('validFrom', nullif(r.valid_from, '-infinity'), 'blueMm', r.blue_mm,
    'yellowMm', r.yellow_mm,
      'orangeMm', r.orange_mm, 'redMm', r.red_mm, 'powerRiskMm', r.power_risk_mm, 'hysteresisMm', r.hysteresis_mm,
      'closeAfterMinutes', r.close_after_minutes, 'powerRestoreMinutes', r.power_restore_minutes, 'caseLevel',
      (array['blue', 'yellow', 'orange', 'red'])[r.case_level], 'changedBy', account.name, 'changedAt', r.changed_at)
        order by r.valid_from desc), '[]')
    from section_rule r left join account on account.id = r.changed_by where r.section_code = s.code)::text as history
from section s
where (@code::text is null or s.code = @code) and (@town::text is null or s.town_code = @town) and s.code > @after
order by s.code
limit @most
