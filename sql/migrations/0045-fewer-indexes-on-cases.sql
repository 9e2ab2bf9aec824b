-- A step of a case moves its row and so writes to each of its indexes. A list of one town reads the newest cases and leaves
-- out the others' (a twentieth is a town's), within a period or without; that takes a millisecond and no index of its own.
drop index case_file_town;
