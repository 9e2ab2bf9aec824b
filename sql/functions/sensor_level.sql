-- The level of a road, for every list, map and notice alike: silent, none, blue, yellow, orange, red. It is its open
-- event's, confirmed and with hysteresis (Features/Ponding/Detection); without one it is none while a sensor speaks.
create or replace function section_level(event_level smallint, is_heard boolean) returns text
  language sql immutable parallel safe
  return case
    when event_level is not null then (array['none', 'blue', 'yellow', 'orange', 'red'])[event_level + 1]
    when is_heard then 'none'
    else 'silent'
  end;

drop function if exists sensor_level(
  integer, timestamptz, integer, timestamptz, integer, integer, integer, integer);

-- Heard of within two of its heartbeats; while it is dry, hours without a word are normal.
create or replace function sensor_is_heard(heard_at timestamptz, heartbeat_minutes integer, at timestamptz)
  returns boolean language sql immutable parallel safe
  return coalesce(heard_at >= at - 2 * heartbeat_minutes * interval '1 minute', false);

-- What sensors say now. A sensor's level is that of its newest depth, which may not be confirmed yet; the highest one
-- on a road has at least the road's, since that is what its water counts as. Sensors on no road have no thresholds.
create or replace function sensor_levels(at timestamptz)
  returns table (sensor_id integer, depth_mm integer, level text) language sql stable as $$
  select s.id, state.depth_mm, case
      when state.depth_mm is null or not sensor_is_heard(state.heard_at, s.heartbeat_minutes, at) then 'silent'
      else section_level(greatest(own.level, case when event.level > own.level and not exists (
        select from sensor higher
        join sensor_state other on other.sensor_id = higher.id
        where higher.section_code = s.section_code and higher.disabled_at is null
          and other.depth_mm > state.depth_mm and sensor_is_heard(other.heard_at, higher.heartbeat_minutes, at)
      ) then event.level end)::smallint, true)
    end
  from sensor s
  left join section on section.code = s.section_code
  left join sensor_state state on state.sensor_id = s.id
  left join ponding_event event on event.section_code = s.section_code and s.disabled_at is null
    and event.closed_at is null and event.merged_into is null and event.withdrawn_at is null
    and not event.is_past
  cross join lateral (
    select case
      when state.depth_mm >= section.red_mm then 4
      when state.depth_mm >= section.orange_mm then 3
      when state.depth_mm >= section.yellow_mm then 2
      when state.depth_mm >= section.blue_mm then 1
      else 0
    end as level
  ) own
$$;
