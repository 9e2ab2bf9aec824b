-- What a gateway may send: kinds of messages, of reports and feedback the towns and categories (null for all), and how
-- old a reading may be before it counts as filled in afterwards (null: as the setting Readings:BackfillAfter says).
-- Those that are there already could send anything, and go on doing so until somebody narrows it; a new one sends
-- readings alone.
alter table gateway
  add column sends text[] not null default '{readings}'
    constraint gateway_sends_known check (sends <@ array['readings', 'reports', 'feedback']),
  add column only_towns text[],
  add column only_categories text[],
  add column backfill_after_hours integer
    constraint gateway_backfill_after_range check (backfill_after_hours between 1 and 26352);
update gateway set sends = array['readings', 'reports', 'feedback'];
