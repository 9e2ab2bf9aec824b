-- Every section's name and thresholds, for an import that changes what its list says.
-- Columns: code, name, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm, close_after_minutes,
-- power_restore_minutes, case_level (null opens no cases)
select code, name, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm, close_after_minutes,
  power_restore_minutes,
  case_level
from section
