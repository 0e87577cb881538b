"""Teams, write-ups and their marks."""
