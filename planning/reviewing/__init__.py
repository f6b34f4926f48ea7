"""The plans of a client as a topic of its review."""
