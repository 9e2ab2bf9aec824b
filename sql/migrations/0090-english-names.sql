-- Towns and organisations may have an English name, as categories and forms do; it is shown in the console's English view.
alter table town add name_en text;
alter table organisation add name_en text;
