-- purpose: store an item of the deduction standard; findings keep what they came to.
-- parameters: $1 code, $2 subject, $3 component or null, $4 category or null, $5 name, $6 unit, $7 points, $8 fee in yuan, $9 is in use.
insert into assessment_item (code, subject, component_code, category_code, name, unit, points, fee_yuan, is_in_use)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (code) do update set
  component_code = excluded.component_code, category_code = excluded.category_code, name = excluded.name, unit = excluded.unit,
  points = excluded.points, fee_yuan = excluded.fee_yuan, is_in_use = excluded.is_in_use
where assessment_item.subject = excluded.subject
