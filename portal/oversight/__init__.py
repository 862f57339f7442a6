"""Coordination, supervision and performance: the screens of those who watch over the whole."""
