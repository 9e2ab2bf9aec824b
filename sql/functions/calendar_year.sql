-- Whether a year's holidays are entered. The State Council's notice on a year comes in November of the year before;
-- every one has the National Day in it, which no other entry of a single day (a typhoon) can be taken for.
create or replace function calendar_year_is_entered(year integer) returns boolean
  language sql stable strict
  return exists (select from calendar_day where day = make_date(year, 10, 1) and not is_working);

-- Whether a deadline was worked out with a calendar that is not whole yet: it may move when its year is entered.
create or replace function deadline_is_provisional(deadline timestamptz, unit text) returns boolean
  language sql stable strict
  return runs_on_working_time(unit) and not calendar_year_is_entered(extract(year from city_day(deadline))::integer);
