"""What comes in, strictly: unknown keys are refused. What goes out, as the contract names it."""
