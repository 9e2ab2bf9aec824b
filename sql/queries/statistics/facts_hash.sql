-- The facts of a period in one number, so that a month frozen today can be told from one with other records tomorrow.
-- {facts}: the metric's SELECT
-- Parameters: first, last (dates, both included), org, town, category (null: all)
-- Columns: count, sha256 (hex) of the lines "source source_id" in their order
select count(*), encode(sha256(convert_to(
  coalesce(string_agg(f.source || ' ' || f.source_id, E'\n' order by f.source collate "C", f.source_id), ''), 'UTF8')), 'hex')
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org)
  and (@town is null or f.town = @town)
  and (@category is null or f.category = @category)
