"""What the tests stand on; nothing in here is a test."""
