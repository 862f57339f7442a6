"""Every change of who belongs where."""

from departments.org.operations.appointments import appoint, dismiss
from departments.org.operations.establishment import establish

__all__ = ["appoint", "dismiss", "establish"]
