-- Notices of letters (函件): one came, was answered, was not answered in time; and of appeals (申诉) that were decided.
alter table letter add overdue_told_at timestamptz;
comment on column letter.overdue_told_at is 'When the inboxes were told that no answer came in time; once.';
-- What was late before is known.
update letter set overdue_told_at = now()
where answered_at is null and withdrawn_at is null and due_on < (now() at time zone 'Asia/Shanghai')::date;
create index letter_lateness_untold on letter (due_on)
  where answered_at is null and withdrawn_at is null and overdue_told_at is null;

alter table notice
  add letter_id uuid constraint notice_letter_exists references letter on delete cascade,
  drop constraint notice_kind_known,
  add constraint notice_kind_known check (kind in (
    'dispatched', 'resumed', 'reworked', 'returned', 'urged', 'overdue', 'drawn', 'appeal_granted', 'appeal_refused',
    'letter_received', 'letter_answered', 'letter_overdue', 'check_missed', 'power_risk'));
