"""The integrated hall: accepts for every department; its own item is a step of its clerks."""
