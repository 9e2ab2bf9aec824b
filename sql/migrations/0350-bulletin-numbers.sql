-- 发文字号: the number that a month's bulletin goes out under, entered beforehand or given out when it is issued. The
-- revisions of a month share it: they are one document, told apart by the version on the last page.
create table bulletin_number (
  month date constraint bulletin_number_pk primary key,
  short_name text not null, -- 发文机关代字
  year integer not null, -- in which it is issued, not the one that it tells of
  number integer not null constraint bulletin_number_positive check (number > 0),
  constraint bulletin_number_unique unique (short_name, year, number)
);
