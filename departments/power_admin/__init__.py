"""Comprehensive management of the power company: emergency reports, all by people."""
