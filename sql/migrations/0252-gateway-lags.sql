-- How far a gateway's clock is off is told by the median of many lags: one reading from 2099 was the least of its hour, and set 72 years.
-- Each is the least lag of one second, or of what was measured in its future; the hour's latest 60 are kept.
alter table gateway_hour add column lags_ms bigint[] not null default '{}';
update gateway_hour set lags_ms = array[least_lag_ms] where least_lag_ms is not null;
alter table gateway_hour drop column least_lag_ms;
