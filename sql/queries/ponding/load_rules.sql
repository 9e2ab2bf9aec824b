-- Sections' thresholds through time.
-- Parameter: codes. Columns: section, rule: PondingRule (valid_from is 1970 for "always").
select
  section_code as section, greatest(valid_from, '1970-01-01 00:00+00') as rule_valid_from, blue_mm as rule_blue_mm,
  yellow_mm as rule_yellow_mm, orange_mm as rule_orange_mm, red_mm as rule_red_mm, power_risk_mm as rule_power_risk_mm,
  hysteresis_mm as rule_hysteresis_mm, close_after_minutes * interval '1 minute' as rule_close_after
from section_rule
where section_code = any (@codes)
order by section_code, valid_from
