"""Papers, review forms, reviews, the question board, and marks of reviews."""
