-- purpose: the number of a month's bulletin; the next one of the year where it has none yet. One at a time
--   (AdvisoryLock).
-- parameters: month (its first day), short_name, year.
-- columns: short_name, year, number.
with given as (
  insert into bulletin_number (month, short_name, year, number)
  select @month, @short_name, @year, coalesce(max(n.number), 0) + 1
  from bulletin_number n
  where n.short_name = @short_name and n.year = @year
  on conflict (month) do nothing
  returning short_name, year, number
)
select short_name, year, number from given
union all
select short_name, year, number from bulletin_number where month = @month
limit 1
