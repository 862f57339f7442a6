"""The desk: one inbox for handlers, heads and countersigners, on a wide screen and on a phone."""
