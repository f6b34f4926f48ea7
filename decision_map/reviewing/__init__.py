"""The maps of a client as a topic of its review."""
