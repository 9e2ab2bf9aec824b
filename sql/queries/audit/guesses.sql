-- Whether somebody guesses passwords: of the log-ins that failed lately, the most addresses that tried one account, and
-- the most names that one address tried. A line is of one name or of one address (Features/Accounts/FailedLogIns.cs).
-- Parameters: window (interval). Columns: addresses, logins.
with failed as (
  select who as name, origin as address
  from audit_log l,
    jsonb_array_elements_text(l.after -> 'logins') as who, jsonb_array_elements_text(l.after -> 'addresses') as origin
  where l.action in ('session.failed', 'session.locked_out') and l.at > now() - @window::interval
    and least(jsonb_array_length(l.after -> 'logins'), jsonb_array_length(l.after -> 'addresses')) = 1
)
select
  coalesce((select max(tried) from (
    select count(distinct f.address) as tried
    from failed f
    where exists (select from account a where a.login = f.name)
    group by f.name) by_name), 0)::integer as addresses,
  coalesce((select max(tried) from (
    select count(distinct f.name) as tried from failed f group by f.address) by_address), 0)::integer as logins
