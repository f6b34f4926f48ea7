"""Who serves which unit of a client with what we sell."""
