-- purpose: the deduction standard and the components of the town appearance index, as one JSON document.
-- parameters: none.
-- columns: standard (json: {components, items}, camelCase).
select json_build_object(
  'components', (select coalesce(json_agg(json_build_object('code', c.code, 'name', c.name, 'nameEn', c.name_en,
    'weight', trim_scale(c.weight))
    order by c.ordinal), '[]') from index_component c),
  'items', (select coalesce(json_agg(json_build_object('code', i.code, 'subject', i.subject,
    'component', i.component_code, 'category', i.category_code,
    'name', i.name, 'unit', i.unit, 'points', trim_scale(i.points), 'feeYuan', trim_scale(i.fee_yuan),
    'isInUse', i.is_in_use) order by i.code), '[]')
    from assessment_item i)) as standard
