-- Which sensors of a gateway measured in the future in an hour: one terminal with a wrong clock is not a gateway with one.
alter table gateway_hour add column future_sensors integer[] not null default '{}';
