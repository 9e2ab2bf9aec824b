-- Reports as problems: what became of a report's case decides whether it counts, and several reports of one problem
-- (merged cases) are one.

-- The case that is worked in place of one, at the end of however many merges; itself where it was not merged.
create or replace function case_at_end(of_case uuid) returns uuid language sql stable as $$
  with recursive way as (
    select c.id, c.merged_into, 0 as step from case_file c where c.id = of_case
    union all
    select c.id, c.merged_into, way.step + 1 from way join case_file c on c.id = way.merged_into
  ) cycle id set is_ring using path
  select id from way where not is_ring order by step desc limit 1
$$;

-- All cases of the same problem.
create or replace function cases_of_problem(of_case uuid) returns setof uuid language sql stable rows 2 as $$
  with recursive behind as (
    select case_at_end(of_case) as id
    union
    select c.id from behind join case_file c on c.merged_into = behind.id
  )
  select id from behind where id is not null
$$;

drop view if exists found_problem;
drop view if exists problem_report;

-- The reports that were not withdrawn, and whose case, if they opened one, was neither cancelled nor rejected; of a
-- merged one the case that goes on decides. A sortie's count (an inspection with a form) opens no case and counts as
-- long as it is not withdrawn.
-- is_merged: another case is worked in place of its own. category_code, town_code: as the desk put them right on its
-- case (actions recategorise and move), otherwise as reported.
create view problem_report as
  select
    r.id, r.source, r.patrol_id, coalesce(c.category_code, r.category_code) as category_code, r.organisation_code,
    coalesce(c.moved_town_code, r.town_code) as town_code, r.officer_id, r.observed_at, r.answers, r.form_code,
    r.outcome,
    r.facility_id, r.flags, r.case_id, coalesce(c.status = 'merged', false) as is_merged
  from report r
  left join case_file c on c.id = r.case_id
  where r.withdrawn_at is null
    and (c.id is null or case
        when c.status = 'merged' then (select e.status from case_file e where e.id = case_at_end(c.id))
        else c.status
      end not in ('cancelled', 'not_accepted'));

-- The problems found on patrol, each by one report: of several the one whose case goes on, or else the one seen first.
create view found_problem as
  select p.*
  from problem_report p
  where p.patrol_id is not null and p.facility_id is null and not 'foreign_patrol' = any (p.flags)
    and not exists (
      select
      from cases_of_problem(p.case_id) same (id)
      join problem_report o on o.case_id = same.id
      where p.is_merged and o.patrol_id is not null and o.facility_id is null and not 'foreign_patrol' = any (o.flags)
        and (o.is_merged, o.observed_at, o.id) < (p.is_merged, p.observed_at, p.id));
