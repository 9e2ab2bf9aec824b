-- What a sensor's latest reading means against its section's thresholds: silent, none, blue, yellow, orange, red.
-- Silent: never heard of, or for more than two of its heartbeats; while it is dry, hours without a word are normal.
create or replace function sensor_level(
  depth_mm integer, heard_at timestamptz, heartbeat_minutes integer, now timestamptz,
  blue_mm integer, yellow_mm integer, orange_mm integer, red_mm integer) returns text
  language sql immutable parallel safe
  return case
    when depth_mm is null or heard_at is null or heard_at < now - 2 * heartbeat_minutes * interval '1 minute' then 'silent'
    when depth_mm >= red_mm then 'red'
    when depth_mm >= orange_mm then 'orange'
    when depth_mm >= yellow_mm then 'yellow'
    when depth_mm >= blue_mm then 'blue'
    else 'none'
  end;
