-- Waterlogging: what a section's thresholds were when, where each sensor measured when, ponding events with their alerts,
-- the alarms for water at the lamps and what people did about them.
alter table section
  add column hysteresis_mm integer not null default 30 constraint section_hysteresis_range check (hysteresis_mm between 0 and 500),
  add column close_after_minutes integer not null default 30 constraint section_close_after_range check (close_after_minutes between 1 and 1440),
  add column power_restore_minutes integer not null default 60 constraint section_power_restore_range check (power_restore_minutes between 1 and 1440),
  add column case_level smallint default 2 constraint section_case_level_known check (case_level between 1 and 4),
  add constraint section_hysteresis_below_blue check (hysteresis_mm < blue_mm),
  add constraint section_power_risk_at_least_blue check (power_risk_mm >= blue_mm);

alter table sensor
  add column kind text not null default 'ultrasonic' constraint sensor_kind_known check (kind in ('ultrasonic', 'pressure', 'radar', 'electrode')),
  add column install_height_mm integer,
  add column zero_offset_mm integer not null default 0,
  add column sample_minutes_dry integer not null default 5 constraint sensor_sample_dry_positive check (sample_minutes_dry > 0),
  add column sample_minutes_wet integer not null default 1 constraint sensor_sample_wet_positive check (sample_minutes_wet > 0),
  add column heartbeat_minutes integer not null default 720 constraint sensor_heartbeat_positive check (heartbeat_minutes > 0);

-- A section's thresholds through time; written by the trigger in sql/functions/section_rule_log.sql, so that no change goes unlogged.
create table section_rule (
  section_code text not null constraint section_rule_section_exists references section,
  valid_from timestamptz not null,
  blue_mm integer not null,
  yellow_mm integer not null,
  orange_mm integer not null,
  red_mm integer not null,
  power_risk_mm integer not null,
  hysteresis_mm integer not null,
  close_after_minutes integer not null,
  changed_by uuid constraint section_rule_account_exists references account,
  changed_at timestamptz not null default now(),
  constraint section_rule_pk primary key (section_code, valid_from)
);
insert into section_rule (section_code, valid_from, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm, close_after_minutes)
select code, '-infinity', blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm, close_after_minutes from section;

-- Where a sensor measured from a time on; a null section is none (in the store, out of service). Written by a trigger too.
create table sensor_placement (
  sensor_id integer not null,
  valid_from timestamptz not null,
  section_code text constraint sensor_placement_section_exists references section,
  constraint sensor_placement_pk primary key (sensor_id, valid_from)
);
create index sensor_placement_section on sensor_placement (section_code);
insert into sensor_placement (sensor_id, valid_from, section_code)
select id, '-infinity', section_code from sensor where disabled_at is null;

-- The same with its end: a sensor measured on a section in [valid_from, valid_to).
create view sensor_place as
select p.sensor_id, p.section_code, p.valid_from,
  coalesce((select min(n.valid_from) from sensor_placement n where n.sensor_id = p.sensor_id and n.valid_from > p.valid_from),
    'infinity') as valid_to
from sensor_placement p
where p.section_code is not null;

-- Lamp circuits (facility type lamp_circuit) and distribution boxes (distribution_box) that a section's water can reach.
create table section_circuit (
  section_code text not null constraint section_circuit_section_exists references section,
  facility_id uuid not null constraint section_circuit_facility_exists references facility,
  constraint section_circuit_pk primary key (section_code, facility_id)
);
create index section_circuit_facility on section_circuit (facility_id);

-- An event as the readings tell it: recomputed whenever a reading comes that bears on it, see docs/decisions.
create table ponding_event (
  id uuid constraint ponding_event_pk primary key,
  section_code text not null constraint ponding_event_section_exists references section,
  opened_at timestamptz not null,
  ended_at timestamptz,
  closed_at timestamptz,
  level smallint not null constraint ponding_event_level_known check (level between 0 and 4),
  worst_level smallint not null constraint ponding_event_worst_level_known check (worst_level between 1 and 4),
  at_power_risk boolean not null,
  power_risk_ended_at timestamptz,
  peak_mm integer not null,
  peak_at timestamptz not null,
  peak_sensor_id integer not null,
  last_mm integer not null,
  last_at timestamptz not null,
  minutes_blue double precision not null,
  minutes_yellow double precision not null,
  minutes_orange double precision not null,
  minutes_red double precision not null,
  minutes_power_risk double precision not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  case_id uuid,
  merged_into uuid constraint ponding_event_merged_into_exists references ponding_event,
  withdrawn_at timestamptz,
  constraint ponding_event_closes_after_opening check (closed_at >= opened_at),
  constraint ponding_event_closed_has_ended check (closed_at is null or ended_at is not null)
);
-- Events that stand: neither merged into another nor withdrawn. A section has one open event at most.
create unique index ponding_event_one_open on ponding_event (section_code)
  where closed_at is null and merged_into is null and withdrawn_at is null;
create index ponding_event_section on ponding_event (section_code, opened_at desc) where merged_into is null and withdrawn_at is null;
create index ponding_event_opened on ponding_event (opened_at desc, id desc) where merged_into is null and withdrawn_at is null;

-- One alert per event and level, by the key: whichever node finds it first. Not announced: it was over when it was found.
create table ponding_alert (
  event_id uuid not null constraint ponding_alert_event_exists references ponding_event,
  level smallint not null constraint ponding_alert_level_known check (level in (1, 2, 3, 4, 9)),
  reached_at timestamptz not null,
  depth_mm integer not null,
  sensor_id integer not null,
  recorded_at timestamptz not null,
  announced boolean not null,
  withdrawn_at timestamptz,
  constraint ponding_alert_pk primary key (event_id, level)
);

-- Water at the lamps. Stands until people have dealt with it, whatever the water does meanwhile: one per section at a time.
create table ponding_alarm (
  id uuid constraint ponding_alarm_pk primary key,
  event_id uuid not null constraint ponding_alarm_event_exists references ponding_event,
  section_code text not null constraint ponding_alarm_section_exists references section,
  raised_at timestamptz not null,
  reached_at timestamptz not null,
  depth_mm integer not null,
  circuits jsonb not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid constraint ponding_alarm_acknowledger_exists references account,
  finished_at timestamptz,
  finished_by uuid constraint ponding_alarm_finisher_exists references account,
  constraint ponding_alarm_finished_was_acknowledged check (finished_at is null or acknowledged_at is not null)
);
create unique index ponding_alarm_one_standing on ponding_alarm (section_code) where finished_at is null;
create index ponding_alarm_newest on ponding_alarm (raised_at desc, id desc);

-- Who did what about an alarm; append-only (guarded by sql/functions/ponding_alarm_log_append_only.sql).
create table ponding_alarm_log (
  alarm_id uuid not null constraint ponding_alarm_log_alarm_exists references ponding_alarm,
  seq integer not null,
  at timestamptz not null,
  action text not null constraint ponding_alarm_log_action_known
    check (action in ('raised', 'acknowledged', 'power_off', 'power_on', 'finished')),
  facility_id uuid constraint ponding_alarm_log_facility_exists references facility,
  account_id uuid constraint ponding_alarm_log_account_exists references account,
  note text,
  constraint ponding_alarm_log_pk primary key (alarm_id, seq)
);

-- What a reading was flagged for: 1 negative, 2 out of range, 4 spike, 8 stuck; added up.
create table reading_flag (
  sensor_id integer not null,
  observed_at timestamptz not null,
  flags smallint not null,
  constraint reading_flag_pk primary key (sensor_id, observed_at)
);

-- The nodes that look at readings: everything received before behind_since has been looked at. One that died is
-- caught up for by the next.
create table ponding_watch (
  node uuid constraint ponding_watch_pk primary key,
  behind_since timestamptz not null,
  seen_at timestamptz not null
);
