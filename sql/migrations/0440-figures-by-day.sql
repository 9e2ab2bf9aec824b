-- A day that is counted anew loses all figures that it had, those of metrics which are gone as well.
create index daily_figure_day on daily_figure (day);

-- Figures of cases closed in time did not follow a clock that was changed after the closing, and a type of facilities
-- that was gone for a while kept what it had: all days are counted once more.
insert into dirty_day (day) select distinct day from daily_figure;
