"""Pages of write-ups: the student's, and the staff's."""
