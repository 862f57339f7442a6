"""Procurement: the register of partner companies, protective equipment issued by post."""
