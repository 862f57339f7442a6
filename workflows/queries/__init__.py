"""Reads for screens and API: the inbox, the case file, an applicant's own cases. No writes, no HTML."""
