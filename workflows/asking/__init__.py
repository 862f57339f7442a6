"""What a step asks of others while it stays open: of the head, of another department, of somebody who spoke."""
