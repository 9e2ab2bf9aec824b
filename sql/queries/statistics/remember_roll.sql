-- Notes that some days were counted anew, so that a closed month can tell which of its days changed since it was
-- frozen.
-- Parameters: days (date[])
insert into rolled_day (day, roll)
select day, (select nextval('rolled_day_roll')) from unnest(@days) day
on conflict (day) do update set roll = excluded.roll
