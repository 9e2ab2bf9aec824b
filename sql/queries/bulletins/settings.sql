-- What the figures of a month stand on besides the records: the catalogue by the hash of each metric's definition, the
-- working calendar, the filing conditions by one hash, and the deduction standard with the shares of the town
-- appearance index. standard, in braces below: queries/assessments/standard.
-- Parameters: first, last (dates, both included)
select jsonb_build_object(
  'standard', (
{standard}
  )::jsonb,
  'metrics', (select jsonb_object_agg(metric, encode(sha256, 'hex')) from rolled_metric),
  'workingHours', (select jsonb_agg(jsonb_build_object('validFrom', valid_from, 'periods', periods::text)
    order by valid_from)
    from working_hours where valid_from <= @last),
  'calendar', (select coalesce(jsonb_agg(jsonb_build_object('day', day, 'isWorking', is_working, 'note', note)
    order by day), '[]')
    from calendar_day where day between @first and @last),
  'filingConditions', (select encode(sha256(convert_to(coalesce(string_agg(
      concat_ws(' ', category_code, ordinal, condition, limit_amount, limit_unit), E'\n' order by category_code,
      ordinal), ''), 'UTF8')), 'hex')
    from filing_condition))
