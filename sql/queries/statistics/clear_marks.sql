-- Takes away the marks of the days that were counted; those of today and later are kept, one a day.
with gone as (delete from dirty_day returning day)
insert into dirty_day (day)
select distinct day from gone where day >= city_day(now())
