-- Flags what came too often on one facility within a short time (burst), or from one network in a day (one_network):
-- all of it, also what came before there was too much. What a supervisor has accepted stays so.
-- Parameters: facility, since and burst (how many may come since then), day (its start), network (null: unknown) and
-- per_network (how many may come from it).
with recent as (
  select id, received_at, network from feedback
  where facility_id = @facility and received_at >= least(@since, @day) and withdrawn_at is null
), doubted as (
  select id, 'burst' as flag from recent
  where received_at >= @since and (select count(*) from recent where received_at >= @since) > @burst
  union all
  select id, 'one_network' from recent
  where network = @network and received_at >= @day
    and (select count(*) from recent where network = @network and received_at >= @day) > @per_network
)
update feedback f
set flags = f.flags || array(select unnest(d.flags) except select unnest(f.flags))
from (select id, array_agg(flag) as flags from doubted group by id) d
where f.id = d.id and f.accepted_at is null and not f.flags @> d.flags
