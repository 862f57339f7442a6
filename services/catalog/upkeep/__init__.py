"""Keeping the catalogue in order: citing clauses, merging spellings, who answers for what, what to improve first."""
