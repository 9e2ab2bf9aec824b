-- Who may see which record: one function per kind of record. Every query that shows such records narrows them by it,
-- in SQL files and, through Database/VisibleTo.cs, in EF Core. Each takes the record's columns first and then the scope
-- of the caller:
--   own           the caller's organisation
--   organisation  the organisation whose records alone the caller may see (then it is own); null: those of all
--   town          the town whose records alone the caller may see; null: those of all
-- Each is a single expression in language sql, neither strict nor security definer, so that the planner puts it into
-- the query in place of its name: indexes are used as if it had been written out, and a scope of null falls away.

-- A case: those that the caller's organisation is to put right, in whichever town, because whoever is given a case can
-- work it; and those of the caller's town that the caller's organisation reported, or any organisation for a caller who
-- sees those of all.
create or replace function case_visible_to(
    responsible text, reporter text, case_town text, own text, organisation text, town text) returns boolean
  language sql immutable parallel safe
  return responsible = own
    or ((organisation is null or reporter = organisation) and (town is null or case_town = town));

-- A case in the caller's hands, who may take its steps: those that the caller's organisation is to put right, and those
-- of the caller's town that any organisation is to, for a caller who sees those of all (CaseRights.MayActOn says the
-- same of a case in memory).
create or replace function case_held_by(responsible text, case_town text, own text, organisation text, town text)
  returns boolean
  language sql immutable parallel safe
  return responsible = own or (organisation is null and (town is null or case_town = town));

-- A report: one's own, and those of the caller's organisation and town.
create or replace function report_visible_to(
    officer uuid, reporter text, report_town text, account uuid, organisation text, town text) returns boolean
  language sql immutable parallel safe
  return officer = account
    or ((organisation is null or reporter = organisation) and (town is null or report_town = town));

-- A patrol: one's own, one that one took part in (by log-in), and those of the caller's organisation and town.
create or replace function patrol_visible_to(
    officer uuid, officers text[], patrolling text, patrol_town text, account uuid, login text, organisation text,
    town text) returns boolean
  language sql immutable parallel safe
  return officer = account or login = any (officers)
    or ((organisation is null or patrolling = organisation) and (town is null or patrol_town = town));

-- A facility with all that is known of it (its changes, its photos, its feedback): those that the caller's organisation
-- looks after or nobody does, in the caller's town.
create or replace function facility_held_by(keeper text, facility_town text, organisation text, town text)
  returns boolean
  language sql immutable parallel safe
  return (organisation is null or keeper is null or keeper = organisation) and (town is null or facility_town = town);

-- A facility on lists and maps: the same, and toilets, which are on every public map.
create or replace function facility_visible_to(
    type text, keeper text, facility_town text, organisation text, town text) returns boolean
  language sql immutable parallel safe
  return type = 'toilet' or facility_held_by(keeper, facility_town, organisation, town);

-- A letter: those that the caller's organisation wrote or received; for a caller who sees those of all organisations,
-- also those of the caller's town and those of no town.
create or replace function letter_visible_to(
    writer text, receiver text, letter_town text, own text, organisation text, town text) returns boolean
  language sql immutable parallel safe
  return writer = own or receiver = own
    or (organisation is null and (town is null or letter_town is null or letter_town = town));

-- A penalty: those that the caller's organisation decided, in the caller's town.
create or replace function penalty_visible_to(decider text, penalty_town text, organisation text, town text)
  returns boolean
  language sql immutable parallel safe
  return (organisation is null or decider = organisation) and (town is null or penalty_town = town);

-- A finding: those against the caller's town; for a caller whose right to findings is its own organisation's, those
-- against that contractor alone.
create or replace function assessment_visible_to(
    finding_town text, finding_contractor text, town text, contractor text) returns boolean
  language sql immutable parallel safe
  return (town is null or finding_town = town) and (contractor is null or finding_contractor = contractor);

-- A routine check that comes due: those of the caller's organisation, in the caller's town.
create or replace function check_visible_to(checker text, check_town text, organisation text, town text)
  returns boolean
  language sql immutable parallel safe
  return (organisation is null or checker = organisation) and (town is null or check_town = town);
