-- Parameters: $1 set, $2 code, $3 ordinal, $4 metric, $5 org, $6 town, $7 category, $8 from, $9 to, $10 unit, $11 text,
--   $12 print, $13 round to.
insert into line (
  set_code, code, ordinal, metric, organisation_code, town_code, category_code, from_day, to_day, unit, text, print,
  round_to)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
