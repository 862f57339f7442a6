"""Whose duty an item is: handing it on, the ruling on a dispute, the duty list."""
