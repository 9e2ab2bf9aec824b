-- A list of a rare category, or of an organisation's cases of a category that it has none of, read every newer case: 1.4 s of a million
-- against 0.15 s with this (and 0.06 ms for a category without cases). A step pays for one more entry.
create index case_file_category on case_file (category_code, reported_at desc, id desc);
