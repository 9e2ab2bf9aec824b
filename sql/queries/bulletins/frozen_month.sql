-- purpose: a frozen month to print, or to compare with.
-- parameters: month (its first day), revision (null for the latest), not_after (frozen by then; null for any).
-- columns: FrozenMonth: sha256 is hex; standard null where it was frozen without; told (beside the figures) null in
-- revisions from before it
--   was frozen.
select month as first_day, revision, closed_at, figures, encode(sha256, 'hex') as sha256,
  settings -> 'standard' as standard, told
from bulletin_revision
where month = @month
  and (@revision::integer is null or revision = @revision)
  and (@not_after::timestamptz is null or closed_at <= @not_after)
order by revision desc
limit 1
