"""What could be sold or done: worth, effort, and the client’s decision stages."""
