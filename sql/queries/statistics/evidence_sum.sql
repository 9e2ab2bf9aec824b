-- How many facts a figure counts and what they add up to.
-- {facts}: the metric's SELECT; {filter}: over f's further columns
-- Parameters: first, last (dates, both included), org, town, categories (null: all; '-': those that say none), origin,
--   officer, facility, section
-- Columns: count, quantity
select count(*) as count, coalesce(trim_scale(sum(f.quantity::numeric)), 0) as quantity
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
  {filter}
