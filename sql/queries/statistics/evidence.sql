-- A page of the facts that a figure counts, in the order of their days.
-- {facts}: the metric's SELECT; {filter}: over f's further columns
-- Parameters: first, last (dates, both included), org, town, categories (null: all; '-': those that say none), origin, officer, facility, section, after_day,
--   after_source, after_id (the last fact of the page before; null for the first page), size (null: all)
-- Columns: day, org, town, category, quantity, source, source_id, receipt (the end of the address of a feedback, a facility or the toilet that was scanned),
--   title (what people know the record by: its number, its name or its first words)
select f.day, f.org, f.town, f.category, trim_scale(f.quantity::numeric), f.source, f.source_id,
  case f.source
    when 'feedback' then (select b.receipt from feedback b where b.id = f.source_id)
    when 'facility' then (select b.code from facility b where b.id = f.source_id)
    when 'scan' then (select b.code from toilet_scan k join facility b on b.id = k.facility_id where k.id = f.source_id)
  end,
  case f.source
    when 'case' then (select b.number from case_file b where b.id = f.source_id)
    when 'letter' then (select b.number || ' ' || b.title from letter b where b.id = f.source_id)
    when 'report' then (select left(b.description, 60) from report b where b.id = f.source_id)
    when 'patrol' then (select a.name from patrol b join account a on a.id = b.officer_id where b.id = f.source_id)
    when 'facility' then (select b.name from facility b where b.id = f.source_id)
    when 'assessment' then (select b.name from assessment k join assessment_item b on b.code = k.item_code where k.id = f.source_id)
    when 'feedback' then (select b.name from feedback k join facility b on b.id = k.facility_id where k.id = f.source_id)
    when 'scan' then (select b.name from toilet_scan k join facility b on b.id = k.facility_id where k.id = f.source_id)
    when 'ponding' then (select b.name from ponding_event k join section b on b.code = k.section_code where k.id = f.source_id)
  end
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
  {filter}
  and (@after_day is null or (f.day, f.source, f.source_id) > (@after_day, @after_source, @after_id))
order by f.day, f.source, f.source_id
limit @size
