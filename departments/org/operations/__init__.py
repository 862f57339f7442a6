"""Every change of who belongs where, and who is away."""

from departments.org.operations.appointments import appoint, dismiss
from departments.org.operations.away import end_absence, record_absence
from departments.org.operations.establishment import establish

__all__ = ["appoint", "dismiss", "end_absence", "establish", "record_absence"]
