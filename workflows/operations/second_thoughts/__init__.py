"""Changing what was done: take back, send back, void, hand in again, withdraw, cancel."""
