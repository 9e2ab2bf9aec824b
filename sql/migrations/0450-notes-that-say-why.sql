-- What ends a case before its work is done, sends it back or undoes something says why, by API as well: not accepted at registration, reopened and
-- unmerged were left out, and a city may have taken the note of the others away.
update case_step set needs_note = true
where action in ('reject', 'return', 'rework', 'refuse', 'suspend', 'cancel', 'force-close', 'reopen', 'unmerge') and not needs_note;
