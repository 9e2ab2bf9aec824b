-- The records of a form, the last first: reports that were filled in with it, and handlings of cases. Those that the
-- caller may see: reports and cases as in sql/functions/visible_to.sql.
-- Parameters: form; version (null for all); since, before (instants, null for none); towns, organisations, categories
--   (arrays, null for all); tests (of answers: JSON as sql/functions/answers_fit.sql takes it, null for none); account,
--     before; null on the first page), size (null for all).
-- Columns: as RecordRow in Features/Reports/Records/ReadRecords.cs
with record as (
  (
    select 'report' as kind, r.id, r.observed_at as at, r.form_version as version, r.answers, r.category_code,
      r.organisation_code, r.town_code, r.position, r.officer_id as account_id, r.case_id, r.withdrawn_at
    from report r
    where r.form_code = @form and (@version is null or r.form_version = @version)
      and (@since is null or r.observed_at >= @since) and (@before is null or r.observed_at < @before)
      and (@towns is null or r.town_code = any (@towns))
      and (@organisations is null or r.organisation_code = any (@organisations))
      and (@categories is null or r.category_code = any (@categories))
      and (@tests is null or answers_fit(r.answers - r.leftovers, @tests::jsonb))
      and (@after_id is null or (r.observed_at, r.id) < (@after_at, @after_id))
      and report_visible_to(r.officer_id, r.organisation_code, r.town_code, @account, @organisation, @town)
    order by r.observed_at desc, r.id desc
    limit @size
  )
  union all
  (
    select 'handling', e.id, e.at, (e.detail -> 'form' ->> 'version')::integer, e.detail -> 'answers', c.category_code,
      c.organisation_code, c.town_code, c.position, e.actor_id, c.id, null
    from case_event e
    join case_file c on c.id = e.case_id
    where e.action = 'handle' and e.detail -> 'form' ->> 'code' = @form
      and (@version is null or (e.detail -> 'form' ->> 'version')::integer = @version)
      and (@since is null or e.at >= @since) and (@before is null or e.at < @before)
      and (@towns is null or c.town_code = any (@towns))
      and (@organisations is null or c.organisation_code = any (@organisations))
      and (@categories is null or c.category_code = any (@categories))
      and (@tests is null or answers_fit(e.detail -> 'answers', @tests::jsonb))
      and (@after_id is null or (e.at, e.id) < (@after_at, @after_id))
      and case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, @own, @organisation, @town)
    order by e.at desc, e.id desc
    limit @size
  )
)
select r.kind, r.id, r.at, r.version, r.answers::text as answers, r.category_code, category.name as category_name,
  r.organisation_code, organisation.name as organisation_name, r.town_code, town.name as town_name,
  st_x(r.position) as lon, st_y(r.position) as lat, account.name as account_name, r.case_id, c.number as case_number,
  r.withdrawn_at,
  (select max(x.at) from record_change x where x.subject_id = r.id and x.action = 'correct') as corrected_at
from record r
join category on category.code = r.category_code
join organisation on organisation.code = r.organisation_code
join town on town.code = r.town_code
left join account on account.id = r.account_id
left join case_file c on c.id = r.case_id
order by r.at desc, r.id desc
limit @size
