-- Changes a gateway and the towns whose alerts it hears.
-- $1 id  $2 name  $3 disabled  $4 hears_all_towns  $5 alert towns  $6 now. Column: id; no row when there is no such gateway.
with changed as (
  update gateway set name = $2, hears_all_towns = $4, disabled_at = case when $3 then coalesce(disabled_at, $6) end
  where id = $1 returning id
), withdrawn as (
  delete from gateway_alert_town t using changed where t.gateway_id = changed.id and t.town_code <> all ($5)
), given as (
  insert into gateway_alert_town (gateway_id, town_code) select changed.id, town from changed cross join unnest($5) town
  on conflict do nothing
)
select id from changed
