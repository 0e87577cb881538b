"""The project, and what several apps need: people, courses, meetings, presence."""
