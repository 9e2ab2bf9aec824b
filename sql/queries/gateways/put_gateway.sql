-- Changes a gateway and its rights.
-- Parameters: id, name, disabled, hears_all_towns, alert_towns, sends, only_towns, only_categories (null for all),
-- backfill_after_hours, now. Column: id; no row when there is no such gateway.
with changed as (
  update gateway set name = @name, hears_all_towns = @hears_all_towns, sends = @sends,
    only_towns = @only_towns, only_categories = @only_categories, backfill_after_hours = @backfill_after_hours,
    disabled_at = case
    when @disabled then coalesce(disabled_at, @now) end
  where id = @id returning id
), withdrawn as (
  delete from gateway_alert_town t using changed where t.gateway_id = changed.id and t.town_code <> all (@alert_towns)
), given as (
  insert into gateway_alert_town (gateway_id, town_code) select changed.id, town from changed
    cross join unnest(@alert_towns) town
  on conflict do nothing
)
select id from changed
