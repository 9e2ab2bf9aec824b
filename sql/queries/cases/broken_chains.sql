-- Cases whose log and state do not hold together, and the first entry where each breaks. What a case is, is rebuilt from its log:
-- the first entry says what it was opened with (of cases from before that was noted, nothing), later ones what they changed.
-- Columns: number, seq (null when the whole log is missing), fault: no_log | gap | link | hash | state | facts, what (the facts).
with linked as (
  select
    e.case_id,
    e.seq,
    row_number() over log as expected_seq,
    lag(e.hash) over log as expected_prev,
    e.prev_hash,
    e.hash,
    sha256(coalesce(e.prev_hash, ''::bytea) || case_event_content(e)) as expected_hash
  from case_event e
  window log as (partition by e.case_id order by e.seq)
), told as (
  select e.case_id,
    (array_agg(e.seq order by e.seq desc))[1] as version,
    (array_agg(e.to_status order by e.seq desc))[1] as status,
    (array_agg(e.detail -> 'opened' order by e.seq desc) filter (where e.seq = 1))[1] as opened,
    (array_agg(e.detail -> 'organisation' ->> 'to' order by e.seq desc) filter (where e.detail -> 'organisation' ->> 'to' is not null))[1] as organisation,
    (array_agg(e.detail -> 'town' ->> 'to' order by e.seq desc) filter (where e.detail -> 'town' ->> 'to' is not null))[1] as town,
    (array_agg(case when e.action = 'merge' then e.detail -> 'into' ->> 'id' end order by e.seq desc)
      filter (where e.action in ('merge', 'unmerge')))[1] as merged_into,
    (array_agg(case when e.action = 'draw' then e.detail -> 'checker' ->> 'id' end order by e.seq desc)
      filter (where e.action = 'draw' or e.from_status is distinct from e.to_status))[1] as checker,
    (array_agg(case when e.action <> 'reopen' then e.at end order by e.seq desc) filter (
      where e.action in ('file', 'rectify') or (e.action = 'transfer' and e.from_status = 'pending_register')
        or (e.action = 'reopen' and e.to_status = 'pending_register')))[1] as filed_at,
    (array_agg(case when e.action in ('handle', 'rectify') then e.at end order by e.seq desc)
      filter (where e.action in ('handle', 'rework', 'rectify', 'reopen')))[1] as handled_at,
    (array_agg(case when e.action <> 'reopen' then e.at end order by e.seq desc)
      filter (where e.action in ('close', 'force-close', 'rectify', 'reopen')))[1] as closed_at
  from case_event e
  group by e.case_id
), differing as (
  select c.id, told.version, concat_ws(', ',
    case when c.organisation_code <> coalesce(told.organisation, told.opened ->> 'organisation', c.organisation_code) then 'organisation' end,
    case when c.town_code <> coalesce(told.town, told.opened ->> 'town', c.town_code) then 'town' end,
    case when c.merged_into::text is distinct from told.merged_into then 'merged_into' end,
    case when c.checker_id::text is distinct from told.checker then 'checker' end,
    case when c.filed_at is distinct from told.filed_at then 'filed_at' end,
    case when c.handled_at is distinct from told.handled_at then 'handled_at' end,
    case when c.closed_at is distinct from told.closed_at then 'closed_at' end,
    case when told.opened is not null then concat_ws(', ',
      case when c.number <> told.opened ->> 'number' then 'number' end,
      case when (c.source, c.source_id::text) is distinct from (told.opened ->> 'source', told.opened ->> 'sourceId') then 'source' end,
      case when c.category_code <> told.opened ->> 'category' then 'category' end,
      case when c.reporter_organisation_code is distinct from told.opened ->> 'reporter' then 'reporter' end,
      case when (st_x(c.position), st_y(c.position)) is distinct from
        ((told.opened ->> 'lon')::double precision, (told.opened ->> 'lat')::double precision) then 'position' end,
      case when encode(sha256(convert_to(c.description, 'UTF8')), 'hex') is distinct from told.opened ->> 'description' then 'description' end)
    end) as what
  from case_file c
  join told on told.case_id = c.id
), fault as (
  select case_id, seq, case
      when seq <> expected_seq then 'gap'
      when prev_hash is distinct from expected_prev then 'link'
      else 'hash'
    end as fault, null as what
  from linked
  where seq <> expected_seq or prev_hash is distinct from expected_prev or hash <> expected_hash
  union all
  select c.id, told.version, case when told.version is null then 'no_log' else 'state' end, null
  from case_file c
  left join told on told.case_id = c.id
  where told.version is distinct from c.version or told.status is distinct from c.status
  union all
  select id, version, 'facts', what from differing where what <> ''
)
select distinct on (c.number) c.number, fault.seq, fault.fault, nullif(fault.what, '') as what
from fault join case_file c on c.id = fault.case_id
order by c.number, fault.seq nulls first, fault.fault = 'facts', fault.fault;
