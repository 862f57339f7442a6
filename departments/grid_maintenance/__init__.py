"""Operation and maintenance of the grid: knows the class of every supply area."""
