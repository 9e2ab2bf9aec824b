-- How many missed checks were told of lately is counted for the menu of everybody who sees them.
create index due_check_escalated on due_check (escalated_at) where missed_on is not null and escalated_at is not null;
