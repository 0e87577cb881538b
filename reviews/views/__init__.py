"""The pages of papers and their reviews."""
