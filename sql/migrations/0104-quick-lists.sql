-- Text is looked for by single characters too, so that one that is nowhere is not looked for in every row. Each is taken apart once:
-- by substr a text of 4,000 characters would be gone through 8,000 times.
create or replace function text_bigrams(words text) returns text[] language sql immutable parallel safe
  return (
    select coalesce(array_agg(distinct gram), '{}')
    from (
      select here, lead(here) over (order by place) as next
      from unnest(string_to_array(lower(words), null)) with ordinality character (here, place)
    ) neighbours
    cross join lateral (values (here), (here || next)) both_ (gram)
    where gram is not null);

update case_text t set bigrams = text_bigrams(c.number || ' ' || coalesce(c.description, '')) from case_file c where c.id = t.case_id;

-- Of each target its own due messages, in their order.
drop index webhook_delivery_due;
create index webhook_delivery_due on webhook_delivery (webhook_id, next_at, position) where state = 'waiting';
