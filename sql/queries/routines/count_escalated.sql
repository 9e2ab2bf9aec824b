-- How many missed checks were told of lately and are not made since.
-- {which}: which of them, over the check d
-- Parameters: told_since, and those that {which} names
select count(*)::int as "Value" from due_check d where {which}
