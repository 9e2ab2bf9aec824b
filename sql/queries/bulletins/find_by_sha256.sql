-- purpose: the revisions of a month that carry a printed check sum; two revisions may have the same figures.
-- parameters: $1 SHA-256.
-- columns: month, revision, closed_at, latest (the month's latest revision).
select b.month, b.revision, b.closed_at, (select max(l.revision) from bulletin_revision l where l.month = b.month) as latest
from bulletin_revision b
where b.sha256 = $1
order by b.month, b.revision
