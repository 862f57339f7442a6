"""Whose it is: which department and duty a task waits for, who stands in, where an item goes."""
