"""Production operations: gives its opinion on others' items and has none of its own."""
