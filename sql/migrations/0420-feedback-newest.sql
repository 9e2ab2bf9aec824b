-- The list of all feedback, newest first.
create index feedback_newest on feedback (received_at desc, id desc);
