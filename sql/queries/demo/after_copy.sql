-- The log of the copied cases with its hashes, first entries first, their clocks, what is looked for in them, and the
-- map's grid; then everything is as it was.
create index on copied_event (seq);
analyze copied_event;
do $$
begin
  for place in 1 .. (select max(seq) from copied_event) loop
    insert into case_event
    select e.id, e.case_id, e.seq, e.action, e.from_status, e.to_status, e.actor_id, e.at, e.device_at, e.note,
      e.detail,
      p.hash, sha256(coalesce(p.hash, ''::bytea) || case_event_content(row(e.*)::case_event))
    from copied_event e
    left join case_event p on p.case_id = e.case_id and p.seq = e.seq - 1
    where e.seq = place;
  end loop;
end $$;
insert into case_clock
select (logged.clock).*
from (
  select case_clock_of(e order by e.seq) as clock from case_event e
  where e.case_id in (select case_id from copied_event)
  group by e.case_id
) logged
where (logged.clock).case_id is not null;
-- Of what was long ago nobody is told.
select notice_of_step(e) from case_event e
where e.case_id in (select case_id from copied_event) and e.at > (select max(at) from copied_event) - interval '5 days';
alter table case_event enable trigger case_event_10_link;
alter table case_event enable trigger case_event_50_clock;
alter table case_event enable trigger case_event_90_notify;
alter table case_event enable trigger case_event_92_notice;
alter table case_event enable trigger case_event_95_webhook;
alter table case_file enable trigger case_grid_insert;
alter table case_file enable trigger case_file_text;
insert into case_text (case_id, bigrams) select id, text_bigrams(number || ' ' || coalesce(description, ''))
  from case_file;
call case_grid_rebuild();
