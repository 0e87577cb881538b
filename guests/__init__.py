"""Guest lectures: speakers, and the questions put to them."""
