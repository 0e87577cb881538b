"""The pages and files that join the other apps."""
