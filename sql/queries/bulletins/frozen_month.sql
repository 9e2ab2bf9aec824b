-- purpose: a frozen month to print, or to compare with.
-- parameters: $1 first day of the month, $2 revision or null for the latest, $3 frozen not after this instant or null.
-- columns: month, revision, closed_at, figures, sha256 (hex), standard (null where it was frozen without),
--   told (beside the figures; null in revisions from before it was frozen).
select month, revision, closed_at, figures::text, encode(sha256, 'hex') as sha256, (settings -> 'standard')::text as standard, told::text
from bulletin_revision
where month = $1
  and ($2::integer is null or revision = $2)
  and ($3::timestamptz is null or closed_at <= $3)
order by revision desc
limit 1
