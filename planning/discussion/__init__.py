"""What is said of a plan, a goal or an action, and who is asked."""
