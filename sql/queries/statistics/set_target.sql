-- Sets a rate's target, or takes it away.
-- Parameters: metric, value (null: none)
with gone as (
  delete from metric_target where metric = @metric and @value::numeric is null
)
insert into metric_target (metric, value)
select @metric, @value where @value::numeric is not null
on conflict (metric) do update set value = excluded.value
