-- What was reported under a patrol of others before there was a flag for it; sql/functions/flag_foreign_reports.sql says the rule.
update report r
set flags = array_append(r.flags, 'foreign_patrol'),
  flag_reasons = r.flag_reasons || jsonb_build_object('foreign_patrol', jsonb_build_object('startedBy', p.officer_id))
from patrol p
where p.id = r.patrol_id and r.officer_id is distinct from p.officer_id
  and not exists (select from account a where a.id = r.officer_id and a.login = any (p.officers));

-- Whoever judges asks for the flagged ones, which are few.
create index report_flags on report using gin (flags);
