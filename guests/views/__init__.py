"""Pages of guests, and of the questions put to them."""
