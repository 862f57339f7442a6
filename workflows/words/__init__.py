"""What people are told, and who is told it."""
