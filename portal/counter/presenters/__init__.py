"""From what was read to what templates draw. No statements, no HTML."""
