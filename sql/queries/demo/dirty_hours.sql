-- Marks the hours of everything that is stored, to be summed up: for a bulk load that goes round the committer.
insert into reading_dirty (sensor_id, hour)
select array_agg(sensor_id), array_agg(hour)
from (select distinct sensor_id, date_bin('1 hour', observed_at, '1970-01-01T00:00:00Z') as hour from reading) stored
group by sensor_id
