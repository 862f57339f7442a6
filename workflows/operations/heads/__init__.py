"""What the head must allow first: the clock stopped, the limit extended, a second notice."""
