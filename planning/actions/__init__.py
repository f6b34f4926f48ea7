"""What is done, by whom and by when: lists, pictures, days that move together, reminders."""
