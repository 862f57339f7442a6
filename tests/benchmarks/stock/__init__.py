"""The same work on the engine as it comes: its own nodes, lock, tables and timers. For comparison only."""
