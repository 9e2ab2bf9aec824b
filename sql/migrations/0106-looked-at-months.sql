-- Up to which rollup a closed month was looked at and found unchanged since its latest revision.
create table month_look (
  month date constraint month_look_pk primary key,
  roll bigint not null
);
