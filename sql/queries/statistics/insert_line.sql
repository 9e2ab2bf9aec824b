-- Parameters: set, code, ordinal, metric, org, town, category, from, to, unit, text, print, round_to
insert into line (
  set_code, code, ordinal, metric, organisation_code, town_code, category_code, from_day, to_day, unit, text, print,
  round_to)
values (@set, @code, @ordinal, @metric, @org, @town, @category, @from, @to, @unit, @text, @print, @round_to)
