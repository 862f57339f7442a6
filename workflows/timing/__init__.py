"""When: due moments and lights, the next alarm of a task, promised papers. All arithmetic is portal.worktime."""
