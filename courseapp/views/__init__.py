"""The pages of what several apps need."""
