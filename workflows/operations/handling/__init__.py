"""A department's own work on its item: take the task, sign in, pass on, decide; or let a handler decide."""
