"""What is told whom by which means, and what the diary knows of it."""
