-- What became of a person's reports, those of a year, that changed in or after a transaction, in the order of the
-- change. A transaction id beyond the last one is of another cluster (the database was restored) and counts as long
-- ago.
-- Parameters: account, since (xid8 as text), last_change (the same), last_id (of the page before; null on the first
--   page), oldest (received_at), size.
-- Columns: as ReceiptRow in Features/Reports/ListReceipts.cs
with now_ as (
  select pg_snapshot_xmin(pg_current_snapshot()) as oldest, pg_snapshot_xmax(pg_current_snapshot()) as next
), mine as (
  select r.id, r.category_code, r.observed_at, r.device_observed_at, r.received_at, r.description, r.flags,
    r.withdrawn_at is not null as is_withdrawn, r.case_id,
    case when r.stored_in < now_.next then r.stored_in end as stored_in
  from report r, now_
  where r.officer_id = @account and r.received_at >= @oldest
), told as (
  select mine.*, c.number, c.status, w.id as worked_id, w.number as worked_number, w.status as worked_status,
    last.action, last.at, last.note,
    greatest(
      coalesce(mine.stored_in, '0'), coalesce(own.stored_in, '0'),
      coalesce(case when last.stored_in < now_.next then last.stored_in end, '0')) as changed
  from mine
  cross join now_
  left join case_file c on c.id = mine.case_id
  left join lateral (
    select case when e.stored_in < now_.next then e.stored_in end as stored_in
    from case_event e where e.case_id = c.id order by e.seq desc limit 1) own on true
  left join lateral (
    with recursive chain as (
      select c.id, c.merged_into, 0 as step
      union all
      select n.id, n.merged_into, chain.step + 1 from chain join case_file n on n.id = chain.merged_into
    ) cycle id set is_ring using path
    select chain.id from chain where not is_ring order by step desc limit 1) worked on c.merged_into is not null
  left join case_file w on w.id = worked.id
  left join lateral (
    select e.action, e.at, e.note, e.stored_in from case_event e
    where e.case_id = coalesce(w.id, c.id) order by e.seq desc limit 1) last on true
)
select told.id, told.category_code, category.name as category_name, told.observed_at, told.device_observed_at,
  told.received_at, told.description, told.flags, told.is_withdrawn, told.case_id, told.number, told.status,
  told.worked_id, told.worked_number, told.worked_status, told.action, told.at, told.note,
  (select count(*)::integer from attachment a where a.subject_id = told.id) as photos_declared,
  (select count(*)::integer from attachment a join photo p on p.sha256 = a.sha256 where a.subject_id = told.id)
    as photos_arrived,
  told.changed::text as changed
from told
join category on category.code = told.category_code
where told.changed >= @since::xid8 and (@last_id is null or (told.changed, told.id) > (@last_change::xid8, @last_id))
order by told.changed, told.id
limit @size
