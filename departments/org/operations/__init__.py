"""Every change of who belongs where."""

from departments.org.operations.appointments import appoint, dismiss

__all__ = ["appoint", "dismiss"]
