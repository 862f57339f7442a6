"""Asking others: countersignatures, formal opinions, questions."""
