"""People, time and money that a plan needs."""
