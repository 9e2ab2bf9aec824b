-- purpose: store an item of the deduction standard; findings keep what they came to.
-- parameters: code, subject, component (null for contractors), category (or null), name, unit, points, fee_yuan,
-- is_in_use.
insert into assessment_item (code, subject, component_code, category_code, name, unit, points, fee_yuan, is_in_use)
values (@code, @subject, @component, @category, @name, @unit, @points, @fee_yuan, @is_in_use)
on conflict (code) do update set
  component_code = excluded.component_code, category_code = excluded.category_code, name = excluded.name,
  unit = excluded.unit,
  points = excluded.points, fee_yuan = excluded.fee_yuan, is_in_use = excluded.is_in_use
where assessment_item.subject = excluded.subject
