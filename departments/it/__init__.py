"""The information centre: everybody's one account."""
