-- purpose: enter the number of a month's bulletin by hand, while no revision of it is issued.
-- parameters: month (its first day), short_name, year, number.
-- columns: entered (true); no row where the month is issued already.
insert into bulletin_number (month, short_name, year, number)
select @month, @short_name, @year, @number
where not exists (select from issued_bulletin i where i.month = @month)
on conflict (month) do update
  set short_name = excluded.short_name, year = excluded.year, number = excluded.number
returning true as entered
