-- Sections' thresholds through time.
-- $1 codes. Columns: section_code, valid_from (1970 for "always"), blue, yellow, orange, red, power_risk, hysteresis (mm), close_after_minutes.
select section_code, greatest(valid_from, '1970-01-01 00:00+00'), blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm,
  close_after_minutes
from section_rule
where section_code = any ($1)
order by section_code, valid_from
