-- Reports that were stored before leftovers were noted (0370) counted answers to questions that were not asked in the
-- end. As Features/Forms/CheckAnswers.cs finds them: questions in order, each by the answers asked before it.

create function pg_temp.is_asked(ask_when jsonb, given jsonb) returns boolean language plpgsql as $$
declare
  answer jsonb := given -> (ask_when ->> 'field');
begin
  return case
    when ask_when ->> 'field' is null then case
      when jsonb_typeof(ask_when -> 'all') = 'array' then not exists (
        select from jsonb_array_elements(ask_when -> 'all') part where not pg_temp.is_asked(part, given))
      when jsonb_typeof(ask_when -> 'any') = 'array' then exists (
        select from jsonb_array_elements(ask_when -> 'any') part where pg_temp.is_asked(part, given))
      else not pg_temp.is_asked(ask_when -> 'not', given) end
    when jsonb_typeof(ask_when -> 'answered') = 'boolean' then
      (answer is not null) = (ask_when ->> 'answered')::boolean
    when answer is null then false
    when ask_when ->> 'is' is not null then answer ? (ask_when ->> 'is')
    when jsonb_typeof(ask_when -> 'in') = 'array' then
      answer ?| array(select jsonb_array_elements_text(ask_when -> 'in'))
    when ask_when ->> 'atLeast' is not null then (answer #>> '{}')::numeric >= (ask_when ->> 'atLeast')::numeric
    when ask_when ->> 'atMost' is not null then (answer #>> '{}')::numeric <= (ask_when ->> 'atMost')::numeric
    else false
  end;
end $$;

create function pg_temp.leftovers_of(fields jsonb, answers jsonb) returns text[] language plpgsql as $$
declare
  field jsonb;
  answer jsonb;
  given jsonb := '{}';
  leftovers text[] := '{}';
begin
  for field in select f from jsonb_array_elements(fields) with ordinality q (f, place) order by place loop
    answer := answers -> (field ->> 'code');
    continue when answer is null or answer in ('null', '""', '[]');
    if jsonb_typeof(field -> 'askWhen') is distinct from 'object' or pg_temp.is_asked(field -> 'askWhen', given) then
      given := given || jsonb_build_object(field ->> 'code', answer);
    else
      leftovers := leftovers || (field ->> 'code');
    end if;
  end loop;
  return array(select code from unnest(leftovers) code order by code);
end $$;

update report r
set leftovers = found.leftovers
from (
  select p.id, pg_temp.leftovers_of(v.fields, p.answers) as leftovers
  from report p
  join form_version v on v.form_code = p.form_code and v.version = p.form_version
  where p.leftovers = '{}' and v.fields @? '$[*].askWhen ? (@.type() == "object")'
) found
where found.id = r.id and found.leftovers <> '{}';

drop function pg_temp.leftovers_of(jsonb, jsonb);
drop function pg_temp.is_asked(jsonb, jsonb);
