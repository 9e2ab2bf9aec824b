-- Lines of log-ins that failed, one each. A name that is no account's keeps its first two characters: people type
-- their password into the wrong field.
-- Parameters, arrays of equal length: actions, names (text[] as JSON: whose log-in was tried), addresses (likewise),
-- counts, agents.
-- Columns: none.
insert into audit_log (login, address, agent, action, subject_kind, subject_id, after)
select
  case when cardinality(shown.logins) = 1 then shown.logins[1] else '' end,
  case when cardinality(shown.addresses) = 1 then shown.addresses[1] else '' end,
  one.agent, one.action, 'account',
  case when cardinality(shown.logins) = 1 then shown.logins[1] end,
  jsonb_build_object('count', one.count, 'logins', to_jsonb(shown.logins), 'addresses', to_jsonb(shown.addresses))
from unnest(@actions::text[], @names::jsonb[], @addresses::jsonb[], @counts::integer[], @agents::text[])
  with ordinality as one (action, names, addresses, count, agent, place)
cross join lateral (select
    array(
      select coalesce((select a.login from account a where a.login = tried), left(tried, 2) || '…')
      from jsonb_array_elements_text(one.names) as tried) as logins,
    array(select jsonb_array_elements_text(one.addresses)) as addresses) shown
order by one.place
